#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The routes of the API: samples in, certificates out in each form, refusals
# that explain themselves, and nothing for those who may not.

. "${0%/*}/http_lib.sh"
requires certtool sqlite3

http_ca --listen-tls "127.0.0.1:$(free_port)" --tls-name localhost
https=$(sed -n 's/^listen-tls = *127.0.0.1/https:\/\/localhost/p' "$d/sanca.conf")
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token web --may issue,list)
issuer=$(http_token issuer --may issue)
lister=$(http_token lister --may list)
auth="Authorization: Bearer $token"
json_type='Accept: application/json'

# ---- the root, in every form

is 'ca.pem is there' "$(get /ca.pem)" 200
cp "$T/body" "$T/root.pem"
is 'ca.crt is there' "$(get /ca.crt)" 200
like 'ca.crt has the type that phones know' "$(cat "$T/head")" \
	'^Content-Type: application/x-x509-ca-cert'
like 'ca.crt is named after the CA' "$(cat "$T/head")" \
	'filename="http-test-ca.crt"'
openssl x509 -in "$T/root.pem" -outform DER -out "$T/root.der"
ok 'ca.crt is the same certificate as DER' cmp "$T/body" "$T/root.der"
etag=$(sed -n 's/^ETag: \([^\r]*\).*/\1/p' "$T/head")
is 'a second fetch with the tag is not sent again' \
	"$(get /ca.crt -H "If-None-Match: $etag")" 304
is 'ca.cer is there' "$(get /ca.cer)" 200
ok 'ca.cer is DER too' cmp "$T/body" "$T/root.der"
is 'ca.p7b is there' "$(get /ca.p7b)" 200
ok 'openssl reads ca.p7b' openssl pkcs7 -inform DER -in "$T/body" -print_certs
id=$(openssl x509 -in "$T/root.pem" -noout -fingerprint -sha256 |
	sed 's/.*=//; s/://g' | cut -c 1-16 | tr A-F a-f)
is 'the address in certificates is there' "$(get "/i/$id/ca.cer")" 200
ok 'and gives the issuer as DER' cmp "$T/body" "$T/root.der"
is 'another issuer is not' "$(get /i/0011223344556677/ca.cer)" 404
is 'HEAD gives the length and nothing else' \
	"$(curl -s -I "$SANCA_URL/ca.crt" |
		sed -n 's/^Content-Length: \([0-9]*\).*/\1/p')" \
	"$(wc -c <"$T/root.der")"
is 'the page is there' "$(get /)" 200
like 'the page shows the fingerprint' "$(cat "$T/body")" \
	"$(openssl dgst -sha256 -r "$T/root.der" | cut -c 1-64)"
like 'the page is titled with the name of the CA' "$(cat "$T/body")" \
	'<title>Trust - HTTP Test CA</title>'
like 'the page may load nothing but its own files' "$(cat "$T/head")" \
	"^Content-Security-Policy: default-src 'none'"
get / -H 'Host: evil.example' >/dev/null
unlike 'E23 the page takes no address from Host' "$(cat "$T/body")" evil

# I24: on every kind of answer, so also where a browser is talked into it.
# shielded NAME: the fields of the answer in $T/head.
shielded()
{
	for field in 'X-Content-Type-Options: nosniff' \
		'Content-Security-Policy:.*frame-ancestors .none.' \
		'Referrer-Policy: no-referrer'; do
		like "I24 $1: ${field%%:*}" "$(cat "$T/head")" "^$field"
	done
}
for path in / /trust /web/style.css /ca.pem /ca.crt /ca.cer /ca.p7b /healthz /metrics \
	/v1/log/head /nowhere /v1/certificates; do
	get "$path" >/dev/null
	shielded "$path"
done
get /ca.crt -H "If-None-Match: $etag" >/dev/null
shielded 'what has not changed'
get /v1/certificates -H "$auth" >/dev/null
shielded 'a list'
post /v1/check "$samples/exchange-six-names.req" -H "$auth" >/dev/null
shielded 'a verdict'
post /v1/check "$samples/two-requests-in-one-file.req" -H "$auth" >/dev/null
shielded 'a refusal'
post /v1/certificates "$samples/certreq-keyencipherment-only.req" -H "$auth" \
	>/dev/null
