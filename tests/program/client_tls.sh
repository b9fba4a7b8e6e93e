#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The listener for client certificates: only those of this CA, valid and for
# clients, stand for somebody; everything else is refused (THREATS E09, E11, E16,
# E22, E26).

. "${0%/*}/http_lib.sh"

tls=$(free_port)
client=$(free_port)
http_ca --listen-tls "127.0.0.1:$tls" --tls-name localhost
http_set listen-client-tls "127.0.0.1:$client"
sed -i 's/^profile = .*//; /^\[policy default\]/a profile = server client mail' \
	"$d/sanca.conf"
start_sancad "$d" || bail 'sancad does not start'
cacert=$d/public/ca.pem
u=https://localhost:$client
wait_for 10 curl -sSf -o /dev/null --cacert "$cacert" "$u/healthz"

"$sanca" -d "$d" requester new agent --policy default --rights issue,list \
	--client-name agent.contoso.com >"$T/out" 2>&1 ||
	diag <"$T/out"
# make_one NAME SAN PROFILE: a key and a certificate of this CA, issued to agent:
# it stands for no other.
make_one()
{
	request "$1" "$2"
	"$sanca" -d "$d" issue "$T/$1.pem" --requester agent --profile "$3" \
		--form pem --out "$T/$1.crt" >/dev/null 2>"$T/err" ||
		diag <"$T/err"
}
# as NAME [PATH [curl OPTION...]]: asks with this certificate; $code is 000 where
# the handshake ends.
as()
{
	as_name=$1
	as_path=${2:-/v1/certificates}
	[ "$#" -lt 2 ] || shift
	shift
	code=$(curl -s -m 20 -o "$T/body" -w '%{http_code}' --cacert "$cacert" \
		--cert "$T/$as_name.crt" --key "$T/$as_name.key" "$@" \
		"$u$as_path")
}

make_one good DNS:agent.contoso.com client
make_one server DNS:www.contoso.com server
make_one evil DNS:agent.contoso.com.evil.contoso.com client
make_one two DNS:agent.contoso.com,DNS:other.contoso.com client
make_one revoked DNS:revoked.contoso.com client
request strange DNS:agent.contoso.com
"$sanca" -d "$d" issue "$T/strange.pem" --profile client --form pem \
	--out "$T/strange.crt" >/dev/null 2>"$T/err" || diag <"$T/err"

as good '/v1/certificates?limit=1'
is 'a certificate of this CA stands for its requester' "$code" 200
request new DNS:new.contoso.com
as good /v1/certificates --data-binary "@$T/new.pem"
is 'which is issued what it asks for' "$code" 201
# The CA may write an entry of its own behind it.
"$sanca" -d "$d" log export | grep 'new\.contoso\.com' >"$T/entry"
like 'under its name' "$(cat "$T/entry")" '"requester":"agent"'

# Those that stand for nobody.
as server
is '1: one for servers' "$code" 401
as evil
is '2: a name that only begins like it (E11)' "$code" 401
as strange
is '3: one that another requester was issued' "$code" 401
as two '/v1/certificates?limit=1'
is 'one with another name beside it does (E11)' "$code" 200
"$sanca" -d "$d" revoke "$(openssl x509 -in "$T/good.crt" -noout -serial |
	sed 's/serial=//')" --reason superseded >/dev/null 2>&1
as good
is '4: a revoked one, at once' "$code" 401
make_one good DNS:agent.contoso.com client
as good '/v1/certificates?limit=1'
is 'a new one of the same name stands for it' "$code" 200

# The hour of backdating counts as lifetime.
request brief DNS:agent.contoso.com
"$sanca" -d "$d" issue "$T/brief.pem" --requester agent \
	--profile client --form pem --lifetime 3615s --out "$T/brief.crt" >/dev/null 2>"$T/err" ||
	diag <"$T/err"
as brief '/v1/certificates?limit=1'
is 'E12 one that ends in some seconds stands for its requester' "$code" 200
brief_is_refused()
{
	as brief '/v1/certificates?limit=1'
	[ "$code" != 200 ]
}
ok 'E12 when it has ended it is refused' wait_for 60 brief_is_refused
ok 'E12 not before' sh -c \
	"! openssl x509 -in '$T/brief.crt' -noout -checkend 0 >/dev/null"
as brief '/v1/certificates?limit=1'
is 'E12 for good, by the handshake or the signer' \
	"$(echo "$code" | sed 's/^000$/401/')" 401

# What this CA did not issue does not come through the handshake.
subject=$(openssl x509 -in "$cacert" -noout -subject -nameopt RFC2253 |
	sed 's/subject=//')
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$T/fake-ca.key" -out "$T/fake-ca.crt" -days 30 \
	-subj "/$subject" 2>/dev/null
