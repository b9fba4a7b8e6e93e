#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# nginx, Postfix and Dovecot with certificates of this CA, by the lines of
# sanca-api(7), "Web and mail servers with certbot or lego", word for word: what
# is renewed, or replaces what was revoked, is served by the hooks alone. The CA
# is under a root that clients have, so that servers must send it. In a namespace
# with a network and an /etc of its own; the servers are all 10.0.0.7.

. "${0%/*}/own_network.sh"
. "${0%/*}/http_lib.sh"
. "${0%/*}/acme_lib.sh"
. "${0%/*}/postfix_lib.sh"
requires certbot lego nginx postfix doveadm
[ -d /var/www ] || skip_all 'there is no /var/www'

# ---- a root, and the CA under it

acme_root=$T/root.pem
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$T/root.key" -out "$acme_root" -subj '/CN=Contoso Root' \
	-days 3650 -addext keyUsage=critical,keyCertSign,cRLSign \
	2>"$T/openssl.err" || bail 'no root'
printf '%s\n' 'basicConstraints = critical, CA:true, pathlen:0' \
	'keyUsage = critical, keyCertSign, cRLSign' \
	'subjectKeyIdentifier = hash' \
	'authorityKeyIdentifier = keyid' >"$T/issuing.ext"
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$T/issuing.key" -subj '/CN=Contoso Issuing CA' \
	2>"$T/openssl.err" |
	openssl x509 -req -CA "$acme_root" -CAkey "$T/root.key" -days 1825 \
		-CAcreateserial -extfile "$T/issuing.ext" \
		-out "$T/issuing.pem" 2>"$T/openssl.err" ||
	bail 'no CA under it'
acme_begin --import-key "$T/issuing.key" --import-cert "$T/issuing.pem" \
	--import-chain "$acme_root"
# As on the machine of somebody who ran `sanca trust install`.
unset SSL_CERT_FILE REQUESTS_CA_BUNDLE

# ---- what the manual says

# page NAME: the block of this name.
page()
{
	echo "$1" >>"$T/used"
	awk -v name="$1" '
	/^\.S[hs] / { inside = 0 }
	$0 == ".Ss Web and mail servers with certbot or lego" { inside = 1 }
	$0 == ".\\\" run: " name && inside { here = 1 }
	/^\.Ed/ { here = on = 0 }
	on { print }
	/^\.Bd -literal/ && here { on = 1 }
	' "$top_srcdir/doc/sanca-api.7" | sed 's/\\e/\\/g'
}
# follow WHAT NAME [SED-SCRIPT]: the commands of a block succeed.
follow()
{
	page "$2" | sed "${3-}" >"$T/commands"
	[ -s "$T/commands" ] || bail "the manual has no $2"
	ok "$1" timeout 120 sh -e "$T/commands" || diag <"$T/commands"
}

rm -rf /etc/letsencrypt /etc/lego
mkdir /etc/letsencrypt
printf '%s\n' "work-dir = $T/certbot" "logs-dir = $T/certbot/logs" \
	>/etc/letsencrypt/cli.ini
page postfix-hook >/etc/letsencrypt/postfix.sh
chmod 755 /etc/letsencrypt/postfix.sh

# ---- what clients of the servers see

cat >"$T/doors" <<'X'
nginx www.contoso.com 443
postfix mail.contoso.com 25 -starttls smtp
postfix mail.contoso.com 587 -starttls smtp
postfix mail.contoso.com 465
dovecot imap.contoso.com 143 -starttls imap
dovecot imap.contoso.com 993
X
# looks NAME PORT OPTION...: a client that has the root alone; what the server
# sent to $T/sent.
looks()
{
	look_name=$1
	look_port=$2
	shift 2
	timeout 10 openssl s_client -connect "10.0.0.7:$look_port" \
		-servername "$look_name" -verify_hostname "$look_name" \
		-CAfile "$acme_root" -no-CApath -no-CAstore \
		-verify_return_error -x509_strict -showcerts "$@" \
		</dev/null >"$T/sent" 2>"$T/s_client.err" &&
		openssl x509 -in "$T/sent" -noout -serial >"$T/serial"
}
# looks_new NAME PORT OPTION...: and it is not what this port had before.
looks_new()
{
	looks "$@" && ! cmp -s "$T/serial" "$T/serial-$look_port"
}
sent_chain='CN = Contoso Issuing CA|CN = Contoso Issuing CA|CN = Contoso Root'
# serves_new WHEN SERVER: at each of its ports.
serves_new()
{
	while read -r server name port options; do
		[ "$server" = "$2" ] || continue
		# Words on purpose.
		# shellcheck disable=SC2086
		ok "$1: port $port of $server has a new certificate" \
			wait_for 10 looks_new "$name" "$port" $options ||
			diag <"$T/s_client.err"
		mv "$T/serial" "$T/serial-$port"
		# The leaf, then each that signed the one before.
		is "$1: with all between it and the root, in order" \
			"$(sed -n 's/^ *[0-9]* s:\(.*\)/\1/p; s/^ *i:\(.*\)/\1/p' \
				"$T/sent" | sed 1d | paste -s -d '|')" \
			"$sent_chain"
	done <"$T/doors"
}
# serial PORT: of what it had last, as sanca has it.
serial()
{
	cut -d = -f 2 "$T/serial-$1" | tr A-F a-f
}

# ---- nginx

