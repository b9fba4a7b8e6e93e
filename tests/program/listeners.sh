#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# An IPv6 listener; allow-plain-tokens = yes; an HTTPS certificate that is
# there at once and renewed at two thirds of its life.

. "${0%/*}/http_lib.sh"

has_ipv6()
{
	python3 -c 'import socket
socket.socket(socket.AF_INET6).bind(("::1", 0))' 2>/dev/null
}

http_ca --listen-tls "127.0.0.1:$(free_port)" --tls-name localhost \
	--listen-probe "127.0.0.1:$(free_port)" --probe-url https://localhost
request mail DNS:mail.contoso.com
if has_ipv6; then
	sed -i "s/^listen *=.*/&\nlisten = [::1]:$HTTP_PORT/" "$d/sanca.conf"
fi
ok 'sancad starts' start_sancad "$d" || bail 'no sancad'
unlike 'with its HTTPS certificate' "$(cat "$T/sancad.log")" \
	'HTTPS has no certificate yet|no HTTPS certificate'
token=$(http_token mail --may issue)
auth="Authorization: Bearer $token"
if has_ipv6; then
	is 'a request over IPv6 is issued' "$(SANCA_URL="http://[::1]:$HTTP_PORT" \
		post /v1/certificates "$T/mail.pem" -H "$auth")" 201
	like 'it is listened on' "$(cat "$d/run/ports")" "\[::1\]:$HTTP_PORT"
	is 'refusals over IPv6 are answers too' "$(SANCA_URL="http://[::1]:$HTTP_PORT" \
		post /v1/certificates /dev/null -H "$auth")" 400
else
	skip 'a request over IPv6 is issued' 'there is no IPv6 here'
fi

# ---- tokens in the clear

# A forwarding header says that the client is elsewhere.
elsewhere='X-Forwarded-For: 192.0.2.7'
is 'a token from elsewhere in the clear is refused' \
	"$(post /v1/certificates "$T/mail.pem" -H "$auth" -H "$elsewhere")" 403
is 'as exposed' "$(json 'o["type"]')" urn:sanca:problem:tokenExposed
unlike 'a CA that takes them nowhere is not warned of' \
	"$("$sanca" -d "$d" conf check 2>&1)" 'allow-plain-tokens'
http_set allow-plain-tokens yes
like 'conf check warns of allow-plain-tokens = yes' \
	"$("$sanca" -d "$d" conf check 2>&1)" 'warning: allow-plain-tokens = yes'
kill -HUP "$SANCAD_PID"
taken()
{
	[ "$(post /v1/certificates "$T/mail.pem" -H "$auth" -H "$elsewhere")" = 201 ]
}
ok 'with it such a token is taken' wait_for 5 taken
stop_sancad

# ---- the HTTPS certificate, and that of the probe

# field NAME [FILE]
field()
{
	openssl x509 -in "$d/front/${2:-https}.pem" -noout "-$1" |
		sed 's/^[^=]*=//'
}
begins=$(date -d "$(field startdate)" +%s)
ends=$(date -d "$(field enddate)" +%s)
old=$(field serial)
old_probe=$(field serial probe)
renewed()
{
	[ "$(field serial)" != "$old" ] && [ "$(field serial probe)" != "$old_probe" ]
}
# at SECONDS: starts a sancad whose children live then.
at()
{
	http_preload clock CLOCK_PROGRAM=sanca- \
		CLOCK_AHEAD_S=$(($1 - $(date +%s)))
	start_sancad "$d"
}
two_thirds=$((begins + (ends - begins) * 2 / 3))
if [ "$SANITIZE" != no ]; then
	skip 'the HTTPS certificate is renewed' \
		'a shim cannot come before a sanitizer'
else
	at $((two_thirds - 120)) || bail 'sancad does not start in the future'
	stop_sancad
	is 'before two thirds of its life the HTTPS certificate stays' \
		"$(field serial)" "$old"
	at $((two_thirds + 1)) || bail 'sancad does not start in the future'
	# The signer may not be there yet when the front first asks it.
	ok 'at two thirds of its life it is renewed, and the probe too' \
		wait_for 12 renewed
	stop_sancad
	like 'the log says so' "$(tail -n 30 "$T/sancad.log")" \
		'the HTTPS certificate was renewed'
	like 'for both' "$(tail -n 30 "$T/sancad.log")" \
		'the probe certificate was renewed'
	ok 'the new one is of this CA' openssl verify -x509_strict \
		-attime "$((two_thirds + 60))" \
		-CAfile "$d/public/ca.pem" "$d/front/https.pem"
fi
done_testing
