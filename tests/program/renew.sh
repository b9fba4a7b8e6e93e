#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Renewal: by token, by the certificate itself, by a link and by sanca; what is
# kept, and every refusal.

. "${0%/*}/http_lib.sh"

tls=$(free_port)
client=$(free_port)
http_ca --listen-tls "127.0.0.1:$tls" --tls-name localhost
http_set listen-client-tls "127.0.0.1:$client"
http_set allow-plain-tokens loopback
sed -i '/^\[policy default\]/a renewals = 3' "$d/sanca.conf"
start_sancad "$d" || bail 'sancad does not start'
u=http://127.0.0.1:$HTTP_PORT
cacert=$d/public/ca.pem
wait_for 10 curl -sSf -o /dev/null --cacert "$cacert" "https://localhost:$tls/healthz"
token=$(http_token mail --may issue)
other=$(http_token web --may issue)

serial_of()
{
	openssl x509 -in "$1" -noout -serial | sed 's/serial=//' | tr 'A-F' 'a-f'
}
# renew SERIAL [curl OPTION...]
renew()
{
	renew_serial=$1
	shift
	code=$(curl -sS -o "$T/body" -D "$T/head" -w '%{http_code}' -X POST \
		"$@" "$u/v1/certificates/$renew_serial/renew")
}
# itself FILE [SERIAL]: the certificate in FILE renews itself, or another one.
itself()
{
	code=$(curl -sS -o "$T/body" -w '%{http_code}' -X POST --cacert "$cacert" \
		--cert "$1" --key "$T/one.key" \
		"https://localhost:$client/v1/certificates/${2:-$(serial_of "$1")}/renew" \
		2>"$T/curl.err")
}

request one DNS:b.contoso.com,DNS:a.contoso.com
SANCA_URL=$u post /v1/certificates "$T/one.pem" -H "Authorization: Bearer $token" \
	>"$T/code"
is 'issued' "$(cat "$T/code")" 201
cp "$T/body" "$T/old.pem"
old=$(serial_of "$T/old.pem")

renew "$old"
is 'nobody renews it' "$code" 401
renew "$old" -H "Authorization: Bearer $other"
is 'another requester neither' "$code" 404
renew "$old" -H "Authorization: Bearer $token" --data 'csr=x'
is 'nothing is sent with it' "$code" 400
renew "$old" -H "Authorization: Bearer $token"
is 'its owner does' "$code" 201
cp "$T/body" "$T/new.pem"
new=$(serial_of "$T/new.pem")
ok 'another serial' test "$old" != "$new"
is 'the same key' "$(openssl x509 -in "$T/new.pem" -noout -pubkey)" \
	"$(openssl x509 -in "$T/old.pem" -noout -pubkey)"
is 'the same names in the same order' \
	"$(openssl x509 -in "$T/new.pem" -noout -ext subjectAltName)" \
	"$(openssl x509 -in "$T/old.pem" -noout -ext subjectAltName)"
ok 'openssl verifies it' openssl verify -CAfile "$cacert" "$T/new.pem"
renew "$old" -H "Authorization: Bearer $token"
is 'it is renewed once' "$code" 200
is 'and is answered again' "$(serial_of "$T/body")" "$new"
ok 'the log says what it replaces' sh -c \
	"'$sanca' -d '$d' log export | grep -q '\"replaces\":'"
renew 00ff -H "Authorization: Bearer $token"
is 'what there is not' "$code" 404

# By itself: three times in a row.
cp "$T/new.pem" "$T/self.pem"
n=0
while [ "$n" -lt 100 ]; do
	itself "$T/self.pem"
	[ "$code" = 201 ] || break
	cp "$T/body" "$T/self.pem"
	n=$((n + 1))
done
is 'a certificate renews itself three times in a row' "$n" 3
is 'and no more' "$code" 403
itself "$T/self.pem" "$old"
is 'nor another one' "$code" 401
code=$(curl -sS -o "$T/body" -w '%{http_code}' --cacert "$cacert" -X POST \
	"https://localhost:$client/v1/certificates/$new/renew")
is 'without a certificate' "$code" 401
ok 'in plain words' grep -q 'show a client certificate' "$T/body"

# By sanca, which begins a new row.
self=$(serial_of "$T/self.pem")
ok 'sanca renew' "$sanca" -d "$d" renew "$self" --form pem --out "$T/cli.pem"
is 'the same key' "$(openssl x509 -in "$T/cli.pem" -noout -pubkey)" \
	"$(openssl x509 -in "$T/old.pem" -noout -pubkey)"
itself "$T/cli.pem"
is 'then it renews itself again' "$code" 201
cp "$T/body" "$T/last.pem"

# By a link.
mkdir -p "$d/notify"
head -c 32 /dev/urandom >"$d/notify/link.key"
chmod 755 "$d/notify"
chmod 640 "$d/notify/link.key"
[ -z "$http_as_root" ] || chown 64002:64002 "$d/notify" "$d/notify/link.key"
link=$("$sanca" -d "$d" renew "$(serial_of "$T/last.pem")" --link 2>"$T/err")
like 'sanca renew --link prints an address' "$link" \
	"^https://localhost:$tls/renew/[A-Za-z0-9_-]*\$"
before=$("$sanca" -d "$d" list | grep -c b.contoso.com)
code=$(curl -sS -o "$T/body" -w '%{http_code}' --cacert "$cacert" \
	-H 'Accept: text/html,application/xhtml+xml' "$link")
is 'its page' "$code" 200
ok 'shows the certificate' grep -q 'b\.contoso\.com' "$T/body"
is 'looking renews nothing' "$("$sanca" -d "$d" list | grep -c b.contoso.com)" \
	"$before"
code=$(curl -sS -o "$T/body" -w '%{http_code}' --cacert "$cacert" -X POST "$link")
is 'POST renews' "$code" 201
serial_of "$T/body" >"$T/by-link"
code=$(curl -sS -o "$T/body" -w '%{http_code}' --cacert "$cacert" -X POST "$link")
is 'once' "$code" 200
is 'the same again' "$(serial_of "$T/body")" "$(cat "$T/by-link")"
code=$(curl -sS -o "$T/body" -w '%{http_code}' --cacert "$cacert" -X POST "${link%?}")
is 'a link that was cut' "$code" 404
code=$(curl -sS -o "$T/body" -w '%{http_code}' --cacert "$cacert" -X POST \
	"$(echo "$link" | sed 's/.$//')A")
like 'a link that was changed' "$code" '^40[34]$'
ok 'no link in the log of the process' sh -c \
	"! grep -qF '${link##*/}' '$T/sancad.log'"

# E13: revoked ones.
ok 'revoked' "$sanca" -d "$d" revoke "$(cat "$T/by-link")" --reason superseded
renew "$(cat "$T/by-link")" -H "Authorization: Bearer $token"
is 'a revoked one is not renewed' "$code" 403
ok 'sanca log verify' "$sanca" -d "$d" log verify
ok 'sancad stops' stop_sancad
done_testing
