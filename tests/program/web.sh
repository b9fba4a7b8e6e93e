#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The pages in a real browser: runs tests/web/*_spec.mjs in headless Chromium
# against a CA with a plain name and one whose every text is hostile. Their
# points are this test's points; screenshots stay in tests/out/web.
#
# By hand, only some: sh tests/program/web.sh trust

. "${0%/*}/http_lib.sh"
. "${0%/*}/console_lib.sh"
. "${0%/*}/acme_seed.sh"
web=$top_srcdir/tests/web
CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
absent=
[ -x "$CHROMIUM" ] || absent=chromium
command -v node >/dev/null || absent=node
for m in playwright-core axe-core; do
	[ -d "$web/node_modules/$m" ] || absent=tests/web/node_modules/$m
done
# .ci/run takes this line for a failure.
[ -z "$absent" ] ||
	skip_all "no web tests without $absent: ./autogen.sh --deps"

# web_ca DIR NAME ORGANIZATION [OPTION...]: a CA that its clients know by a host
# name.
web_ca()
{
	web_dir=$1
	web_name=$2
	web_organization=$3
	shift 3
	web_port=$(free_port)
	# Words on purpose.
	# shellcheck disable=SC2086
	"$sanca" init "$web_dir" --name "$web_name" \
		--organization "$web_organization" $http_as_root \
		--domain contoso.com --domain contoso.local \
		--short-names-of contoso.local --listen "127.0.0.1:$web_port" \
		--public-url "http://pki.contoso.local:$web_port" "$@" \
		>"$T/init.out" 2>&1 || {
		diag <"$T/init.out"
		bail 'no CA'
	}
}

web_tls=$(free_port)
web_ca "$T/plain" 'Contoso Internal CA' Contoso \
	--listen-tls "127.0.0.1:$web_tls" --tls-name pki.contoso.local
WEB_TLS_URL=https://pki.contoso.local:$web_tls
export WEB_TLS_URL
start_sancad "$T/plain" || bail 'sancad does not start'
plain_pid=$SANCAD_PID
# issued NAMES SUBJECT: a certificate; its serial is added to WEB_SERIALS.
issued()
{
	request hostile "$1" -subj "$2" -utf8
	web_status=$(post /v1/certificates "$T/hostile.pem" \
		-H "Authorization: Bearer $token")
	if [ "$web_status" != 201 ]; then
		diag <"$T/body"
		bail "a request for $1 is answered $web_status"
	fi
	WEB_SERIALS="$WEB_SERIALS $(sed -n \
		's/^Sanca-Serial: \([0-9a-f]*\).*/\1/p' "$T/head")"
}
d=$T/plain
token=$(http_token plain --may issue)
# The first administrator's link ends the others that are for nobody yet: the
# second person has a name, and a link for it.
"$sanca" -d "$d" requester new worker --policy default \
	--rights request,issue,list,revoke,approve,admin >"$T/new.out" 2>&1 || {
	diag <"$T/new.out"
	bail 'no second administrator'
}
WEB_CONSOLE_LINK=$(console_link)
WEB_WORK_LINK=$(console_link worker)
export WEB_CONSOLE_LINK WEB_WORK_LINK
d=$T/ca
WEB_SERIALS=
issued DNS:mail.contoso.com,DNS:autodiscover.contoso.com,DNS:xn--bcher-kva.contoso.com \
	/CN=mail.contoso.com
WEB_PLAIN_SERIAL=$WEB_SERIALS
WEB_TOKEN=$token
export WEB_TOKEN
export WEB_PLAIN_SERIAL
plain_url=$SANCA_URL
SANCAD_PID=

