#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The console with curl for a browser: sessions, forms from elsewhere, what is
# whose, exports (THREATS E04, E05, E16, E19, E22, I22, I23, I24, I26, I28).

. "${0%/*}/http_lib.sh"
. "${0%/*}/console_lib.sh"
requires sqlite3 basenc

console_ca
start_sancad "$d" || bail 'sancad does not start'

# ---- plain HTTP

for path in /console /console/ /console/sign-in /console/nothing; do
	is "$path over plain HTTP is refused" "$(get "$path")" 403
	ok "$path over plain HTTP says where HTTPS is" \
		grep -q "href=\"$console_url/console/\"" "$T/body"
	not_ok "$path over plain HTTP has no form" grep -q '<form' "$T/body"
done
is 'a form over plain HTTP is refused' \
	"$(get /console/sign-in -d 'name=a&password=b')" 403

# ---- the first administrator

link=/console/link/$(console_link)
is 'the link shows a form' "$(page alice GET "$link")" 200
ok 'for the first administrator' grep -q 'Become administrator' "$T/body"
is 'looking does not use it up' "$(page alice GET "$link")" 200
is 'two passwords must be the same' "$(submit alice "$link" "$link" name=alice \
	"password=$console_password" again=other-password-1)" 400
ok 'which is said above the form' grep -q 'not the same' "$T/body"
is 'a short one is refused' \
	"$(submit alice "$link" "$link" name=alice password=short again=short)" 400
is 'the link makes the administrator' "$(submit alice "$link" "$link" \
	name=alice "password=$console_password" "again=$console_password")" 303
is 'who is signed in and comes to the overview' "$(field Location)" \
	'/console/?done=signed-in'
field Set-Cookie >"$T/cookies"
ok 'the cookie of the session is for this host, HTTPS and no script' \
	grep -Eq '^__Host-sanca=[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Strict$' \
	"$T/cookies"
is 'the overview is shown' "$(page alice GET /console/)" 200
ok 'and says who is signed in' grep -q '<bdi>alice</bdi>' "$T/body"
is 'the link is used up' "$(page bob GET "$link")" 404
not_ok 'the log does not have the secret of the link' \
	grep -q "${link##*/}" "$T/sancad.log"

# ---- answers

for name in Cache-Control:no-store X-Content-Type-Options:nosniff \
	Referrer-Policy:same-origin; do
	is "the pages say ${name%%:*}" "$(field "${name%%:*}")" "${name#*:}"
done
ok 'nothing may frame them, and nothing inline runs' sh -c \
	"grep -i '^content-security-policy:' '$T/head' |
	grep \"frame-ancestors 'none'\" | grep -q \"default-src 'none'\""
not_ok 'no other site may read them' grep -qi '^access-control' "$T/head"

# ---- signing in

is 'without a session one is sent to sign in' \
	"$(page nobody GET '/console/certificates?q=a')" 303
is 'and back to where one was' "$(field Location)" \
	'/console/sign-in?next=%2Fconsole%2Fcertificates%3Fq%3Da'
is 'a form without a session is 401' "$(page nobody POST /console/sign-out \
	-H "Origin: $console_url" -d csrf=a)" 401
is 'a wrong password is 401' "$(submit bob /console/sign-in /console/sign-in \
	name=alice password=wrong-password)" 401
sed 's/[0-9a-f]\{16\}//; /csrf/d; /name="name"/d' "$T/body" >"$T/wrong"
is 'an unknown name too' "$(submit bob /console/sign-in /console/sign-in \
	name=mallory password=wrong-password)" 401
sed 's/[0-9a-f]\{16\}//; /csrf/d; /name="name"/d' "$T/body" >"$T/unknown"
ok 'with the same words' cmp -s "$T/wrong" "$T/unknown"
old=$(awk '$6 == "__Host-sanca" { print $7 }' "$T/alice.jar")
is 'signing in again works' "$(submit alice /console/sign-in /console/sign-in \
	name=alice "password=$console_password" \
	next=/console/certificates?state=all)" 303
is 'and goes on to next' "$(field Location)" \
	'/console/certificates?state=all&done=signed-in'
