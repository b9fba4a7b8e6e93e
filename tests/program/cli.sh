#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The commands of sanca where no daemon runs: manners, forms, exit status.

. "${0%/*}/../lib.sh"
requires openssl python3

as_root=
[ "$(id -u)" != 0 ] ||
	as_root='--front-user 64001:64001 --signer-user 64002:64002'
samples=$top_srcdir/tests/samples
d=$T/ca

# Words on purpose.
# shellcheck disable=SC2086
exits 'a CA is made' 0 "$sanca" init "$d" --name 'Test CA' $as_root \
	--domain contoso.com --domain contoso.local \
	--short-names-of contoso.local --ip-range 10.0.0.0/8

# s WORD...: sanca on that CA.
s()
{
	"$sanca" -d "$d" "$@"
}

# json EXPRESSION: of the object in $T/stdout, as Python says it.
json()
{
	python3 -c 'import json, sys
o = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$T/stdout" "$1"
}

# request NAME SAN: a request in $T/NAME.pem.
request()
{
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$T/$1.key" -out "$T/$1.pem" -subj "/CN=$1" \
		-addext "subjectAltName=$2" 2>/dev/null
}

# ---- manners

exits 'no command is wrong usage' 2 "$sanca"
is 'and nothing is on stdout' "$(wc -c <"$T/stdout")" 0
exits 'an unknown command is wrong usage' 2 s frobnicate
exits 'half a command is wrong usage' 2 s trust
like 'and the other halves are told' "$(cat "$T/stderr")" \
	'goes on with one of: install, check, sheet$'
exits 'an unknown option is wrong usage' 2 s list --colour
exits 'an option twice is wrong usage' 2 s list --name a --name b
exits 'a word too many is wrong usage' 2 s status now
exits 'a missing operand is wrong usage' 2 s check
exits 'a directory that is none says how to make one' 2 \
	"$sanca" -d "$T/none" policy show
like 'sanca init is named' "$(cat "$T/stderr")" 'sanca init'
exits 'no daemon: not reachable' 3 s status
exits 'a policy that is not there' 1 s policy show nothing
exits 'SANCA_DIR names the directory' 0 env SANCA_DIR="$d" "$sanca" fingerprint
exits '-d goes before it' 0 env SANCA_DIR="$T/none" "$sanca" -d "$d" fingerprint

# screen TEXT: the size of the help in $T/stdout.
screen()
{
	lines=$(wc -l <"$T/stdout")
	columns=$(wc -L <"$T/stdout")
	ok "help $1 fits 24 x 80 ($lines x $columns)" \
		test "$lines" -le 24 -a "$columns" -le 80
}
exits 'help is there' 0 "$sanca" help
screen ''
cp "$T/stdout" "$T/help"
for c in init check issue renew 'pending list' 'pending show' \
	'pending approve' 'pending refuse' 'notify test' 'notify list' list show revoke 'crl show' 'crl export' \
	'token new' 'token list' 'token revoke' \
	'requester new' 'requester list' 'requester show' 'requester set' \
	'requester policy' 'requester disable' 'requester enable' \
	'requester calendar' console-link \
	'acme accounts' 'acme orders' 'acme order' 'acme deactivate' \
	'log verify' 'log head' 'log export' 'policy show' 'policy test' \
	'conf check' fingerprint 'trust install' 'trust check' 'trust sheet' \
	status; do
	# Those of a group stand in one line: "token new|list|revoke", or "...".
	case $c in
	*' '*) line="${c% *} (\\.\\.\\.|([a-z]+\\|)*${c#* }(\\|[a-z]+)*)" ;;
	*) line=$c ;;
	esac
	like "help names $c" "$(cat "$T/help")" "^  $line "
	# shellcheck disable=SC2086
	exits "help $c is there" 0 "$sanca" help $c
	screen "$c"
	# shellcheck disable=SC2086
	exits "$c --help too" 0 "$sanca" $c --help
done
# These have no line of their own: others lead to them.
like 'help leads to eab' "$(cat "$T/help")" '^  acme .* help eab$'
for c in 'eab new' 'eab list' 'eab revoke' 'clock accept'; do
	# shellcheck disable=SC2086
	exits "help $c is there" 0 "$sanca" help $c
	screen "$c"
done
sed -n 's/^  \([a-z]*\) \([a-z]*|[a-z|]*\) .*/\1 \2/p' "$T/help" |
	tr '|' ' ' >"$T/groups"
