#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The signer, the front, the validator and all of sancad are killed at random
# while clients of ACME order certificates by http-01: what a client got is in
# the log, an order has one certificate, and none stays open for good.
# ORDERS=2000 KILLS=100 for more.

. "${0%/*}/http_lib.sh"
requires sqlite3 pgrep pebble-challtestsrv

case $SANITIZE in
no) : "${ORDERS:=300}" "${KILLS:=24}" ;;
*) : "${ORDERS:=40}" "${KILLS:=8}" ;;
esac
# A machine that is busy, under a sanitizer, takes seconds to come back.
limit=$((60 + ORDERS + 8 * KILLS))
seed=${SEED:-$(date +%s)}
diag "ORDERS=$ORDERS KILLS=$KILLS SEED=$seed"

tls=$(free_port)
answers=$(free_port)
dns=$(free_port)
dns_control=$(free_port)
http_ca --acme --listen-tls "127.0.0.1:$tls" --tls-name localhost
sed -i -e 's/^# *max-certificates-per-day *=.*/max-certificates-per-day = 0/' \
	-e "/^\[acme\]/a resolver = 127.0.0.1:$dns\\
validate-network = 127.0.0.0/8\\
http-port = $answers\\
orders-per-hour = 0\\
accounts-per-hour = 0" "$d/sanca.conf"

# Called when the test ends.
# shellcheck disable=SC2317
end_others()
{
	[ -z "$load_pid" ] || kill -KILL "$load_pid" 2>/dev/null
	kill "$dns_pid" 2>/dev/null
}
load_pid=
pebble-challtestsrv -dns01 "127.0.0.1:$dns" -http01 '' -https01 '' \
	-tlsalpn01 '' -management "127.0.0.1:$dns_control" \
	-defaultIPv4 127.0.0.1 -defaultIPv6 '' >"$T/dns.log" 2>&1 &
dns_pid=$!
cleanup_fn end_others
dns_answers()
{
	curl -s -m 2 -o /dev/null -d '{"host":"x.contoso.com."}' \
		"http://127.0.0.1:$dns_control/clear-a"
}
wait_for 20 dns_answers || bail 'no name server'
start_sancad "$d" || bail 'sancad does not start'

"$top_builddir/tests/bench/acme_load" --patient --clients 4 --names 3 \
	--seconds 600 --seed "$seed" --domain contoso.com \
	--listen "127.0.0.1:$answers" --ledger "$T/ledger" \
	--directory "https://localhost:$tls/acme/directory" \
	>"$T/load" 2>"$T/load.err" &
load_pid=$!
wait_for 20 test -s "$T/ledger" || {
	diag <"$T/load.err"
	bail 'no order ends before the first kill'
}

# all_gone PID...
all_gone()
{
	for pid; do
		tap_gone "$pid" || return 1
	done
}

# back NAME PID: it serves, with another child of this name.
back()
{
	tap_healthy && pid=$(pgrep -P "$SANCAD_PID" -x "$1") &&
		[ "$pid" != "$2" ]
}

kill_child()
{
	victim=$(pgrep -P "$SANCAD_PID" -x "$1") || return 1
	kill -KILL "$victim" && wait_for 20 back "$1" "$victim"
}

# sancad and its children in one blow.
kill_all()
{
	pids="$SANCAD_PID $(pgrep -P "$SANCAD_PID" | tr '\n' ' ')"
	# Words on purpose.
	# shellcheck disable=SC2086
	kill -KILL $pids 2>/dev/null
	wait "$SANCAD_PID" 2>/dev/null
	# shellcheck disable=SC2086
	wait_for 10 all_gone $pids
	start_sancad "$d"
}

# ordered: so many orders ended under fire.
ordered()
{
	[ $(($(wc -l <"$T/ledger") - before)) -ge "$ORDERS" ]
}