shielded 'a certificate'

# ---- samples

# sample FILE STATUS: submitted, with that answer.
sample()
{
	is "$1 is answered $2" "$(post /v1/certificates "$samples/$1" \
		-H "$auth" -H "$json_type")" "$2"
}
for f in exchange-six-names.req exchange-six-names-der.pfx bare-base64.txt \
	exchange-six-names-utf16le.req exchange-six-names-utf16le-bom.req \
	with-text-around.txt seed-as-written-2048.req; do
	sample "$f" 201
	is "$f: six names, in order" \
		"$(json '" ".join(n["value"] for n in o["names"])')" \
		'mail.contoso.com contoso.com contoso.local autodiscover.contoso.com server01.contoso.local server01'
done
json 'o["chain"]' >"$T/six.pem"
ok 'openssl accepts the six names' openssl verify -x509_strict \
	-CAfile "$T/root.pem" "$T/six.pem"
ok 'certtool accepts them' certtool --verify --load-ca-certificate \
	"$T/root.pem" --infile "$T/six.pem"
is 'thumbprint and fingerprint are those of openssl' \
	"$(json 'o["sha1"] + " " + o["sha256"]')" \
	"$(for h in sha1 sha256; do
		openssl x509 -in "$T/six.pem" -noout -fingerprint -$h |
			sed 's/.*=//; s/://g' | tr A-F a-f
	done | paste -s -d ' ')"
like 'what made the request is said' "$(json 'str(o["notes"])')" \
	'made on server01.contoso.local by'
like 'the log has it' "$(json 'str(o["log"]["index"]) + o["log"]["head"]')" \
	'^[0-9]+sanca/'
sample seed-as-written-1024.req 400
is 'its type is stable' "$(json 'o["type"]')" urn:sanca:problem:badPublicKey
is 'a check of it says the same' "$(post /v1/check \
	"$samples/seed-as-written-1024.req" -H "$auth")" 400
is 'and judges every name' "$(json '[n["allowed"] for n in o["names"]]')" \
	'[True, True, True, True, True, True]'
is 'the key is the one violation' \
	"$(json 'o["type"][-12:], [v["id"] for v in o["violations"]]')" \
	"('badPublicKey', ['key-refused'])"
like 'the lost comma is told' "$(json 'o["warnings"]')" 'comma is missing'
like 'and who made it' "$(json 'o["notes"]')" 'powershell'
sample two-requests-in-one-file.req 400
sample exchange-wildcard-cn-only.req 403
is 'a refusal names the name' "$(json 'o["violations"][0]["name"]')" \
	'*.contoso.com'
sample asks-to-be-a-ca.req 201
unlike 'D01 and it is none' "$(json 'o["chain"]' |
	openssl x509 -noout -text)" 'CA:TRUE'
sample openssl-ec-san.pem 201
sample iis-microsoft-extension-attribute.req 201
sample certreq-keyencipherment-only.req 201

# ---- forms of the answer

request mail DNS:mail.contoso.com
is 'PEM is the default' "$(post /v1/certificates "$T/mail.pem" -H "$auth")" 201
serial=$(sed -n 's/^Sanca-Serial: \([0-9a-f]*\).*/\1/p' "$T/head")
ok 'it is PEM' openssl x509 -in "$T/body" -noout
like 'Location points at it' "$(cat "$T/head")" \
	"^Location: /v1/certificates/$serial"
like 'the request can be found in the log of the server' \
	"$(cat "$T/head")" '^Sanca-Request-Id: [0-9a-f]{16}'
openssl x509 -in "$T/body" -outform DER -out "$T/mail.der"
post /v1/certificates "$T/mail.pem" -H "$auth" \
	-H 'Accept: application/pkix-cert' >/dev/null
ok 'DER by Accept' openssl x509 -inform DER -in "$T/body" -noout
post /v1/certificates "$T/mail.pem" -H "$auth" \
	-H 'Accept: application/x-pkcs7-certificates;q=0.9, text/html' >/dev/null
is 'PKCS#7 by Accept, leaf and root' "$(openssl pkcs7 -inform DER \
	-in "$T/body" -print_certs | grep -c '^subject')" 2
