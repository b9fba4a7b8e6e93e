#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What the forms of the console do, with curl for a browser: requests pasted and
# approved, requesters and tokens, policies, the log (THREATS E04, E05, E24).

. "${0%/*}/http_lib.sh"
. "${0%/*}/console_lib.sh"
requires sqlite3 basenc

console_ca
cat >>"$d/sanca.conf" <<'END'

[policy narrow]
allow-name = mail.contoso.com
approval-policy = wide

[policy wide]
allow-domain = contoso.com
END
start_sancad "$d" || bail 'sancad does not start'
link=/console/link/$(console_link)
is 'the first administrator signs in' "$(submit root "$link" "$link" \
	name=root-anna "password=$console_password" \
	"again=$console_password")" 303
ok 'she is an administrator' test "$(page root GET /console/requesters)" = 200

# says NAME PATTERN: the page has it.
says()
{
	ok "$1" grep -q -e "$2" "$T/body"
}

# ---- requesters

is 'a form before the password is shown again' "$(submit root /console/ \
	/console/requesters name=x policy=default)" 303
ok 'leads to the password, or is answered' grep -q . "$T/head"
submit root /console/confirm /console/confirm "password=$console_password" \
	next=/console/requesters >"$T/status"
for name in Upper 'two words' 'a/b' '' admin anonymous 'a<b' Ａ; do
	is "a requester may not be called \"$name\" (E24)" "$(submit root \
		/console/requesters /console/requesters "name=$name" \
		policy=default)" 422
done
is 'a requester is made' "$(submit root /console/requesters \
	/console/requesters name=mara policy=narrow right=issue \
	contacts=mara@contoso.com expires=2031-01-31)" 303
is 'and has a page' "$(page root GET /console/requesters/mara)" 200
says 'with its policy' '/console/policy/narrow'
says 'and its end' '31 January 2031'
is 'twice it is not' "$(submit root /console/requesters /console/requesters \
	name=mara policy=narrow)" 409
is 'a field more is refused (E05)' "$(submit root /console/requesters \
	/console/requesters name=eve policy=narrow rights=63)" 400
is 'a right that there is not' "$(submit root /console/requesters \
	/console/requesters name=eve policy=narrow right=root)" 422
is 'a policy that there is not' "$(submit root /console/requesters \
	/console/requesters name=eve policy=none)" 404
is 'no day' "$(submit root /console/requesters /console/requesters name=eve \
	policy=narrow expires=2031-02-31)" 422
not_ok 'none of these was made' test -n "$(sqlite3 "$d/log/ca.db" \
	"SELECT name FROM requester WHERE name = 'eve'")"
is 'mara is changed' "$(submit root /console/requesters/mara \
	/console/requesters/mara policy=narrow right=issue right=request \
	contacts= client-name= expires=)" 303
is 'in the database' "$(sqlite3 "$d/log/ca.db" "SELECT rights, contacts,
	expires_at FROM requester WHERE name = 'mara'")" '33||0'
is 'nothing changed is told so' "$(submit root /console/requesters/mara \
	/console/requesters/mara policy=narrow right=issue right=request \
	contacts= client-name= expires=)" 303
ok 'in the address' grep -qi '^location: .*done=unchanged' "$T/head"
is 'the last administrator stays' "$(submit root /console/requesters/root-anna \
	/console/requesters/root-anna/disable)" 409
says 'in words' 'Not done:'

# ---- tokens and links

is 'a token is shown' "$(submit root /console/requesters/mara \
	/console/requesters/mara/token right=issue expires=2031-01-31)" 200
admin_token=$(sed -n 's/^<pre><code>\([A-Za-z0-9_-]*\)<.*/\1/p' "$T/body")
request token DNS:mail.contoso.com
is 'and works' "$(curl -sk -m 20 -o "$T/body" -w '%{http_code}' \
	--resolve "$console_host:$console_tls:127.0.0.1" \
	-H "Authorization: Bearer $admin_token" \
	--data-binary "@$T/token.pem" "$console_url/v1/certificates")" 201
page root GET /console/requesters/mara >"$T/status"
number=$(sed -n 's/.*name="token" value="\([0-9]*\)".*/\1/p' "$T/body")
is 'another requester has no such token' "$(submit root \
	/console/requesters/mara /console/requesters/root-anna/revoke-token \
	"token=$number")" 404
is 'nor may all be meant' "$(submit root /console/requesters/mara \
	/console/requesters/mara/revoke-token token=0)" 422
is 'it is revoked' "$(submit root /console/requesters/mara \
	/console/requesters/mara/revoke-token "token=$number")" 303
is 'a link is shown' "$(submit root /console/requesters/mara \
	/console/requesters/mara/link)" 200
link=$(sed -n 's|^<pre><code>https://[^/]*\(/console/link/[^<]*\)<.*|\1|p' \
	"$T/body")
is 'and opens the console' "$(submit mara "$link" "$link" name= \
	"password=$console_password" "again=$console_password")" 303