is 'help has groups' "$(wc -l <"$T/groups")" 6
while read -r group seconds; do
	exits "help $group is there" 0 "$sanca" help "$group"
	screen "$group"
	is "it tells of all of them" "$(sed -n 's/^  \([a-z]*\) .*/\1/p' \
		"$T/stdout" | tr '\n' ' ')" "$seconds "
	cp "$T/stdout" "$T/group"
	exits "$group --help too" 0 "$sanca" "$group" --help
	ok 'is the same' cmp "$T/stdout" "$T/group"
done <"$T/groups"

"$sanca" completion >"$T/completion"
ok 'the installed completion is of this table' \
	cmp "$T/completion" "$top_srcdir/ca-data/completion/sanca"
ok 'bash reads it' bash -n "$T/completion"
# shellcheck disable=SC2016
is 'it completes the second word' "$(bash -c '. "$1"
	COMP_WORDS=(sanca -d x token rev); COMP_CWORD=4; _sanca
	echo "${COMPREPLY[@]}"' bash "$T/completion")" revoke
# shellcheck disable=SC2016
is 'it completes options' "$(bash -c '. "$1"
	COMP_WORDS=(sanca issue f --prof); COMP_CWORD=3; _sanca
	echo "${COMPREPLY[@]}"' bash "$T/completion")" --profile

# ---- check

exits 'the six names would be issued' 0 s check "$samples/exchange-six-names.req"
six=$(grep '^allowed' "$T/stdout" | sed 's/^allowed *DNS //; s/:.*//' |
	tr '\n' ' ')
is 'in their order' "$six" "mail.contoso.com contoso.com contoso.local \
autodiscover.contoso.com server01.contoso.local server01 "
like 'the line of the policy is said' "$(cat "$T/stdout")" \
	'allow-domain = contoso.local \(sanca.conf line [0-9]+\)'
like 'SHA-1 is wondered at' "$(cat "$T/stdout")" '^warning .*SHA-1'
exits 'stdin is read' 0 s check - <"$samples/exchange-six-names.req"
request other DNS:mail.contoso.org,DNS:a.contoso.com,DNS:b.example.org
exits 'names outside are refused' 1 s check "$T/other.pem"
is 'each is listed' "$(grep -c '^REFUSED' "$T/stdout")" 2
exits 'as JSON too' 1 s check "$T/other.pem" --json
is 'with every violation' "$(json 'len(o["violations"])')" 2
is 'and no allowance' "$(json 'o["allowed"]')" False
exits 'other names may be said' 0 s check "$T/other.pem" --json \
	--names 'c.contoso.com, 10.1.2.3'
is 'and are those that count' "$(json '[n["value"] for n in o["names"]]')" \
	"['c.contoso.com', '10.1.2.3']"
exits 'too long a life is refused' 1 s check "$samples/exchange-six-names.req" \
	--lifetime 10y
exits 'a profile that is none' 2 s check "$T/other.pem" --profile ca
exits 'what is no request is refused' 1 s check "$top_srcdir/README.md"
exits 'a private key is refused' 1 s check "$T/other.key"
exits 'a request of RSA-1024 is refused' 1 s check \
	"$samples/seed-as-written-1024.req"
like 'and told what to change' "$(cat "$T/stderr")" 2048
like 'the key is listed as a reason' "$(cat "$T/stdout")" '^refused .*2048'
is 'and every name is judged all the same' \
	"$(grep -c '^allowed' "$T/stdout")" 6
like 'what was wondered at is said' "$(cat "$T/stdout")" \
	'^warning .*comma is missing'
exits 'the same as JSON' 1 s check "$samples/seed-as-written-1024.req" --json
is 'has the error' "$(json 'o["error"]["type"], o["allowed"]')" \
	"('badPublicKey', False)"
is 'the one violation' "$(json '[v["id"] for v in o["violations"]]')" \
	"['key-refused']"
like 'the warnings' "$(json 'o["warnings"]')" subject-odd
like 'the notes' "$(json 'o["notes"]')" 'made-by'
is 'and the names' "$(json '[n["allowed"] for n in o["names"]]')" \
	"[True, True, True, True, True, True]"
exits 'what is no request gives JSON too' 1 s check --json \
	"$top_srcdir/README.md"
is 'with its error' "$(json 'o["error"]["type"], o["names"]')" \
	"('badCSR', [])"
request odd 'DNS:a_b..contoso.com'
exits 'names that cannot be' 1 s check "$T/odd.pem" --json
is 'are the only reason' "$(json '"no-names" in str(o)')" False

exits 'policy test tells names apart' 1 s policy test default \
	mail.contoso.com mail.contoso.org
like 'allowed' "$(cat "$T/stdout")" '^allowed +mail.contoso.com'
like 'refused' "$(cat "$T/stdout")" '^refused .*mail.contoso.org'
exits 'policy test of good names' 0 s policy test default server01 \
	server01.contoso.local
