#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Requesters, links to the console and calendars on the command line.

. "${0%/*}/../lib.sh"
requires sqlite3 python3 xxd

sanca=$top_builddir/sanca
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
# The hash that a link has in the database.
hash_of()
{
	python3 -c 'import base64, hashlib, sys
s = sys.argv[1]
h = hashlib.sha256(base64.urlsafe_b64decode(s + "=")).digest()
print(hashlib.sha256(h).hexdigest())' "$1"
}
links()
{
	sqlite3 "$d/log/ca.db" "SELECT count(*) FROM link
		WHERE lower(hex(hash)) = '$1' AND ended_at $2"
}

exits 'init' 0 "$sanca" init "$d" --name 'Contoso Test CA' --domain contoso.com
link=$(sed -n 's|^ *https://HOST:PORT/console/link/\(.*\)|\1|p' "$T/stderr")
like 'it prints the link of the first administrator, of 256 bits' "$link" \
	'^[A-Za-z0-9_-]{43}$'
is 'whose hash is kept' "$(links "$(hash_of "$link")" '= 0')" 1
is 'E21 and nothing more' "$(grep -rlaF "$link" "$d" | wc -l)" 0
is 'it lives a week' "$(sqlite3 "$d/log/ca.db" \
	'SELECT expires_at - created_at FROM link')" 604800
exits 'the log verifies' 0 s log verify
like 'and knows of it' "$(s log export)" 'link-new.*sanca init'

exits 'without HTTPS there is no link' 2 s console-link
like 'and what to set is said' "$(cat "$T/stderr")" 'listen-tls and tls-name'
printf '[http]\nlisten-tls = 127.0.0.1:8443\ntls-name = pki.contoso.com\n' \
	>"$T/tls"
sed -i -e "/^\[http\]/{
r $T/tls
d
}" "$d/sanca.conf"
exits 'console-link' 0 s console-link
like 'prints an address' "$(cat "$T/stdout")" \
	'^https://pki.contoso.com:8443/console/link/[A-Za-z0-9_-]{43}$'
is 'alone' "$(wc -l <"$T/stdout")" 1
link=$(sed 's|.*/||' "$T/stdout")
is 'its hash is kept' "$(links "$(hash_of "$link")" '= 0')" 1
exits 'of nobody' 1 s console-link nobody
exits 'of a built-in one' 2 s console-link admin

exits 'requester new' 0 s requester new mail01 --policy default \
	--rights request,issue --contact a@contoso.com --contact b@contoso.com \
	--client-name mail01.contoso.com --expires 90d
exits 'twice' 1 s requester new mail01 --policy default
exits 'a name in capitals (E24)' 2 s requester new Mail02
exits 'a name with a blank behind it (E24)' 2 s requester new 'mail01 '
exits 'a built-in name' 2 s requester new anonymous
exits 'a right that is none' 2 s requester new x --rights all
exits 'a policy that is none' 1 s requester new x --policy none
exits 'a contact that is no address' 1 s requester new x --contact nobody
exits 'a client name that another has' 1 s requester new x \
	--client-name mail01.contoso.com
exits 'a client name that is none' 2 s requester new x \
	--client-name 'MAIL.contoso.com'
exits 'token new' 0 s token new mail01 --may issue
exits 'more than it has itself' 2 s token new mail01 --may list
like 'which is said' "$(cat "$T/stderr")" 'has not the right list'
exits 'requester show' 0 s requester show mail01 --json
is 'rights' "$(json 'o["rights"]')" 'request,issue'
is 'contacts' "$(json '" ".join(o["contacts"])')" 'a@contoso.com b@contoso.com'
is 'client name' "$(json 'o["client_name"]')" mail01.contoso.com
is 'password' "$(json 'o["has_password"]')" False
is 'tokens' "$(json '[t["may"] for t in o["tokens"]]')" "['issue']"
is 'certificates' "$(json 'o["certificates"]')" 0
exits 'for people' 0 s requester show mail01
like 'with contacts' "$(cat "$T/stdout")" '^contacts +a@contoso.com b@'
exits 'of nobody' 1 s requester show nobody

exits 'requester set' 0 s requester set mail01 --contact '' --expires never \
	--client-name ''
exits 'requester show' 0 s requester show mail01 --json
is 'no contacts' "$(json 'o["contacts"]')" '[]'
is 'no client name' "$(json 'o["client_name"]')" ''
is 'no end' "$(json 'o["expires_at"]')" None
is 'the rights stay' "$(json 'o["rights"]')" 'request,issue'
exits 'nothing to set' 2 s requester set mail01
exits 'requester disable' 0 s requester disable mail01
exits 'requester list' 0 s requester list --json
is 'it is' "$(json '[r["status"] for r in o if r["requester"] == "mail01"]')" \
	"['disabled']"
exits 'requester enable' 0 s requester enable mail01
exits 'requester list' 0 s requester list --json
is 'it is' "$(json '[r["status"] for r in o if r["requester"] == "mail01"]')" \
	"['enabled']"
is 'built-in ones are there, anonymous too' "$(json 'sorted(r["requester"]
	for r in o if r["status"] == "built-in")')" \
	"['acme', 'admin', 'anonymous', 'https']"
exits 'a built-in one is not changed' 2 s requester disable admin

exits 'requester calendar' 0 s requester calendar mail01
like 'prints an address' "$(cat "$T/stdout")" \
	'^https://pki.contoso.com:8443/calendar/[A-Za-z0-9_-]{43}\.ics$'
first=$(sed 's|.*/\(.*\)\.ics|\1|' "$T/stdout")
exits 'another' 0 s requester calendar mail01
second=$(sed 's|.*/\(.*\)\.ics|\1|' "$T/stdout")
is 'takes its place' "$(links "$(hash_of "$first")" '<> 0')" 1
is 'and counts' "$(links "$(hash_of "$second")" '= 0')" 1
exits 'requester calendar --end' 0 s requester calendar mail01 --end
is 'ends it' "$(links "$(hash_of "$second")" '<> 0')" 1
exits 'there is none left' 1 s requester calendar mail01 --end

exits 'the log verifies' 0 s log verify
s log export >"$T/log"
for action in requester-new requester-set link-new link-end; do
	like "$action is in the log" "$(cat "$T/log")" "$action"
done
like 'with who did it' "$(cat "$T/log")" '"uid [0-9]+"'
is 'E21 no secret in it' "$(grep -cF -e "$link" -e "$first" "$T/log")" 0
done_testing
