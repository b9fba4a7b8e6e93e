#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Children are killed at random while certificates are revoked: what was
# acknowledged is on the next CRL and in OCSP, as openssl and a reader apart see
# it. KILLS=10000 for more.

. "${0%/*}/revocation_lib.sh"
requires sqlite3

case $SANITIZE in no) : "${KILLS:=90}" ;; *) : "${KILLS:=15}" ;; esac
each=$(((KILLS + 2) / 3))
seed=${SEED:-$(date +%s)}
diag "KILLS=$KILLS SEED=$seed"

revocation_ca
sed -i 's/^# *max-certificates-per-day *=.*/max-certificates-per-day = 0/' \
	"$d/sanca.conf"
start_sancad "$d" || bail 'sancad did not start'
token=$(http_token crash --may issue,revoke)

# serials COUNT FILE: of new certificates.
serials()
{
	"$top_builddir/tests/bench/load" --port "$HTTP_PORT" \
		--header "Authorization: Bearer $token" \
		--header 'Accept: application/pkix-cert' --domain contoso.com \
		--connections 16 --pool "$1" --count "$1" --seconds 120 \
		--first "$(date +%s%N | cut -c 6-15)" --ledger "$2.ledger" \
		>"$2.load" || diag <"$2.load"
	sed -n 's|.* /v1/certificates/\([0-9a-f]*\).*|\1|p' "$2.ledger" >"$2"
}

# under_fire TARGET
under_fire()
{
	serials $((each * 120)) "$T/$1.serials"
	rm -f "$T/stop"
	python3 "$top_srcdir/tests/crash/revoker.py" "$HTTP_PORT" "$id" \
		"$T/root.pem" "$token" "$T/$1.serials" "$T/$1.ledger" \
		"$T/stop" >"$T/$1.seen" 2>&1 &
	revoker_pid=$!
	wait_for 120 test -s "$T/$1.ledger"
	ok "killing $1 $each times: the CA comes back each time" \
		python3 "$top_srcdir/tests/crash/killer.py" "$SANCAD_PID" \
		"$HTTP_PORT" "$1" "$each" "$seed"
	diag <"$T/.out"
	: >"$T/stop"
	ok "killing $1: no answer contradicts an earlier one" \
		wait "$revoker_pid"
	diag <"$T/$1.seen"
}

under_fire signer
under_fire front
under_fire both

stop_sancad
start_sancad "$d" || bail 'sancad does not start after that'
# What the database has, as far as it goes; then whatever the CRL was.
as_many()
{
	crl_fetch && [ "$(crl_entries | wc -l)" -ge "$(sqlite3 \
		"$d/log/ca.db" 'SELECT count(*) FROM revocation
		WHERE reason <> 8')" ]
}
ok 'a CRL is made after the start' wait_for 20 as_many
ok 'it verifies' openssl crl -inform DER -in "$T/crl.der" \
	-CAfile "$T/root.pem" -noout
ok 'H08 what was acknowledged is on the CRL and in OCSP' python3 \
	"$top_srcdir/tests/crash/revocation_checker.py" "$HTTP_PORT" "$id" \
	"$T/root.pem" "$T/crl.der" "$T/signer.ledger" "$T/front.ledger" \
	"$T/both.ledger"
cp "$T/.out" "$T/found"
diag <"$T/found"
ok "at least $((KILLS * 3)) revocations were acknowledged under fire" \
	python3 -c '
import json, sys
sys.exit(json.load(open(sys.argv[1]))["acknowledged"] < int(sys.argv[2]))' \
	"$T/found" "$((KILLS * 3))"
stop_sancad
log_verifies 'the log verifies'
done_testing