exits 'policy show' 0 s policy show default
like 'in canonical form' "$(cat "$T/stdout")" '^allow-domain = contoso.com$'

like 'with how often it renews' "$(cat "$T/stdout")" '^renewals = 10$'
like 'and how long' "$(cat "$T/stdout")" '^renewal-age = 5y$'
unlike 'and nothing about waiting' "$(cat "$T/stdout")" approval

# What another policy allows waits for a person.
cp "$d/sanca.conf" "$T/alone.conf"
cat >>"$d/sanca.conf" <<'EOF'
[policy desk]
allow-domain = contoso.com
approval-policy = wide
renewals = 3
renewal-age = 90d
[policy wide]
allow-domain = contoso.com
allow-domain = contoso.org
EOF
exits 'policy show of one with an approval-policy' 0 s policy show desk
is 'tells it, and the renewals' \
	"$(grep -E '^(approval|renewal)' "$T/stdout" | tr '\n' ' ')" \
	'approval-policy = wide renewals = 3 renewal-age = 90d '
exits 'policy test of a name that would wait' 1 s policy test desk \
	mail.contoso.com mail.contoso.org
like 'says which is allowed' "$(cat "$T/stdout")" \
	'^allowed +mail.contoso.com: allow-domain'
like 'which is refused' "$(cat "$T/stdout")" '^refused .*mail.contoso.org'
like 'which waits, and by which line' "$(cat "$T/stdout")" \
	'^waits +mail.contoso.org: allow-domain = contoso.org .*line [0-9]+'
like 'and by which policy' "$(cat "$T/stdout")" \
	'^verdict .* wait for a person, by approval-policy wide$'
exits 'as JSON' 1 s policy test desk mail.contoso.org --json
is 'too' "$(json 'o["verdict"], o["approval_policy"], o["allowed"]')" \
	"('pend', 'wide', False)"
exits 'a name that neither allows' 1 s policy test desk mail.contoso.org \
	mail.example.net --json
is 'lets nothing wait' "$(json 'o["verdict"], "approval_policy" in o')" \
	"('deny', False)"
exits 'what the policy itself allows' 0 s policy test desk mail.contoso.com \
	--json
is 'does not wait' "$(json 'o["verdict"], "approval_policy" in o')" \
	"('allow', False)"
request desk DNS:a.contoso.com,DNS:a.contoso.org
exits 'check of a request that would wait' 1 s check "$T/desk.pem" --policy desk
like 'says which name waits, and by which line' "$(cat "$T/stdout")" \
	'^waits +DNS a.contoso.org: allow-domain = contoso.org .*line [0-9]+'
like 'and by which policy' "$(cat "$T/stdout")" \
	'^verdict .* refused by policy desk, .*its approval-policy wide$'
exits 'as JSON' 1 s check "$T/desk.pem" --policy desk --json
is 'too' "$(json 'o["verdict"], o["approval_policy"], o["allowed"]')" \
	"('pend', 'wide', False)"
exits 'too long a life' 1 s check "$T/desk.pem" --policy desk \
	--names a.contoso.com --lifetime 10y --json
is 'is refused by both' "$(json 'o["verdict"]')" deny
exits 'a name that can be none' 1 s check "$T/odd.pem" --policy desk --json
is 'does not wait' "$(json 'o["verdict"]')" deny
exits 'what would wait is not issued' 1 s issue "$T/desk.pem" --policy desk
cat "$T/alone.conf" >"$d/sanca.conf"

# What the CA's own certificate excludes is not allowed by any policy.
# shellcheck disable=SC2086
exits 'a CA with constraints' 0 "$sanca" init "$T/tight" --name Tight \
	--domain contoso.com --constrain $as_root
cp "$T/tight/sanca.conf" "$T/tight.conf"
sed -i 's/^allow-domain = contoso.com/&\nallow-domain = example.org/' \
	"$T/tight/sanca.conf"
request wide DNS:a.contoso.com,DNS:b.example.org
exits 'refuses a name outside them' 1 "$sanca" -d "$T/tight" check --json \
	"$T/wide.pem"
is 'and says of which name' "$(json '[n["allowed"] for n in o["names"]]')" \
	'[True, False]'
cp "$T/tight/sanca.conf" "$T/loose.conf"
sed 's/^allow-domain = contoso.com/&\napproval-policy = more/' \
	"$T/tight.conf" >"$T/tight/sanca.conf"
printf '[policy more]\nallow-domain = contoso.com\n%s\n' \
	'allow-domain = example.org' >>"$T/tight/sanca.conf"
