#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# M06: a library with a known fault is told at the start, and by --version. J09:
# one that ignores a setting is not worked with.

. "${0%/*}/http_lib.sh"
http_needs_shim old

unlike 'M06 --version of these libraries knows of no fault' \
	"$("$sanca" --version)" CVE
like 'M06 --version names the fault of an old one' \
	"$(LD_PRELOAD=$top_builddir/tests/shim/old.so "$sanca" --version)" \
	'^SQLite 3[.]8[.]0 .*CVE-.*3[.]39[.]2'

http_ca
start_sancad "$d" || bail 'sancad does not start'
stop_sancad
unlike 'M06 a start with these warns of nothing' "$(cat "$T/sancad.log")" CVE
http_preload old
ok 'with old ones it starts all the same' start_sancad "$d"
for old in 'sanca-front: warning: libmicrohttpd 0[.]9[.]70' \
	'sanca-signer: warning: SQLite 3[.]8[.]0'; do
	like "M06 but warns: $old" "$(cat "$T/sancad.log")" \
		"$old has a known fault [(]CVE"
done
stop_sancad

# An SQLite that ignores a setting in silence: what is read back decides.
before=$(wc -c <"$d/log/ca.db")
OLD_IGNORES=1 timeout 5 "$sancad" -d "$d" >"$T/ignores" 2>&1
unlike 'J09 a signer whose setting was ignored never serves' \
	"$(cat "$T/ignores")" 'sanca-signer .* is ready'
like 'J09 and says which' "$(cat "$T/ignores")" \
	'PRAGMA synchronous is 1 where 2 is needed'
is 'J09 the database is as before' "$(wc -c <"$d/log/ca.db")" "$before"
done_testing
