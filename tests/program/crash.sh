#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Children are killed at random under load; an independent checker holds the
# database to what the clients saw. KILLS=10000 for more (make check-crash).

. "${0%/*}/../lib.sh"
requires python3 curl

load=$top_builddir/tests/bench/load
case $SANITIZE in no) : "${KILLS:=200}" ;; *) : "${KILLS:=20}" ;; esac
each=$(((KILLS + 2) / 3))
# Requests that are ready before; under a sanitizer that takes its time.
pool=20000
[ "$KILLS" -ge 100 ] || pool=5000
seed=${SEED:-$(date +%s)}
domain=crash.example
diag "KILLS=$KILLS SEED=$seed"

d=$T/ca
port=$(free_port)
as_root=
[ "$(id -u)" != 0 ] ||
	as_root='--front-user 64001:64001 --signer-user 64002:64002'
# Words on purpose.
# shellcheck disable=SC2086
ok 'a CA is made' "$sanca" init "$d" --name 'Crash CA' --domain "$domain" \
	$as_root --listen "127.0.0.1:$port" || bail 'sanca init failed'
# The load is more than a day's default allowance.
sed -i 's/^# *max-certificates-per-day *=.*/max-certificates-per-day = 0/' \
	"$d/sanca.conf"
start_sancad "$d" || bail 'sancad did not start'
token=$("$sanca" -d "$d" token new crash --policy default --may issue) ||
	bail 'no token'

# under_fire TARGET FIRST: load while TARGET is killed again and again.
under_fire()
{
	"$load" --port "$port" --header "Authorization: Bearer $token" \
		--header 'Accept: application/pkix-cert' --domain "$domain" \
		--connections 8 --pool "$pool" --first "$2" --seconds 600 \
		--keep-going --ledger "$T/$1.ledger" >"$T/$1.load" &
	load_pid=$!
	ok "$1: certificates are issued" wait_for 300 test -s "$T/$1.ledger" ||
		bail 'no load'
	ok "killing $1 $each times: the CA comes back each time" \
		python3 "$top_srcdir/tests/crash/killer.py" "$SANCAD_PID" \
		"$port" "$1" "$each" "$seed"
	diag <"$T/.out"
	kill "$load_pid"
	wait "$load_pid"
	diag <"$T/$1.load"
}

under_fire signer 1000000
under_fire front 2000000
under_fire both 3000000

# Start-up resolves what the last kill left open.
stop_sancad
start_sancad "$d"
ok 'a request after all that is answered' curl -sf -o "$T/last.der" \
	"http://127.0.0.1:$port/healthz"
stop_sancad

ok 'the checker finds nothing wrong' python3 \
	"$top_srcdir/tests/crash/checker.py" "$d" "$domain" "$T/signer.ledger" \
	"$T/front.ledger" "$T/both.ledger"
cp "$T/.out" "$T/found"
diag <"$T/found"
ok 'kills fell in all four windows' python3 -c '
import json, sys
windows = json.load(open(sys.argv[1]))["windows"]
sys.exit(0 if all(windows.values()) else 1)' "$T/found"
least=$((KILLS * 10))
ok "at least $least certificates were issued under fire" python3 -c '
import json, sys
sys.exit(json.load(open(sys.argv[1]))["certificates"] < int(sys.argv[2]))' \
	"$T/found" "$least"
ok 'sanca log verify agrees' "$sanca" -d "$d" log verify
done_testing
