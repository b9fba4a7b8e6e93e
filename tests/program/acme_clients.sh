#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# ACME by Debian's clients, each as its users run it: a certificate by each kind of
# challenge, renewal, revocation, external account binding, and a challenge that is
# wrong. In a namespace with a network and an /etc of its own, so that ports and
# names are real: the CA is 10.0.0.1, the host that asks 10.0.0.7, the name server
# 10.0.0.53 (Debian's pebble-challtestsrv).
#
# What each of them does:
#
#	            new  renewal  revocation  binding  wrong challenge
#	certbot      x      x         x          x            x
#	lego         x      x         x          x            x
#	uacme        x      x         x          x            x
#	dehydrated   x      x         x          x            x
#	acme-tiny    x      x         -          -            x
#	Caddy        x      x         o          x            x
#	mod_md       x      x         -          x            x
#
# -: it cannot. o: it has no command to revoke, but replaces what was revoked.
# mod_md has neither: a2md, the tool that goes with it, is not in Debian.
#
# After ./configure --enable-chaos one good nonce of twenty is refused, which
# nobody may notice but dehydrated, and at the end validation takes long.
#
# By hand, only some: sh tests/program/acme_clients.sh certbot lego

. "${0%/*}/own_network.sh"
. "${0%/*}/http_lib.sh"
. "${0%/*}/acme_lib.sh"
exec 3>&1
acme_begin
# mod_md is in acme_mod_md.sh.
all='certbot lego uacme dehydrated acme_tiny caddy'
only=${*:-$all}

# ---- what every client must be able to do

# is_for NAME FILE HOST...: the certificate in FILE is ours, for exactly these.
is_for()
{
	client_name=$1
	client_file=$2
	shift 2
	if [ ! -s "$client_file" ]; then
		fail "$client_name: there is a certificate" || :
		diag <"$T/log"
		return 1
	fi
	ok "$client_name: the certificate is of this CA" openssl verify \
		-x509_strict -CAfile "$d/public/ca.pem" \
		-untrusted "$client_file" "$client_file"
	is "$client_name: its names" "$(openssl x509 -in "$client_file" \
		-noout -ext subjectAltName | tr -d ' ' | tr ',' '\n' |
		sed -n 's/^DNS://p;s/^IPAddress:/ip:/p' | sort | paste -s -d ' ')" \
		"$(printf '%s\n' "$@" | sort | paste -s -d ' ')"
}

# is_new NAME FILE: not the certificate that was kept as $T/before.
is_new()
{
	if cmp -s "$2" "$T/before"; then
		fail "$1: another certificate" || :
		diag <"$T/log"
	else
		pass "$1: another certificate"
	fi
}

# is_revoked NAME FILE
is_revoked()
{
	client_serial=$(openssl x509 -in "$2" -noout -serial | cut -d = -f 2 |
		tr A-F a-f)
	like "$1: it is revoked" \
		"$("$sanca" -d "$d" show "$client_serial" 2>&1)" '[Rr]evoked' ||
		diag <"$T/log"
}

# run NAME COMMAND...: succeeds.
run()
{
	client_name=$1
	shift
	if "$@" >"$T/log" 2>&1; then
		pass "$client_name"
	else
		fail "$client_name" || :
		diag "of: $*"
		tail -n 40 "$T/log" | diag
		return 1
	fi
}

# refused NAME WORDS COMMAND...: fails, and says so.
refused()
{
	client_name=$1
	client_words=$2
	shift 2
	if "$@" >"$T/log" 2>&1; then
		fail "$client_name" || :
		tail -n 20 "$T/log" | diag
		return 1
	fi
	like "$client_name" "$(cat "$T/log")" "$client_words" || :
}

# ---- certbot

