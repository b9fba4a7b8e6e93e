#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# ACME in the console: orders and accounts, why a challenge failed, whose they
# are (THREATS E01, E04).

. "${0%/*}/http_lib.sh"
. "${0%/*}/console_lib.sh"
. "${0%/*}/acme_seed.sh"
requires sqlite3 basenc

console_ca
start_sancad "$d" || bail 'sancad does not start'
# Called by issue.
# shellcheck disable=SC2034
token=$(http_token lab --may issue)
request mail DNS:mail.contoso.com
is 'a certificate' "$(issue)" 201
serial=$(sed -n 1p "$T/serials")
acme_seed lab "(SELECT id FROM reservation WHERE requester =
	(SELECT id FROM requester WHERE name = 'lab'))"
person lab-friend 1
person auditor 2
person boss 18
# Her own account, in her own name.
acme_account 2 lab-friend '<img src=x onerror=alert(1)>'
acme_order 6 2 3600 a.contoso.com
acme_authz 6 0 a.contoso.com 0 3 3 '<b>' \
	'tls <script>alert(1)</script> the handshake failed'

# says NAME PATTERN: the page has it.
says()
{
	ok "$1" grep -q -e "$2" "$T/body"
}

# ---- where it is not served

is 'without [acme] there is a page' "$(page auditor GET /console/acme)" 200
says 'that says so' 'It is not served'
not_ok 'and no place in the navigation' grep -q \
	'<a href="/console/acme"[^>]*>ACME</a>' "$T/body"
page boss GET /console/requesters/lab >"$T/status"
not_ok 'nor on the page of a requester' grep -q '/console/acme' "$T/body"
sed 's/^\[acme\]/&\nenabled = yes/; /^enabled = no/d' "$d/sanca.conf" \
	>"$T/conf" && cat "$T/conf" >"$d/sanca.conf"
grep -q '^enabled = yes' "$d/sanca.conf" ||
	printf '\n[acme]\nenabled = yes\n' >>"$d/sanca.conf"
kill -HUP "$SANCAD_PID"
served()
{
	page auditor GET /console/acme >"$T/status"
	grep -q 'Clients find it at' "$T/body"
}
ok 'with it' wait_for 10 served
says 'the address stands there' "<code>$console_url/acme/directory</code>"
says 'and it is a place' '<a href="/console/acme" aria-current="page">ACME</a>'

# ---- all

says 'an order with its state' 'href="/console/acme/orders/2">Order 2</a>'
says 'with its requester' '<strong>invalid</strong>, of <bdi>lab</bdi>'
says 'and why it failed, in words' \
	'<code>ftp.contoso.com</code>: <bdi>connected to 10.0.0.7:80, got 404'
says 'an account' 'href="/console/acme/accounts/1">Account 1</a> of <bdi>lab'
says 'with contacts' '<bdi>mailto:ops@contoso.com</bdi>'
says 'which are text' '&lt;img src=x onerror=alert(1)&gt;'
not_ok 'and nothing else' grep -q -e '<img src=x' -e '<script>alert' "$T/body"
is 'the newest is the first' "$(grep -o 'orders/[0-9]*' "$T/body" |
	tr -dc '0-9\n' | tr '\n' ' ')" '6 5 4 3 2 1 '
is 'of one requester' "$(page auditor GET \
	'/console/acme?requester=lab-friend')" 200
is 'only its orders' "$(grep -o 'orders/[0-9]*' "$T/body" | tr '\n' ' ')" \
	'orders/6 '
is 'and accounts' "$(grep -o 'Account [0-9]*' "$T/body" | tr '\n' ' ')" \
	'Account 2 '
is 'of nobody' "$(page auditor GET '/console/acme?requester=nobody')" 404
is 'a number that is none' "$(page auditor GET '/console/acme?before=x')" 400
is 'a parameter more' "$(page auditor GET '/console/acme?role=admin')" 400
for n in $(seq 7 70); do
	echo "INSERT INTO acme_order (id, account, created_at, expires_at,
		profile, not_after, names, replaces) SELECT $n, 1, created_at,
		expires_at, '', 0, names, 0 FROM acme_order WHERE id = 1;
		INSERT INTO acme_order_authz SELECT $n, 0, authz
		FROM acme_order_authz WHERE order_id = 1;"
done | acme_sql
page auditor GET '/console/acme?requester=lab' >"$T/status"
is 'a page has fifty' "$(grep -c 'orders/[0-9]*' "$T/body")" 50
next=$(sed -n 's|.*href="\(?before=[^"]*\)">Earlier.*|\1|p' "$T/body" |
	sed 's/&amp;/\&/')
is 'the next' "$(page auditor GET "/console/acme$next")" 200
is 'has the rest' "$(grep -o 'orders/[0-9]*' "$T/body" | wc -l)" 19
says 'to the first' 'orders/1"'
not_ok 'and is the last' grep -q 'Earlier ones' "$T/body"
is 'an account has its own pages' "$(page auditor GET \
	/console/acme/accounts/1)" 200
