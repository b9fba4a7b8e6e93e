#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The signer, and all of sancad, are killed at random while requests without a
# token are answered 202: what was acknowledged waits after the restart, and is
# found at its address. KILLS=10000 for more.

. "${0%/*}/http_lib.sh"
requires sqlite3 pgrep

case $SANITIZE in no) : "${KILLS:=45}" ;; *) : "${KILLS:=12}" ;; esac
each=$(((KILLS + 2) / 3))
seed=${SEED:-$(date +%s)}
diag "KILLS=$KILLS SEED=$seed"
pender=$top_srcdir/tests/crash/pender.py

http_ca
http_set anonymous pend
http_set anonymous-policy default
http_set pending-per-address 2000
request wait DNS:wait.contoso.com,DNS:other.contoso.com
start_sancad "$d" || bail 'sancad does not start'

# fire NAME: begins to ask; hold ends it.
fire()
{
	rm -f "$T/stop"
	python3 "$pender" "$HTTP_PORT" "$T/wait.pem" "$T/$1.ledger" \
		"$T/stop" >"$T/$1.seen" 2>&1 &
	pender_pid=$!
	wait_for 120 test -s "$T/$1.ledger"
}
hold()
{
	: >"$T/stop"
	ok "killing $1: an address that was given says all along that it waits" \
		wait "$pender_pid"
	diag <"$T/$1.seen"
}

for target in signer both; do
	fire $target
	ok "killing $target $each times: the CA comes back each time" \
		python3 "$top_srcdir/tests/crash/killer.py" "$SANCAD_PID" \
		"$HTTP_PORT" $target "$each" "$seed"
	diag <"$T/.out"
	hold $target
done

# all_gone PID...
all_gone()
{
	for pid; do
		tap_gone "$pid" || return 1
	done
}

# sancad and its children in one blow; the moment is any within 0.2 s.
fire all
kills=0
started=0
while [ "$kills" -lt "$each" ]; do
	sleep "0.$(od -An -N2 -tu2 /dev/urandom | awk '{
		printf "%03d", $1 % 200 }')"
	pids="$SANCAD_PID $(pgrep -P "$SANCAD_PID" | tr '\n' ' ')"
	# Words on purpose.
	# shellcheck disable=SC2086
	kill -KILL $pids 2>/dev/null
	wait "$SANCAD_PID" 2>/dev/null
	# shellcheck disable=SC2086
	wait_for 10 all_gone $pids
	kills=$((kills + 1))
	start_sancad "$d" || break
	started=$((started + 1))
done
is "killing all of sancad $each times: it starts each time" "$started" "$each"
hold all

stop_sancad
start_sancad "$d" || bail 'sancad does not start after that'
ok 'every request that was acknowledged waits at its address' python3 \
	"$pender" "$HTTP_PORT" "$T/signer.ledger" "$T/both.ledger" \
	"$T/all.ledger"
diag <"$T/.out"
for ledger in signer both all; do
	said=$(wc -l <"$T/$ledger.ledger")
	ok "at least $each were acknowledged under fire ($ledger)" \
		test "$said" -ge "$each"
done
sqlite3 "$d/log/ca.db" 'SELECT id FROM pending WHERE state = 1' | sort \
	>"$T/rows"
cut -d ' ' -f 2 "$T/signer.ledger" "$T/both.ledger" "$T/all.ledger" | sort |
	comm -23 - "$T/rows" >"$T/missing"
is 'none is missing in the database' "$(cat "$T/missing")" ''
diag "$(wc -l <"$T/rows") wait"

# The last one that was acknowledged goes its way.
last=$(tail -n 1 "$T/all.ledger")
ok 'one of them is approved' "$sanca" -d "$d" pending approve "${last#* }"
is 'its address has the certificate' "$(get "${last% *}")" 200
ok 'of the key that asked' test "$(openssl x509 -in "$T/body" -noout -pubkey)" \
	= "$(openssl req -in "$T/wait.pem" -noout -pubkey)"
stop_sancad
ok 'sanca log verify' "$sanca" -d "$d" log verify
done_testing