exits 'whichever policy is asked' 1 "$sanca" -d "$T/tight" check --json \
	--policy default "$T/wide.pem"
is 'and nothing waits' "$(json 'o["verdict"]')" deny
cat "$T/loose.conf" >"$T/tight/sanca.conf"

# ---- issue, list, show

ca=$d/public/ca.pem
exits 'issue' 0 s issue "$samples/exchange-six-names.req" --profile mail
cp "$T/stdout" "$T/six.crt"
ok 'openssl verifies it' openssl verify -x509_strict -CAfile "$ca" "$T/six.crt"
is 'stdout is the certificate alone' \
	"$(head -n 1 "$T/six.crt"; tail -n 1 "$T/six.crt")" \
	'-----BEGIN CERTIFICATE-----
-----END CERTIFICATE-----'
like 'warnings are on stderr' "$(cat "$T/stderr")" 'warning: .*SHA-1'
exits 'a refused request is not issued' 1 s issue "$T/other.pem"
is 'nothing is on stdout' "$(wc -c <"$T/stdout")" 0
like 'every reason is on stderr' "$(cat "$T/stderr")" 'b.example.org'
exits 'a requester that is none' 1 s issue "$samples/exchange-six-names.req" \
	--requester nobody
request one DNS:one.contoso.com
exits 'into a file' 0 s issue "$T/one.pem" --form der --out "$T/one.der"
ok 'in DER' openssl x509 -inform der -in "$T/one.der" -noout
request two DNS:two.contoso.com
exits 'as JSON' 0 s issue "$T/two.pem" --json --lifetime 30d
serial=$(json 'o["serial"]')
is 'with its names' "$(json 'o["names"][0]["value"]')" two.contoso.com

exits 'list' 0 s list
is 'has all three' "$(grep -c issued "$T/stdout")" 3
exits 'list by name' 0 s list --name one.contoso.com --json
is 'one' "$(json 'len(o)')" 1
exits 'list by a name in capitals' 0 s list --name ONE.contoso.com --json
is 'the same' "$(json 'len(o)')" 1
exits 'list below a name' 0 s list --name '*.contoso.com' --json
is 'all' "$(json 'len(o)')" 3
exits 'list what ends' 0 s list --expiring 60d --json
is 'the short-lived one' "$(json '[c["serial"] for c in o]')" "['$serial']"
exits 'list of nobody' 0 s list --requester nobody --json
is 'is an empty list' "$(json o)" '[]'
exits 'list by state' 0 s list --status void --json
is 'no voids' "$(json o)" '[]'
exits 'an unknown state' 2 s list --status gone
exits 'list as CSV' 0 s list --csv
is 'as Python reads it' "$(python3 -c 'import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
print(len(rows), rows[0]["names"], rows[0]["revoked_at"] == "")' "$T/stdout")" \
	'3 two.contoso.com True'

sha1=$(openssl x509 -in "$T/six.crt" -noout -fingerprint -sha1 | sed 's/.*=//')
sha256=$(openssl x509 -in "$T/six.crt" -noout -fingerprint -sha256 |
	sed 's/.*=//')
lower=$(echo "$sha1" | tr -d : | tr A-F a-f)
# A thumbprint copied from Windows begins with U+200E and has blanks.
windows=$(printf '\342\200\216%s' "$(echo "$lower" | sed 's/../& /g')")
for by in "$sha1" "$sha256" "$lower" "$windows" mail.contoso.com \
	MAIL.contoso.com; do
	exits "show $by" 0 s show "$by" --form pem
	ok 'is that certificate' sh -c "openssl x509 -in '$T/stdout' -noout \
		-fingerprint -sha256 | grep -q '$sha256'"
done
exits 'show by serial' 0 s show "$serial" --json
is 'is that one' "$(json 'o["names"][0]["value"]')" two.contoso.com
exits 'show as p7b' 0 s show "$sha1" --form p7b --out "$T/six.p7b"
is 'holds leaf and root' "$(openssl pkcs7 -inform der -in "$T/six.p7b" \
	-print_certs | grep -c ^subject)" 2
exits 'show what is not there' 1 s show 00112233
exits 'show nothing' 1 s show ''
exits 'a form that is none' 2 s show "$sha1" --form jks

# ---- tokens

exits 'token new' 0 s token new exchange --policy default --may issue,list \
	--expires 90d
token=$(cat "$T/stdout")
is 'the token is alone on stdout' "$(wc -l <"$T/stdout")" 1
like 'of 256 bits' "$token" '^sanca_[A-Za-z0-9_-]{43}$'
is 'it is kept nowhere' "$(grep -rlaF "$token" "$d" | wc -l)" 0
hash=$(printf %s "$token" | openssl dgst -sha256 -binary |
	openssl dgst -sha256 -binary | xxd -p -c 32)
