#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# tests/vectors/policy.tsv at the HTTP door: /v1/check, /v1/certificates, and
# names in JSON answer what the evaluator answers.

. "${0%/*}/http_lib.sh"
requires sqlite3
vectors=$top_srcdir/tests/vectors/policy.tsv

http_ca
python3 "$programs/policy_http.py" policies "$vectors" >>"$d/sanca.conf"
start_sancad "$d" || bail 'sancad does not start'
sed -n 's/^\[policy \(v[0-9]*\)\]$/\1/p' "$d/sanca.conf" |
while read -r name; do
	echo "$name $("$sanca" -d "$d" token new "$name" --policy "$name" \
		--may issue 2>"$T/token.err")"
done >"$T/tokens"
ok 'each policy has a token' test "$(grep -c ' sanca_' "$T/tokens")" -gt 20
ok 'the vectors were asked' python3 "$programs/policy_http.py" ask "$vectors" \
	"$HTTP_PORT" "$d" "$T/sancad.log" "$T/tokens"
cp "$T/.out" "$T/points"
verdicts "$T/points"
ok 'sancad stops' stop_sancad
done_testing
