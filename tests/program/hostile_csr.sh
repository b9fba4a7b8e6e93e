#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Requests that must be refused or cleaned, sent to a CA that runs: the rows A
# to D of doc/conformance.tsv at the HTTP door.

. "${0%/*}/http_lib.sh"
requires sqlite3

http_ca --ip-range 10.0.0.0/8
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token hostile --may issue)
other=$(http_token other --may issue)
ok 'the requests were sent' python3 "$programs/hostile_csr.py" "$HTTP_PORT" \
	"$d" "$T/sancad.log" "$token" "$other"
cp "$T/.out" "$T/points"
# What must not be found anywhere: a password and a key that were sent.
sed -n 's/^canary //p' "$T/points" | tr ' ' '\n' >"$T/canaries"
grep -v '^canary' "$T/points" >"$T/verdicts"
verdicts "$T/verdicts"
ok 'sancad stops' stop_sancad
is 'two secrets were sent' "$(wc -l <"$T/canaries")" 2
is 'A08, A22: neither is in any file of the CA' \
	"$(grep -rlaF -f "$T/canaries" "$d" "$T/sancad.log" | wc -l)" 0
ok 'the log verifies' "$sanca" -d "$d" log verify

# A CA with the name of a host: a leaf must not have its subject.
# Words on purpose.
# shellcheck disable=SC2086
"$sanca" init "$T/named" --name Mail.contoso.com --domain contoso.com \
	$http_as_root >"$T/out" 2>&1 || diag <"$T/out"
request own DNS:mail.contoso.com,DNS:a.contoso.com
request first DNS:a.contoso.com,DNS:mail.contoso.com
exits 'C41: the subject of the CA is refused' 1 "$sanca" -d "$T/named" issue \
	"$T/own.pem"
like 'C41: and told what to do' "$(cat "$T/stderr")" 'put another name first'
exits 'C41: a look says so too' 1 "$sanca" -d "$T/named" check "$T/own.pem"
exits 'C41: as a second name it is one like others' 0 "$sanca" -d "$T/named" \
	issue "$T/first.pem"
# Two CNs, under each rule.
openssl req -new -key "$T/own.key" -subj '/CN=a.contoso.com/CN=b.contoso.com' \
	-addext subjectAltName=DNS:a.contoso.com -out "$T/two.pem"
openssl req -new -key "$T/own.key" -subj '/CN=a.contoso.com/CN=b.contoso.com' \
	-out "$T/bare.pem"
exits 'C37: two CNs beside names are left out' 0 "$sanca" -d "$T/named" check \
	"$T/two.pem"
like 'C37: with a warning' "$(cat "$T/stdout" "$T/stderr")" '2 common names'
exits 'C37: two CNs alone are refused' 1 "$sanca" -d "$T/named" check \
	"$T/bare.pem"
sed '/^common-name/d; /^allow-domain/a common-name = refuse' \
	"$T/named/sanca.conf" >"$T/strict"
cat "$T/strict" >"$T/named/sanca.conf"
exits 'C37: common-name = refuse does not pass two' 1 "$sanca" -d "$T/named" \
	check "$T/two.pem"
like 'C37: and says so' "$(cat "$T/stdout" "$T/stderr")" 'two common names'
# Policies hold no templates: what looks like one is no name.
sed 's/^allow-domain = .*/allow-domain = {{user}}.contoso.com/' \
	"$T/named/sanca.conf" >"$T/template"
cp "$T/template" "$T/named/sanca.conf"
exits 'C42: a template in a policy is refused' 2 "$sanca" conf check "$T/named"
like 'C42: with its line' "$(cat "$T/stderr")" 'sanca.conf:[0-9]+: .*user'
done_testing
