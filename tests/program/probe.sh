#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The probe, by which a device sees whether it trusts the CA: a certificate of
# this CA with a key of its own, one page, and nothing else.

. "${0%/*}/http_lib.sh"

tls=$(free_port)
probe=$(free_port)
other=$(free_port)
http_ca --listen-tls "127.0.0.1:$tls" --tls-name pki.contoso.com \
	--listen-probe "127.0.0.1:$probe" --listen-probe "127.0.0.1:$other" \
	--public-url http://probe.contoso.com:8080
# Plain HTTP is there before the others have their certificates.
all_shake_hands()
{
	sed -n 's/^\(https\|probe\) .*:\([0-9]*\)$/\2/p' "$d/run/ports" \
		>"$T/ports"
	while read -r port; do
		openssl s_client -connect "127.0.0.1:$port" </dev/null \
			2>"$T/openssl.err" | grep -q 'BEGIN CERT' || return 1
	done <"$T/ports"
}
start()
{
	start_sancad "$d" && wait_for 10 all_shake_hands
}

start || bail 'sancad does not start'
get /ca.pem >/dev/null
cp "$T/body" "$T/root.pem"

# leaf PORT: its certificate to stdout, as a client that trusts the root alone
# sees it; the verdict to $T/verdict.
leaf()
{
	openssl s_client -connect "127.0.0.1:$1" -CAfile "$T/root.pem" \
		-verify_return_error </dev/null >"$T/handshake" 2>"$T/verdict"
	openssl x509 -in "$T/handshake"
}

key_of()
{
	leaf "$1" | openssl x509 -noout -pubkey
}

# ask PATH [curl OPTION...]: of the probe, trusting the root alone.
ask()
{
	path=$1
	shift
	curl -s -m 20 -o "$T/body" -D "$T/head" -w '%{http_code}' \
		--cacert "$T/root.pem" \
		--resolve "probe.contoso.com:$probe:127.0.0.1" "$@" \
		"https://probe.contoso.com:$probe$path"
}

# ---- the certificate

leaf "$probe" >"$T/leaf.pem"
like 'its certificate chains to the root' "$(cat "$T/handshake")" \
	'Verification: OK'
like 'the names are those of the settings and the host of the probe' \
	"$(openssl x509 -in "$T/leaf.pem" -noout -ext subjectAltName)" \
	'DNS:pki.contoso.com, DNS:probe.contoso.com$'
is 'the second socket has the same key' "$(key_of "$other")" \
	"$(key_of "$probe")"
if [ "$(key_of "$tls")" != "$(key_of "$probe")" ]; then
	pass 'and HTTPS another one'
else
	fail 'and HTTPS another one'
fi
is 'a device that has not the root refuses it' "$(curl -s -m 20 -o /dev/null \
	--resolve "probe.contoso.com:$probe:127.0.0.1" -w '%{http_code}' \
	"https://probe.contoso.com:$probe/probe")" 000
is 'its key is for nobody else' "$(stat -c %a "$d/front/probe.key")" 600

# ---- what it serves

is 'a script is answered' "$(ask /probe -H 'Accept: */*')" 200
is 'with one word' "$(cat "$T/body")" trusted
like 'which any page may read' "$(cat "$T/head")" \
	'^Access-Control-Allow-Origin: \*'
like 'and nobody keeps' "$(cat "$T/head")" '^Cache-Control: no-store'
unlike 'plain HTTP on this host goes on: no HSTS' "$(cat "$T/head")" \
	'[Ss]trict-[Tt]ransport'
is 'a person gets a page' "$(ask /probe -H 'Accept: text/html,*/*;q=0.8')" 200
like 'in plain words' "$(cat "$T/body")" 'This device trusts HTTP Test CA'
like 'with the way back' "$(cat "$T/body")" \
	'href="http://probe.contoso.com:8080/trust"'
like 'that runs no script' "$(cat "$T/head")" \
	"^Content-Security-Policy: default-src 'none'; style-src 'self';"
is 'the address alone is the same page' "$(ask / -H 'Accept: text/html')" 200
like 'indeed' "$(cat "$T/body")" 'This device trusts HTTP Test CA'
is 'the style is there too' "$(ask /web/style.css)" 200
for path in /web/copy.js /web/probe.js /trust /ca.pem /ca.mobileconfig \
	/healthz /metrics /v1/certificates /v1/log/head; do
	is "no $path" "$(ask $path)" 404
