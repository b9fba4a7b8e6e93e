#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# ACME over IPv6 by real clients: names that have no other address, by http-01 and
# tls-alpn-01; an IPv6 address as identifier (RFC 8738); a name whose IPv6 is dead.
# The hosts are fd00:10::7 and fd00:10::8; see acme_clients.sh for the rest.

. "${0%/*}/own_network.sh"
. "${0%/*}/http_lib.sh"
. "${0%/*}/acme_lib.sh"
requires lego
acme_python=python3
"$acme_python" -c 'import acme, josepy' 2>/dev/null ||
	acme_python=/usr/bin/python3
acme_more()
{
	acme_network_six 7 8 || bail 'no IPv6'
	acme_set validate-network fd00:10::/64
	sed -i '/^\[policy default\]/a ip-range = fd00:10::/64' "$d/sanca.conf"
}
acme_begin
# Who is not told of has no IPv4 address.
acme_dns set-default-ipv4 '{"ip":""}' || bail 'no name server'

acme_address_six()
{
	acme_dns add-aaaa "{\"host\":\"$1.\",\"addresses\":[\"$2\"]}"
}
lego_()
{
	timeout 120 lego --server "$acme_url" --accept-tos \
		--email tom@contoso.com --path "$T/lego" "$@" >"$T/log" 2>&1
}
# is_for NAME FILE NAMES
is_for()
{
	ok "$1: the certificate is of this CA" openssl verify -x509_strict \
		-CAfile "$d/public/ca.pem" -untrusted "$2" "$2"
	is "$1: its names" "$(openssl x509 -in "$2" -noout -ext \
		subjectAltName | sed -n '2s/^ *//p')" "$3"
}
# is_shown NAME N ADDRESS: order N was validated there.
is_shown()
{
	"$sanca" -d "$d" acme order "$2" >"$T/order" 2>&1
	like "$1" "$(cat "$T/order")" "$3"
}

acme_address_six six.contoso.com fd00:10::7
ok 'lego: http-01 over IPv6 alone' lego_ --http \
	--http.port '[fd00:10::7]:80' -d six.contoso.com run ||
	diag <"$T/log"
is_for lego "$T/lego/certificates/six.contoso.com.crt" DNS:six.contoso.com
acme_address_six six2.contoso.com fd00:10::7
ok 'lego: tls-alpn-01 over IPv6 alone' lego_ --tls \
	--tls.port '[fd00:10::7]:443' -d six2.contoso.com run ||
	diag <"$T/log"
is_for 'lego, tls-alpn-01' "$T/lego/certificates/six2.contoso.com.crt" \
	DNS:six2.contoso.com

if "$acme_python" -c 'import acme, josepy' 2>/dev/null; then
	for method in http-01 tls-alpn-01; do
		ok "python3-acme: an IPv6 address by $method" timeout 60 \
			"$acme_python" "$programs/acme_address.py" \
			"$acme_url" "$method" fd00:10::8 "$T/$method.pem" \
			2>"$T/log" || diag <"$T/log"
		is_for "python3-acme, $method" "$T/$method.pem" \
			'IP Address:FD00:10:0:0:0:0:0:8'
	done
else
	skip 'an IPv6 address' 'there is no python3-acme'
fi

# Nobody accepts nor refuses there: the queue of the listener is full.
acme_keep dead python3 - <<'X2'
import socket, time
a = ("fd00:10::8", 80)
s = socket.socket(socket.AF_INET6)
s.bind(a)
s.listen(0)
rest = []
for _ in range(4):
    c = socket.socket(socket.AF_INET6)
    c.setblocking(False)
    c.connect_ex(a)
    rest.append(c)
time.sleep(600)
X2
acme_address dead.contoso.com 10.0.0.7
acme_address_six dead.contoso.com fd00:10::8
sleep 1
ok 'lego: IPv6 is dead, IPv4 is asked' lego_ --http --http.port 10.0.0.7:80 \
	-d dead.contoso.com run || diag <"$T/log"
is_for 'lego, dead' "$T/lego/certificates/dead.contoso.com.crt" \
	DNS:dead.contoso.com
acme_nothing_hangs 'all of it'
done_testing