web_ca "$T/probe" 'Probed CA' Contoso --listen-probe "127.0.0.1:$(free_port)"
d=$T/probe
http_set anonymous pend
http_set anonymous-policy default
start_sancad "$d" || bail 'sancad does not start with a probe'
probe_pid=$SANCAD_PID
# waits NAMES [QUERY]: a request that waits; its address is added to
# $web_waiting.
waits()
{
	request waits "$1"
	[ "$(post "/v1/certificates${2:-}" "$T/waits.pem")" = 202 ] || {
		diag <"$T/body"
		bail "$1 does not wait"
	}
	web_waiting="$web_waiting $(sed -n 's/^[Ll]ocation: *//p' "$T/head" |
		tr -d '\r')"
}
# decided WORD: the requests 2 to 4 of $d are approved, refused, expired.
decided()
{
	{ "$sanca" -d "$d" pending approve 2 --word "$1" &&
		"$sanca" -d "$d" pending refuse 3 --word "$1"; } \
		>"$T/decided" 2>&1 || {
		diag <"$T/decided"
		bail 'nothing is decided'
	}
	sqlite3 -cmd '.timeout 5000' "$d/log/ca.db" "UPDATE pending SET
		expires_at = strftime('%s') - 60 WHERE id = 4" ||
		bail 'nothing expires'
}
# renewal_link SERIAL: of a certificate of $d.
renewal_link()
{
	web_number=$(sqlite3 "$d/log/ca.db" "SELECT id FROM reservation WHERE
		serial = x'$1'")
	python3 -c 'import base64, hashlib, hmac, struct, sys, time
b = struct.pack(">QQ", int(sys.argv[2]), int(time.time()) + 3600)
b += hmac.new(open(sys.argv[1], "rb").read(), b"sanca renewal link\0" + b,
	hashlib.sha256).digest()[:16]
print("/renew/" + base64.urlsafe_b64encode(b).decode().rstrip("="))' \
		"$d/notify/link.key" "$web_number"
}
web_waiting=
for _ in waiting approved refused expired; do
	waits DNS:mail.contoso.com,DNS:autodiscover.contoso.com
done
decided 'Ask <b>Bob</b> on extension 12, who knows which names that server needs.'
WEB_STATUS=$web_waiting
WEB_STATUS_URL=$SANCA_URL
token=$(http_token probed --may issue)
issued DNS:mail.contoso.com,DNS:imap.contoso.com /CN=mail.contoso.com
WEB_RENEW=$(renewal_link "${WEB_SERIALS##* }")
export WEB_STATUS WEB_STATUS_URL WEB_RENEW
WEB_PROBE_URL=$SANCA_URL
WEB_PROBE_ROOT=$T/probe/public/ca.pem
export WEB_PROBE_URL WEB_PROBE_ROOT
d=$T/ca
SANCAD_PID=
# Called when the test ends.
# shellcheck disable=SC2317
stop_others()
{
	hostile_pid=$SANCAD_PID
	for web_pid in $plain_pid $probe_pid; do
		SANCAD_PID=$web_pid
		stop_sancad
	done
	SANCAD_PID=$hostile_pid
}
cleanup_fn stop_others

# At most 64 characters: markup, a template's braces, quotes, and a bidi
# override that would turn round what follows.
WEB_CA_NAME=$(printf "\042'><img src=x onerror=alert(1)>{{ca}}\342\200\256moc שלום")
export WEB_CA_NAME
web_tls=$(free_port)
web_ca "$d" "$WEB_CA_NAME" '</title><script>alert(2)</script>{{main}}' \
	--listen-tls "127.0.0.1:$web_tls" --tls-name pki.contoso.local --acme
WEB_HOSTILE_TLS_URL=https://pki.contoso.local:$web_tls
export WEB_HOSTILE_TLS_URL
http_set anonymous pend
http_set anonymous-policy default
start_sancad "$d" || bail 'sancad does not start for a hostile name'
token=$(http_token hostile --may issue)

label=$(printf 'w%.0s' $(seq 60))
WEB_SERIALS=
# A name of 253 octets without a place to break, and many names.
issued "DNS:$label.$label.$label.$(printf 'w%.0s' $(seq 56)).contoso.local" \
	'/CN=mail.contoso.com/O=\"\"><img src=x onerror=alert(3)>/OU={{ca}}'
issued "DNS:xn--9dbne9b.contoso.com,$(for i in $(seq 18); do
	echo "DNS:host$i.contoso.com"
done | paste -s -d ,)" \
	"/CN=mail.contoso.com/O=$(printf '\342\200\256')moc.soto"
export WEB_SERIALS
web_waiting=
for _ in waiting approved refused expired; do
	waits "DNS:xn--9dbne9b.contoso.com,DNS:$label.$label.$label.contoso.local"
done
# What the signer says of those requests, and of who asks, as hostile as if a door
# for it had been left open. A quote twice: for SQL.
web_bad=$(printf "\042''><img src=x onerror=sancaRan=1></textarea><script>sancaRan=1</script>{{ca}}\342\200\256moc")
sqlite3 -cmd '.timeout 5000' "$d/log/ca.db" "
	UPDATE pending SET contact = '$web_bad', why = '$web_bad',
		peer = '$web_bad',
		diagnosis = json_array(json_object('id', 'x', 'text', '$web_bad'));
	UPDATE requester SET contacts = '$web_bad', client_name = '$web_bad'
		WHERE name = 'hostile'" || bail 'nothing hostile waits'
# Addresses are short, and a profile has 16 characters.
web_brief='<img src=x onerror=sancaRan=1>'
acme_account 1 hostile "$web_bad"
acme_order 1 1 3600 a.contoso.com b.contoso.com
acme_authz 1 0 a.contoso.com 0 3 1 "$web_brief" "incorrectResponse $web_bad"
acme_authz 1 1 b.contoso.com 0 1 0
acme_sql <<END
UPDATE acme_account SET peer = '$web_brief';
UPDATE acme_order SET profile = '<img src=x>';
END
decided "$(printf "'><img src=x onerror=alert(4)>\342\200\256drow{{ca}} %0200d" 0)"
WEB_HOSTILE_STATUS=$web_waiting
WEB_HOSTILE_RENEW=$(renewal_link "${WEB_SERIALS##* }")
WEB_HOSTILE_LINK=$(console_link)
export WEB_HOSTILE_STATUS WEB_HOSTILE_RENEW WEB_HOSTILE_LINK
WEB_HOSTILE_URL=$SANCA_URL
SANCA_URL=$plain_url
SANCA_OUT=$top_builddir/tests/out/web
export CHROMIUM SANCA_URL SANCA_OUT WEB_HOSTILE_URL

# A sanitizer slows the servers, and sees in one walk what it sees in all.
set -- ${1:+"$web/$1_spec.mjs"}
if [ $# = 0 ] && [ "$SANITIZE" != no ]; then
	diag "under $SANITIZE only the trust page is walked"
	set -- "$web/trust_spec.mjs"
fi
[ $# -gt 0 ] || set -- "$web"/*_spec.mjs
rm -rf "$SANCA_OUT"
HOME=$T TMPDIR=$T timeout -k 5 1100 node "$web/run.mjs" "$@"
web_status=$?
stop_sancad
[ "$web_status" != 124 ] || bail 'the browser took too long'
exit "$web_status"
