#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The page of a certificate, as served: its commands and settings are copied
# from it and run, in a namespace with a network and folders of its own, so
# that names and ports are those of the page. Postfix, Dovecot, nginx, Apache
# and HAProxy are Debian's, started from scratch folders; those of this machine
# are never touched. No Exchange, IIS or Windows took part: of their commands
# only the form is looked at.

if [ -z "${CERTIFICATE_PAGE_INSIDE-}" ]; then
	if [ "$(id -u)" = 0 ]; then
		set -- unshare -mn
	else
		set -- unshare -Urmn
	fi
	if ! "$@" true 2>/dev/null; then
		echo "1..0 # SKIP no namespaces of one's own here"
		exit 0
	fi
	CERTIFICATE_PAGE_INSIDE=$(id -u)
	export CERTIFICATE_PAGE_INSIDE
	exec "$@" sh "$0"
fi

. "${0%/*}/http_lib.sh"
PATH=$PATH:/usr/sbin:/sbin
requires gnutls-cli danetool postfix doveadm nginx apache2 haproxy
# The only user there is.
[ "$CERTIFICATE_PAGE_INSIDE" = 0 ] ||
	http_as_root='--front-user 0:0 --signer-user 0:0'
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
		"$(sed -n '/<pre/,/<\/pre>/p' "$T/body")" '\*\.contoso'
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

# ---- PowerShell, as far as it can be seen without

python3 - "$T/page.html" >"$T/powershell" <<'X'
import html, re, sys
page = open(sys.argv[1], encoding="utf-8").read()
for block in re.findall('<pre data-shell="powershell"><code>(.*?)</code>', page, re.S):
    print(html.unescape(block))
X
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

# run NAME: the command of the page.
run()
{
	echo "$1" >>"$T/ran"
	timeout -k 2 10 sh "$T/commands/$1"
}

done_testing
