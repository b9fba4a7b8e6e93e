#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The page of a certificate, as served: its commands and settings are copied
# from it and run, in a namespace with a network and folders of its own, so
# that names and ports are those of the page. Postfix, Dovecot, nginx, Apache
# and HAProxy are Debian's, started from scratch folders; those of this machine
# are never touched. No Exchange, IIS or Windows took part: of their commands
# only the form is looked at.

. "${0%/*}/own_network.sh"
. "${0%/*}/http_lib.sh"
. "${0%/*}/postfix_lib.sh"
PATH=$PATH:/usr/sbin:/sbin
requires gnutls-cli danetool postfix doveadm nginx apache2 haproxy
mount --make-rprivate / 2>/dev/null
python3 -c 'import fcntl, socket, struct
s = socket.socket()
fcntl.ioctl(s, 0x8914, struct.pack("16sH14x", b"lo", 0x41))' ||
	bail 'no loopback'

# ---- the page, for whom

port=$(free_port)
http_ca --public-url "http://pki.contoso.local:$port"
sed -i "s/^listen *=.*/listen = 127.0.0.1:$port/" "$d/sanca.conf"
sed -i '/^allow-domain = contoso.com/a wildcard-domain = contoso.com' "$d/sanca.conf"
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token tom --may issue)
names=DNS:mail.contoso.com,DNS:autodiscover.contoso.com,DNS:xn--bcher-kva.contoso.com
request mail "$names"
is 'a certificate is issued' "$(issue)" 201
serial=$(cat "$T/serials")
page=/v1/certificates/$serial
get "$page.cer" >/dev/null
cp "$T/body" "$T/leaf.der"
print=$(sha1sum <"$T/leaf.der" | cut -d ' ' -f 1 | tr a-f A-F)

# Who asks, what they say they take, and what they get.
agents=$T/agents
cat >"$agents" <<'X'
Chrome|text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7|Mozilla/5.0|text/html
Firefox|text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|Mozilla/5.0|text/html
Safari|text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8|Mozilla/5.0|text/html
Internet Explorer|text/html, application/xhtml+xml, */*|Mozilla/4.0|text/html
Lynx|text/html, text/plain, application/xhtml+xml, */*;q=0.01|Lynx/2.9|text/html
curl|*/*|curl/7.88|application/pem-certificate-chain
wget|*/*|Wget/1.21|application/pem-certificate-chain
PowerShell||WindowsPowerShell/5.1|application/pem-certificate-chain
Java|text/html, image/gif, image/jpeg, */*; q=0.2|Java/17.0.15|application/pem-certificate-chain
who wants PEM|application/pem-certificate-chain|x|application/pem-certificate-chain
who wants DER|application/pkix-cert|x|application/pkix-cert
who wants p7b|application/x-pkcs7-certificates|x|application/x-pkcs7-certificates
who wants JSON|application/json|x|application/json
who wants JSON or HTML alike|application/json, text/html|x|application/json
X
while IFS='|' read -r who accept agent type; do
	get "$page" -H "Accept:${accept:+ $accept}" -A "$agent" >/dev/null
	is "$who gets $type" "$(sed -n 's/^Content-Type: \([^;\r]*\).*/\1/p' \
		"$T/head")" "$type"