certbot_()
{
	timeout 120 certbot "$@" --non-interactive --config-dir "$T/certbot" \
		--work-dir "$T/certbot/work" --logs-dir "$T/certbot/logs" \
		--server "$acme_url"
}
# Debian's certbot trips over its own error under Python 3.11 ("can't set
# attribute"): what it was told is in its log.
certbot_outside()
{
	certbot_ certonly --standalone --http-01-address 10.0.0.7 \
		-d mail.example.org || {
		cat "$T/certbot/logs/letsencrypt.log"
		return 1
	}
}
client_certbot()
{
	acme_dns_hook
	live=$T/certbot/live
	run 'certbot: http-01' certbot_ certonly --agree-tos \
		-m tom@contoso.com --standalone --http-01-address 10.0.0.7 \
		-d a.contoso.com -d b.contoso.com -d c.contoso.com \
		-d d.contoso.com -d e.contoso.com -d f.contoso.com
	is_for certbot "$live/a.contoso.com/fullchain.pem" a.contoso.com \
		b.contoso.com c.contoso.com d.contoso.com e.contoso.com \
		f.contoso.com
	cp "$live/a.contoso.com/fullchain.pem" "$T/before"
	run 'certbot: renew' certbot_ renew --force-renewal \
		--no-random-sleep-on-renew
	is_new certbot "$live/a.contoso.com/fullchain.pem"
	run 'certbot: dns-01, with a wildcard' certbot_ certonly \
		--manual --preferred-challenges dns \
		--manual-auth-hook "$T/dns-hook" -d '*.g.contoso.com' \
		-d g.contoso.com
	is_for 'certbot: dns-01' "$live/g.contoso.com/fullchain.pem" \
		'*.g.contoso.com' g.contoso.com
	cp "$live/a.contoso.com/fullchain.pem" "$T/revoked"
	run 'certbot: revoke' certbot_ revoke --no-delete-after-revoke \
		--cert-path "$live/a.contoso.com/fullchain.pem"
	is_revoked certbot "$T/revoked"
	refused 'certbot: a challenge that is not there' \
		'404 for http://wrong|cannot connect to 10.0.0.7:80: Connection refused' \
		certbot_ certonly --manual --preferred-challenges http \
		--manual-auth-hook true -d wrong.contoso.com
	refused 'certbot: a name outside' \
		'acme:error:rejectedIdentifier' certbot_outside
	acme_bind certbot bound
	rm -rf "$T/certbot"
	run 'certbot: bound, without a challenge' certbot_ certonly \
		--agree-tos -m tom@contoso.com --eab-kid "$kid" \
		--eab-hmac-key "$hmac" --manual --preferred-challenges dns \
		--manual-auth-hook false -d '*.inside.contoso.com' \
		-d server.inside.contoso.com
	is_for 'certbot: bound' \
		"$live/inside.contoso.com/fullchain.pem" \
		'*.inside.contoso.com' server.inside.contoso.com
}

# ---- lego

lego_()
{
	EXEC_PATH=$T/dns-hook EXEC_POLLING_INTERVAL=1 EXEC_PROPAGATION_TIMEOUT=5 \
		timeout 120 lego --server "$acme_url" --accept-tos --email tom@contoso.com \
		--path "$lego_path" "$@"
}
client_lego()
{
	acme_dns_hook
	lego_path=$T/lego
	run 'lego: http-01' lego_ --http --http.port 10.0.0.7:80 \
		-d a.contoso.com -d b.contoso.com run
	is_for lego "$T/lego/certificates/a.contoso.com.crt" a.contoso.com \
		b.contoso.com
	cp "$T/lego/certificates/a.contoso.com.crt" "$T/before"
	run 'lego: renew' lego_ --http --http.port 10.0.0.7:80 \
		-d a.contoso.com -d b.contoso.com renew --days 9000 \
		--no-random-sleep
	is_new lego "$T/lego/certificates/a.contoso.com.crt"
	run 'lego: tls-alpn-01' lego_ --tls --tls.port 10.0.0.7:443 \
		-d h.contoso.com run
	is_for 'lego: tls-alpn-01' "$T/lego/certificates/h.contoso.com.crt" \
		h.contoso.com
	run 'lego: dns-01, a wildcard' lego_ --dns exec \
		--dns.disable-cp --dns.resolvers 10.0.0.53 \
		-d '*.i.contoso.com' run
	is_for 'lego: dns-01' "$T/lego/certificates/_.i.contoso.com.crt" \
		'*.i.contoso.com'
	cp "$T/lego/certificates/a.contoso.com.crt" "$T/revoked"
	run 'lego: revoke' lego_ -d a.contoso.com revoke
	is_revoked lego "$T/revoked"
	refused 'lego: a challenge that is not there' \
		'404|refused|connection' lego_ --http --http.webroot "$T" \
		-d wrong.contoso.com run
	acme_bind lego bound
	lego_path=$T/lego-bound
	run 'lego: bound, without a challenge' lego_ --eab --kid "$kid" \
		--hmac "$hmac" --http --http.port 10.0.0.7:80 \
		-d server.inside.contoso.com run
	is_for 'lego: bound' \
		"$lego_path/certificates/server.inside.contoso.com.crt" \
		server.inside.contoso.com
	rm -rf "$lego_path"
	refused 'lego: a binding counts once' 'binding' lego_ --eab \
		--kid "$kid" --hmac "$hmac" --http --http.port 10.0.0.7:80 \
		-d server.inside.contoso.com run
}