# under_fire: one after the other, at any moment within 0.4 s.
under_fire()
{
	kills=0
	before=$(wc -l <"$T/ledger")
	begun=$(date +%s)
	while [ "$kills" -lt "$KILLS" ] || ! ordered; do
		sleep "0.$(od -An -N2 -tu2 /dev/urandom | awk '{
			printf "%03d", $1 % 400 }')"
		case $((kills % 4)) in
		0) kill_child sanca-signer ;;
		1) kill_child sanca-validator ;;
		2) kill_child sanca-front ;;
		*) kill_all ;;
		esac || return 1
		kills=$((kills + 1))
		[ $(($(date +%s) - begun)) -lt "$limit" ] || return 1
	done
}
under_fire
is "what is killed $KILLS times comes back each time" $? 0
ok "$ORDERS orders end under fire" ordered
diag "$kills kills, $(($(wc -l <"$T/ledger") - before)) orders meanwhile"
kill "$load_pid"
ok 'those that were open then end too' wait_for 30 tap_gone "$load_pid"
ok 'as their client ends' wait "$load_pid"
load_pid=
diag <"$T/load"
diag <"$T/load.err"
is 'none of them is lost' "$(json 'o["lost"]' "$T/load")" 0
is 'all that ended are in the ledger' "$(wc -l <"$T/ledger")" \
	"$(json 'o["orders"]' "$T/load")"

# Start-up resolves what the last kill left open.
stop_sancad
start_sancad "$d" || bail 'sancad does not start after that'
"$sanca" -d "$d" acme orders --json >"$T/orders" ||
	bail 'the orders are not listed'
# What nobody heard of may be open, for its client to go on with.
is 'no order stays "processing", and none is invalid' "$(json \
	'{i["status"] for i in o} - {"valid", "ready", "pending"}' \
	"$T/orders")" 'set()'
stop_sancad

# rows SQL: of the database, sorted.
rows()
{
	sqlite3 -separator ' ' "$d/log/ca.db" "$1" | sort
}
issued='acme_order o JOIN reservation r ON r.id = o.reservation
	JOIN certificate c ON c.reservation = r.id'
rows "SELECT o.id, lower(hex(r.serial)) FROM $issued" >"$T/rows"
sed 's|^.*/acme/order/||' "$T/ledger" | sort >"$T/got"
is 'each certificate that a client got is in the log, of that order' \
	"$(comm -23 "$T/got" "$T/rows")" ''
is 'as many orders are valid' "$(json \
	'sum(i["status"] == "valid" for i in o)' "$T/orders")" \
	"$(wc -l <"$T/rows")"
is 'no reservation belongs to two orders' "$(rows 'SELECT reservation FROM
	acme_order WHERE reservation <> 0 GROUP BY reservation
	HAVING count(*) > 1')" ''
# Names are of one order each: what an order had before, too, has them.
is 'no order has two certificates' "$(rows 'SELECT count(*) FROM certificate c
	JOIN reservation r ON r.id = c.reservation
	WHERE r.id NOT IN (SELECT reservation FROM acme_order) AND r.names IN
	(SELECT r.names FROM acme_order JOIN reservation r
	 ON r.id = reservation)')" 0
is 'no names have two certificates' "$(rows "SELECT hex(r.names) FROM
	certificate c JOIN reservation r ON r.id = c.reservation
	WHERE instr(hex(r.names), hex('-$seed.contoso.com'))
	GROUP BY r.names HAVING count(*) > 1")" ''
is 'certificates of such names are those of orders' "$(rows "SELECT count(*)
	FROM certificate c JOIN reservation r ON r.id = c.reservation
	WHERE instr(hex(r.names), hex('-$seed.contoso.com'))")" \
	"$(wc -l <"$T/rows")"
diag "$(rows 'SELECT count(*) FROM void') reservations became void"
ok 'sanca log verify' "$sanca" -d "$d" log verify

# Six names, one after the other: the account, then of each order its reservation
# and its log entry are synced (ADR 0027; issue: at most eight for a certificate).
start_sancad "$d" || bail 'sancad does not start again'
commits()
{
	curl -s -m 10 "http://127.0.0.1:$HTTP_PORT/metrics" | sed -n 's/^sanca_commits_total //p'
}
before=$(commits)
timeout 60 "$top_builddir/tests/bench/acme_load" --clients 1 --names 6 \
	--seconds 50 --orders 5 --seed "$((seed + 1))" --domain contoso.com \
	--listen "127.0.0.1:$answers" \
	--directory "https://localhost:$tls/acme/directory" >"$T/load" 2>&1
is 'five orders of six names' "$(json 'o["orders"]' "$T/load")" 5
is 'take a commit for the account and two for each certificate' \
	"$(($(commits) - before))" 11
done_testing
