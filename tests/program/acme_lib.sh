# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What the tests of ACME with real clients share. Needs http_lib.sh before it, and
# a mount and network namespace of the test's own: the CA is 10.0.0.1, the hosts
# that ask 10.0.0.7 and, those with a web server, 10.0.0.8; the name server is
# 10.0.0.53.
# For http_lib.sh and for those who read this file.
# shellcheck disable=SC2034

PATH=$PATH:/usr/sbin:/sbin
acme_url=https://pki.contoso.local/acme/directory
acme_dns=http://10.0.0.53:8055

# Addresses of lo, by a program that is everywhere.
acme_network()
{
	python3 - <<'X'
import fcntl, socket, struct
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
fcntl.ioctl(s, 0x8914, struct.pack("16sH14x", b"lo", 0x41))
for i, n in enumerate((1, 7, 8, 53)):
    name = b"lo:%d" % i
    address = struct.pack("16sHH4s8x", name, socket.AF_INET, 0,
                          socket.inet_aton("10.0.0.%d" % n))
    fcntl.ioctl(s, 0x8916, address)
X
}

# acme_network_six N...: lo has fd00:10::N, too.
acme_network_six()
{
	python3 - "$@" <<'X'
import fcntl, socket, struct, sys
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
for n in sys.argv[1:]:
    fcntl.ioctl(s, 0x8916, struct.pack(
        "16sII", socket.inet_pton(socket.AF_INET6, "fd00:10::" + n), 128, 1))
X
}

# An /etc of our own: names are asked of our server, and the root is trusted.
acme_etc()
{
	mkdir "$T/etc" "$T/home"
	cp -a /etc/. "$T/etc" 2>/dev/null
	echo "root:x:0:0:root:$T/home:/bin/sh" >"$T/passwd"
	grep -v ^root: /etc/passwd >>"$T/passwd"
	cat "$T/passwd" >"$T/etc/passwd"
	printf 'passwd: files\ngroup: files\nhosts: files dns\n' \
		>"$T/etc/nsswitch.conf"
	printf '127.0.0.1 localhost\n10.0.0.1 pki.contoso.local\n' \
		>"$T/etc/hosts"
	rm -f "$T/etc/resolv.conf"
	echo 'nameserver 10.0.0.53' >"$T/etc/resolv.conf"
	mount --bind "$T/etc" /etc || bail 'no /etc of our own'
	HOME=$T/home
	export HOME
}

acme_trust()
{
	cat "${acme_root-$d/public/ca.pem}" >>/etc/ssl/certs/ca-certificates.crt
	SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
	REQUESTS_CA_BUNDLE=$SSL_CERT_FILE
	export SSL_CERT_FILE REQUESTS_CA_BUNDLE
}

# acme_keep NAME COMMAND...: runs beside the test, and ends with it.
acme_pids=
acme_keep()
{
	keep_name=$1
	shift
	"$@" >"$T/$keep_name.log" 2>&1 &
	acme_kept=$!
	acme_pids="$acme_pids $acme_kept"
}
# Called when the test ends.
# shellcheck disable=SC2317
acme_end()
{
	for acme_pid in $acme_pids; do
		kill "$acme_pid" 2>/dev/null
	done
}

acme_answers()
{
	curl -sSf -m 2 -o /dev/null "$1" 2>"$T/curl.err"
}

# A setting of [acme], before the start or a reload.
acme_set()
{
	sed -i "/^\[acme\]/a $1 = $2" "$d/sanca.conf"
}

# A build that makes trouble makes it: good nonces are refused.
acme_chaos()
{
	if grep -q '^#define SANCA_CHAOS' "$top_builddir/config.h"; then
		SANCA_CHAOS_NONCE=${SANCA_CHAOS_NONCE-5}
		export SANCA_CHAOS_NONCE
	else
		unset SANCA_CHAOS_NONCE
	fi
}

acme_chaos_seen()
{
	like 'chaos: nonces were refused for nothing' \
		"$(cat "$T/sancad.log")" 'chaos: a good nonce is refused'
}