next=$(sed -n 's|.*href="\(?before=[^"]*\)">Earlier.*|\1|p' "$T/body")
is 'too' "$(page auditor GET "/console/acme/accounts/1$next")" 200
is 'the rest is there' "$(grep -o 'orders/[0-9]*' "$T/body" | wc -l)" 19

# ---- one of them

is 'an account' "$(page auditor GET /console/acme/accounts/1)" 200
says 'with all of its key' '<code>[A-Za-z0-9_-]\{43\}</code>'
says 'is active' '<dd>active</dd>'
says 'and ends on the command line' 'sanca acme deactivate 1'
says 'by nobody vouched for' 'by nobody'
not_ok 'who may not administer has no link to the requester' grep -q \
	'/console/requesters/' "$T/body"
is 'who may' "$(page boss GET /console/acme/accounts/1)" 200
says 'has' '<a href="/console/requesters/lab"><bdi>lab</bdi></a>'
is 'an order' "$(page auditor GET /console/acme/orders/2)" 200
says 'with each name' '<code>www.contoso.com</code>: <strong>valid</strong>, by http-01 at <code>10.0.0.6:80</code>, on <time'
says 'and why one failed' '<code>ftp.contoso.com</code>: <strong>invalid</strong>, by http-01 at <code>10.0.0.7:80</code>'
says 'in words' '<bdi>connected to 10.0.0.7:80, got 404 for /.well-known'
is 'one that waits' "$(page auditor GET /console/acme/orders/1)" 200
says 'for a challenge' 'no challenge was tried'
is 'one that was not challenged' "$(page auditor GET \
	/console/acme/orders/4)" 200
says 'a wildcard' '<code>\*\.</code><code>contoso.com</code>: <strong>valid</strong>, by the policy of its requester'
is 'one that has expired' "$(page auditor GET /console/acme/orders/5)" 200
says 'says so' 'the order has expired'
is 'one with its certificate' "$(page auditor GET /console/acme/orders/3)" 200
says 'leads to it' "/console/certificates/$serial"
is 'hostile words' "$(page auditor GET /console/acme/orders/6)" 200
says 'are text' '&lt;script&gt;alert(1)&lt;/script&gt; the handshake failed'
not_ok 'and nothing else' grep -q '<script>alert' "$T/body"
for path in orders/99 orders/x orders/0 accounts/99 accounts/0x1 \
	orders/99999999999999999999999; do
	is "there is no $path" "$(page auditor GET "/console/acme/$path")" 404
done

# ---- who sees what

is 'E04 who may not list' "$(page lab-friend GET /console/acme)" 200
is 'sees her own orders' "$(grep -o 'orders/[0-9]*' "$T/body" | tr '\n' ' ')" \
	'orders/6 '
is 'and her own account' "$(grep -o 'Account [0-9]*' "$T/body" | tr '\n' ' ')" \
	'Account 2 '
is 'whatever she asks for' "$(page lab-friend GET \
	'/console/acme?requester=lab')" 200
is 'her own' "$(grep -o 'orders/[0-9]*' "$T/body" | tr '\n' ' ')" 'orders/6 '
is 'her order' "$(page lab-friend GET /console/acme/orders/6)" 200
is 'her account' "$(page lab-friend GET /console/acme/accounts/2)" 200
is 'that of lab is not there for her' "$(page lab-friend GET \
	/console/acme/orders/2)" 404
cp "$T/body" "$T/theirs"
is 'as one that is none' "$(page lab-friend GET /console/acme/orders/999)" 404
# Without the number of the request, and the token of the form.
words()
{
	sed 's|<code>[0-9a-f]*</code>||; s/value="[^"]*"//g' "$1"
}
is 'in the same words' "$(words "$T/body")" "$(words "$T/theirs")"
is 'nor the account' "$(page lab-friend GET /console/acme/accounts/1)" 404
is 'E01 nobody sees anything' "$(page nobody GET /console/acme/orders/2)" 303

# ---- from elsewhere

is 'the page of a requester' "$(page boss GET /console/requesters/lab)" 200
says 'leads to its accounts' 'href="/console/acme?requester=lab"'
stop_sancad
# As the signer writes it with a reservation, which nobody changes later.
trigger=$(sqlite3 "$d/log/ca.db" "SELECT sql FROM sqlite_schema
	WHERE name = 'reservation_changed'")
acme_sql <<END
DROP TRIGGER reservation_changed;
UPDATE reservation SET door_reference = 'acme 1/3'
	WHERE id = (SELECT reservation FROM acme_order WHERE id = 3);
$trigger;
END
start_sancad "$d" || bail 'sancad does not start again'
wait_for 20 console_answers || bail 'no HTTPS again'
submit auditor /console/sign-in /console/sign-in name=auditor \
	"password=$console_password" >"$T/status"
is 'the page of a certificate' "$(page auditor GET \
	"/console/certificates/$serial")" 200
says 'leads to its account' 'href="/console/acme/accounts/1">ACME account 1<'
says 'and its order' 'href="/console/acme/orders/3">order 3<'

stop_sancad
done_testing
