#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# ACME on the command line: keys of external account binding, accounts, orders
# and why they failed.

. "${0%/*}/../lib.sh"
. "${0%/*}/acme_seed.sh"
requires sqlite3 python3 openssl xxd

d=$T/ca
s()
{
	"$sanca" -d "$d" "$@"
}
# json EXPRESSION: of o, the JSON in $T/stdout.
json()
{
	python3 -c 'import json, sys
o = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$T/stdout" "$1"
}

exits 'init' 0 "$sanca" init "$d" --name 'Contoso Test CA' --domain contoso.com
exits 'without HTTPS no key is made' 2 s eab new lab --policy default
like 'and what to set is said' "$(cat "$T/stderr")" 'listen-tls and tls-name'
is 'nor the requester' "$(sqlite3 "$d/log/ca.db" \
	"SELECT count(*) FROM requester WHERE name = 'lab'")" 0
printf '[http]\nlisten-tls = 127.0.0.1:8443\ntls-name = pki.contoso.com\n' \
	>"$T/tls"
sed -i -e "/^\[http\]/{
r $T/tls
d
}" "$d/sanca.conf"

# ---- eab new

exits 'a requester that is not there' 1 s eab new lab
like 'is made with --policy' "$(cat "$T/stderr")" 'with --policy it is made'
exits 'of a policy that there is' 1 s eab new lab --policy none
is 'else nothing is made' "$(sqlite3 "$d/log/ca.db" \
	"SELECT (SELECT count(*) FROM requester WHERE name = 'lab') +
	(SELECT count(*) FROM acme_binding)")" 0
exits 'eab new' 0 s eab new lab --policy default
cp "$T/stdout" "$T/new"
directory=https://pki.contoso.com:8443/acme/directory
kid=$(sed -n 's/^kid  *//p' "$T/new")
key=$(sed -n 's/^key  *//p' "$T/new")
like 'a kid of 128 bits' "$kid" '^[A-Za-z0-9_-]{22}$'
like 'a key of 256 bits, base64url' "$key" '^[A-Za-z0-9_-]{43}$'
like 'the address' "$(cat "$T/new")" "^directory  *$directory\$"
like 'a line for certbot' "$(cat "$T/new")" \
	"^certbot .*--server $directory --eab-kid=$kid --eab-hmac-key=$key "
like 'a line for lego' "$(cat "$T/new")" \
	"^lego --server $directory --eab --kid=$kid --hmac=$key "
like 'that ACME is off is said' "$(cat "$T/stderr")" 'not served yet'
is 'the requester is there, and may issue' "$(sqlite3 "$d/log/ca.db" \
	"SELECT policy, rights FROM requester WHERE name = 'lab'")" 'default|1'
is 'E21 the key is nowhere' "$(grep -rlaF "$key" "$d" | wc -l)" 0
is 'nor its octets in the database' "$(python3 - "$key" "$d/log/ca.db" <<'END'
import base64, sys
key = base64.urlsafe_b64decode(sys.argv[1] + "=")
print(key in open(sys.argv[2], "rb").read())
END
)" False
is 'it is HMAC-SHA-256 of the kid, as the signer has it' \
	"$(printf %s "$kid" | openssl dgst -sha256 -mac HMAC -macopt \
		"hexkey:$(xxd -p -c 64 "$d/ca/binding.key")" -binary |
		basenc --base64url | tr -d '=')" "$key"
exits 'another policy is refused' 1 s eab new lab --policy other
like 'with what to do' "$(cat "$T/stderr")" 'sanca requester policy'
exits 'the same is none' 0 s eab new lab --policy default --json
is 'as JSON' "$(json 'sorted(o)')" \
	"['directory', 'expires_at', 'key', 'kid', 'policy', 'requester']"
is 'another kid' "$(json "o['kid'] != '$kid' and o['key'] != '$key'")" True
used=$(json "o['kid']")
exits 'without an end' 0 s eab new lab --expires never --json
is 'never' "$(json "o['expires_at']")" None
exits 'an end in the past is none' 2 s eab new lab --expires 0s
exits 'a name that is none' 2 s eab new 'Two Words' --policy default
exits 'anonymous has none' 2 s eab new anonymous

# ---- eab list, eab revoke

past=AAAAAAAAAAAAAAAAAAAAAA
acme_account 1 lab
acme_sql <<END
INSERT INTO acme_binding (kid, requester, created_at, expires_at) VALUES
	('$past', (SELECT id FROM requester WHERE name = 'lab'), 5, 6);
UPDATE acme_binding SET account = 1 WHERE kid = '$used';
END
exits 'eab list' 0 s eab list
like 'one is open' "$(cat "$T/stdout")" "^$kid lab .* open\$"
like 'one is used' "$(cat "$T/stdout")" "^$used lab .* used, account 1\$"
like 'one has expired' "$(cat "$T/stdout")" "^$past lab .* expired\$"
unlike 'no key is shown again' "$(cat "$T/stdout")" "$key"
exits 'of a requester' 0 s eab list lab --json
is 'all' "$(json 'len(o)')" 4
is 'with their states' "$(json '[r["status"] for r in o]')" \
	"['open', 'used', 'open', 'expired']"