# sign NAME CA-CERT CA-KEY DAYS EXTENSIONS
sign()
{
	request "$1" DNS:agent.contoso.com
	printf 'subjectAltName=DNS:agent.contoso.com\nbasicConstraints=CA:false\n%s\n' \
		"$5" >"$T/ext"
	openssl x509 -req -in "$T/$1.pem" -CA "$2" -CAkey "$3" -days "$4" \
		-CAcreateserial -extfile "$T/ext" -out "$T/$1.crt" 2>"$T/err" ||
		diag <"$T/err"
}
sign other "$T/fake-ca.crt" "$T/fake-ca.key" 30 extendedKeyUsage=clientAuth
as other
is '5: another CA of the same name' "$code" 000
sign leaf "$T/good.crt" "$T/good.key" 30 extendedKeyUsage=clientAuth
as leaf
is '6: one that our leaf signed' "$code" 000
cat "$T/leaf.crt" "$T/good.crt" >"$T/chain.crt"
cp "$T/leaf.key" "$T/chain.key"
as chain
is '7: with our leaf in its chain' "$code" 000
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$T/self.key" -out "$T/self.crt" -days 30 \
	-subj /CN=agent.contoso.com -addext 'subjectAltName=DNS:agent.contoso.com' \
	-addext extendedKeyUsage=clientAuth 2>/dev/null
as self
is '8: a self-signed one' "$code" 000
as fake-ca
is '9: a root of the name of ours' "$code" 000
cp "$T/good.crt" "$T/stolen.crt"
cp "$T/other.key" "$T/stolen.key"
as stolen
is '10: a certificate without its key' "$code" 000
cp "$cacert" "$T/ca.crt"
sed 's/\(.\{40\}\)A/\1B/' "$T/good.crt" >"$T/bent.crt"
cp "$T/good.key" "$T/bent.key"
as bent
is '11: one that was changed' "$code" 000

# None at all, and both.
code=$(curl -s -m 20 -o "$T/body" -w '%{http_code}' --cacert "$cacert" \
	"$u/v1/certificates")
is '12: none' "$code" 401
ok 'is told what to show' grep -q 'show a client certificate' "$T/body"
token=$(http_token tok --may issue,list)
as good /v1/certificates -H "Authorization: Bearer $token"
is 'a certificate and a token' "$code" 400
code=$(curl -s -m 20 -o "$T/body" -w '%{http_code}' --cacert "$cacert" \
	-H "Authorization: Bearer $token" "$u/v1/certificates")
is 'a token alone is not taken here' "$code" 400
code=$(curl -s -m 20 -o "$T/body" -w '%{http_code}' --cacert "$cacert" \
	-H 'X-Forwarded-Client-Cert: agent' -H 'X-Client-Cert: agent' \
	"$u/v1/certificates")
is 'what a header says of certificates is nothing (E22)' "$code" 401
code=$(curl -s -m 20 -o "$T/body" -w '%{http_code}' --cacert "$cacert" \
	--cert "$T/good.crt" --key "$T/good.key" \
	"https://localhost:$tls/v1/certificates")
is 'elsewhere a certificate stands for nothing (E16)' "$code" 401
openssl s_client -connect "localhost:$tls" -CAfile "$cacert" </dev/null \
	>"$T/tls" 2>&1
ok 'elsewhere none is asked for' grep -q 'No client certificate CA names sent' "$T/tls"
ok 'there is no Certificate Request' sh -c \
	"! openssl s_client -connect localhost:$tls -msg </dev/null 2>&1 | grep -q CertificateRequest"
ok 'and here there is' sh -c \
	"openssl s_client -connect localhost:$client -msg </dev/null 2>&1 | grep -q CertificateRequest"

# E26.
for version in tls1_2 tls1_3; do
	openssl s_client -connect "localhost:$client" -"$version" -CAfile "$cacert" \
		-cert "$T/good.crt" -key "$T/good.key" -reconnect </dev/null \
		>"$T/tls" 2>&1
	ok "no session is resumed ($version)" sh -c \
		"! grep -q '^Reused' '$T/tls'"
done
printf 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n' >"$T/early"
openssl s_client -connect "localhost:$client" -tls1_3 -CAfile "$cacert" \
	-early_data "$T/early" </dev/null >"$T/tls" 2>&1
ok 'no early data' sh -c "! grep -q 'Early data was accepted' '$T/tls'"
ok 'sanca log verify' "$sanca" -d "$d" log verify
ok 'sancad stops' stop_sancad
done_testing
