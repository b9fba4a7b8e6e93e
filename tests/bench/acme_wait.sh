#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What an administrator waits for: a new certificate of five names by http-01, with
# each of Debian's clients, of sanca and of pebble, one after the other in the same
# network. Prints "CLIENT SERVER MILLISECONDS", a line a run. Pebble sleeps nowhere
# and takes each nonce here; it keeps its orders in memory.
#
# RUNS=3 for another number of runs.
#
# Functions are called by their names, put together.
# shellcheck disable=SC2317

. "${0%/*}/../program/own_network.sh"
. "${0%/*}/../program/http_lib.sh"

. "${0%/*}/../program/acme_lib.sh"
: "${RUNS:=3}"
exec 3>&1 >"$T/tap"
acme_begin

pebble_begin()
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-days 9 -keyout "$T/pebble.key" -out "$T/pebble.crt" \
		-subj /CN=pebble.contoso.local -addext \
		subjectAltName=DNS:pebble.contoso.local 2>"$T/openssl.err"
	cat "$T/pebble.crt" >>/etc/ssl/certs/ca-certificates.crt
	echo '10.0.0.53 pebble.contoso.local' >>/etc/hosts
	cat >"$T/pebble.json" <<X
{"pebble": {"listenAddress": "10.0.0.53:443",
"managementListenAddress": "10.0.0.53:15000", "certificate": "$T/pebble.crt",
"privateKey": "$T/pebble.key", "httpPort": 80, "tlsPort": 443,
"ocspResponderURL": "", "externalAccountBindingRequired": false}}
X
	PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 acme_keep pebble pebble \
		-config "$T/pebble.json" -dnsserver 10.0.0.53:53
	wait_for 20 acme_answers https://pebble.contoso.local/dir ||
		bail 'pebble does not start'
}

# The directory of SERVER.
directory()
{
	case $1 in
	sanca) echo "$acme_url" ;;
	*) echo https://pebble.contoso.local/dir ;;
	esac
}

# CLIENT_new SERVER: an account; CLIENT_order SERVER NAME...: the certificate.
certbot_()
{
	certbot_server=$1
	shift
	certbot "$@" --non-interactive --config-dir "$T/certbot-$certbot_server" \
		--work-dir "$T/certbot-$certbot_server" \
		--logs-dir "$T/certbot-$certbot_server" \
		--server "$(directory "$certbot_server")"
}
certbot_new()
{
	certbot_ "$1" register --agree-tos -m tom@contoso.com
}
certbot_order()
{
	server=$1
	shift
	# Words on purpose.
	# shellcheck disable=SC2046
	certbot_ "$server" certonly --standalone --http-01-address 10.0.0.7 \
		$(printf -- '-d %s ' "$@")
}
lego_()
{
	lego_server=$1
	shift
	# shellcheck disable=SC2046
	lego --server "$(directory "$lego_server")" --accept-tos \
		--email tom@contoso.com --path "$T/lego-$lego_server" \
		--http --http.port 10.0.0.7:80 $(printf -- '-d %s ' "$@") run
}
lego_new()
{
	lego_ "$1" "first-$1.contoso.com"
}
lego_order()
{
	lego_ "$@"
}
uacme_new()
{
	acme_uacme_hook
	uacme -a "$(directory "$1")" -c "$T/uacme-$1" -y new tom@contoso.com
}
uacme_order()
{
	server=$1
	shift
	uacme -a "$(directory "$server")" -c "$T/uacme-$server" -y \
		-h "$T/uacme-hook" issue "$@"
}
dehydrated_new()
{
	mkdir "$T/dehydrated-$1"
	cat >"$T/dehydrated-$1/config" <<X
CA=$(directory "$1")
CHALLENGETYPE=http-01
KEY_ALGO=prime256v1
ACCOUNT_KEYSIZE=2048
BASEDIR=$T/dehydrated-$1
WELLKNOWN=$T/www/.well-known/acme-challenge
CONTACT_EMAIL=tom@contoso.com
X
	dehydrated -f "$T/dehydrated-$1/config" --register --accept-terms
}
dehydrated_order()
{
	server=$1
	shift
	dehydrated -f "$T/dehydrated-$server/config" -c -d "$*"
}

now_ms()
{
	echo $(($(date +%s%N) / 1000000))
}

# one CLIENT SERVER RUN
one()
{
	zone=contoso.com
	case $1 in uacme | dehydrated) zone=web.contoso.com ;; esac
	set -- "$1" "$2" "a$3-$2-$1.$zone" "b$3-$2-$1.$zone" "c$3-$2-$1.$zone" \
		"d$3-$2-$1.$zone" "e$3-$2-$1.$zone"
	client=$1
	begun_at=$2
	shift 2
	[ "$zone" = contoso.com ] || acme_on_web "$@"
	begun=$(now_ms)
	if "${client}_order" "$begun_at" "$@"; then
		echo "$client $begun_at $(($(now_ms) - begun))" >&3
	else
		echo "$client $begun_at failed" >&3
	fi
}

pebble_begin
acme_web
for client in certbot lego uacme dehydrated; do
	command -v "$client" >/dev/null || continue
	for server in sanca pebble; do
		"${client}_new" "$server" >"$T/log" 2>&1 || {
			echo "$client $server failed" >&3
			continue
		}
		run=0
		while [ "$run" -lt "$RUNS" ]; do
			one "$client" "$server" "$run" >"$T/log" 2>&1
			run=$((run + 1))
		done
	done
done
exit 0