exits 'of another' 0 s eab list admin --json
is 'none' "$(json 'o')" '[]'
exits 'of nobody' 1 s eab list nobody
exits 'a kid that there is not' 1 s eab revoke BAAAAAAAAAAAAAAAAAAAAA
exits 'one that is too long' 1 s eab revoke "${kid}x"
exits 'eab revoke' 0 s eab revoke -- "$kid"
exits 'twice' 1 s eab revoke -- "$kid"
like 'is told' "$(cat "$T/stderr")" 'revoked already'
exits 'as JSON' 0 s eab revoke --json "$past"
is 'its kid' "$(json "o['revoked']")" "$past"
exits 'a used one' 0 s eab revoke -- "$used"
like 'leaves its account' "$(cat "$T/stderr")" 'sanca acme deactivate 1'
like 'and says what it takes from it' "$(cat "$T/stderr")" \
	'no name without a challenge any more [(]acme-preauthorized[)]'
exits 'they are revoked' 0 s eab list lab --json
is 'all three' "$(json 'sum(r["status"] == "revoked" for r in o)')" 3
like 'the log knows who' "$(s log export)" 'binding-revoke'

# ---- acme

openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$T/key.pem" -out "$T/csr.pem" -subj / \
	-addext subjectAltName=DNS:mail.contoso.com 2>"$T/err"
exits 'a certificate' 0 s issue "$T/csr.pem" --requester lab
echo 'DELETE FROM acme_account' | sqlite3 -cmd 'DROP TRIGGER acme_account_kept' \
	"$d/log/ca.db"
acme_seed lab 1
acme_account 2 admin 'mailto:a@contoso.com mailto:b@contoso.com'
exits 'acme accounts' 0 s acme accounts
like 'has the requester' "$(cat "$T/stdout")" \
	'^1 +lab .* active +[A-Za-z0-9_-]{11} mailto:ops@contoso.com$'
is 'a line each' "$(wc -l <"$T/stdout")" 3
exits 'of one' 0 s acme accounts --requester admin --json
is 'it has one' "$(json '[r["account"] for r in o]')" '[2]'
is 'with its key' "$(json 'len(o[0]["key"])')" 43
exits 'of nobody' 1 s acme accounts --requester nobody
exits 'acme orders' 0 s acme orders
cp "$T/stdout" "$T/orders"
is 'the newest last, each with its state' \
	"$(sed -n 's/^\([0-9]\) *1 *\([a-z]*\) .*/\1 \2/p' "$T/orders" |
		tr '\n' ' ')" \
	'1 pending 2 invalid 3 valid 4 ready 5 invalid '
like 'why it failed' "$(cat "$T/orders")" \
	'^ +ftp.contoso.com, http-01: connected to 10.0.0.7:80, got 404 for /'
like 'the serial' "$(cat "$T/orders")" '^ +serial [0-9a-f]{32}'
like 'an end' "$(cat "$T/orders")" '^ +the order has expired$'
exits 'of one account' 0 s acme orders --account 2 --json
is 'none' "$(json 'o')" '[]'
exits 'of none' 1 s acme orders --account 9
exits 'no number' 2 s acme orders --account x
exits 'as JSON' 0 s acme orders --account 1 --json
is 'all five' "$(json '[r["status"] for r in o]')" \
	"['pending', 'invalid', 'valid', 'ready', 'invalid']"
exits 'acme order' 0 s acme order 2
like 'says its state' "$(cat "$T/stdout")" '^status +invalid$'
like 'whose it is' "$(cat "$T/stdout")" '^account +1 of lab$'
like 'where was looked' "$(cat "$T/stdout")" '^  address +10.0.0.7:80$'
like 'and why it failed' "$(cat "$T/stdout")" \
	'^  error +incorrectResponse connected to 10.0.0.7:80, got 404'
exits 'a wildcard without a challenge' 0 s acme order 4
like 'is named so' "$(cat "$T/stdout")" '^\*\.contoso\.com$'
like 'and how it counts' "$(cat "$T/stdout")" '^  method +preauthorized$'
exits 'as JSON, too' 0 s acme order 2 --json
is 'with authorizations' \
	"$(json '[(a["name"], a["method"]) for a in o["authorizations"]]')" \
	"[('www.contoso.com', 'http-01'), ('ftp.contoso.com', 'http-01')]"
exits 'an order that there is not' 1 s acme order 99
exits 'acme deactivate' 0 s acme deactivate 1
exits 'twice' 1 s acme deactivate 1
like 'is told' "$(cat "$T/stderr")" 'ended already'
exits 'one that there is not' 1 s acme deactivate 99
exits 'as JSON' 0 s acme deactivate 2 --json
is 'its number' "$(json "o['deactivated']")" 2
exits 'they are told so' 0 s acme accounts --json
is 'revoked' "$(json '[r["status"] for r in o]')" "['revoked', 'revoked']"

# What stands there may be anything.
acme_order 6 1 3600 evil.contoso.com
acme_authz 6 0 evil.contoso.com 0 3 1 x \
	"connection $(printf 'a\033[31mb\r\n\302\205c')"
for c in 'orders' 'order 6'; do
	# shellcheck disable=SC2086
	exits "a hostile error, $c" 0 s acme $c
	is 'has no controls' "$(LC_ALL=C grep -c "$(printf '\033')" \
		"$T/stdout")" 0
	like 'but is shown' "$(cat "$T/stdout")" 'a\\x1b\[31mb'
done

done_testing