done <"$agents"
get "$page" -H Accept: >/dev/null
mv "$T/body" "$T/as-pem"
get "$page.pem" >/dev/null
ok 'without Accept it is the PEM chain' cmp "$T/as-pem" "$T/body"
is 'the ending .html is the page for everybody' "$(get "$page.html")" 200
like 'which is kept by nobody' "$(cat "$T/head")" '^Cache-Control: no-store'
like 'and follows Accept' "$(cat "$T/head")" '^Vary: Accept'
cp "$T/body" "$T/page.html"
text=$(python3 -c 'import html, re, sys
print(html.unescape(re.sub("<[^>]*>", "", sys.stdin.read())))' <"$T/page.html")
like 'the names stand in both forms' "$text" \
	'^xn--bcher-kva.contoso.com \(bücher.contoso.com\)$'
like 'and how long it is valid, in words' "$text" '[0-9]+ days are left'
like 'and the thumbprint as openssl has it' "$text" "^$print\$"
unlike 'without a token, nobody is told who asked' "$text" 'Requester'
get "$page" -H 'Accept: text/html' -H "Authorization: Bearer $token" >/dev/null
like 'with it, the owner is' "$(cat "$T/body")" '<dt>Requester</dt>'

# ---- refusals

browser='Accept: text/html,application/xhtml+xml,*/*;q=0.8'
for path in /nowhere /v1/certificates/00 /v1/certificates/%3Cb%3E /v1/certificates; do
	status=$(get "$path")
	like "$path: problem+json for programs" "$(cat "$T/head")" \
		'^Content-Type: application/problem\+json'
	is "$path: a page of the same status for a browser" \
		"$(get "$path" -H "$browser")" "$status"
	like "$path: which says so" "$(cat "$T/head")" '^Content-Type: text/html'
	id=$(sed -n 's/^Sanca-Request-Id: \([^\r]*\).*/\1/p' "$T/head")
	like "$path: and has the id of the request" "$(cat "$T/body")" "$id"
done

# ---- a revoked one, and one whose names fit into no command

request wild 'DNS:*.contoso.com'
post /v1/certificates "$T/wild.pem" -H "Authorization: Bearer $token" >/dev/null
wild=$(sed -n 's/^Sanca-Serial: \([0-9a-f]*\).*/\1/p' "$T/head")
if [ -n "$wild" ]; then
	get "/v1/certificates/$wild.html" >/dev/null
	unlike 'a wildcard stands in no command' \
		"$(sed -n -e '/request\/new/d' -e '/<pre/,/<\/pre>/p' "$T/body")" \
		'\*\.contoso'
	like 'it is not enabled for POP and IMAP' "$(cat "$T/body")" \
		'-Services IIS,SMTP$'
	like 'and the page says why' "$(cat "$T/body")" 'Set-PopSettings'
	like 'a placeholder stands for the host' "$(cat "$T/body")" \
		'-connect YOUR-SERVER:443 .* -verify_hostname YOUR-SERVER'
	like 'and there is no TLSA record' "$(cat "$T/body")" \
		'belongs to the name of one host'
else
	fail 'a wildcard is issued' || diag <"$T/body"
fi

request shell DNS:mail.contoso.com
"$sanca" -d "$d" issue "$T/shell.pem" --out "$T/shell.out" 2>"$T/shell.err" ||
	diag <"$T/shell.err"
like 'sanca issue says where the page is' "$(cat "$T/shell.err")" \
	"install it: http://pki.contoso.local:$port/v1/certificates/[0-9a-f]*\$"

# ---- PowerShell, as far as it can be seen without

python3 - "$T/page.html" >"$T/powershell" <<'X'
import html, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
for block in re.findall('<pre data-shell="powershell"><code>(.*?)</code>', page, re.S):
    print(html.unescape(block))
X
# shellcheck disable=SC2016
ok 'commands for PowerShell are printable ASCII' \
	sh -c '! LC_ALL=C grep -n "[^ -~]" "$1"' sh "$T/powershell"
is 'each thumbprint in them is that of the certificate' "$(sed -n \
	's/.*-Thumbprint \([^ ]*\).*/\1/p' "$T/powershell" | sort -u)" "$print"
is 'Exchange of each age is there, and enabled' "$(grep -c \
	"^Import-ExchangeCertificate -F.*$serial\|^Import-ExchangeCertificate -Path C:.temp.$serial\|^Enable-ExchangeCertificate" \
	"$T/powershell")" 8

# ---- copied from the page

mkdir "$T/commands" "$T/bin" "$T/etc" "$T/work"
python3 "$programs/trust_page_commands.py" "$T/commands" <"$T/page.html" ||
	bail 'the commands cannot be read'
printf '#!/bin/sh\nexec "$@"\n' >"$T/bin/sudo"
chmod 755 "$T/bin/sudo"
PATH=$T/bin:$PATH
printf '127.0.0.1 localhost mail.contoso.com autodiscover.contoso.com pki.contoso.local\n' \
	>"$T/etc/hosts"
mount --bind "$T/etc/hosts" /etc/hosts || bail 'no names'
ssl_conf=$(cat /etc/ssl/openssl.cnf)
mount -t tmpfs -o mode=755 none /etc/ssl || bail 'no /etc/ssl'
mkdir -p /etc/ssl/certs /etc/ssl/private
printf '%s\n' "$ssl_conf" >/etc/ssl/openssl.cnf
cd "$T/work" || bail 'no folder'
cp "$T/mail.key" server.key
unset SSL_CERT_FILE SSL_CERT_DIR

# ---- servers, with exactly these settings

# run NAME: the command of the page.
run()
{
	timeout -k 2 10 sh "$T/commands/$1"
}
# verified NAME: a test command of the page succeeds, and because of the root.
verified()
{
	ok "$1 verifies" run "$1"
	case $1 in
	check-*) like 'as openssl says' "$(cat "$T/.out")" \
		'Verify return code: 0 \(ok\)|Verification: OK' ;;
	*) like 'as GnuTLS says' "$(cat "$T/.out")" \
		'Status: The certificate is trusted' ;;
	esac
}
# listens PORT: somebody does.
listens()
{
	python3 -c 'import socket, sys
socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)' "$1"
}
# begin PORT PROGRAM...: a server in the foreground, until end.
begin()
{
	begin_port=$1
	shift
	"$@" >"$T/server.log" 2>&1 &
	server_pid=$!
	wait_for 10 listens "$begin_port" || {
		fail "$1 serves port $begin_port" || diag <"$T/server.log"
		return 1
	}
}
end()
{
	[ -n "$server_pid" ] || return 0
	kill -TERM "$server_pid" 2>/dev/null
	wait_for 5 tap_gone "$server_pid" || kill -KILL "$server_pid"
	wait "$server_pid" 2>/dev/null
	server_pid=
}
server_pid=
cleanup_fn end

