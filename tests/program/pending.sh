#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Requests that wait for a person: 202, the status address, approval with other
# names, refusal with a word, bounds, and a signer that is killed meanwhile.

. "${0%/*}/http_lib.sh"
requires sqlite3 python3

http_ca
http_set anonymous pend
http_set anonymous-policy lab
http_set pending-per-address 4
cat >>"$d/sanca.conf" <<'END'

[policy lab]
allow-domain = lab.test
approval-policy = lab-wide

[policy lab-wide]
allow-domain = lab.test
allow-domain = other.test
END
start_sancad "$d" || bail 'sancad does not start'
u=http://127.0.0.1:$HTTP_PORT

# ask NAME [curl OPTION...]: POSTs $T/NAME.pem; status in $code, headers and body
# in $T/head and $T/body.
ask()
{
	ask_name=$1
	shift
	code=$(curl -sS -o "$T/body" -D "$T/head" -w '%{http_code}' "$@" \
		--data-binary "@$T/$ask_name.pem" "$u/v1/certificates")
}
location()
{
	sed -n 's/^[Ll]ocation: *//p' "$T/head" | tr -d '\r'
}
# look PATH [curl OPTION...]
look()
{
	look_path=$1
	shift
	code=$(curl -sS -o "$T/body" -D "$T/head" -w '%{http_code}' "$@" \
		"$u$look_path")
}

request one DNS:a.lab.test,DNS:b.lab.test
request two DNS:x.other.test
request three DNS:nobody.example.org
ask one
is 'without a token it waits' "$code" 202
one=$(location)
like 'at an address of its own' "$one" '^/status/[A-Za-z0-9_-]*$'
is 'that nobody can guess' "$(printf %s "${one#/status/}" | wc -c)" 43
ok 'Retry-After says when to look' grep -qi '^retry-after: [0-9]' "$T/head"
ok 'the body says so, too' grep -q '"status":"pending"' "$T/body"
ask two
is 'what the approval-policy allows waits' "$code" 202
two=$(location)
ask three
is 'what neither allows is refused' "$code" 403
ok 'with the names' grep -q nobody.example.org "$T/body"

ask one -H 'Idempotency-Key: one'
is 'with an Idempotency-Key and no token it is refused' "$code" 400
ok 'which says that it needs one' grep -q 'needs a token' "$T/body"
is 'and nothing more waits' \
	"$(sqlite3 "$d/log/ca.db" 'SELECT count(*) FROM pending')" 2

look "$one"
is 'the status address: it waits' "$code" 202
ok 'and says when to come again' grep -qi '^retry-after: [0-9]' "$T/head"
look "$one" -H 'Accept: text/html,application/xhtml+xml'
is 'a browser gets a page' "$code" 200
ok 'with the names' grep -q 'a\.lab\.test' "$T/body"

# Who asks, in his own words.
ask_json()
{
	python3 -c 'import json, sys
print(json.dumps({"csr": open(sys.argv[1]).read(), "contact": sys.argv[2]}))' \
		"$T/one.pem" "$1" >"$T/json"
	code=$(curl -sS -o "$T/body" -D "$T/head" -w '%{http_code}' \
		-H 'Content-Type: application/json' --data-binary "@$T/json" \
		"$u/v1/certificates")
}
long=$(printf '%0255d' 0)
ask_json "$long"
is 'a contact of 255 octets is refused' "$code" 400
ask_json "$(printf 'two\nlines')"
is 'and one of two lines' "$code" 400
code=$(curl -sS -o "$T/body" -w '%{http_code}' --data-binary "@$T/one.pem" \
	"$u/v1/certificates?contact=a%0Db")
is 'in the query, too' "$code" 400
is 'none of these waits' "$(sqlite3 "$d/log/ca.db" \
	'SELECT count(*) FROM pending')" 2
anna='Änne <b>Ext.</b> 12'
ask_json "$anna"
is 'a contact is taken' "$code" 202
json=$(sed -n 's/.*"number":\([0-9]*\).*/\1/p' "$T/body")
"$sanca" -d "$d" pending show "$json" >"$T/show"
ok 'and shown to who decides' grep -qF "$anna" "$T/show"
ok 'it is refused' "$sanca" -d "$d" pending refuse "$json" \
	--word 'once is enough'
code=$(curl -sS -o "$T/body" -w '%{http_code}' --data-binary "@$T/one.pem" \
	"$u/v1/certificates?contact=anna%40lab.test")
is 'in the query it is taken, too' "$code" 202
is 'as it was meant' "$(sqlite3 "$d/log/ca.db" 'SELECT contact FROM pending
	ORDER BY id DESC LIMIT 1')" anna@lab.test
ok 'it is refused' "$sanca" -d "$d" pending refuse "$((json + 1))" \
	--word 'once is enough'

# Hostile addresses.
for path in /status/ /status/x "${one}A" "$(echo "$one" | tr 'A-Za-z' 'B-ZAb-za')" \
	"/status/$(printf '%043d' 0)" "/status/%2e%2e" "$one/" "$one/.."; do
	look "$path" --path-as-is
	like "no answer at $path" "$code" '^40[04]$'
done
ok 'no secret is in the database' test -z "$(sqlite3 "$d/log/ca.db" .dump |
	grep -F "${one#/status/}")"