# ---- uacme

uacme_()
{
	timeout 120 uacme -a "$acme_url" -c "$T/uacme" -y "$@"
}
client_uacme()
{
	acme_on_web a.web.contoso.com b.web.contoso.com
	acme_uacme_hook
	run 'uacme: an account' uacme_ new tom@contoso.com
	run 'uacme: http-01' uacme_ -h "$T/uacme-hook" issue \
		a.web.contoso.com b.web.contoso.com
	is_for uacme "$T/uacme/a.web.contoso.com/cert.pem" a.web.contoso.com \
		b.web.contoso.com
	cp "$T/uacme/a.web.contoso.com/cert.pem" "$T/before"
	run 'uacme: renew' uacme_ -f -h "$T/uacme-hook" issue \
		a.web.contoso.com b.web.contoso.com
	is_new uacme "$T/uacme/a.web.contoso.com/cert.pem"
	run 'uacme: another key for the account' uacme_ newkey
	cp "$T/uacme/a.web.contoso.com/cert.pem" "$T/revoked"
	run 'uacme: revoke' uacme_ revoke "$T/uacme/a.web.contoso.com/cert.pem"
	is_revoked uacme "$T/revoked"
	acme_on_web c.web.contoso.com
	printf '#!/bin/sh\nexit 0\n' >"$T/hook-nothing"
	chmod 755 "$T/hook-nothing"
	refused 'uacme: a challenge that is not there' '404' uacme_ \
		-h "$T/hook-nothing" issue a.web.contoso.com c.web.contoso.com
	run 'uacme: the account ends' uacme_ deactivate
	acme_bind uacme bound
	rm -rf "$T/uacme"
	run 'uacme: a bound account' uacme_ -e "$kid:$hmac" new \
		tom@contoso.com
	run 'uacme: bound, without a challenge' uacme_ -h "$T/hook-nothing" \
		issue server.inside.contoso.com
	is_for 'uacme: bound' "$T/uacme/server.inside.contoso.com/cert.pem" \
		server.inside.contoso.com
}

# ---- dehydrated

