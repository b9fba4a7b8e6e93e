#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The request helper: the names that it proposes and the verdict on them; each
# command of the page is copied from it, run where we can, and the request it
# makes is issued with exactly these names in this order.

. "${0%/*}/http_lib.sh"
requires certtool

tls=$(free_port)
HTTP_PORT=$(free_port)
# Words on purpose.
# shellcheck disable=SC2086
"$sanca" init "$d" --name 'HTTP Test CA' $http_as_root --constrain \
	--domain contoso.com --domain contoso.local \
	--listen "127.0.0.1:$HTTP_PORT" --listen-tls "127.0.0.1:$tls" \
	--tls-name pki.contoso.local >"$T/init.out" 2>&1 || {
	diag <"$T/init.out"
	bail 'no CA'
}
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token asker --may issue)
page=$programs/request_page.py

# ask QUERY: the page for it.
ask()
{
	get "/request/new?$1"
}
shown()
{
	python3 "$page" names "$T/body"
}
# commands DIR: those of the page, each in a file.
commands()
{
	rm -rf "$1" && mkdir "$1" &&
		python3 "$programs/trust_page_commands.py" "$1" <"$T/body"
}

is 'the form alone' "$(get /request/new)" 200
like 'is a form' "$(cat "$T/body")" 'name="mail"'
unlike 'without an answer' "$(cat "$T/body")" 'id="answer"'
like 'nobody keeps it' "$(tr -d '\r' <"$T/head")" '^Cache-Control: no-store$'
is 'HEAD too' "$(get /request/new -I)" 200
like 'the trust page links it' "$(curl -s -m 9 "$SANCA_URL/trust")" \
	'href="/request/new"'

# ---- names

q='mail=Contoso.com&server=MAIL.contoso.com+srv1&internal=contoso.local'
is 'three answers' "$(ask "$q")" 200
proposed='mail.contoso.com autodiscover.contoso.com srv1.contoso.local'
is 'give the names in order' "$(shown)" "$proposed"
is 'with the domain and short ones' "$(ask "$q&domain=yes&short=yes"; shown)" \
	"200mail.contoso.com autodiscover.contoso.com contoso.com srv1.contoso.local srv1"
like 'a short one with a warning' "$(cat "$T/body")" 'srv1 is a short name'
is 'a list as AD CS has it' \
	"$(ask 'names=san:dns=B.contoso.com%26dns=a.contoso.com%26ipaddress=10.0.0.5'; shown)" \
	'200b.contoso.com a.contoso.com 10.0.0.5'
is 'a list on lines, with IDN' \
	"$(ask 'names=b%C3%BCcher.contoso.com%0D%0Amail.contoso.com%0D%0A'; shown)" \
	'200xn--bcher-kva.contoso.com mail.contoso.com'
like 'in both forms' "$(cat "$T/body")" '<bdi>bücher.contoso.com</bdi>'
is 'a wildcard' "$(ask 'names=*.contoso.com'; shown)" '200*.contoso.com'
like 'is wondered about' "$(cat "$T/body")" 'old devices do not take it'
is 'what is no name' "$(ask 'names=mail.contoso.com+a..b'; shown)" \
	'200mail.contoso.com'
like 'is left out with a word' "$(cat "$T/body")" '<ul class="left-out">'
like 'and stays in the box' "$(cat "$T/body")" '^a\.\.b$'
is '120 names' "$(ask "names=$(seq -s .contoso.com, 120)x.contoso.com")" 200
like 'are too many' "$(cat "$T/body")" 'were left out'
is 'a target that is too long' "$(ask "names=$(printf 'w%.0s' $(seq 2100))")" 414
is 'a control' "$(ask 'names=a%00b')" 400
is 'half a character' "$(ask 'names=a%C3b')" 400
is 'twice' "$(ask 'mail=a.b&mail=c.d')" 400

# ---- verdicts

ask "$q" >"$T/status"
like 'without an anonymous policy it is not told' "$(cat "$T/body")" \
	'told only to those who have a token'
unlike 'and no line of the settings' "$(cat "$T/body")" 'sanca.conf line'
ask 'names=mail.contoso.com+www.example.net' >"$T/status"
like 'what the CA cannot certify is said' "$(cat "$T/body")" 'This CA cannot:'

# ---- commands

ask "names=$(echo "$proposed" | tr ' ' ,),10.0.0.5" >"$T/status"
commands "$T/with-ip"
like 'Exchange is told that it takes no address' "$(cat "$T/body")" \
	'Left out: 10.0.0.5'
is 'the .inf has the address' \
	"$(python3 "$page" inf "$T/with-ip/inf" | tail -n 1)" \
	"dns=$(echo "$proposed" | sed 's/ /\&dns=/g')&ipaddress=10.0.0.5"