is 'a form that there is not is refused before anything is issued' \
	"$(post /v1/certificates "$T/mail.pem" -H "$auth" \
		-H 'Accept: image/png')" 406
for e in pem cer p7b json; do
	is "GET .$e" "$(get "/v1/certificates/$serial.$e")" 200
	cp "$T/body" "$T/got.$e"
done
ok '.cer is the certificate' cmp "$T/got.cer" "$T/mail.der"
unlike 'who asked is not public' "$(cat "$T/got.json")" 'requester|diagnosis'
get "/v1/certificates/$serial.json" -H "$auth" >/dev/null
is 'the owner sees it' "$(json 'o["requester"]')" web
get "/v1/certificates/$serial.json" -H "Authorization: Bearer $issuer" \
	>/dev/null
unlike 'E04 another requester does not' "$(cat "$T/body")" 'requester'
is 'an unknown serial' "$(get /v1/certificates/00112233)" 404
is 'an unknown ending' "$(get "/v1/certificates/$serial.exe")" 404
is 'no serial at all' "$(get /v1/certificates/zz)" 404

# ---- JSON in

# body TEXT: in $T/in.
body()
{
	printf '%s' "$1" >"$T/in"
}
csr=$(awk '{ printf "%s\\n", $0 }' "$T/mail.pem")
body "{\"csr\":\"$csr\",\"profile\":\"mail\",\"lifetime\":\"30d\",\"names\":[\"imap.contoso.com\",\"smtp.contoso.com\"]}"
is 'JSON with names of its own' "$(post /v1/certificates "$T/in" -H "$auth" \
	-H "$json_type")" 201
is 'those names are in it' \
	"$(json '" ".join(n["value"] for n in o["names"])')" \
	'imap.contoso.com smtp.contoso.com'
like 'and that is said' "$(json 'str(o["notes"])')" names-replaced
is 'the profile is as asked' "$(json 'o["profile"]')" mail
body "{\"csr\":\"$csr\",\"role\":\"admin\"}"
is 'E05 an unknown field is refused' \
	"$(post /v1/certificates "$T/in" -H "$auth")" 400
body "{\"csr\":\"$csr\",\"csr\":\"$csr\"}"
is 'A27 a field twice is refused' \
	"$(post /v1/certificates "$T/in" -H "$auth")" 400
body "{\"csr\":\"$csr\",\"not_after\":\"2099\"}"
is 'E05 an end of the own choice is refused' \
	"$(post /v1/certificates "$T/in" -H "$auth")" 400

# ---- Idempotency-Key

post /v1/certificates "$T/mail.pem" -H "$auth" -H 'Idempotency-Key: once' \
	>/dev/null
cp "$T/body" "$T/first"
is 'a repeat is no new certificate' "$(post /v1/certificates "$T/mail.pem" \
	-H "$auth" -H 'Idempotency-Key: once')" 200
ok 'it is the first one' cmp "$T/first" "$T/body"
like 'and says so' "$(cat "$T/head")" '^Idempotent-Replay: true'
request other DNS:other.contoso.com
is 'the same key for another request is a conflict' \
	"$(post /v1/certificates "$T/other.pem" -H "$auth" \
		-H 'Idempotency-Key: once')" 409

# ---- bad bodies

: >"$T/empty"
printf ' \r\n\t ' >"$T/blank"
is 'A01 an empty body' "$(post /v1/certificates "$T/empty" -H "$auth")" 400
is 'A01 only white space' "$(post /v1/certificates "$T/blank" -H "$auth")" 400
is 'A08 a private key is refused' \
	"$(post /v1/certificates "$T/other.key" -H "$auth")" 400
is 'A08 by its type' "$(json 'o["type"]')" urn:sanca:problem:privateKeyExposed
is 'A08 and its public key is never certified' \
	"$(post /v1/certificates "$T/other.pem" -H "$auth")" 400
body 'csr=abc&profile=server'
is 'A28 a form is refused' "$(post /v1/certificates "$T/in" -H "$auth")" 415
head -c 65537 /dev/zero | tr '\0' a >"$T/large"
is 'A02 a large body' "$(post /v1/certificates "$T/large" -H "$auth")" 413
openssl req -in "$T/mail.pem" -outform DER -out "$T/mail.csr"
refused=0
for n in 1 2 3 50 100 150 200 250; do
	head -c "$n" "$T/mail.csr" >"$T/cut"
	[ "$(post /v1/certificates "$T/cut" -H "$auth")" = 400 ] &&
		refused=$((refused + 1))
