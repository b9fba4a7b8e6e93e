#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# A disk that fails, is full or slow, under a CA that runs: no certificate
# leaves that the log does not have, what can be read is served, and it
# recovers.

. "${0%/*}/http_lib.sh"
requires sqlite3 prlimit
[ "$SANITIZE" = no ] || skip_all 'a shim cannot come before a sanitizer'
shim=$top_builddir/tests/shim/fault.so
[ -f "$shim" ] || skip_all 'tests/shim/fault.so is not built'
real=$sancad

# with_faults SETTING...: the next start_sancad has them in sanca-signer.
with_faults()
{
	printf '#!/bin/sh\nexec env LD_PRELOAD=%s FAULT_PROGRAM=sanca-signer \\\n%s \\\n%s "$@"\n' \
		"$shim" "$*" "$real" >"$T/faulty"
	chmod 755 "$T/faulty"
	sancad=$T/faulty
}

replaced()
{
	[ "$(child_pid signer)" != "$before" ]
}

http_ca
mkdir -m 777 "$T/counts"
request mail DNS:mail.contoso.com
: >"$T/serials"
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token mail --may issue)
is 'a good disk: issued' "$(issue)" 201
stop_sancad

# L04: a sync that fails. The signer ends, and a new one recovers.
with_faults FAULT_COUNT="$T/counts/start"
start_sancad "$d" || bail 'no start with the shim'
read -r begin <"$T/counts/start"
ok "syncs of the start are seen ($begin)" test "$begin" -ge 1
is 'with the shim alone: issued' "$(issue)" 201
stop_sancad
marks=0
for more in 11 12 13 14 15 16; do
	at=$((begin + more))
	with_faults FAULT_AT=$at FAULT_ERRNO=5 FAULT_COUNT="$T/counts/$at"
	start_sancad "$d" || bail "no start with a fault at sync $at"
	before=$(child_pid signer)
	statuses=
	reads=
	for i in 1 2 3 4 5 6 7 8 9 10; do
		s=$(issue)
		statuses="$statuses$s "
		[ "$s" = 201 ] || {
			cat "$T/body" >>"$T/refused"
			reads="$reads$(get /ca.pem) "
		}
	done
	case $statuses in
	*503*) ;;
	*)
		# The high-water mark, which a thread writes once a second: it
		# is written anew the next time.
		ok "L04 sync $at, of the high-water mark, fails: it is told" \
			grep -q 'error: high-water mark' "$T/sancad.log"
		marks=$((marks + 1))
		stop_sancad
		continue
		;;
	esac
	like "L04 sync $at fails: what is not issued is 503" "$statuses" \
		'^((201|503) )*503 ((201|503) )*$'
	like "L04 sync $at fails: the root is served meanwhile" "$reads" \
		'^(200 )+$'
	ok "L04 sync $at fails: another signer took over" wait_for 10 replaced
	ok "L04 sync $at fails: it issues again" wait_for 10 issues
	stop_sancad
	ok "L04 sync $at fails: syncs were seen" test -s "$T/counts/$at"
	is "L04 sync $at fails: no certificate left that is not logged" \
		"$(lost)" 0
	ok "L04 sync $at fails: the log verifies" "$sanca" -d "$d" log verify
done

ok 'L04 some of them were those of the log' test "$marks" -le 4
like 'a fault of the disk is told' "$(cat "$T/refused")" 'problem:storage'
unlike 'I27: but no path and no word of the database' "$(cat "$T/refused")" \
	"$T|ca[.]db|SQLite|COMMIT"

# L05: each sync takes half a second.
with_faults FAULT_DELAY_MS=500 FAULT_COUNT="$T/counts/slow"
start_sancad "$d" || bail 'no start with a slow disk'
pids=
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	curl -s -m 20 -o "$T/slow.$i" -w '%{http_code}\n' \
		--data-binary "@$T/mail.pem" -H "Authorization: Bearer $token" \
		-H 'Accept: application/json' "$SANCA_URL/v1/certificates" \
		>"$T/slow.status.$i" &
	pids="$pids $!"
done
# Words on purpose.
# shellcheck disable=SC2086
wait $pids
statuses=$(cat "$T"/slow.status.*)
unlike 'L05 a slow disk: 201 or 503' "$(echo "$statuses" |
	grep -E -v '^(201|503)$')" .