new=$(awk '$6 == "__Host-sanca" { print $7 }' "$T/alice.jar")
not_ok 'with a new secret (I26)' [ "$old" = "$new" ]
is 'a next elsewhere is not gone to' "$(submit eve /console/sign-in \
	/console/sign-in name=alice "password=$console_password" \
	next=https://evil.example/)" 303
is 'but to the overview' "$(field Location)" '/console/?done=signed-in'
# A secret that somebody else put into the browser (fixation).
printf '%s\tFALSE\t/\tTRUE\t0\t__Host-sanca\t%s\n' "$console_host" \
	"$(head -c 43 /dev/zero | tr '\0' A)" >"$T/fixed.jar"
is 'a secret from elsewhere opens nothing' "$(page fixed GET /console/)" 303
is 'signing in with it' "$(submit fixed /console/sign-in /console/sign-in \
	name=alice "password=$console_password")" 303
not_ok 'replaces it' grep -q "$(head -c 43 /dev/zero | tr '\0' A)" \
	"$T/fixed.jar"

# ---- forms from elsewhere (I23), and fields that are none (E05)

# forged NAME STATUS [curl OPTION...]: a sign-out of alice.
forged()
{
	forged_name=$1
	forged_status=$2
	shift 2
	is "$forged_name is refused" \
		"$(page alice POST /console/sign-out "$@")" "$forged_status"
}
page alice GET /console/ >"$T/status"
csrf=$(form_token)
forged 'a form without a token' 403 -H "Origin: $console_url" -d a=b
forged 'a wrong token' 403 -H "Origin: $console_url" \
	-d "csrf=$(head -c 43 /dev/zero | tr '\0' A)"
forged 'a token twice' 403 -H "Origin: $console_url" \
	-d "csrf=$csrf&csrf=$csrf"
forged 'the origin of another site' 403 -H 'Origin: https://evil.example' \
	-d "csrf=$csrf"
forged 'Origin: null' 403 -H 'Origin: null' -d "csrf=$csrf"
forged 'no origin at all' 403 -d "csrf=$csrf"
forged 'another site by Sec-Fetch-Site' 403 -H "Origin: $console_url" \
	-H 'Sec-Fetch-Site: cross-site' -d "csrf=$csrf"
forged 'a form as text/plain' 415 -H "Origin: $console_url" \
	-H 'Content-Type: text/plain' -d "csrf=$csrf"
forged 'JSON' 415 -H "Origin: $console_url" \
	-H 'Content-Type: application/json' -d "{\"csrf\":\"$csrf\"}"
forged 'a field more' 400 -H "Origin: $console_url" \
	-d "csrf=$csrf&rights=63"
forged 'NUL in a field' 400 -H "Origin: $console_url" \
	-d "csrf=$csrf&requester=%00"
is 'a token of another session is refused' "$(page eve GET /console/)" 200
other=$(form_token)
forged 'the token of another session' 403 -H "Origin: $console_url" \
	-d "csrf=$other"
is 'GET does nothing where POST does' \
	"$(page alice GET /console/sign-out)" 405
is 'alice is still signed in' "$(page alice GET /console/)" 200
is 'two cookies of the name are none' "$(page none GET /console/ -b /dev/null \
	-H "Cookie: __Host-sanca=$new; __Host-sanca=$new")" 303
is 'two Cookie fields are refused' "$(page none GET /console/ -b /dev/null \
	-H "Cookie: __Host-sanca=$new" -H "Cookie: a=b")" 400

# ---- doors (E16), proxies (E22)

token=$(http_token robot --may issue,list,revoke)
is 'a token opens no page' "$(page robot GET /console/ \
	-H "Authorization: Bearer $token")" 401
is 'a session is no token' "$(curl -sk -m 20 -o "$T/body" -w '%{http_code}' \
	--resolve "$console_host:$console_tls:127.0.0.1" -b "$T/alice.jar" \
	"$console_url/v1/certificates")" 401
is 'nor is its secret' "$(page none GET /console/ -b /dev/null \
	-H "X-Forwarded-User: alice" -H "X-Remote-User: alice")" 303
submit eve /console/sign-in /console/sign-in name=alice password=no-no-no-no \
	>"$T/status"