done
is 'A03 truncations are refused' "$refused" 8

# ---- who may what: every route of the table with every kind of token

sed -n 's/^ROUTE(\([A-Z]*\), "\([^"]*\)", [a-z_]*, \([A-Z_0-9]*\), \([A-Z]*\),.*/\1 \2 \3 \4/p' \
	"$top_srcdir/src/front/routes.def" >"$T/routes"
# want METHOD PATH RIGHT AUTH KIND: the status that this should give.
want()
{
	case $4/$5/$3 in
	CONSOLE/* | SESSION/*) echo 403 ;; # over plain HTTP, whoever asks
	TOKEN/none/* | TOKEN/wrong/* | TOKEN/basic/*) echo 401 ;;
	# Where anonymous = deny, as it is by default.
	WAIT/none/* | WAIT/wrong/* | WAIT/basic/*) echo 401 ;;
	WAIT/lister/*) echo 403 ;;
	ASK/none/* | ASK/wrong/* | ASK/basic/*) echo 401 ;;
	PASS/wrong/* | PASS/basic/* | PASS/none/RIGHT_REVOKE) echo 401 ;;
	PASS/none/0) case $2 in */renew) echo 401 ;; *) echo other ;; esac ;;
	PASS/*/RIGHT_REVOKE) echo 403 ;;
	TOKEN/issuer/RIGHT_LIST | TOKEN/lister/RIGHT_ISSUE) echo 403 ;;
	*) echo other ;;
	esac
}
wrong=0
cases=0
while read -r method path right kind; do
	url=$(printf %s "$path" |
		sed -e 's|\*\*|MFE=|' -e 's|\*|0011223344556677|g')
	for who in none wrong basic issuer lister; do
		case $who in
		none) h='X-None: x' ;;
		wrong) h='Authorization: Bearer sanca_wrong' ;;
		basic) h='Authorization: Basic d2ViOndlYg==' ;;
		issuer) h="Authorization: Bearer $issuer" ;;
		lister) h="Authorization: Bearer $lister" ;;
		esac
		if [ "$method" = POST ]; then
			got=$(post "$url" "$T/mail.pem" -H "$h")
		else
			got=$(get "$url" -H "$h")
		fi
		wanted=$(want "$method" "$path" "$right" "$kind" "$who")
		cases=$((cases + 1))
		case $wanted/$got in
		401/401 | 403/403) ;;
		other/401 | other/403 | 40?/* | other/5*)
			wrong=$((wrong + 1))
			diag "$method $url as $who: $got, want $wanted"
			;;
		esac
	done
	for m in DELETE PUT PATCH OPTIONS TRACE LOCK; do
		got=$(curl -s -o "$T/body" -D "$T/head" -w '%{http_code}' \
			-X $m "$SANCA_URL$url")
		cases=$((cases + 1))
		if [ "$got" != 405 ] || ! grep -q '^Allow: ' "$T/head"; then
			wrong=$((wrong + 1))
			diag "$m $url: $got"
		fi
	done
done <"$T/routes"
is "E03 E08 $cases pairs of route and caller get what they should" "$wrong" 0
is 'the table was read' "$([ "$cases" -gt 150 ] && echo yes)" yes

# E06 E07: what is nearly a route is none.
wrong=0
for p in /v1/certificates/ /v1//certificates /v1/./certificates \
	/v1/x/../certificates '/v1/certificates;x' '/v1%2fcertificates' \
	/V1/certificates '/v1\certificates' /v1/certificatesx /healthz/ \
	/ca.pem/ '/ca%2epem' /i/ca.cer "/i/$id/x/ca.cer" /.. /. // /v1 \
	/v1/certificates/a/b /i//ca.cer; do
	got=$(get "$p" --path-as-is -H "$auth")
	case $got in
	400 | 404) ;;
	*)
		wrong=$((wrong + 1))
		diag "$p: $got"
		;;
	esac
done
is 'E06 E07 what is nearly a route is none' "$wrong" 0

# ---- lists

is 'a list needs its right' "$(get /v1/certificates \
	-H "Authorization: Bearer $lister")" 200
is 'by name' "$(get '/v1/certificates?name=imap.contoso.com' -H "$auth" \
	>/dev/null; json 'len(o["certificates"])')" 2
is 'in any spelling' "$(get '/v1/certificates?name=IMAP.Contoso.com' \
	-H "$auth" >/dev/null; json 'len(o["certificates"])')" 2
get /v1/certificates -H "$auth" >/dev/null
is 'the newest first' "$(json '(lambda ids: ids == sorted(ids)[::-1])(
	[c["id"] for c in o["certificates"]])')" True
get '/v1/certificates?limit=2' -H "$auth" >/dev/null
next=$(json 'o["next"]')
get "/v1/certificates?limit=2&after=$next" -H "$auth" >/dev/null
like 'pages follow each other' "$(json 'o["certificates"][0]["id"]')" \
	'^[0-9]+$'
is 'the second page is another' \
	"$([ "$(json 'o["certificates"][0]["id"]')" != "$next" ] && echo yes)" yes
for q in 'limit=-1' 'limit=0' 'limit=501' 'after=-1' \
	'after=9223372036854775808' 'order=;' 'limit=1&limit=2' 'status=x' \
	'expiring=x' 'limit' 'x=%00'; do
	is "I28 ?$q is refused" \
		"$(get "/v1/certificates?$q" -H "$auth")" 400
done
is 'expiring and status' "$(get \
	'/v1/certificates?expiring=900d&status=valid&requester=web' -H "$auth")" \
	200

# ---- the log

is 'the head' "$(get /v1/log/head)" 200
like 'is a signed note' "$(cat "$T/body")" '^sanca/'
get /v1/log/head -H "$json_type" >/dev/null
size=$(json 'o["size"]')
is 'an inclusion proof' "$(get \
	"/v1/log/proof/inclusion?index=1&size=$size")" 200
like 'has hashes' "$(json 'len(o["hashes"])')" '^[1-9]'
is 'a consistency proof' "$(get \
	"/v1/log/proof/consistency?from=2&to=$size")" 200
is 'of more than there is: refused' "$(get \
	"/v1/log/proof/inclusion?index=1&size=99999")" 404
is 'without numbers: refused' "$(get /v1/log/proof/inclusion)" 400

# ---- health and metrics

is 'health' "$(get /healthz)" 200
is 'metrics, from this machine' "$(get /metrics)" 200
like 'metrics count certificates' "$(cat "$T/body")" \
	'^sanca_http_issued_total [1-9]'

# ---- tokens: revoked at once, exposed, never kept

request own DNS:own.contoso.com
is 'a token is taken' "$(post /v1/certificates "$T/own.pem" \
	-H "Authorization: Bearer $issuer")" 201
is "another requester's key is not" "$(post /v1/certificates "$T/mail.pem" \
	-H "Authorization: Bearer $issuer")" 400
"$sanca" -d "$d" token revoke issuer >/dev/null 2>&1
is 'E02 a revoked one is not, at once' "$(post /v1/certificates "$T/own.pem" \
	-H "Authorization: Bearer $issuer")" 401
is 'E02 also not for a look' "$(post /v1/check "$T/mail.pem" \
	-H "Authorization: Bearer $issuer")" 401
for h in 'X-Forwarded-For: 10.0.0.1' 'Forwarded: for=10.0.0.1' 'Via: 1.1 x' \
	'X-Forwarded-Client-Cert: x'; do
	is "a token that was forwarded (${h%%:*}) is exposed" \
		"$(post /v1/check "$T/mail.pem" -H "$auth" -H "$h")" 403
	is 'and that is what is said' "$(json 'o["type"]')" \
		urn:sanca:problem:tokenExposed
done
like 'the log says whose it is and how to revoke it' "$(cat "$T/sancad.log")" \
	'a token of requester web was sent in the clear by 127.0.0.1.*: sanca token revoke web'
is 'one that is none is exposed too' "$(get /v1/certificates \
	-H 'Authorization: Bearer sanca_wrong' -H 'Via: 1.1 x')" 403
like 'and said to be unknown' "$(cat "$T/sancad.log")" 'it is not known here'

# ---- HTTPS

is 'HTTPS with a certificate of our own' "$(curl -s -o /dev/null \
	-w '%{http_code}' --cacert "$T/root.pem" "$https/healthz")" 200
is 'and issuing over it, behind a proxy or not' "$(curl -s -o "$T/body" \
	-w '%{http_code}' --cacert "$T/root.pem" -H "$auth" -H 'Via: 1.1 x' \
	--data-binary "@$T/mail.pem" "$https/v1/check")" 200
tls=127.0.0.1:${https##*:}
for v in tls1_2 tls1_3; do
	like "$v is spoken" "$(echo | openssl s_client -connect "$tls" "-$v" \
		2>/dev/null)" 'Cipher is (TLS_|ECDHE-ECDSA)'
done
for v in tls1 tls1_1; do
	like "I19 $v is not" "$(echo | openssl s_client -connect "$tls" "-$v" \
		-cipher ALL:@SECLEVEL=0 2>&1)" 'Cipher is \(NONE\)'
done
for c in AES128-SHA ECDHE-ECDSA-AES128-SHA PSK-AES128-CBC-SHA aNULL; do
	like "I19 I20 $c is not" "$(echo | openssl s_client -connect "$tls" \
		-tls1_2 -cipher "$c:@SECLEVEL=0" -psk 00 2>&1)" \
		'Cipher is \(NONE\)|no cipher|Error'
done
(
	printf 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'
	sleep 0.5
) | openssl s_client -connect "$tls" -sess_out "$T/session" -ign_eof \
	>/dev/null 2>&1
echo | openssl s_client -connect "$tls" -sess_in "$T/session" \
	>"$T/resumed" 2>&1
like 'a session is resumed' "$(cat "$T/resumed")" '^Reused'
unlike 'E26 without early data' "$(cat "$T/resumed")" 'Max Early Data: [1-9]'

# ---- other settings, while it runs

# certified NAME: HTTPS shows a certificate for it.
certified()
{
	echo | openssl s_client -connect "$tls" 2>/dev/null |
		openssl x509 -noout -ext subjectAltName 2>/dev/null |
		grep -q "DNS:$1"
}
ok 'HTTPS is for the name of the settings' certified localhost
http_set tls-name renamed.contoso.com
http_set metrics-listen "127.0.0.1:$(free_port)"
kill -HUP "$SANCAD_PID"
ok 'another tls-name gets another certificate, without a stop' \
	wait_for 10 certified renamed.contoso.com
is 'metrics stay where they are until the next start' "$(get /metrics)" 200

# I27: no path, statement, pointer or version in any refusal of this run.
get /v1/certificates/x.y >/dev/null
unlike 'I27 refusals tell nothing of the inside' "$(cat "$T/body")" \
	'/tmp|src/|SQLITE|0x[0-9a-f]{6}|libmicrohttpd|GnuTLS'

# ---- the canary: E21, A22

openssl req -new -key "$T/mail.key" -out "$T/canary.pem" \
	-config /dev/stdin 2>"$T/openssl.err" <<'EOF' || diag <"$T/openssl.err"
[req]
distinguished_name = dn
attributes = attrs
req_extensions = ext
prompt = no
[dn]
CN = mail.contoso.com
[attrs]
challengePassword = CanaryChallenge7
[ext]
subjectAltName = DNS:mail.contoso.com
EOF
is 'A22 a challengePassword does not hinder' "$(post /v1/certificates \
	"$T/canary.pem" -H "$auth" -H "$json_type")" 201
like 'A22 and is said to be ignored' "$(json 'str(o["warnings"])')" \
	challenge-password
sleep 1.5
ok 'sancad ends well' stop_sancad
found=0
for canary in "$token" "$issuer" "$lister" sanca_wrong d2ViOndlYg \
	CanaryChallenge7; do
	if grep -r -l -a -F "$canary" "$T/sancad.log" "$d" >"$T/found"; then
		found=$((found + 1))
		diag "$canary in $(cat "$T/found")"
	fi
done
is 'E21 no token and no password in logs and databases' "$found" 0
like 'refusals were kept in the ring' "$(sqlite3 "$d/front/front.db" \
	'SELECT count(*) FROM refusal')" '^[1-9][0-9]'
done_testing
