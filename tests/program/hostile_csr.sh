#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Requests that must be refused or cleaned, sent to a CA that runs: the rows A
# to D of doc/conformance.tsv at the HTTP door.

. "${0%/*}/http_lib.sh"
requires sqlite3

http_ca --ip-range 10.0.0.0/8
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token hostile --may issue)
other=$(http_token other --may issue)
ok 'the requests were sent' python3 "$programs/hostile_csr.py" "$HTTP_PORT" \
	"$d" "$T/sancad.log" "$token" "$other"
cp "$T/.out" "$T/points"
# What must not be found anywhere: a password and a key that were sent.
sed -n 's/^canary //p' "$T/points" | tr ' ' '\n' >"$T/canaries"
grep -v '^canary' "$T/points" >"$T/verdicts"
verdicts "$T/verdicts"
ok 'sancad stops' stop_sancad
is 'two secrets were sent' "$(wc -l <"$T/canaries")" 2
is 'A08, A22: neither is in any file of the CA' \
	"$(grep -rlaF -f "$T/canaries" "$d" "$T/sancad.log" | wc -l)" 0
ok 'the log verifies' "$sanca" -d "$d" log verify
done_testing