is 'a calendar of her own' "$(submit mara /console/me \
	/console/me/calendar)" 200
says 'with its address' '/calendar/[A-Za-z0-9_-]*\.ics'
for path in requesters requesters/mara log log/0 policy/wide/refused; do
	is "mara has no right to /console/$path" \
		"$(page mara GET "/console/$path")" 403
done
is 'she sees her own policy' "$(page mara GET /console/policy/narrow)" 200
is 'no other' "$(page mara GET /console/policy/default)" 404
is 'she makes no requester' "$(submit mara /console/me /console/requesters \
	name=eve policy=default)" 403
is 'nor a token' "$(submit mara /console/me /console/requesters/mara/token \
	right=admin)" 403

# ---- requests

for sample in "$top_srcdir"/tests/samples/*.req "$top_srcdir"/tests/samples/*.txt; do
	case $sample in *utf16*) continue ;; esac
	want=$(awk -F '\t' -v f="${sample##*/}" '$1 == f { print $2 }' \
		"$top_srcdir/tests/samples.tsv")
	is "${sample##*/} is judged" "$(submit root /console/request \
		/console/request "csr@$sample" do=check)" 200
	if [ "$want" = ok ]; then
		says "${sample##*/} has names" '<ol class="names">'
	else
		says "${sample##*/} is told why not" 'It cannot be used:'
	fi
done
request two DNS:mail.contoso.com,DNS:other.contoso.com,DNS:a.example.net
is 'a request is judged name by name' "$(submit mara /console/request \
	/console/request "csr@$T/two.pem" do=check)" 200
says 'one is allowed' 'Allowed</strong> by allow-name = mail.contoso.com'
says 'one waits for a person' 'Waits for a person</strong>, who may allow it'
says 'one is refused' 'Refused by the policy:'
is 'the part alone' "$(submit mara /console/request /console/request \
	"csr@$T/two.pem" part=yes)" 200
not_ok 'has no shell' grep -q '<html' "$T/body"
is 'what is refused is not sent' "$(submit mara /console/request \
	/console/request "csr@$T/two.pem" do=issue)" 422
is 'a button moves a name' "$(submit mara /console/request /console/request \
	"csr@$T/two.pem" move=up-1)" 200
is 'to the first place' "$(sed -n '/<textarea id="names"/,/textarea>/p' \
	"$T/body" | sed -n 2p)" other.contoso.com
is 'a name is left out' "$(submit mara /console/request /console/request \
	"csr@$T/two.pem" move=out-2)" 200
is 'then it waits' "$(submit mara /console/request /console/request \
	"csr@$T/two.pem" "names=other.contoso.com mail.contoso.com" \
	'contact=Mara <b>Ext.</b> 12' do=issue)" 303
pending=$(field Location)
pending=${pending%%\?*}
ok 'at an address' expr "$pending" : '/console/pending/[0-9]*$'
is 'which she sees' "$(page mara GET "$pending")" 200
not_ok 'without the decision' grep -q 'value="approve"' "$T/body"
is 'she decides nothing' "$(submit mara /console/me "$pending" \
	do=approve names=mail.contoso.com)" 403
is 'what is allowed is issued' "$(submit mara /console/request \
	/console/request "csr@$T/token.pem" do=issue)" 303
ok 'and shown' grep -qi '^location: /console/certificates/' "$T/head"
old=$(field Location)
old=${old%%\?*}
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
	-out "$T/exposed.key" 2>"$T/err"
is 'a private key is refused' "$(submit mara /console/request \
	/console/request "csr@$T/exposed.key" part=yes)" 400
is 'and blocked for ever' "$(sqlite3 "$d/log/ca.db" \
	'SELECT count(*) FROM blocked_key')" 1

# ---- approval

person bert 1
is 'somebody else does not see it (E04)' "$(page bert GET "$pending")" 404
is 'as one that is not there' "$(page bert GET /console/pending/999)" 404
is 'an approver does' "$(page root GET "$pending")" 200
says 'with what the asker says of herself' 'Mara &lt;b&gt;Ext'
says 'with the form' 'value="approve"'
says 'and why it waits' '<p class="lead">'
is 'beyond the policy nothing is approved' "$(submit root "$pending" \
	"$pending" do=approve names=a.example.net)" 422
is 'the order is changed, a name dropped and approved' "$(submit root \
	"$pending" "$pending" do=approve names=other.contoso.com \
	profile=server lifetime=30d 'word=Only this one')" 303
is 'the page tells it' "$(page root GET "$pending")" 200
says 'by whom' 'root-anna'
says 'with the word' 'Only this one'
says 'with what was asked' 'mail.contoso.com'
says 'and the certificate' '/console/certificates/[0-9a-f]*'
is 'a second decision is refused' "$(submit root /console/me "$pending" \
	do=refuse)" 409
is 'another waits' "$(submit mara /console/request /console/request \
	"csr@$T/two.pem" "names=other.contoso.com" do=issue)" 303