# acme_begin [OPTION...]: all of it; the CA runs after it. Options are those of
# sanca init; acme_root is the file of the root where that is not the CA itself. A
# function acme_more of the test's own adds to the settings before that.
acme_begin()
{
	requires pebble-challtestsrv curl openssl
	mount --make-rprivate / 2>/dev/null
	cleanup_fn acme_end
	acme_network || bail 'no network of our own'
	acme_etc
	acme_keep dns pebble-challtestsrv -dns01 10.0.0.53:53 -http01 '' \
		-https01 '' -tlsalpn01 '' -management 10.0.0.53:8055 \
		-defaultIPv4 10.0.0.7 -defaultIPv6 ''
	HTTP_PORT=80
	http_ca --acme --public-url http://pki.contoso.local \
		--listen-tls 10.0.0.1:443 --tls-name pki.contoso.local "$@"
	sed -i 's/^listen *= *127.*/listen = 10.0.0.1:80/' "$d/sanca.conf"
	acme_set resolver 10.0.0.53
	acme_set validate-network 10.0.0.0/24
	acme_set orders-per-hour 0
	acme_set accounts-per-hour 0
	sed -i '/^allow-domain = contoso.com/a wildcard-domain = contoso.com' \
		"$d/sanca.conf"
	printf '%s\n' '' '[policy bound]' 'allow-domain = contoso.com' \
		'wildcard-domain = contoso.com' \
		'acme-preauthorized = inside' '' '[policy inside]' \
		'allow-domain = inside.contoso.com' \
		'wildcard-domain = inside.contoso.com' '' \
		'[policy short]' 'allow-domain = contoso.com' \
		'lifetime = 62m' >>"$d/sanca.conf"
	if command -v acme_more >/dev/null; then
		acme_more
	fi
	SANCA_URL=http://10.0.0.1
	export SANCA_URL
	acme_trust
	acme_chaos
	start_sancad "$d" || bail 'sancad does not start'
	wait_for 20 acme_answers "$acme_url" || bail 'no ACME'
	wait_for 10 acme_address web.contoso.com 10.0.0.8 || {
		diag <"$T/dns.err"
		diag <"$T/dns.log"
		bail 'no name server'
	}
}

# acme_dns VERB JSON: tells the name server.
acme_dns()
{
	curl -sSf -m 5 -o /dev/null -d "$2" "$acme_dns/$1" 2>"$T/dns.err"
}
# acme_address HOST ADDRESS
acme_address()
{
	acme_dns add-a "{\"host\":\"$1.\",\"addresses\":[\"$2\"]}"
}

# A hook of certbot, lego and uacme that sets TXT records: $T/dns-hook.
acme_dns_hook()
{
	cat >"$T/dns-hook" <<X
#!/bin/sh
# certbot: CERTBOT_DOMAIN, CERTBOT_VALIDATION; lego: present|cleanup FQDN VALUE
case \${1-} in
present) name=\$2 value=\$3 ;;
cleanup) exit 0 ;;
*) name=_acme-challenge.\$CERTBOT_DOMAIN. value=\$CERTBOT_VALIDATION ;;
esac
exec curl -sSf -m 5 -d "{\"host\":\"\$name\",\"value\":\"\$value\"}" \
	$acme_dns/set-txt
X
	chmod 755 "$T/dns-hook"
}

# A web server for NAME.web.contoso.com with $T/www.
acme_web()
{
	[ ! -d "$T/www" ] || return 0
	mkdir -p "$T/www/.well-known/acme-challenge"
	acme_keep web python3 -m http.server --bind 10.0.0.8 \
		--directory "$T/www" 80
	wait_for 10 acme_answers http://10.0.0.8/
}
# acme_on_web NAME...: they are 10.0.0.8.
acme_on_web()
{
	acme_web
	for web_name; do
		acme_address "$web_name" 10.0.0.8
	done
}

# A hook of uacme for acme_on_web's hosts: $T/uacme-hook METHOD TYPE IDENT TOKEN AUTH.
acme_uacme_hook()
{
	cat >"$T/uacme-hook" <<X
#!/bin/sh
[ "\$2" = http-01 ] || exit 1
file=$T/www/.well-known/acme-challenge/\$4
case \$1 in
begin) printf %s "\$5" >"\$file" ;;
*) rm -f "\$file" ;;
esac
X
	chmod 755 "$T/uacme-hook"
}

# acme_bind NAME POLICY: a binding; $kid and $hmac.
acme_bind()
{
	"$sanca" -d "$d" eab new "$1" --policy "$2" --json >"$T/eab" \
		2>"$T/eab.err" || {
		diag <"$T/eab.err"
		bail 'no binding'
	}
	kid=$(json 'o["kid"]' "$T/eab")
	hmac=$(json 'o["key"]' "$T/eab")
}

# What clients leave is theirs; that the CA lives is ours.
acme_nothing_hangs()
{
	is "$1: sanca is well after it" "$(curl -s -m 5 -o /dev/null \
		-w '%{http_code}' http://10.0.0.1/healthz)" 200
}