like 'L05 and many are issued' "$statuses" '^201'
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	[ "$(cat "$T/slow.status.$i")" != 201 ] ||
		json 'o["serial"]' "$T/slow.$i" >>"$T/serials"
done
is 'L05 the root is not slow' "$(get /ca.pem -m 1)" 200
stop_sancad
ok 'L05 syncs were seen' test "$(cat "$T/counts/slow")" -ge 2
is 'L05 no certificate left that is not logged' "$(lost)" 0
sancad=$real

# L03: no space. As root on a small disk; else by a limit on files, which is
# an error of writing too.
start_sancad "$d" || bail 'no start on a good disk'

# J14: a copy that SQLite makes under load is a log like any other.
(
	while [ ! -e "$T/enough" ]; do
		issue >>"$T/load"
	done
) &
load=$!
wait_for 10 test -s "$T/load"
cp "$T/serials" "$T/before"
sqlite3 "$d/log/ca.db" ".backup '$T/backup.db'"
touch "$T/enough"
wait "$load"
cp -a "$d" "$T/restored"
rm -f "$T/restored/log/ca.db-wal" "$T/restored/log/ca.db-shm"
cat "$T/backup.db" >"$T/restored/log/ca.db"
ok 'J14 a copy made under load verifies' "$sanca" -d "$T/restored" log verify
sqlite3 "$T/backup.db" "SELECT lower(hex(r.serial)) FROM certificate c
	JOIN reservation r ON r.id = c.reservation" | sort >"$T/logged"
sqlite3 "$d/log/ca.db" "VACUUM INTO '$T/plain.db'"
cat "$T/plain.db" >"$T/restored/log/ca.db"
ok 'a copy by VACUUM INTO verifies, whatever its journal mode' \
	"$sanca" -d "$T/restored" log verify
is 'and is not changed by that' "$(sqlite3 "$T/restored/log/ca.db" \
	'PRAGMA journal_mode')" delete
is 'J14 it has what was answered before' \
	"$(sort "$T/before" | comm -23 - "$T/logged" | wc -l)" 0
serial=$(tail -n 1 "$T/serials")
ok 'L03 files of the signer are limited' child_limit signer --fsize=4096:
statuses=
for i in 1 2 3; do
	statuses="$statuses$(issue) "
	sleep 0.2
done
like 'L03 files may not grow: 503' "$statuses" '^((201|503) )*503 '
is 'L03 the root is served' "$(get /ca.pem)" 200
# A signer that could not write has ended; the next has no such limit.
child_limit signer --fsize=unlimited: || :
ok 'L03 it issues again' wait_for 10 issues
is 'L03 what there was is read' "$(get "/v1/certificates/$serial")" 200
stop_sancad
is 'L03 no certificate left that is not logged' "$(lost)" 0

unmount()
{
	mountpoint -q "$T/small" && umount "$T/small"
}
cleanup_fn unmount
mkdir "$T/small"
if [ "$(id -u)" = 0 ] &&
   mount -t tmpfs -o size=6m,mode=755 none "$T/small" 2>"$T/err"; then
	cp -a "$d" "$T/small/ca"
	d=$T/small/ca
	start_sancad "$d" || bail 'no start on the small disk'
	is 'L03 space is there: issued' "$(issue)" 201
	dd if=/dev/zero of="$T/small/full" bs=4096 2>"$T/err" || :
	statuses=
	for i in 1 2 3 4 5 6 7 8 9 10; do
		statuses="$statuses$(issue) "
	done
	like 'L03 no space: 503' "$statuses" '503 $'
	like 'L03 and nothing else' "$statuses" '^((201|503) )+$'
	is 'L03 the root is served' "$(get /ca.pem)" 200
	is 'L03 what there was is read' "$(get "/v1/certificates/$serial")" 200
	like 'L03 health tells' "$(get /healthz)" 503
	rm "$T/small/full"
	ok 'L03 with space again it issues' wait_for 15 issues
	stop_sancad
	is 'L03 no certificate left that is not logged' "$(lost)" 0
	ok 'L03 the log verifies' "$sanca" -d "$d" log verify
else
	skip 'L03 a disk without space' 'not root, or no tmpfs'
fi
done_testing