ok 'only the hash of its hash is' sh -c "cat '$d'/log/ca.db* | xxd -p -c 0 | grep -q $hash"
exits 'token list' 0 s token list --json
is 'with its rights' "$(json '[t["may"] for t in o if t["requester"] == "exchange"]')" \
	"['issue,list']"
request four DNS:four.contoso.com
exits 'its requester may be issued for' 0 s issue "$T/four.pem" \
	--requester exchange --out "$T/four.crt"
exits 'but not a key of another' 1 s issue "$T/one.pem" --requester exchange
like 'which is said' "$(cat "$T/stderr")" 'another requester'
exits 'a right that is none' 2 s token new x --may everything
exits 'a name in capitals' 2 s token new Exchange
exits 'a name with a blank' 2 s token new 'ex change'
exits 'a policy that is none' 1 s token new x --policy none
exits 'a time that is none' 2 s token new x --expires soon
printf '[policy narrow]\nallow-name = narrow.contoso.com\n' >>"$d/sanca.conf"
exits 'requester policy' 0 s requester policy exchange --policy narrow
exits 'requester list' 0 s requester list --json
is 'it is the new one' \
	"$(json '[r["policy"] for r in o if r["requester"] == "exchange"]')" \
	"['narrow']"
exits 'requester list for people' 0 s requester list
like 'with a heading' "$(cat "$T/stdout")" '^REQUESTER +POLICY +STATUS'
like 'the change is logged' "$(s log export)" 'requester-set'
exits 'a policy must be named' 2 s requester policy exchange
exits 'of nobody' 1 s requester policy nobody --policy narrow
exits 'to a policy that is none' 1 s requester policy exchange --policy none
exits 'token revoke by name' 0 s token revoke exchange
exits 'token list' 0 s token list --json
is 'it is revoked' "$(json '[t["status"] for t in o if t["requester"] == "exchange"]')" \
	"['revoked']"
exits 'revoking it again is refused' 1 s token revoke exchange
exits 'revoking token 99 is refused' 1 s token revoke 99

# ---- the log

exits 'clock accept' 0 s clock accept
exits 'log head' 0 s log head
cp "$T/stdout" "$T/head"
like 'is a signed note' "$(cat "$T/head")" '^— sanca/'
exits 'log export' 0 s log export
is 'an object per line, numbered' "$(python3 -c 'import json, sys
e = [json.loads(l) for l in open(sys.argv[1])]
print([x["index"] for x in e] == list(range(len(e))),
	sum(x["type"] == "issue" for x in e))' "$T/stdout")" 'True 4'
exits 'log verify' 0 s log verify --json
is 'all is well' "$(json 'o["good"], o["certificates"]')" '(True, 4)'
request three DNS:three.contoso.com
exits 'one more' 0 s issue "$T/three.pem" --out "$T/three.crt"
exits 'the kept head is a part of it' 0 s log verify --against "$T/head"
like 'and that is said' "$(cat "$T/stdout")" 'is a part of it'
sed 's/^[0-9][0-9]*$/9999/' "$T/head" >"$T/forged"
base64 -w 0 "$T/head" >"$T/head64"
exits 'so it is in base64' 0 s log verify --against "$T/head64"
echo "sanca-signer: log head 3: $(cat "$T/head64")" >"$T/head-line"
exits 'and as a line of the journal' 0 s log verify --against "$T/head-line"
# A signature is random octets, one of which may be that of a line end.
heads_wrong=0
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
	s token new "head$i" --policy default >/dev/null 2>&1
	s log head >"$T/head$i"
	s log verify --against "$T/head$i" >/dev/null 2>&1 ||
		heads_wrong=$((heads_wrong + 1))
done
is 'each of twelve heads is a part of it' "$heads_wrong" 0
exits 'a forged head is refused' 1 s log verify --against "$T/forged"

# A wildcard is found by its name, and by nothing below it.
sed -i 's/^allow-domain = contoso.com.*/&\nwildcard-domain = contoso.com/' \
	"$T/tight/sanca.conf"
tight()
{
	"$sanca" -d "$T/tight" "$@"
}
request wild 'DNS:*.lab.contoso.com'
request plain DNS:a.lab.contoso.com
exits 'a wildcard' 0 tight issue "$T/wild.pem" --out "$T/wild.crt"
exits 'and a later name below' 0 tight issue "$T/plain.pem" --out "$T/plain.crt"
exits 'show the wildcard' 0 tight show '*.LAB.contoso.com' --json
is 'is that one' "$(json '[n["value"] for n in o["names"]]')" \
	"['*.lab.contoso.com']"