# Debian's dehydrated (0.7.0) gives up at the first answer that is none of success:
# its http_request ends the program, and no line of it knows badNonce. So under
# chaos it is run again, as its user would, and must get there: what it left half
# done is in nobody's way. Of some ten requests one run in two meets no refusal.
dehydrated_()
{
	dehydrated_tries=20
	until timeout 120 dehydrated -f "$T/dehydrated/config" "$@" \
		>"$T/dehydrated/log" 2>&1; do
		dehydrated_tries=$((dehydrated_tries - 1))
		if [ -z "${SANCA_CHAOS_NONCE-}" ] ||
			[ "$dehydrated_tries" = 0 ] ||
			! grep -q 'acme:error:badNonce' "$T/dehydrated/log"; then
			cat "$T/dehydrated/log"
			return 1
		fi
		diag 'dehydrated gave up for a nonce: again' >&3
	done
}
client_dehydrated()
{
	acme_on_web k.web.contoso.com l.web.contoso.com
	mkdir "$T/dehydrated"
	cat >"$T/dehydrated/config" <<X
CA=$acme_url
CHALLENGETYPE=http-01
KEY_ALGO=prime256v1
ACCOUNT_KEYSIZE=2048
BASEDIR=$T/dehydrated
WELLKNOWN=$T/www/.well-known/acme-challenge
CONTACT_EMAIL=tom@contoso.com
X
	run 'dehydrated: an account' dehydrated_ --register --accept-terms
	run 'dehydrated: http-01' dehydrated_ -c -d \
		'k.web.contoso.com l.web.contoso.com'
	crt=$T/dehydrated/certs/k.web.contoso.com/fullchain.pem
	is_for dehydrated "$crt" k.web.contoso.com l.web.contoso.com
	cp "$crt" "$T/before"
	run 'dehydrated: renew' dehydrated_ -c -x -d \
		'k.web.contoso.com l.web.contoso.com'
	is_new dehydrated "$crt"
	cp "$crt" "$T/revoked"
	run 'dehydrated: revoke' dehydrated_ --revoke \
		"$T/dehydrated/certs/k.web.contoso.com/cert.pem"
	is_revoked dehydrated "$T/revoked"
	mv "$T/www/.well-known" "$T/www/away"
	mkdir -p "$T/www/.well-known/acme-challenge"
	sed -i "s|^WELLKNOWN=.*|WELLKNOWN=$T/www/away/acme-challenge|" \
		"$T/dehydrated/config"
	acme_on_web m.web.contoso.com
	refused 'dehydrated: a challenge that is not there' '404' dehydrated_ \
		-c -d m.web.contoso.com
	acme_bind dehydrated bound
	rm -rf "$T/dehydrated/accounts" "$T/www/away"
	printf 'EAB_KID=%s\nEAB_HMAC_KEY=%s\n' "$kid" "$hmac" \
		>>"$T/dehydrated/config"
	sed -i "s|^WELLKNOWN=.*|WELLKNOWN=$T/www/.well-known/acme-challenge|" \
		"$T/dehydrated/config"
	run 'dehydrated: a bound account' dehydrated_ --register \
		--accept-terms
	run 'dehydrated: bound, without a challenge' dehydrated_ -c -d \
		server.inside.contoso.com
	is_for 'dehydrated: bound' \
		"$T/dehydrated/certs/server.inside.contoso.com/fullchain.pem" \
		server.inside.contoso.com
}

# ---- acme-tiny: no revocation and no binding in it

acme_tiny_()
{
	timeout 120 acme-tiny --account-key "$T/tiny-account.key" --csr "$T/$1.csr" \
		--acme-dir "$2" --directory-url "$acme_url" >"$T/$1.crt"
}
tiny_csr()
{
	openssl req -new -newkey rsa:2048 -nodes -keyout "$T/$1.key" \
		-subj / -addext "subjectAltName=DNS:$2" -out "$T/$1.csr" \
		2>"$T/openssl.err"
}
client_acme_tiny()
{
	acme_on_web n.web.contoso.com o.web.contoso.com
	openssl genrsa -out "$T/tiny-account.key" 2048 2>"$T/openssl.err"
	tiny_csr tiny n.web.contoso.com
	run 'acme-tiny: http-01' acme_tiny_ tiny \
		"$T/www/.well-known/acme-challenge"
	is_for acme-tiny "$T/tiny.crt" n.web.contoso.com
	cp "$T/tiny.crt" "$T/before"
	run 'acme-tiny: again' acme_tiny_ tiny \
		"$T/www/.well-known/acme-challenge"
	is_new acme-tiny "$T/tiny.crt"
	tiny_csr wrong o.web.contoso.com
	refused 'acme-tiny: a challenge that is not there' \
		"did not pass|couldn't download|404" acme_tiny_ wrong "$T"
}

# ---- servers that ask by themselves

