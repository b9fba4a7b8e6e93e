#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The profile for Apple devices with a signature of this CA around it. Nobody
# has installed one on a device here: openssl is the judge of its form.

. "${0%/*}/http_lib.sh"
requires sqlite3
export TZ=UTC

http_ca --public-url http://pki.contoso.com:8080
start_sancad "$d" || bail 'sancad does not start'
get /ca.pem >/dev/null
cp "$T/body" "$T/root.pem"
get /ca.mobileconfig >/dev/null
cp "$T/body" "$T/plain"
file=$d/public/ca.mobileconfig

is_there()
{
	[ "$(get '/ca.mobileconfig?signed')" = 200 ]
}

# verifies: what was fetched last is signed by this CA and holds the profile.
verifies()
{
	openssl cms -verify -binary -purpose any -inform DER -in "$T/body" \
		-CAfile "$T/root.pem" -out "$T/content" 2>"$T/openssl.err" &&
		cmp "$T/content" "$T/plain"
}

# certificates: how many were issued under the policy of the profile.
certificates()
{
	sqlite3 "$d/log/ca.db" "SELECT count(*) FROM certificate c
		JOIN reservation r ON r.id = c.reservation
		WHERE r.policy = 'profile'"
}

# ---- it is made

ok 'there is one, soon after the start' wait_for 10 is_there
ok 'openssl verifies it, and the content is the unsigned profile' verifies
like 'it has the same type' "$(cat "$T/head")" \
	'^Content-Type: application/x-apple-aspen-config'
like 'and the same name' "$(cat "$T/head")" 'filename="http-test-ca.mobileconfig"'
openssl cms -verify -noverify -inform DER -in "$T/body" -signer "$T/signer.pem" \
	-certsout "$T/all.pem" -out /dev/null 2>"$T/openssl.err"
ok 'its certificate chains to the root' openssl verify -CAfile "$T/root.pem" \
	"$T/signer.pem"
like 'and names the host of public-url' \
	"$(openssl x509 -in "$T/signer.pem" -noout -ext subjectAltName)" \
	'DNS:pki.contoso.com$'
is 'the chain is in it' "$(grep -c 'BEGIN CERT' "$T/all.pem")" 2
etag=$(sed -n 's/^ETag: \([^\r]*\).*/\1/p' "$T/head")
is 'a second fetch with the tag is not sent again' \
	"$(get '/ca.mobileconfig?signed' -H "If-None-Match: $etag")" 304
is 'HEAD is answered' "$(curl -s -m 20 -I -o /dev/null -w '%{http_code}' \
	"$SANCA_URL/ca.mobileconfig?signed")" 200
cp "$file" "$T/first"

# ---- as any certificate it stands in the log

is 'one certificate was issued' "$(certificates)" 1
serial=$(openssl x509 -in "$T/signer.pem" -noout -serial | sed 's/.*=//')
"$sanca" -d "$d" show "$serial" >"$T/out" 2>&1 || diag <"$T/out"
like 'the log shows it' "$(cat "$T/out")" 'pki.contoso.com'
is 'its key is nowhere' "$(find "$d" -name '*.key' | sort | tr '\n' ' ')" \
	"$d/ca/ca.key $d/ca/log.key $d/ca/ocsp.key $d/notify/link.key "

# ---- it lasts

stop_sancad
start_sancad "$d" || bail 'sancad does not start again'
is 'a restart has it at once' "$(get '/ca.mobileconfig?signed')" 200
sleep 2.5
ok 'and does not make another' cmp "$file" "$T/first"
is 'and issues nothing' "$(certificates)" 1

renamed()
{
	is_there && openssl cms -verify -noverify -inform DER -in "$T/body" \
		-signer "$T/signer.pem" -out /dev/null 2>/dev/null &&
		openssl x509 -in "$T/signer.pem" -noout -ext subjectAltName |
		grep -q 'DNS:ca.contoso.com$'
}
sed 's|^public-url *=.*|public-url = http://ca.contoso.com|' "$d/sanca.conf" \
	>"$T/conf.new" && cat "$T/conf.new" >"$d/sanca.conf"
kill -HUP "$SANCAD_PID"
ok 'another public-url gets another' wait_for 10 renamed
ok 'which verifies' verifies
is 'by one more certificate' "$(certificates)" 2

# ---- somebody has his hands in public/

tampered()
{
	python3 - "$file" "$1" <<'PYTHON'
import sys
with open(sys.argv[1], "r+b") as f:
    der = bytearray(f.read())
    at = {"content": der.find(b"<plist"), "signature": len(der) - 8}
    der[at[sys.argv[2]]] ^= 1
    f.seek(0)
    f.write(der)
PYTHON
}
for part in content signature; do
	cp "$file" "$T/good"
	tampered $part
	is "another $part is not served" "$(get '/ca.mobileconfig?signed')" 404
	like "another $part: where the unsigned one is" "$(cat "$T/body")" \
		'/ca.mobileconfig is the same, unsigned'
	cat "$T/good" >"$file"
done
tampered content
stop_sancad
start_sancad "$d" || bail 'sancad does not start again'
ok 'a start finds it and makes it again' wait_for 10 is_there
ok 'rightly' verifies
cp "$T/first" "$file"
stop_sancad
start_sancad "$d" || bail 'sancad does not start again'
ok 'one of other names is made again too' wait_for 10 renamed
stop_sancad

# ---- none, and why

d=$T/nameless
http_ca
start_sancad "$d" || bail 'sancad does not start without a name'
is 'without a name there is none' "$(get '/ca.mobileconfig?signed')" 404
like 'and it says why' "$(cat "$T/body")" 'set public-url'
is 'the unsigned one is there' "$(get /ca.mobileconfig)" 200
stop_sancad

d=$T/narrow
# Words on purpose.
# shellcheck disable=SC2086
"$sanca" init "$d" --name Narrow $http_as_root --domain contoso.com \
	--constrain --listen "127.0.0.1:$(free_port)" \
	--public-url http://pki.fabrikam.com >"$T/out" 2>&1 || diag <"$T/out"
start_sancad "$d" || bail 'sancad does not start with a foreign public-url'
said()
{
	grep -q 'no signed profile.*pki.fabrikam.com' "$T/sancad.log"
}
ok 'a host that the root cannot vouch for: the log says so' wait_for 10 said
is 'there is none' "$(get '/ca.mobileconfig?signed')" 404
stop_sancad
done_testing