ask 'names=10.0.0.5' >"$T/status"
commands "$T/only-ip"
mkdir "$T/run"
for tool in openssl certtool; do
	ok "$tool makes a request without a common name" sh -c \
		"cd '$T/run' && sh -e '$T/only-ip/$tool' && openssl req -in request.pem -noout -text | grep -q 'IP Address:10.0.0.5'"
	is 'that has none' "$(openssl req -in "$T/run/request.pem" -noout -subject \
		-nameopt RFC2253)" 'subject='
	rm -f "$T/run/"*
done
ask "$q" >"$T/status"
commands "$T/commands" || bail 'the page has no commands'
for f in "$T/commands/"*; do
	ok "${f##*/} is ASCII" sh -c "! LC_ALL=C grep -q '[^ -~	]' '$f'"
done
is 'subject and names of the .inf' "$(python3 "$page" inf "$T/commands/inf")" \
	"CN=mail.contoso.com
dns=mail.contoso.com&dns=autodiscover.contoso.com&dns=srv1.contoso.local"
for f in "$T/commands/exchange-"*; do
	is "names of ${f##*/}" "$(python3 "$page" exchange "$f")" \
		"mail.contoso.com
$proposed"
done
is 'there are four of them' \
	"$(find "$T/commands" -name 'exchange-*' | wc -l)" 4
# The name in the address of the page leads here.
mkdir "$T/bin"
printf '#!/bin/sh\nexec %s --resolve pki.contoso.local:%s:127.0.0.1 "$@"\n' \
	"$(command -v curl)" "$tls" >"$T/bin/curl"
chmod 755 "$T/bin/curl"
cp "$d/public/ca.pem" "$T/run/http-test-ca.crt"
for tool in openssl certtool; do
	rm -f "$T/run/request."* "$T/run/certificate.pem"
	ok "$tool: the command" sh -c "cd '$T/run' && sh -e '$T/commands/$tool'"
	ok "$tool: the request verifies" openssl req -verify -noout \
		-in "$T/run/request.pem"
	is "$tool: the key is for its owner" "$(stat -c %a "$T/run/request.key")" 600
	ok "$tool: it is sent as the page says, over HTTPS" sh -c \
		"cd '$T/run' && PATH='$T/bin:$PATH' && TOKEN='$token' sh -e '$T/commands/send'"
	is "$tool: issued with these names in this order" \
		"$(python3 "$page" san "$T/run/certificate.pem")" "$proposed"
	is "$tool: the first is the common name" \
		"$(openssl x509 -in "$T/run/certificate.pem" -noout -subject \
			-nameopt RFC2253)" 'subject=CN=mail.contoso.com'
done

like 'the page of a certificate leads to a request with its names' \
	"$(get "/v1/certificates/$(openssl x509 -in "$T/run/certificate.pem" \
		-noout -serial | cut -d = -f 2)" -H 'Accept: text/html'
		cat "$T/body")" \
	"href=./request/new\?names=$(echo "$proposed" | tr ' ' ,)#answer"

# ---- hostile

python3 "$page" hostile "$SANCA_URL" "$T/commands" >"$T/hostile" ||
	bail 'the hostile lists were not all asked'
verdicts "$T/hostile"

# ---- where the policy is told, and where no token is taken

stop_sancad
http_set anonymous-check-policy default
http_set allow-plain-tokens no
sed -i -e '/^listen-tls *=/d' -e '/^tls-name *=/d' "$d/sanca.conf"
start_sancad "$d" || bail 'sancad does not start again'
ask "$q" >"$T/status"
like 'the policy allows all' "$(cat "$T/body")" 'allows</strong> all of these'
like 'and says by which line' "$(cat "$T/body")" \
	'Allowed</strong> by allow-domain = contoso.com'
like 'without HTTPS no token is to be sent' "$(cat "$T/body")" \
	'sanca issue request.pem'
unlike 'nor asked for' "$(cat "$T/body")" 'type="password"'
ask 'names=mail.contoso.com+www.example.net' >"$T/status"
like 'what the policy refuses is said' "$(cat "$T/body")" \
	'Refused by the policy:'
http_set allow-plain-tokens loopback
kill -HUP "$SANCAD_PID"
plain_asked()
{
	ask "$q" >"$T/status"
	grep -q 'type="password"' "$T/body"
}
ok 'loopback may: a token is asked for there' wait_for 5 plain_asked
commands "$T/plain"
rm -f "$T/run/certificate.pem"
ok 'and the command works on this machine' sh -c \
	"cd '$T/run' && TOKEN='$token' sh -e '$T/plain/send'"
is 'with these names' "$(python3 "$page" san "$T/run/certificate.pem")" \
	"$proposed"
done_testing
