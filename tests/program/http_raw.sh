#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# HTTP that no library would send, on the real daemon: refused and closed, and
# good requests go on being answered.

. "${0%/*}/http_lib.sh"

http_ca
http_set request-timeout 3s
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token raw --may issue)
request mail DNS:mail.contoso.com

timeout 100 python3 "$programs/http_raw.py" "$HTTP_PORT" "$token" \
	"$T/mail.pem" >"$T/verdicts" 2>"$T/prober.err" ||
	diag <"$T/prober.err"
verdicts "$T/verdicts"
is 'the prober came to its end' \
	"$(tail -n 1 "$T/verdicts")" 'pass a good request is answered after'

is 'each attack has its verdict' \
	"$(grep -c -E '^(pass|fail) ' "$T/verdicts")" 73

# I12: what was sent cannot make lines.
lines=$(grep -c 'sanca-front: .*refused' "$T/sancad.log")
ids=$(grep 'sanca-front: .*refused' "$T/sancad.log" |
	sed 's/.*(request \([0-9a-f]*\))$/\1/' | sort -u | wc -l)
is 'one log line for each refusal' "$lines" "$ids"
unlike 'no octet of an attack begins a line' "$(cat "$T/sancad.log")" \
	'^(C: d|X: y|b$)'
ok 'sancad ends well' stop_sancad
done_testing
