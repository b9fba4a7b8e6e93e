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
exits 'half a command is wrong usage' 2 s help trust
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
for c in init check issue list show 'token new' 'token list' 'token revoke' \
	'requester list' 'requester policy' \
	'log verify' 'log head' 'log export' 'policy show' 'policy test' \
	'conf check' fingerprint 'trust install' 'trust check' 'trust sheet' \
	status 'clock accept'; do
	like "help names $c" "$(cat "$T/help")" "^  $c "
	# shellcheck disable=SC2086
	exits "help $c is there" 0 "$sanca" help $c
	screen "$c"
	# shellcheck disable=SC2086
	exits "$c --help too" 0 "$sanca" $c --help
done

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

# What the CA's own certificate excludes is not allowed by any policy.
# shellcheck disable=SC2086
exits 'a CA with constraints' 0 "$sanca" init "$T/tight" --name Tight \
	--domain contoso.com --constrain $as_root
sed -i 's/^allow-domain = contoso.com/&\nallow-domain = example.org/' \
	"$T/tight/sanca.conf"
request wide DNS:a.contoso.com,DNS:b.example.org
exits 'refuses a name outside them' 1 "$sanca" -d "$T/tight" check --json \
	"$T/wide.pem"
is 'and says of which name' "$(json '[n["allowed"] for n in o["names"]]')" \
	'[True, False]'

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
print(len(rows), rows[0]["names"])' "$T/stdout")" '3 two.contoso.com'

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
hash=$(printf %s "$token" | openssl dgst -sha256 -binary | xxd -p -c 32)
ok 'only its hash is' sh -c "cat '$d'/log/ca.db* | xxd -p -c 0 | grep -q $hash"
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
like 'with a heading' "$(cat "$T/stdout")" '^REQUESTER +POLICY'
like 'the change is logged' "$(s log export)" 'requester-policy'
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