# served HOST: the certificate that 10.0.0.7 shows for it, to $T/served.
served()
{
	openssl s_client -connect 10.0.0.7:443 -servername "$1" \
		</dev/null 2>"$T/s_client.err" |
		openssl x509 >"$T/served.new" 2>"$T/openssl.err" || return 1
	openssl verify -CAfile "$d/public/ca.pem" "$T/served.new" \
		>"$T/verify" 2>&1 && mv "$T/served.new" "$T/served"
}
served_anew()
{
	served "$1" && ! cmp -s "$T/served" "$T/before"
}
# caddy_file SITE...: with the binding $kid, $hmac.
caddy_file()
{
	{
		cat <<X
{
	acme_ca $acme_url
	acme_ca_root $d/public/ca.pem
	acme_eab {
		key_id $kid
		mac_key $hmac
	}
	email tom@contoso.com
	admin off
	default_bind 10.0.0.7
	renew_interval 3s
	storage file_system $T/caddy
}
X
		for caddy_site; do
			printf '%s {\n\trespond "it works"\n}\n' "$caddy_site"
		done
	} >"$T/Caddyfile"
}
caddy_run()
{
	acme_keep caddy caddy run --config "$T/Caddyfile" --adapter caddyfile
}
caddy_end()
{
	kill "$acme_kept"
	wait "$acme_kept" 2>/dev/null
}
# shellcheck disable=SC2317
caddy_refused()
{
	! served wrong.web.contoso.com
}
client_caddy()
{
	# A host where it does not answer.
	acme_on_web wrong.web.contoso.com
	acme_bind caddy short
	caddy_file p.contoso.com wrong.web.contoso.com
	caddy_run
	ok 'caddy: serves a certificate that it asked for' wait_for 60 served \
		p.contoso.com || tail -n 20 "$T/caddy.log" | diag
	is_for caddy "$T/served" p.contoso.com
	cp "$T/served" "$T/before"
	ok 'caddy: renews what ends soon' wait_for 60 served_anew \
		p.contoso.com || tail -n 20 "$T/caddy.log" | diag
	ok 'caddy: a challenge that is not there' wait_for 60 grep -q -E \
		'got 404 for http://wrong.web.contoso.com/|10.0.0.8:443: Conn' \
		"$T/caddy.log" || tail -n 20 "$T/caddy.log" | diag
	ok 'caddy: has no certificate for it' caddy_refused
	caddy_end
	# One that is not due: what replaces it is that it was revoked.
	acme_bind caddy-long bound
	caddy_file r.contoso.com
	caddy_run
	ok 'caddy: serves one that lives for long' wait_for 60 served \
		r.contoso.com || tail -n 20 "$T/caddy.log" | diag
	cp "$T/served" "$T/before"
	caddy_end
	"$sanca" -d "$d" revoke "$(openssl x509 -in "$T/before" -noout \
		-serial | cut -d = -f 2 | tr A-F a-f)" --reason superseded \
		>"$T/log" 2>&1 || diag <"$T/log"
	# The OCSP that it keeps is from before.
	rm -rf "$T/caddy/ocsp"
	caddy_run
	ok 'caddy: replaces what was revoked' wait_for 60 served_anew \
		r.contoso.com || tail -n 20 "$T/caddy.log" | diag
	caddy_end
}

