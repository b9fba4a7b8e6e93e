#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Moments that a slow or failing disk lets one meet: the end while a request waits
# for the signer, and a fault between reservation and log entry, whose serial is
# void for ever.

. "${0%/*}/http_lib.sh"
http_needs_shim fault

# asks: sends a request in the background; its status comes to $T/status.
asks()
{
	curl -s -m 20 -o "$T/body" -w '%{http_code}' \
		--data-binary "@$T/mail.pem" -H "Authorization: Bearer $token" \
		-H 'Accept: application/json' "$SANCA_URL/v1/certificates" \
		>"$T/status" &
	asks_pid=$!
}

reserved()
{
	[ "$("$sanca" -d "$d" list --status reserved --json |
		grep -c '"serial"')" -ge 1 ]
}

http_ca
request mail DNS:mail.contoso.com
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token mail --may issue)
is 'issued' "$(post /v1/certificates "$T/mail.pem" \
	-H "Authorization: Bearer $token")" 201
stop_sancad

# ---- SIGTERM while a request waits for the signer

http_preload fault FAULT_PROGRAM=sanca-signer FAULT_DELAY_MS=700
start_sancad "$d" || bail 'no start with a slow disk'
asks
ok 'a request waits: it is reserved and not answered' wait_for 5 reserved
is 'not answered' "$(cat "$T/status")" ''
ok 'SIGTERM ends with 0' stop_sancad
wait "$asks_pid"
is 'who waited at the end has his certificate' "$(cat "$T/status")" 201
ok 'and it is in the log' "$sanca" -d "$d" show "$(json 'o["serial"]')"
is 'nothing is left reserved' \
	"$("$sanca" -d "$d" list --status reserved --json | tr -d ' \n')" '[]'

# ---- the disk fails after the reservation, before the entry

# The sync that keeps the entry: the second of a request, or a later one when
# others (of the high-water mark) come in between.
mkdir -m 777 "$T/counts"
for more in 2 3 4 5 6 7 8; do
	http_preload fault FAULT_PROGRAM=sanca-signer \
		FAULT_AT=$((${begin:-100000} + more)) \
		FAULT_COUNT="$T/counts/$more"
	start_sancad "$d" || bail 'no start with a disk that fails'
	[ -n "${begin:-}" ] || read -r begin <"$T/counts/$more"
	asks
	wait "$asks_pid"
	status=$(cat "$T/status")
	stop_sancad
	http_unload
	start_sancad "$d" || bail 'no start after that'
	"$sanca" -d "$d" list --status void --json >"$T/void"
	[ "$(json 'len(o)' "$T/void")" = 0 ] || break
	stop_sancad
done
is 'who asked is told 503' "$status" 503
is 'a serial is void' "$(json 'len(o)' "$T/void")" 1
serial=$(json 'o[0]["serial"]' "$T/void")
exits 'show of a void serial' 0 "$sanca" -d "$d" show "$serial"
like 'says that no certificate has it' "$(cat "$T/stdout")" \
	'no certificate has it'
exits 'as JSON' 0 "$sanca" -d "$d" show "$serial" --json
is 'with the state' "$(json 'o["state"] + " " + o["requester"]' "$T/stdout")" \
	'void mail'
exits 'in the form of a certificate it is refused' 1 "$sanca" -d "$d" show \
	"$serial" --form pem
like 'with the reason' "$(cat "$T/stderr")" 'this serial is void'
is 'over HTTP there is no such certificate' \
	"$(get "/v1/certificates/$serial")" 404
stop_sancad
ok 'the log verifies' "$sanca" -d "$d" log verify
done_testing