ok 'nor in the log of the process' sh -c "! grep -qF '${one#/status/}' '$T/sancad.log'"

# The approver.
ok 'sanca pending list' "$sanca" -d "$d" pending list
ok 'both are listed' test "$("$sanca" -d "$d" pending list | wc -l)" = 2
ok 'sanca pending show' "$sanca" -d "$d" pending show 1
exits 'a name outside the policy' 1 "$sanca" -d "$d" pending approve 1 \
	--name nobody.example.org
"$sanca" -d "$d" pending approve 1 --name c.lab.test --name b.lab.test \
	--word 'c first' >"$T/serial" 2>"$T/err"
is 'approved with others, reordered' "$?" 0
exits 'not twice' 1 "$sanca" -d "$d" pending approve 1
look "$one"
is 'the certificate is there' "$code" 200
cp "$T/body" "$T/chain.pem"
openssl x509 -in "$T/chain.pem" -noout -ext subjectAltName >"$T/san" 2>&1
like 'its names, in order' "$(tr -d ' \n' <"$T/san")" 'DNS:c.lab.test,DNS:b.lab.test'
like 'the first is the common name' "$(openssl x509 -in "$T/chain.pem" -noout -subject)" 'CN *= *c.lab.test' 
is 'for the key that was asked' "$(openssl x509 -in "$T/chain.pem" -noout -pubkey)" "$(openssl req -in "$T/one.pem" -noout -pubkey)"
look "$one" -H 'Accept: application/pkix-cert'
ok 'also as DER' openssl x509 -inform der -in "$T/body" -noout
look "$one" -H 'Accept: text/html,application/xhtml+xml'
ok 'and as a page with links' grep -q '/v1/certificates/.*\.pem' "$T/body"
"$sanca" -d "$d" log export >"$T/log"
ok 'the log has what was asked and granted' grep -q \
	'"names_requested":"a.lab.test, b.lab.test".*c.lab.test, b.lab.test' "$T/log"

ok 'refused with a word' "$sanca" -d "$d" pending refuse 2 --word 'ask <b>Bob</b>'
look "$two"
is 'the asker sees it' "$code" 403
ok 'with the word' grep -q 'ask <b>Bob</b>' "$T/body"
look "$two" -H 'Accept: text/html,application/xhtml+xml'
ok 'encoded on the page' grep -q 'ask &lt;b&gt;Bob' "$T/body"

# A token that may only ask; the same again with an Idempotency-Key.
token=$("$sanca" -d "$d" token new asker --policy default --may request 2>"$T/err")
request four DNS:four.contoso.com
http_set allow-plain-tokens loopback
kill -HUP "$SANCAD_PID" && sleep 1
ask four -H "Authorization: Bearer $token" -H 'Idempotency-Key: k1'
is 'a token that may only ask waits' "$code" 202
four=$(location)
ask four -H "Authorization: Bearer $token" -H 'Idempotency-Key: k1'
is 'the same again has the same address' "$(location)" "$four"

# Bounds.
for i in 1 2 3 4 5 6; do
	request "n$i" "DNS:n$i.lab.test"
	ask "n$i"
done
is 'an address has its bound' "$code" 429
ok 'sanca log verify' "$sanca" -d "$d" log verify

# Killed: what was answered is there.
ask one
signer=$(pgrep -P "$SANCAD_PID" -f sanca-signer | head -n 1)
kill -KILL "$signer"
wait_for 10 curl -sSf -o /dev/null "$u/healthz"
look "$four"
is 'it waits on after the signer was killed' "$code" 202
ok 'sancad stops' stop_sancad
ok 'sanca log verify' "$sanca" -d "$d" log verify
done_testing