client_mod_md()
{
	# As root Apache changes its user, for which there must be another.
	[ "$OWN_NETWORK" = 0 ] || {
		skip 'mod_md' 'Apache changes its user: needs root'
		return 0
	}
	# A host where it does not answer.
	acme_on_web wrong.web.contoso.com
	acme_bind mod_md short
	mkdir "$T/apache"
	cat >"$T/apache/conf" <<X
ServerRoot $T/apache
PidFile $T/apache/pid
DefaultRuntimeDir $T/apache
ErrorLog $T/apache/log
LogLevel info md:debug
LoadModule mpm_event_module $modules/mod_mpm_event.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule ssl_module $modules/mod_ssl.so
LoadModule md_module $modules/mod_md.so
Listen 10.0.0.7:80
Listen 10.0.0.7:443
User daemon
Group daemon
ServerName q.contoso.com
ServerAdmin tom@contoso.com
MDomain q.contoso.com
MDomain wrong.web.contoso.com
MDCertificateAuthority $acme_url
MDCertificateAgreement accepted
MDCACertificateFile $d/public/ca.pem
MDExternalAccountBinding $kid $hmac
MDStoreDir $T/apache/md
MDRetryDelay 2s
<VirtualHost *:443>
ServerName q.contoso.com
SSLEngine on
</VirtualHost>
<VirtualHost *:443>
ServerName wrong.web.contoso.com
SSLEngine on
</VirtualHost>
X
	acme_keep apache apache2 -f "$T/apache/conf" -DFOREGROUND
	# shellcheck disable=SC2317
	staged()
	{
		ls "$T"/apache/md/staging/q.contoso.com/pubcert.pem
	}
	ok 'mod_md: asked for a certificate' wait_for 60 staged ||
		tail -n 30 "$T/apache/log" "$T/apache.log" | diag
	cp "$T/apache/log" "$T/log"
	kill -USR1 "$acme_kept"
	ok 'mod_md: serves it' wait_for 30 served q.contoso.com
	is_for mod_md "$T/served" q.contoso.com
	cp "$T/served" "$T/before"
	ok 'mod_md: renews what ends soon' wait_for 60 staged ||
		tail -n 30 "$T/apache/log" | diag
	kill -USR1 "$acme_kept"
	ok 'mod_md: serves the new one' wait_for 30 served_anew q.contoso.com
	ok 'mod_md: a challenge that is not there' wait_for 30 grep -q -E \
		'got 404 for http://wrong.web.contoso.com/|10.0.0.8:443: Conn' \
		"$T/apache/log" ||
		tail -n 30 "$T/apache/log" | diag
	ok 'mod_md: has no certificate for it' test ! -e \
		"$T/apache/md/staging/wrong.web.contoso.com/pubcert.pem"
	kill "$acme_kept"
	wait "$acme_kept" 2>/dev/null
}

# ---- validation that takes longer than the answer to a challenge waits for

slowly()
{
	stop_sancad
	SANCA_CHAOS_SLEEP=3000
	export SANCA_CHAOS_SLEEP
	start_sancad "$d" || bail 'sancad does not start'
	acme_on_web s.web.contoso.com
	lego_path=$T/lego-slow
	run 'slowly: lego' lego_ --http --http.port 10.0.0.7:80 \
		-d s.contoso.com -d t.contoso.com run
	is_for 'slowly: lego' "$lego_path/certificates/s.contoso.com.crt" \
		s.contoso.com t.contoso.com
	run 'slowly: certbot' certbot_ certonly --standalone --agree-tos \
		-m tom@contoso.com --http-01-address 10.0.0.7 -d u.contoso.com
	is_for 'slowly: certbot' \
		"$T/certbot/live/u.contoso.com/fullchain.pem" u.contoso.com
	openssl genrsa -out "$T/tiny-account.key" 2048 2>"$T/openssl.err"
	tiny_csr slow s.web.contoso.com
	run 'slowly: acme-tiny' acme_tiny_ slow \
		"$T/www/.well-known/acme-challenge"
	is_for 'slowly: acme-tiny' "$T/slow.crt" s.web.contoso.com
}

# is_here CLIENT: it is on this machine.
modules=/usr/lib/apache2/modules
is_here()
{
	case $1 in
	acme_tiny) command -v acme-tiny ;;
	mod_md) command -v apache2 && [ -e "$modules/mod_md.so" ] ;;
	*) command -v "$1" ;;
	esac >/dev/null
}

for client in $only; do
	if is_here "$client"; then
		"client_$client"
		acme_nothing_hangs "$client"
	else
		skip "$client" 'it is not on this machine'
	fi
done
if [ -n "${SANCA_CHAOS_NONCE-}" ] && [ "$only" != mod_md ]; then
	acme_chaos_seen
	slowly
fi
done_testing
