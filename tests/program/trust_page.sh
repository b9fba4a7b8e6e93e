#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# GET /trust as a browser without JavaScript sees it: every platform, the own
# device first, nothing of what the visitor says, and kept as long as it holds.

. "${0%/*}/http_lib.sh"

# Words on purpose.
# shellcheck disable=SC2086
"$sanca" init "$d" --name 'Page Test CA' $http_as_root --constrain \
	--domain contoso.com --listen "127.0.0.1:$(free_port)" \
	--public-url http://pki.contoso.local:8080 >"$T/init.out" 2>&1 ||
	bail 'no CA'
start_sancad "$d" || bail 'sancad does not start'

iphone='Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1'
android='Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36'

# first: of the page in $T/body, the platform that comes first, if it is open.
first()
{
	grep -o '<details id="[^>]*>' "$T/body" | head -n 1
}
is 'the page is there' "$(get /trust -A "$iphone")" 200
is 'an iPhone finds its steps first' "$(first)" '<details id="ios" open>'
cp "$T/body" "$T/ios"
is 'and no other open' "$(grep -c '<details[^>]* open>' "$T/body")" 1
get / -A "$iphone" >/dev/null
ok 'the first page is the same' cmp "$T/body" "$T/ios"
sed -n 's/^PLATFORM([A-Z_]*, "\([a-z-]*\)".*/\1/p' \
	"$top_srcdir/src/front/platforms.def" >"$T/platforms"
while read -r p; do
	is "$p is there, once" "$(grep -c "<details id=\"$p\"" "$T/ios")" 1
	get "/trust?device=$p" -A "$iphone" >/dev/null
	is "and first for a link to it" "$(first)" "<details id=\"$p\" open>"
done <"$T/platforms"
like 'there are platforms' "$(wc -l <"$T/platforms")" '^1[0-9]$'
get /trust -A "$android" >/dev/null
is 'Android' "$(first)" '<details id="android" open>'
get /trust -A 'X' -H 'Sec-CH-UA-Platform: "Windows"' >/dev/null
is 'a client hint' "$(first)" '<details id="windows" open>'
get /trust -A 'toaster' >/dev/null
is 'nothing known, nothing open' "$(first)" '<details id="ios">'

is 'an unknown device is no error' "$(get '/trust?device=toaster' \
	-A "$iphone")" 200
ok 'and changes nothing' cmp "$T/body" "$T/ios"
is 'nor is a query of another kind' "$(get '/trust?x=%3Cscript%3E&y' \
	-A "$iphone")" 200
is 'what the visitor says of itself' \
	"$(get '/trust?device=evil' -A 'evil iPhone <b>evil' \
		-H 'Sec-CH-UA-Platform: "evil"' -H 'Referer: http://evil/' \
		-H 'Host: evil.example')" 200
ok 'I21 is never shown' cmp "$T/body" "$T/ios"

# ---- kept, per device

get /trust -A "$iphone" >/dev/null
like 'it says what it depends on' "$(cat "$T/head")" \
	'^Vary: .*User-Agent, Sec-CH-UA-Platform'
etag=$(sed -n 's/^ETag: \([^\r]*\).*/\1/p' "$T/head")
is 'not sent again' "$(get /trust -A "$iphone" \
	-H "If-None-Match: $etag")" 304
is 'another device has another page' "$(get /trust -A "$android" \
	-H "If-None-Match: $etag")" 200
is 'HEAD has its length' \
	"$(curl -s -I -A "$iphone" "$SANCA_URL/trust" |
		sed -n 's/^Content-Length: \([0-9]*\).*/\1/p')" \
	"$(wc -c <"$T/ios")"

# ---- what it says

page=$(cat "$T/ios")
der=$(openssl x509 -in "$d/public/ca.pem" -outform DER | sha256sum |
	cut -d ' ' -f 1)
like 'SHA-256 in hex' "$page" "<code>$der</code>"
like 'SHA-256 with colons' \
	"$(printf '%s' "$page" | sed 's/<[^>]*>//g')" \
	"$(openssl x509 -in "$d/public/ca.pem" -noout -fingerprint -sha256 |
		sed 's/.*=//')"
like 'the thumbprint' "$page" "<code>$(openssl x509 \
	-in "$d/public/ca.pem" -noout -fingerprint -sha1 |
	sed 's/.*=//; s/://g')</code>"
like 'the names that it is good for' "$page" 'contoso.com and every name below'
like 'the address is that of the settings' "$page" \
	'curl -fsS http://pki.contoso.local:8080/ca.crt'
# Links are to this server; the rest is the address of the settings, or an
# example that nobody is led to.
unlike 'nothing is loaded or linked from elsewhere' "$page" \
	'(src|href|action)="(https?:|//)'
unlike 'nothing inline' "$page" '<style|style="|<script>| on[a-z]+="'
sed -n 's/.*href="\/\(ca\.[a-z0-9.]*\)">[^<]*<\/a><\/td><td class="number">\([0-9]*\)<.*/\1 \2/p' \
	"$T/ios" >"$T/sizes"
while read -r name size; do
	get "/$name" >/dev/null
	is "the size of $name" "$(wc -c <"$T/body")" "$size"
done <"$T/sizes"
like 'all files were there' "$(wc -l <"$T/sizes")" \
	'^1[0-9]$'
done_testing