page eve GET /console/sign-in -H 'X-Forwarded-For: 192.0.2.77' >"$T/status"
submit_forwarded=$(page eve POST /console/sign-in -H "Origin: $console_url" \
	-H 'X-Forwarded-For: 192.0.2.77' --data-urlencode "csrf=$(form_token)" \
	-d 'name=alice&password=no-no-no-no')
is 'a forwarded address changes nothing' "$submit_forwarded" 401
not_ok 'and stands nowhere' grep -q 192.0.2.77 "$T/sancad.log"

# ---- certificates

request mail DNS:mail.contoso.com,DNS:autodiscover.contoso.com
for i in 1 2 3; do
	is "certificate $i" "$(issue)" 201
done
serial=$(sed -n 1p "$T/serials")
second=$(sed -n 2p "$T/serials")
request other DNS:srv-db.contoso.local
mv "$T/other.pem" "$T/mail.pem"
is 'another one' "$(issue)" 201
db_serial=$(sed -n 4p "$T/serials")
sleep 2
# finds QUERY SERIAL, misses QUERY SERIAL
finds()
{
	page alice GET "/console/certificates?part=1&$1" >"$T/status"
	ok "$1 finds it" grep -q "certificates/$2" "$T/body"
}
misses()
{
	page alice GET "/console/certificates?part=1&$1" >"$T/status"
	not_ok "$1 does not find it" grep -q "certificates/$2" "$T/body"
}
for q in '' q=mai q=MAIL.con q=auto q=contoso q=.contoso.com \
	'q=*.contoso.com' 'q=mail+auto' q=com requester=robot policy=default \
	state=all sort=newest state=valid; do
	finds "$q" "$serial"
done
for q in q=ail q=.contoso.local q=mail+srv requester=alice state=revoked \
	state=expired 'q=%22%20OR%20%22' "q=mail'--" q=NEAR%28mail%29 \
	q=mail* 'q=t:mail' 'q=%25' q=%C3%A4; do
	misses "$q" "$serial"
done
finds q=srv-d "$db_serial"
finds q=db "$db_serial"
for q in state=odd sort=%3B 'after=-1' 'after=9223372036854775808' \
	'limit=-1' 'offset=9' 'after=1&before=2' 'q=a&q=b'; do
	is "$q is refused (I28)" \
		"$(page alice GET "/console/certificates?$q")" 400
done
is 'one page is shown' \
	"$(page alice GET "/console/certificates/$serial")" 200
for word in mail.contoso.com autodiscover.contoso.com robot \
	'Root of the tree' 'sanca log verify' 'SHA-256 of its key' 127.0.0.1; do
	ok "which has: $word" grep -q "$word" "$T/body"
done
is 'an unknown serial is 404' "$(page alice GET \
	/console/certificates/0123456789abcdef0123456789abcdef0123)" 404
is 'what is no serial is 404' \
	"$(page alice GET /console/certificates/nothing)" 404

# ---- what is whose (E04)

person bob 33
is 'bob sees the list' "$(page bob GET '/console/certificates?state=all')" 200
not_ok 'without the ones of others' grep -q "$serial" "$T/body"
for path in "" /revoke /renew; do
	page bob GET "/console/certificates/$serial$path" >"$T/status"
	ok "bob is not told of another's: $path" \
		grep -Eq '^(404|403)$' "$T/status"
done
page bob GET "/console/certificates/$serial" >"$T/status"
is 'a certificate of others is 404' "$(cat "$T/status")" 404
is 'bob cannot ask for the ones of others' "$(page bob GET \
	'/console/certificates?state=all&requester=robot')" 200
not_ok 'which is not obeyed' grep -q "$serial" "$T/body"
page bob GET '/console/certificates.json?state=all&requester=robot' \
	>"$T/status"
is 'nor in an export' "$(json 'len(o["certificates"])')" 0
is 'bob may not revoke' "$(submit bob /console/ \
	"/console/certificates/$serial/revoke" reason=superseded)" 403

# ---- revoking

is 'a hold' "$(submit alice "/console/certificates/$serial/revoke" \
	"/console/certificates/$serial/revoke" reason=certificateHold)" 303