ok 'the files are fetched, compared, and put in place' run files
ok 'so is the root' run root
cp "$T/leaf.der" "$T/another.key"
openssl ecparam -name prime256v1 -genkey -noout -out "$T/another.key"
mv server.key "$T/kept.key"
cp "$T/another.key" server.key
rm "/etc/ssl/private/$serial.key"
exits 'with the key of another nothing is' 1 run files
ok 'and no key is there' test ! -e "/etc/ssl/private/$serial.key"
mv "$T/kept.key" server.key
run files >/dev/null 2>&1

mkdir "$T/nginx"
cat >"$T/nginx.conf" <<X
user root;
daemon off;
master_process off;
pid $T/nginx/pid;
error_log stderr;
events { }
http {
	access_log off;
	client_body_temp_path $T/nginx/b;
	proxy_temp_path $T/nginx/p;
	fastcgi_temp_path $T/nginx/f;
	uwsgi_temp_path $T/nginx/u;
	scgi_temp_path $T/nginx/s;
	server {
		listen 127.0.0.1:443 ssl;
		$(cat "$T/commands/nginx")
	}
}
X
begin 443 nginx -e stderr -p "$T/nginx" -c "$T/nginx.conf" && {
	verified check-443
	verified gnutls-443
}
end

mkdir "$T/apache"
cat >"$T/apache.conf" <<X
ServerRoot $T/apache
ServerName mail.contoso.com
PidFile $T/apache/pid
Mutex file:$T/apache default
ErrorLog $T/apache/log
Listen 127.0.0.1:443
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
StartServers 1
<VirtualHost *:443>
$(cat "$T/commands/apache")
</VirtualHost>
X
begin 443 apache2 -D FOREGROUND -f "$T/apache.conf" && verified check-443
end

if [ -d /etc/haproxy ]; then
	mount -t tmpfs none /etc/haproxy
	ok 'the file for HAProxy is made' run haproxy
	cat >"$T/haproxy.conf" <<X
defaults
	mode http
	timeout connect 5s
	timeout client 5s
	timeout server 5s