mount -t tmpfs -o mode=755 none /var/www || bail 'no /var/www of our own'
mkdir /var/www/html
[ ! -d /var/log/nginx ] || mount -t tmpfs none /var/log/nginx
rm -rf /etc/nginx
mkdir /etc/nginx "$T/nginx"
# nginx_conf SITE: with a server for port 443, or without one.
nginx_conf()
{
	cat >/etc/nginx/nginx.conf <<X
user root;
daemon off;
worker_processes 1;
pid $T/nginx/pid;
error_log $T/nginx/log notice;
events { }
http {
	access_log off;
	client_body_temp_path $T/nginx/b;
	proxy_temp_path $T/nginx/p;
	fastcgi_temp_path $T/nginx/f;
	uwsgi_temp_path $T/nginx/u;
	scgi_temp_path $T/nginx/s;
	server {
		listen 10.0.0.7:80;
		root /var/www/html;
	}
	$1
}
X
}
nginx_conf ''
acme_keep nginx nginx
nginx_pid=$acme_kept
web_listens()
{
	python3 -c 'import socket
socket.create_connection(("10.0.0.7", 80), 1)'
}
wait_for 10 web_listens || {
	diag <"$T/nginx.log"
	bail 'no web server'
}
follow 'certbot: a certificate for nginx, whose port 80 shows the name' \
	nginx-ask
ok 'the hook was run' wait_for 5 grep -q reconfiguring "$T/nginx/log"
nginx_conf "server { listen 10.0.0.7:443 ssl; $(page nginx) }"
ok 'nginx takes the settings' nginx -s reload
serves_new first nginx

# ---- Postfix and Dovecot

as_root=
if [ "$OWN_NETWORK" = 0 ]; then
	as_root=yes
	find /etc/postfix -mindepth 1 -delete
	postfix_base 'inet_interfaces = 10.0.0.7' 'local_recipient_maps ='
	printf '%s\n' 'submission inet n - n - - smtpd' \
		'smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes' \
		>>/etc/postfix/master.cf
	postfix_start 10.0.0.7
	# The hook alone tells the Postfix that runs.
	follow 'certbot: a certificate for Postfix' postfix-ask
	serves_new first postfix || diag <"$postfix_log"
	is 'what Postfix reads is for root alone' \
		"$(stat -c '%U %a' /etc/postfix/tls.pem)" 'root 600'

	mkdir -p "$T/dovecot/run" "$T/dovecot/state"
	chmod 755 "$T/dovecot"
	rm -rf /etc/dovecot
	mkdir -p /etc/dovecot/conf.d
	cat >/etc/dovecot/dovecot.conf <<X
base_dir = $T/dovecot/run
state_dir = $T/dovecot/state
log_path = $T/dovecot/log
protocols = imap
listen = 10.0.0.7
mail_location = maildir:$T/dovecot/mail
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = passwd
}
!include conf.d/*.conf
X
	echo 'ssl = no' >/etc/dovecot/conf.d/10-ssl.conf
	acme_keep dovecot dovecot -F
	dovecot_pid=$acme_kept
	wait_for 10 test -S "$T/dovecot/run/master" ||
		diag <"$T/dovecot/log"
	follow 'lego: a certificate for Dovecot' dovecot-ask
	ok 'its hook was run' wait_for 5 grep -q 'SIGHUP received' \
		"$T/dovecot/log"
	page dovecot >/etc/dovecot/conf.d/10-ssl.conf
	ok 'Dovecot takes the settings' doveadm reload
	serves_new first dovecot || diag <"$T/dovecot/log"
else
	skip 'Postfix and Dovecot, by certbot and lego' \
		'their processes need users of their own: run this as root'
fi

# ---- renewed: nobody but the hooks touches a server

certbot_renew()
{
	timeout 120 certbot renew -n --no-random-sleep-on-renew "$@"
}
ok 'certbot renews' certbot_renew --force-renewal
serves_new renewed nginx
if [ -n "$as_root" ]; then
	serves_new renewed postfix
	follow 'lego finds nothing to renew' dovecot-renew
	looks imap.contoso.com 993
	is 'and leaves Dovecot alone' "$(cat "$T/serial")" \
		"$(cat "$T/serial-993")"
	follow 'lego renews' dovecot-renew \
		's/--days 30/--days 9000 --no-random-sleep/'
	serves_new renewed dovecot
fi

# ---- revoked: clients see it, and certbot, which asks our OCSP, replaces it

sees_revoked()
{
	! looks www.contoso.com 443 -crl_check -crl_download &&
		grep -q 'certificate revoked' "$T/s_client.err"
}
ok 'a client that asks for the CRL takes what nginx serves' \
	looks www.contoso.com 443 -crl_check -crl_download
ok 'certbot leaves it as it is' certbot_renew
looks www.contoso.com 443
is 'so it is served still' "$(cat "$T/serial")" "$(cat "$T/serial-443")"
ok 'it is revoked' "$sanca" -d "$d" revoke "$(serial 443)" \
	--reason keyCompromise
ok 'then the client refuses it' wait_for 10 sees_revoked ||
	diag <"$T/s_client.err"
ok 'certbot replaces what was revoked, without force' certbot_renew
serves_new 'after the revocation' nginx
ok 'and that client takes it' looks www.contoso.com 443 -crl_check \
	-crl_download || diag <"$T/s_client.err"

is 'nginx is the one that was started' "$(cat "$T/nginx/pid")" "$nginx_pid"
if [ -n "$as_root" ]; then
	is 'so is Postfix' "$(tr -d ' ' </var/spool/postfix/pid/master.pid)" \
		"$postfix_pid"
	is 'so is Dovecot' "$(cat "$T/dovecot/run/master.pid")" "$dovecot_pid"
	is 'nothing else stands in that section' "$(sort -u "$T/used")" \
		"$(sed -n '/^\.Ss Web and mail/,/^\.Sh /{
			/^\.\\" run: /{ s///p; n; d; }
			/^\.Bd/s/.*/a block without a name/p; }' \
			"$top_srcdir/doc/sanca-api.7" | sort)"
fi
acme_nothing_hangs 'all of it'
done_testing