is 'is shown on its page' "$(field Location)" \
	"/console/certificates/$serial?done=held"
is 'which is there' "$(page alice GET "$(field Location)")" 200
ok 'and says so' grep -q 'It is on hold' "$T/body"
is 'it is lifted' "$(submit alice "/console/certificates/$serial/revoke" \
	"/console/certificates/$serial/revoke" reason=removeFromCRL)" 303
is 'it is revoked' "$(submit alice "/console/certificates/$serial/revoke" \
	"/console/certificates/$serial/revoke" reason=superseded)" 303
is 'an odd reason is refused' "$(submit alice \
	"/console/certificates/$second/revoke" \
	"/console/certificates/$second/revoke" reason=cACompromise)" 400
ok 'the log says who did it, and from where' sh -c \
	"sqlite3 '$d/log/ca.db' 'SELECT CAST(body AS TEXT) FROM log_entry
	WHERE type = 4' | grep -q 'alice'"
sleep 1
finds state=revoked "$serial"

# Many: first what it would be.
is 'a preview of many' "$(submit alice /console/certificates /console/revoke \
	"serial=$second" "serial=$db_serial")" 200
ok 'names them' grep -q 'Revoke 2' "$T/body"
ok 'nothing is revoked by it' sh -c "! sqlite3 '$d/log/ca.db' \
	'SELECT 1 FROM revocation LIMIT 1 OFFSET 1' | grep -q 1"
is 'then they are revoked' "$(submit alice /console/certificates \
	/console/revoke/confirm "serial=$second" "serial=$db_serial" \
	reason=cessationOfOperation "password=$console_password")" 303
is 'and counted' "$(field Location)" \
	'/console/certificates?state=revoked&done=revoked-many&n=2'

# ---- exports (I22)

is 'CSV' "$(page alice GET '/console/certificates.csv?state=all')" 200
is 'has a line for each' "$(grep -c mail.contoso.com "$T/body")" 3
is 'JSON' "$(page alice GET '/console/certificates.json?state=all')" 200
is 'too' "$(json 'sum(x["requester"] == "robot" for x in o["certificates"])')" 4

# ---- the password once more, and out

is 'a wrong password does not confirm' "$(submit alice /console/confirm \
	/console/confirm password=wrong-password next=/console/)" 403
is 'the right one does' "$(submit alice /console/confirm /console/confirm \
	"password=$console_password" next=/console/log)" 303
is 'and leads on' "$(field Location)" '/console/log?done=confirmed'
is 'a new password' "$(submit alice /console/password /console/password \
	"password=$console_password" new=another-long-one again=another-long-one)" \
	303
is 'ends the other sessions' "$(page eve GET /console/)" 303
is 'not this one' "$(page alice GET /console/)" 200
is 'sign out' "$(submit alice /console/ /console/sign-out)" 303
cp "$T/alice.jar" "$T/gone.jar"
is 'is for good' "$(page none GET /console/ -b /dev/null \
	-H "Cookie: __Host-sanca=$new")" 303
is 'in again' "$(submit alice /console/sign-in /console/sign-in name=alice \
	password=another-long-one)" 303
is 'and elsewhere' "$(submit eve /console/sign-in /console/sign-in name=alice \
	password=another-long-one)" 303
is 'out everywhere' "$(submit alice /console/password \
	/console/sign-out-everywhere)" 303
is 'ends both' "$(page eve GET /console/)" 303

# ---- the index may go

stop_sancad
rm -f "$d"/front/search.db*
start_sancad "$d" || bail 'sancad does not start again'
is 'a restart signs everybody out' "$(page bob GET /console/)" 303
is 'alice comes back' "$(submit alice /console/sign-in /console/sign-in \
	name=alice password=another-long-one)" 303
sleep 2
finds 'q=mai&state=all' "$serial"

# ---- brute force (E19)

for i in $(seq 12); do
	submit eve /console/sign-in /console/sign-in name=bob \
		"password=wrong-$i-wrong" >"$T/status"
done
is 'too many wrong passwords are 429' "$(cat "$T/status")" 429
ok 'and it is said when to come again' sh -c "[ '$(field Retry-After)' -gt 0 ]"

done_testing