exits 'show another wildcard' 1 tight show '*.contoso.com'
exits 'show a suffix' 1 tight show .contoso.com

# ---- revoke, crl

# shellcheck disable=SC2086
exits 'a CA to revoke at' 0 "$sanca" init "$T/rev" --name Revoking $as_root \
	--domain contoso.com --public-url http://pki.contoso.com \
	--listen "127.0.0.1:$(free_port)"
r()
{
	"$sanca" -d "$T/rev" "$@"
}
rca=$T/rev/public/ca.pem
crl=$T/rev/public/ca.crl

exits 'crl show' 0 r crl show --json
is 'the first is empty' "$(json 'o["entries"], o["verifies"], o["over"]')" \
	'(0, True, False)'
first=$(json 'o["number"]')
like 'openssl verifies it' \
	"$(openssl crl -inform der -in "$crl" -CAfile "$rca" -noout 2>&1)" \
	'verify OK'
exits 'crl export' 0 r crl export
ok 'is the file' cmp "$T/stdout" "$crl"
exits 'crl export in PEM' 0 r crl export --form pem --out "$T/crl.pem"
is 'is that of openssl' "$(cat "$T/crl.pem")" \
	"$(openssl crl -inform der -in "$crl")"
exits 'in a form that is none' 2 r crl export --form p7b

exits 'a requester' 0 r token new alice
for n in a1 a2 b c1 c2; do
	case $n in
	c*) who='alice' ;;
	*) who='admin' ;;
	esac
	request "$n" "DNS:${n%[12]}.contoso.com"
	r issue "$T/$n.pem" --requester "$who" --form pem \
		--out "$T/$n.crt" 2>/dev/null
done
# serial_of NAME
serial_of()
{
	openssl x509 -in "$T/$1.crt" -noout -serial | sed 's/.*=//' |
		tr A-F a-f
}
# state_of NAME: as "sanca show" has it.
state_of()
{
	r show "$(serial_of "$1")" --json >"$T/state" &&
		python3 -c 'import json, sys
o = json.load(open(sys.argv[1]))
print(o["state"], o.get("reason", ""))' "$T/state"
}
# checked NAME: what openssl says of it with the CRL.
checked()
{
	r crl export --form pem >"$T/now.pem"
	openssl verify -CAfile "$rca" -CRLfile "$T/now.pem" -crl_check \
		"$T/$1.crt" 2>&1
}
like 'nothing is revoked yet' "$(checked a1)" ': OK$'

exits 'revoke what?' 2 r revoke
exits 'revoke two things' 2 r revoke a.contoso.com --all-of alice
exits 'for no reason that there is' 2 r revoke a.contoso.com --reason boredom
like 'those that there are are told' "$(cat "$T/stderr")" 'superseded'
exits 'for one that is not for leaves' 2 r revoke a.contoso.com \
	--reason cACompromise
exits 'lift for a reason' 2 r revoke a.contoso.com --lift --reason superseded
exits 'revoke a name that is not there' 1 r revoke z.contoso.com --yes
exits 'or all of nobody' 1 r revoke --all-of nobody --yes
exits 'lift no hold' 1 r revoke a.contoso.com --lift --yes
exits 'a serial that is not there' 1 r revoke 00112233

exits 'revoke by serial' 0 r revoke "$(serial_of a1)" --reason superseded
like 'it is said since when' "$(cat "$T/stderr")" \
	'1 certificate revoked since 2.*, superseded'
like 'and that it is on the CRL' "$(cat "$T/stderr")" 'the CRL [0-9]+ says so'
is 'show says it' "$(state_of a1)" 'revoked superseded'
is 'the other of this name is good' "$(state_of a2)" 'issued '
like 'openssl sees it' "$(checked a1)" 'certificate revoked'
like 'but not on the other' "$(checked a2)" ': OK$'
exits 'show for people' 0 r show "$(serial_of a1)"
like 'has it with its meaning' "$(cat "$T/stdout")" \
	'^status +revoked 2[^ ]*Z, superseded: another took its place'
exits 'once more' 1 r revoke "$(serial_of a1)" --reason superseded
like 'it stands already' "$(cat "$T/stderr")" 'already'
exits 'for another reason' 1 r revoke "$(serial_of a1)"
exits 'but the key may be found stolen' 0 r revoke "$(serial_of a1)" \
	--reason key-compromise