done
is 'nothing is issued there' "$(ask /v1/certificates --data-binary x)" 404
is 'HTTPS has not that page' "$(curl -s -m 20 -o /dev/null \
	--cacert "$T/root.pem" --resolve "pki.contoso.com:$tls:127.0.0.1" \
	-w '%{http_code}' "https://pki.contoso.com:$tls/probe")" 404
is 'plain HTTP has it not either' "$(get /probe)" 404

# ---- the trust page knows of it

get /trust >/dev/null
like 'the trust page links it' "$(cat "$T/body")" \
	"href=\"https://probe.contoso.com:$probe/probe\""
like 'and may ask it, and nobody else' "$(cat "$T/head")" \
	"connect-src 'self' https://probe.contoso.com:$probe; "

# ---- it lasts

key_of "$probe" >"$T/before"
serial=$(openssl x509 -in "$T/leaf.pem" -noout -serial)
stop_sancad
start || bail 'sancad does not start again'
key_of "$probe" >"$T/after"
ok 'a restart keeps the key' cmp "$T/before" "$T/after"
is 'and the certificate' "$(leaf "$probe" | openssl x509 -noout -serial)" \
	"$serial"

renamed()
{
	leaf "$probe" | openssl x509 -noout -ext subjectAltName |
		grep -q 'DNS:probe2.contoso.com'
}
http_set probe-url "https://probe2.contoso.com:$probe"
kill -HUP "$SANCAD_PID"
ok 'another probe-url gets another certificate, without a stop' \
	wait_for 10 renamed
key_of "$probe" >"$T/after"
ok 'for the same key' cmp "$T/before" "$T/after"
stop_sancad

# ---- hosts that are addresses

d=$T/six
http_ca --listen-probe "127.0.0.1:$probe" --probe-url "https://[::1]:$probe"
start || bail 'sancad does not start with an IPv6 address'
get /ca.pem >/dev/null
cp "$T/body" "$T/root.pem"
leaf "$probe" >"$T/leaf.pem"
like 'an IPv6 address as host stands in the certificate' \
	"$(openssl x509 -in "$T/leaf.pem" -noout -ext subjectAltName)" \
	'IP Address:0:0:0:0:0:0:0:1'
get /trust >/dev/null
like 'the page has the link' "$(cat "$T/body")" \
	"href=\"https://\[::1\]:$probe/probe\""
unlike 'but no script to ask' "$(cat "$T/body")" 'probe\.js'
stop_sancad

# ---- what cannot be

# refused NAME WORDS OPTION...: init exits with 2 and says why.
refused()
{
	name=$1
	words=$2
	shift 2
	"$sanca" init "$T/never" --name Never "$@" >"$T/out" 2>&1
	is "$name" $? 2
	like "$name: says why" "$(cat "$T/out")" "$words"
}
refused 'a host that the root cannot vouch for' 'pki.fabrikam.com' \
	--domain contoso.com --constrain --listen-probe 127.0.0.1:8444 \
	--probe-url https://pki.fabrikam.com:8444
refused 'a probe that nobody knows where to find' 'set probe-url' \
	--domain contoso.com --listen-probe 127.0.0.1:8444
refused 'plain HTTP' 'does not begin with https://' \
	--listen-probe 127.0.0.1:8444 --probe-url http://pki.contoso.com
refused 'a path' 'a port from 1 to 65535 and nothing else' \
	--listen-probe 127.0.0.1:8444 --probe-url https://pki.contoso.com/x
refused 'more than a host' 'write https://HOST:PORT' \
	--listen-probe 127.0.0.1:8444 --probe-url "https://pki;x 'self'"
"$sanca" init "$T/narrow" --name Narrow --domain contoso.com --constrain \
	>"$T/out" 2>&1 || diag <"$T/out"
ok 'settings that fit' "$sanca" conf check "$T/narrow"
sed '/^\[http\]/a listen-probe = 127.0.0.1:8444\
probe-url = https://pki.fabrikam.com:8444' "$T/narrow/sanca.conf" >"$T/conf.new"
cat "$T/conf.new" >"$T/narrow/sanca.conf"
"$sanca" conf check "$T/narrow" >"$T/out" 2>&1
is 'conf check refuses such a host as well' $? 2
like 'and names it' "$(cat "$T/out")" 'pki.fabrikam.com'
done_testing
