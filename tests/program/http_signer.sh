#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The front when the signer stands still or dies, when settings are reloaded
# under load, and when all is stopped under load.

. "${0%/*}/http_lib.sh"

http_ca
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token load --may issue)
auth="Authorization: Bearer $token"
request mail DNS:mail.contoso.com
request shown DNS:shown.contoso.com

ok 'certificates are issued' issues

# ---- K13: the signer stands still

signer=$(child_pid signer)
kill -STOP "$signer"
before=$(date +%s)
is 'K13 a signer that stands still gives 503' \
	"$(post /v1/certificates "$T/mail.pem" -H "$auth")" 503
after=$(date +%s)
like 'in time' "$((after - before))" '^[4-6]$'
is 'with the type' "$(json 'o["type"]')" urn:sanca:problem:unavailable
like 'and when to ask again' "$(cat "$T/head")" '^Retry-After: '
is 'the root is served meanwhile' "$(get /ca.pem)" 200
is 'the page too' "$(get /)" 200
kill -CONT "$signer"
ok 'it goes on by itself' wait_for 10 issues

# ---- a private key that cannot be blocked now is not taken as done

kill -STOP "$(child_pid signer)"
is 'an exposed key that the signer does not block is 503' \
	"$(post /v1/certificates "$T/shown.key" -H "$auth")" 503
like 'and the log names it' "$(cat "$T/sancad.log")" \
	'could not be blocked; SHA-256 of its public key is [0-9a-f]{64}'
kill -CONT "$(child_pid signer)"
is 'sent again, it is blocked' \
	"$(post /v1/certificates "$T/shown.key" -H "$auth")" 400
is 'and never certified' \
	"$(post /v1/certificates "$T/shown.pem" -H "$auth")" 400

# ---- the signer dies: another takes its place, nothing is sent again

kill -KILL "$signer"
is 'the root is served without a signer' "$(get /ca.crt)" 200
ok 'another signer is found' wait_for 10 issues
unlike 'and it is another' "$(child_pid signer)" "^$signer\$"
is 'health is good again' "$(get /healthz)" 200

# ---- SIGHUP under load: no answer is lost, no certificate of two minds

# load SECONDS: starts it; load_end: its counts in $T/counts.
load()
{
	rm -f "$T/stop"
	python3 "$programs/http_load.py" "$HTTP_PORT" "$token" "$T/mail.pem" \
		"$1" "$T/stop" >"$T/counts" 2>&1 &
	load_pid=$!
	sleep 0.5
}
load_end()
{
	: >"$T/stop"
	wait "$load_pid"
	diag <"$T/counts"
}
count()
{
	sed -n "s/^$1 //p" "$T/counts" | grep . || echo 0
}

load 6
for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	http_set requests-per-minute "$((600 + n))"
	kill -HUP "$SANCAD_PID"
	sleep 0.1
done
load_end
is 'L10 nothing was lost over 20 reloads' "$(count lost)" 0
like 'L10 many were issued meanwhile' "$(count 201)" '^[1-9][0-9]{2,}$'
is 'L10 nothing was refused' \
	"$(grep -c '^[345]' "$T/counts")" 0

# ---- the signer dies under load

load 6
# Held first, so that it dies with something to do.
kill -STOP "$(child_pid signer)"
sleep 0.5
kill -KILL "$(child_pid signer)"
sleep 3
load_end
is 'no answer is lost when the signer dies' "$(count lost)" 0
like 'some are told 503' "$(count 503)" '^[1-9]'
like 'and the others are issued' "$(count 201)" '^[1-9][0-9]{2,}$'
ok 'the log verifies' "$sanca" -d "$d" log verify

# ---- L09: SIGTERM under load

load 6
before=$(date +%s)
ok 'L09 SIGTERM ends with 0' stop_sancad
after=$(date +%s)
load_end
like 'L09 within 5 s' "$((after - before))" '^[0-5]$'
is 'L09 no answer was lost' "$(count lost)" 0
ok 'L09 the log verifies' "$sanca" -d "$d" log verify

# ---- the end of the drain while the signer stands still

http_set max-connections-per-address 200
start_sancad "$d" || bail 'sancad does not start again'
# The front remembers the token: only the end of a body asks the signer.
ok 'certificates are issued again' wait_for 10 issues
python3 "$programs/http_drain.py" "$HTTP_PORT" "$token" "$T/mail.pem" \
	"$T/drain.ready" "$T/drain.stop" >"$T/counts" 2>&1 &
load_pid=$!
wait_for 10 test -e "$T/drain.ready" || diag <"$T/counts"
signer=$(child_pid signer)
front=$(child_pid front)
kill -STOP "$signer"
# Not before the front's own bound of 5 s.
(
	sleep 6.5
	kill -CONT "$signer"
) &
continue_pid=$!
lines=$(($(wc -l <"$T/sancad.log") + 1))
before=$(date +%s)
: >"$T/drain.stop"
ok 'a drain with a signer that stands still ends with 0' stop_sancad
after=$(date +%s)
wait "$continue_pid" "$load_pid"
diag <"$T/counts"
like 'in time' "$((after - before))" '^[5-8]$'
like 'who waits is told 503' "$(count 503)" '^[1-9]'
ok 'the front is gone' test ! -e "/proc/$front"
unlike 'nothing aborted, nothing was killed' \
	"$(tail -n "+$lines" "$T/sancad.log")" 'by signal|abort|PANIC|killed'

# ---- a signer that never starts: the front, which waits for it, ends at once

mv "$d/ca/log.key" "$T/log.key"
cp "$d/ca/ca.key" "$d/ca/log.key"
chown --reference="$d/ca/ca.key" "$d/ca/log.key"
exits 'a CA with a key that is not its own does not start' 2 \
	"$sancad" -d "$d"
like 'what is wrong is said' "$(cat "$T/stderr")" \
	'cannot work: log key: the log key must be an Ed25519 key'
unlike 'and the front ends when it is told to' "$(cat "$T/stderr")" \
	'did not stop in time'
done_testing