is 'then that is the reason' "$(state_of a1)" 'revoked keyCompromise'
like 'and that the key is blocked is said' "$(cat "$T/stderr")" 'blocked'
exits 'which it is' 1 r issue "$T/a1.pem"

exits 'by name: a look first' 1 r revoke A.contoso.com
like 'with what would be revoked' "$(cat "$T/stdout")" \
	"^$(serial_of a2) 2.* a.contoso.com$"
is 'and nothing else' "$(wc -l <"$T/stdout")" 1
like '--yes is named' "$(cat "$T/stderr")" '1 certificate; .*--yes'
is 'nothing was done' "$(state_of a2)" 'issued '
exits 'the same as JSON' 1 r revoke a.contoso.com --json
is 'tells as much' \
	"$(json 'o["changed"], [c["serial"] for c in o["certificates"]]')" \
	"(0, ['$(serial_of a2)'])"

# answers WORD STATUS: sanca revoke on a terminal where WORD is typed.
cat >"$T/terminal.py" <<'EOF'
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
seen = b''
while b'[y/N]' not in seen:
    seen += os.read(fd, 4096)
os.write(fd, sys.argv[1].encode() + b'\n')
try:
    while True:
        more = os.read(fd, 4096)
        if not more:
            break
        seen += more
except OSError:
    pass
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
EOF
exits 'on a terminal: no' 1 python3 "$T/terminal.py" n \
	"$sanca" -d "$T/rev" revoke a.contoso.com --reason certificateHold
is 'is no' "$(state_of a2)" 'issued '
exits 'on a terminal: yes' 0 python3 "$T/terminal.py" y \
	"$sanca" -d "$T/rev" revoke a.contoso.com --reason certificateHold
like 'the question says what' "$(cat "$T/stdout")" \
	'Put 1 certificate on hold\?'
is 'is done' "$(state_of a2)" 'revoked certificateHold'
like 'openssl sees the hold' "$(checked a2)" 'certificate revoked'
exits 'a hold is lifted' 0 r revoke a.contoso.com --lift --yes
is 'then it is good again' "$(state_of a2)" 'issued '
like 'to openssl too' "$(checked a2)" ': OK$'

sha1=$(openssl x509 -in "$T/b.crt" -noout -fingerprint -sha1 | sed 's/.*=//')
exits 'by SHA-1, as JSON' 0 r revoke "$sha1" --json --reason privilegeWithdrawn
is 'in an object' "$(json 'o["changed"], o["unchanged"], o["reason"]')" \
	"(1, 0, 'privilegeWithdrawn')"
exits 'all of a requester' 0 r revoke --all-of alice --yes
is 'both are shown' "$(wc -l <"$T/stdout")" 2
is 'and are revoked' "$(state_of c1) $(state_of c2)" \
	'revoked unspecified revoked unspecified'
exits 'there is no more of it' 1 r revoke --all-of alice --yes

exits 'list what is revoked' 0 r list --status revoked --json
is 'all with their reasons' "$(json 'sorted(c["reason"] for c in o)')" \
	"['keyCompromise', 'privilegeWithdrawn', 'unspecified', 'unspecified']"
exits 'for people' 0 r list --status revoked
like 'too' "$(cat "$T/stdout")" 'b.contoso.com \(2.*, privilegeWithdrawn\)$'
exits 'as CSV' 0 r list --csv
is 'too' "$(python3 -c 'import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
print(sum(r["reason"] != "" and r["revoked_at"][:2] == "20" for r in rows),
	len(rows))' "$T/stdout")" '4 5'
exits 'what is on the CRL' 0 r crl show --json --entries
is 'is the same' "$(json 'o["crl"]["entries"], len(o["revoked"])')" '(4, 4)'
is 'by reason' "$(json 'o["crl"]["reasons"]["unspecified"]')" 2
is 'its number has grown' "$(json "o['crl']['number'] > $first")" True
exits 'for people' 0 r crl show --entries
like 'by reason' "$(cat "$T/stdout")" '^entries +4: 2 unspecified, 1 keyComp'
like 'and one by one' "$(cat "$T/stdout")" \
	"^$(serial_of b) 2[^ ]*Z privilegeWithdrawn$"
is 'openssl counts as many' "$(openssl crl -inform der -in "$crl" -noout \
	-text | grep -c 'Serial Number')" 4
exits 'the log of it all verifies' 0 r log verify
like 'with who did it' "$(r log export)" '"type":"revoke".*"who":"uid '

