#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Shows that the shell harness notices what fails, and that totals count it.

. "${0%/*}/../lib.sh"

lib=$top_srcdir/tests/lib.sh

# run TEXT: a test of this text in a shell of its own; output in $T/out.
run()
{
	printf '. "%s"\n%s\n' "$lib" "$1" >"$T/inner.sh"
	inner_rc=0
	sh "$T/inner.sh" >"$T/out" 2>&1 || inner_rc=$?
	out=$(cat "$T/out")
}

run 'ok fine true; done_testing'
is 'a test that holds passes' "$inner_rc/$out" "0/ok 1 - fine
1..1"

run 'ok wrong false; ok fine true; done_testing'
is 'a test with a failure fails' "$inner_rc" 1
like 'the failure is shown' "$out" '^not ok 1 - wrong$'

run 'is text a b; done_testing'
is 'different texts fail' "$inner_rc" 1

run 'done_testing'
is 'a test without a point fails' "$inner_rc" 1

run 'requires no-such-program-here; ok fine true; done_testing'
is 'a missing program skips the test' "$out" \
	'1..0 # SKIP no-such-program-here is not installed'

run 'gone() { echo cleaned; }; cleanup_fn gone; echo "dir $T"; exit 3'
like 'cleanup functions run' "$out" '^cleaned$'
is 'the exit status is kept' "$inner_rc" 3
ok 'the scratch folder is gone' test ! -e "$(sed -n 's/^dir //p' "$T/out")"

# Totals over results as our driver leaves them.
driver=$top_srcdir/tests/driver.sh

# results NAME TEXT: what the driver leaves of a test with this output.
results()
{
	printf '%s' "$2" >"$T/$1.tap"
	sh "$driver" --test-name "$1" --log-file "$T/$1.log" \
		--trs-file "$T/$1.trs" -- cat "$T/$1.tap" >/dev/null
}

totals=$top_srcdir/tests/totals.sh
results good '1..2
ok 1 - a
ok 2 - b # SKIP why
'
results bad '1..2
ok 1 - a
not ok 2 - b
'
results whole '1..0 # SKIP nothing here
'
results short '1..2
ok 1 - a
'
exits 'totals of a good run' 0 sh "$totals" "$T/good.trs" "$T/whole.trs"
is 'skips are counted last' "$(tail -n 1 "$T/stdout")" \
	'1 passed, 0 failed, 2 skipped'
like 'skips are named' "$(cat "$T/stdout")" \
	'^skipped: good 2 - b # SKIP why$'
like 'tests skipped whole are named' "$(cat "$T/stdout")" \
	'^skipped: whole - nothing here$'
exits 'totals of a bad run fail' 1 sh "$totals" "$T/good.trs" "$T/bad.trs"
like 'failures are named' "$(cat "$T/stdout")" '^failed: bad 2 - b$'
is 'failures are counted' "$(tail -n 1 "$T/stdout")" \
	'2 passed, 1 failed, 1 skipped'
like 'the driver says how long a test took' "$(cat "$T/good.trs")" \
	'^:seconds: [0-9]+ [0-9]+$'
sed 's/^:seconds:.*/:seconds: 75 12/' "$T/good.trs" >"$T/long.trs"
cp "$T/good.log" "$T/long.log"
like 'a test that took long is named' "$(sh "$totals" "$T/long.trs")" \
	'^slow: 75 s, 12 s of a processor: .*/long$'
exits 'a test that stops half-way fails' 1 sh "$totals" "$T/short.trs"
is 'and is counted' "$(tail -n 1 "$T/stdout")" '1 passed, 1 failed, 0 skipped'
exits 'a test that did not run fails' 1 sh "$totals" "$T/good.trs" "$T/none.trs"
exits 'no test at all fails' 1 sh "$totals"

# Files become arrays, byte for byte.
printf 'a\000\377"\n' >"$T/in"
ok 'embed.sh runs' sh -c "'$top_srcdir/src/embed.sh' x <'$T/in' >'$T/x.c'"
like 'embed.sh keeps every byte' "$(cat "$T/x.c")" '^97,0,255,34,10,$'
like 'embed.sh counts them' "$(cat "$T/x.c")" '^const size_t x_len = 5;$'

done_testing
