#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What `make demo` runs: the main job, from nothing to a verified certificate,
# on loopback. Can be run again and again; stops what it started.
set -eu
: "${top_builddir:=$(pwd)}"
: "${top_srcdir:=$top_builddir}"
sanca=$top_builddir/sanca
data=$top_builddir/ca-data/demo
request=$top_srcdir/tests/samples/exchange-six-names.req
out=$(mktemp -d)
daemon=

finish()
{
	status=$?
	trap - EXIT
	if [ -n "$daemon" ]; then
		kill -TERM "$daemon" 2>/dev/null || :
		wait "$daemon" || :
	fi
	if [ "$status" != 0 ] && [ -s "$out/log" ]; then
		echo "The demo failed. sancad said:" >&2
		cat "$out/log" >&2
	fi
	rm -rf "$out"
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

step()
{
	printf '\n== %s\n' "$*"
}

# As root the two children get users of their own; where the system has none of
# ours yet, or they could not walk to this folder, say so and do without.
users()
{
	[ "$(id -u)" = 0 ] || return 0
	if id sanca-front >/dev/null 2>&1 && id sanca-signer >/dev/null 2>&1 &&
	   setpriv --reuid sanca-front --clear-groups \
		test -x "$top_builddir" 2>/dev/null; then
		return 0
	fi
	echo "(as root, without users sanca-front and sanca-signer that can" \
		"reach this folder: all processes run as root here)" >&2
	echo '--front-user 0:0 --signer-user 0:0'
}

free_port()
{
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

port=$(free_port)
url=http://127.0.0.1:$port
tls_port=$(free_port)

step "A new CA in $data"
rm -rf "$data"
# shellcheck disable=SC2046 # two options or none
"$sanca" init "$data" --name 'Contoso Internal CA' --domain contoso.com \
	--domain contoso.local --short-names-of contoso.local \
	--listen "127.0.0.1:$port" --listen-tls "127.0.0.1:$tls_port" \
	--tls-name localhost $(users) 2>&1 | tee "$out/init"
# Without pipefail, init is judged by what it left.
test -s "$data/public/ca.pem"
link=$(grep -o 'https://localhost:[0-9]*/console/link/[A-Za-z0-9_-]*' "$out/init")

step "sancad on $url"
"$top_builddir/sancad" -d "$data" >"$out/log" 2>&1 &
daemon=$!
tries=100
until curl -sf -o /dev/null "$url/healthz"; do
	tries=$((tries - 1))
	[ "$tries" -gt 0 ] || exit 1
	kill -0 "$daemon" || exit 1
	sleep 0.1
done
echo "it serves, process $daemon"

step 'A token for the mail administrator'
token=$("$sanca" -d "$data" token new tom --policy default --may issue)
echo "made; it is shown once and stored as a hash"

step "The request that Exchange wrote, over HTTP"
code=$(curl -sS -o "$out/answer.json" -w '%{http_code}' \
	-H "Authorization: Bearer $token" -H 'Accept: application/json' \
	--data-binary "@$request" "$url/v1/certificates")
if [ "$code" != 201 ]; then
	cat "$out/answer.json"
	exit 1
fi
python3 - "$out/answer.json" "$out/leaf.pem" <<'PYTHON'
import json
import sys
answer = json.load(open(sys.argv[1], encoding="utf-8"))
print("issued, names in the order they were asked for:")
for name in answer["names"]:
    print("   ", name if isinstance(name, str) else
          f"{name['type']}:{name['value']}")
print("serial             ", answer["serial"])
print("SHA-256            ", answer["sha256"])
print("SHA-1 (thumbprint) ", answer["sha1"].upper())
print("valid              ", answer["not_before"], "to", answer["not_after"])
for note in answer.get("warnings", []) + answer.get("notes", []):
    print("noted:", note["text"] if isinstance(note, dict) else note)
print("logged as entry    ", answer["log"]["index"])
open(sys.argv[2], "w", encoding="utf-8").write(answer["chain"])
PYTHON
serial=$(python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["serial"])' "$out/answer.json")

echo "install it: $url/v1/certificates/$serial (while sancad runs)"

step 'Verified by programs that we did not write, against the downloaded root'
curl -sSf -o "$out/root.pem" "$url/ca.pem"
openssl verify -x509_strict -purpose sslserver \
	-verify_hostname mail.contoso.com -CAfile "$out/root.pem" "$out/leaf.pem"
certtool --verify --verify-hostname autodiscover.contoso.com \
	--load-ca-certificate "$out/root.pem" --infile "$out/leaf.pem" |
	grep 'Chain verification output'

step 'Its entry in the log, and the log as a whole'
"$sanca" -d "$data" show "$serial"
"$sanca" -d "$data" log export | grep -F "$serial"
"$sanca" -d "$data" log verify

step 'The console, by the link that init printed'
# As a browser does it: the page first, for its cookie and its form.
browse()
{
	curl -sS --fail-with-body --cacert "$out/root.pem" -b "$out/cookies" \
		-c "$out/cookies" "$@"
}
browse -o "$out/page" "$link"
csrf=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$out/page")
password=$(openssl rand -hex 16)
browse -o /dev/null -H "Origin: https://localhost:$tls_port" \
	--data-urlencode "csrf=$csrf" --data-urlencode name=boss \
	--data-urlencode "password=$password" \
	--data-urlencode "again=$password" "$link"
browse -o "$out/page" "https://localhost:$tls_port/console/certificates/$serial"
grep -q 'mail.contoso.com' "$out/page"
echo "signed in as boss, the first administrator; the console shows the" \
	"certificate"
echo "yours, while sancad runs: the address that sanca init prints; another" \
	"one is made by sanca -d DIR console-link"

step 'Done; stopping sancad'