frontend site
	$(sed 's/bind :443/bind 127.0.0.1:443/' "$T/commands/haproxy-bind")
X
	begin 443 haproxy -db -f "$T/haproxy.conf" && verified check-443
	end
fi

# ---- Dovecot

if [ "$OWN_NETWORK" != 0 ]; then
	skip 'Dovecot and Postfix take the settings of the page' \
		'their processes need users of their own: run this as root'
	done_testing
fi
mkdir -p "$T/dovecot/run" "$T/dovecot/state"
chmod 755 "$T/dovecot"
{
	cat <<X
base_dir = $T/dovecot/run
state_dir = $T/dovecot/state
log_path = /dev/stderr
protocols = imap pop3
listen = 127.0.0.1
mail_location = maildir:$T/dovecot/mail
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = passwd
}
X
	cat "$T/commands/dovecot"
} >"$T/dovecot.conf"
begin 143 dovecot -F -c "$T/dovecot.conf" && {
	for t in check-143 gnutls-143 check-110 gnutls-110 check-993 check-995; do
		verified "$t"
	done
	printf '#!/bin/sh\nexec /usr/bin/doveadm -c %s "$@"\n' \
		"$T/dovecot.conf" >"$T/bin/doveadm"
	chmod 755 "$T/bin/doveadm"
	ok 'it reloads' run dovecot-reload
}
end

# ---- Postfix

mount -t tmpfs -o mode=755 none /etc/postfix
postfix_base 'inet_interfaces = loopback-only' 'local_recipient_maps ='
echo 'smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes' \
	>>/etc/postfix/master.cf
postfix_start 127.0.0.1
ok 'Postfix takes the settings of the page' run postfix
for t in check-25 gnutls-25 check-465; do
	verified "$t"
done

# The key last, as other servers have it: the trap of which the page warns.
cat "/etc/ssl/certs/$serial.pem" "/etc/ssl/private/$serial.key" \
	>"/etc/postfix/$serial.pem"
postfix reload >/dev/null 2>&1
sleep 0.2
exits 'in another order there is no STARTTLS' 1 run check-25
like 'and the log says what the page says' \
	"$(cat "$postfix_log")" 'key not first'
like 'all of it' "$(cat "$postfix_log")" 'disabling TLS support'
run postfix >/dev/null 2>&1
sleep 0.2

# ---- TLSA

hash=$(openssl x509 -inform DER -in "$T/leaf.der" -noout -pubkey |
	openssl pkey -pubin -outform DER | sha256sum | cut -d ' ' -f 1)
is 'each name has its record of the key' "$(cat "$T/commands/tlsa")" \
"_25._tcp.mail.contoso.com. IN TLSA 3 1 1 $hash
_25._tcp.autodiscover.contoso.com. IN TLSA 3 1 1 $hash
_25._tcp.xn--bcher-kva.contoso.com. IN TLSA 3 1 1 $hash"
is 'which is what danetool makes' "$(danetool --tlsa-rr \
	--host mail.contoso.com --port 25 --load-certificate "$serial.pem" |
	sed 's/.*( 0\(.\) 0\(.\) 0\(.\) \([0-9a-f]*\) )/\1 \2 \3 \4/')" \
	"3 1 1 $hash"
ok '3 1 1 is held to by openssl' run check-tlsa
like 'without the root' "$(cat "$T/.out")" 'Verify return code: 0 \(ok\)'
sed 's/3 1 1 ..../3 1 1 0000/' "$T/commands/check-tlsa" \
	>"$T/commands/check-tlsa-other"
exits 'another key is refused' 1 run check-tlsa-other
exits '2 1 1 is refused as long as the root is not sent' 1 run check-tlsa-root
ok 'the root is added' run add-root
run postfix >/dev/null 2>&1
sleep 0.2
ok 'then 2 1 1 is held to' run check-tlsa-root
ok '3 1 1 still is' run check-tlsa
postfix_stop

sed -i '/smtpd_tls_/d' /etc/postfix/main.cf
postfix_start 127.0.0.1
ok 'with the older settings' run postfix-old
verified check-25

done_testing