cp "$crl" "$T/kept.crl"
cp "$d/public/ca.crl" "$crl"
exits 'the CRL of another CA' 1 r crl show
like 'is found' "$(cat "$T/stdout")" 'of another CA'
python3 - "$T/kept.crl" "$crl" <<'EOF'
import sys
der = bytearray(open(sys.argv[1], 'rb').read())
der[-1] ^= 1
open(sys.argv[2], 'wb').write(der)
EOF
exits 'a CRL that was changed' 1 r crl show
like 'is found' "$(cat "$T/stdout")" 'does not verify'
head -c 100 "$T/kept.crl" >"$crl"
exits 'half a CRL' 1 r crl show
exits 'is not given out' 1 r crl export
rm "$crl"
exits 'no CRL' 1 r crl show
cat "$T/kept.crl" >"$crl"

# The same through a daemon, and more at once than one message takes.
ok 'sancad serves' start_sancad "$T/rev"
request many DNS:many.contoso.com
n=0
while [ "$n" -lt 300 ]; do
	n=$((n + 1))
	r issue "$T/many.pem" --lifetime 1d --form pem --out "$T/many.crt" \
		2>/dev/null || break
done
is '300 certificates' "$n" 300
exits 'all of a name' 0 r revoke many.contoso.com --yes --json
is 'are revoked' "$(json 'o["changed"], len(o["certificates"])')" '(300, 300)'
on_crl()
{
	r crl show --json >"$T/stdout" && [ "$(json 'o["entries"]')" = 304 ]
}
ok 'and on the CRL soon' wait_for 3 on_crl
exits 'status' 0 r status --json
is 'has the CRL' "$(json 'o["revocation"], o["crl_entries"]')" "('good', 304)"
exits 'status for people' 0 r status
like 'too' "$(cat "$T/stdout")" '^CRL +number [0-9]+, 304 entries, until 2'
exits 'one through the daemon' 0 r revoke "$(serial_of a2)"
like 'and when it is seen is said' "$(cat "$T/stderr")" 'within a second'
ok 'it stops' stop_sancad

# ---- the same commands where a daemon runs

sed -i "s/^listen = .*/listen = 127.0.0.1:$(free_port)/" "$d/sanca.conf"
"$sancad" -d "$d" >"$T/sancad.log" 2>&1 &
# stop_sancad() of lib.sh reads it.
# shellcheck disable=SC2034
SANCAD_PID=$!
reachable()
{
	s status >/dev/null 2>&1
}
ok 'sancad comes up' wait_for 10 reachable
exits 'status' 0 s status --json
is 'says that it issues' "$(json 'o["state"]')" issuing
is 'and how much there is' "$(json 'o["certificates"]')" 5
request five DNS:five.contoso.com
exits 'issue through it' 0 s issue "$T/five.pem" --out "$T/five.crt"
ok 'openssl verifies it' openssl verify -x509_strict -CAfile "$ca" "$T/five.crt"
exits 'a token through it' 0 s token new daemon --may list
exits 'revoked through it' 0 s token revoke daemon
cp "$d/sanca.conf" "$T/right.conf"
echo 'nonsense' >>"$d/sanca.conf"
exits 'with a typo in sanca.conf, status' 0 s status
like 'says so beside what it says else' "$(tr '\n' ' ' <"$T/stdout")" \
	'state  *issuing.*settings .*sanca.conf'
exits 'as JSON' 0 s status --json
like 'too' "$(json 'o["settings_fault"]')" sanca.conf
exits 'and a token can be made' 0 s token new typo --may list
exits 'of a policy that the daemon knows only' 1 s token new typo2 --policy no
cat "$T/right.conf" >"$d/sanca.conf"
exits 'a list beside it' 0 s list --json
is 'has them all' "$(json 'len(o)')" 6
exits 'log verify beside it' 0 s log verify --against "$T/head"
if [ "$(id -u)" = 0 ]; then
	for uid in 64001 64003; do
		exits "uid $uid may not" 3 setpriv --reuid $uid --regid $uid \
			--clear-groups "$sanca" -d "$d" status
	done
else
	skip 'others may not' 'not root'
fi
ok 'sancad stops' stop_sancad
exits 'then it is not reachable' 3 s status

# ---- settings

like 'the version' "$("$sanca" --version)" '^sanca [0-9]'
like 'and what it runs with' "$("$sanca" -V)" '^SQLite [0-9]'
exits 'conf check' 0 s conf check
sed 's/^listen = .*/lisen = 127.0.0.1:1/' "$d/sanca.conf" >"$T/conf"
mkdir "$T/bad"
cp "$T/conf" "$T/bad/sanca.conf"
exits 'a fault in the settings' 2 "$sanca" conf check "$T/bad"
like 'is found with file, line and a better word' "$(cat "$T/stderr")" \
	"$T/bad/sanca.conf:[0-9]+: .*did you mean listen"

done_testing