refused=$(field Location)
refused=${refused%%\?*}
is 'and is refused' "$(submit root "$refused" "$refused" do=refuse \
	'word=Not by us')" 303
is 'the list counts' "$(page root GET '/console/pending?state=approved')" 200
says 'it' "href=\"$pending\""
is 'another state is none' "$(page root GET '/console/pending?state=x')" 400

# ---- policies

is 'a policy in words' "$(page root GET /console/policy/narrow)" 200
says 'rule by rule' 'Exactly mail.contoso.com.'
says 'with its line' 'sanca.conf line [0-9]'
is 'names are tried' "$(page root GET \
	'/console/policy/narrow?names=mail.contoso.com%0Ab.example.net')" 200
says 'each with its verdict' 'no allow line of policy'
is 'the part alone' "$(page root GET \
	'/console/policy/narrow?names=a.example.net&part=yes')" 200
not_ok 'without a shell' grep -q '<html' "$T/body"
is 'nothing would be refused now' "$(page root GET \
	/console/policy/narrow/refused)" 200
says 'so far' 'it would refuse 0'
sed 's/^allow-name = mail.contoso.com/allow-name = new.contoso.com/' \
	"$d/sanca.conf" >"$T/conf" && cat "$T/conf" >"$d/sanca.conf"
kill -HUP "$SANCAD_PID"
for _ in $(seq 50); do
	page root GET /console/policy/narrow/refused >"$T/status"
	grep -q 'it would refuse [1-9]' "$T/body" && break
	sleep 0.1
done
says 'after a change it tells which' 'it would refuse [1-9]'
says 'by a link' '/console/certificates/[0-9a-f]*'
says 'with the reason' 'no allow line of policy'

# ---- a renewal that the policy of today refuses

is 'a renewal that a person may allow' "$(submit mara "$old/renew" \
	"$old/renew")" 303
pending=$(field Location)
ok 'waits, on a page that says so' expr "$pending" : \
	'/console/pending/[0-9]*?done=renewal-waits$'
is 'which she sees' "$(page mara GET "$pending")" 200
says 'what waits' 'The renewal waits for a person'
is 'once' "$(submit mara "$old/renew" "$old/renew")" 409
says 'in words' 'waits already, under number'
pending=${pending%%\?*}
is 'it is approved' "$(submit root "$pending" "$pending" do=approve \
	names=mail.contoso.com)" 303
page root GET "$pending" >"$T/status"
new=$(sed -n 's|.*\(/console/certificates/[0-9a-f]*\).*|\1|p' "$T/body" |
	head -n 1)
is 'the new one' "$(page mara GET "$new")" 200
says 'replaces the old one' "${old##*/}"
is 'who may approve waits, too' "$(submit root "$new/renew" "$new/renew")" 303
renewal=$(field Location)
ok 'and decides there' expr "$renewal" : '/console/pending/[0-9]*?done='
page root GET "$renewal" >"$T/status"
says 'with the form' 'value="approve"'

# ---- the log

is 'the log' "$(page root GET /console/log)" 200
says 'in words' 'Administration: '
says 'an approval, who, of whom, for what' "Approved: <a href=\"$pending\">request [0-9]*</a> of <bdi>mara</bdi>, by <bdi>root-anna[^<]*</bdi>, for <bdi>other.contoso.com</bdi>"
says 'with what was asked' 'Asked for were <bdi>[^<]*mail.contoso.com'
says 'and the word' 'Word: <bdi>Only this one</bdi>'
says 'a refusal' "Refused by a person: <a href=\"$refused\">request [0-9]*</a> of <bdi>mara</bdi>, by <bdi>root-anna"
says 'with its word' 'Word: <bdi>Not by us</bdi>'
is 'of one kind' "$(page root GET '/console/log?type=issue')" 200
says 'only' 'Issued: '
not_ok 'nothing else' grep -q 'Administration: ' "$T/body"
is 'of no kind' "$(page root GET '/console/log?type=x')" 400
is 'one entry' "$(page root GET /console/log/1)" 200
says 'is proved' 'Proved:</strong>'
is 'one that is not there' "$(page root GET /console/log/99999)" 404
is 'no number' "$(page root GET /console/log/0x1)" 404
is 'the head' "$(page mara GET /console/log/head)" 200
sqlite3 "$d/log/ca.db" 'SELECT note FROM log_head ORDER BY size LIMIT 1' \
	>"$T/old-head"
is 'an older head' "$(submit mara /console/log/head /console/log/head \
	"head@$T/old-head")" 200
says 'is the beginning of the log' 'It holds:</strong>'
sed '3s/^..../AAAA/' "$T/old-head" >"$T/forged"
is 'a forged one' "$(submit mara /console/log/head /console/log/head \
	"head@$T/forged")" 422
says 'is not' 'It does not hold:</strong>'
is 'nonsense is none' "$(submit mara /console/log/head /console/log/head \
	'head=<script>alert(1)</script>')" 422
not_ok 'and stays text' grep -q '<script>alert' "$T/body"

stop_sancad
done_testing
