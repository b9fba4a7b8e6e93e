#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Notices as others receive them: Postfix by STARTTLS and a webhook by HTTPS, both
# with certificates of this CA; who is told what; and a CA that falls behind. The
# clock of the notifier alone is moved. Postfix is Debian's, in a namespace with
# folders of its own: that of this machine is never touched.

if [ -z "${NOTIFY_INSIDE-}" ] && [ "$(id -u)" = 0 ] &&
	command -v postconf >/dev/null && unshare -mn true 2>/dev/null; then
	NOTIFY_INSIDE=yes
	export NOTIFY_INSIDE
	exec unshare -mn sh "$0"
fi

. "${0%/*}/http_lib.sh"
. "${0%/*}/postfix_lib.sh"
PATH=$PATH:/usr/sbin:/sbin
requires curl openssl python3 sqlite3
http_needs_shim clock
if [ -n "${NOTIFY_INSIDE-}" ]; then
	mount --make-rprivate / 2>/dev/null
	python3 -c 'import fcntl, socket, struct
s = socket.socket()
fcntl.ioctl(s, 0x8914, struct.pack("16sH14x", b"lo", 0x41))' ||
		bail 'no loopback'
	echo '127.0.0.1 mail.contoso.com localhost' >"$T/hosts"
	mount --bind "$T/hosts" /etc/hosts
fi
notifier_uid=$(id -u)
if [ "$notifier_uid" = 0 ]; then
	http_as_root="$http_as_root --notifier-user 64003:64003"
	notifier_uid=64003
fi

servers=
end_servers()
{
	for pid in $servers; do
		kill "$pid" 2>/dev/null
	done
}
cleanup_fn end_servers

# notify_set KEY VALUE: a setting of [notify].
notify_set()
{
	sed -e "/^\[notify\]/a $1 = $2" -e "/^$1 *=/d" "$d/sanca.conf" \
		>"$T/conf.new" && cat "$T/conf.new" >"$d/sanca.conf"
}

# enrol NAME TOKEN SAN LIFETIME: $T/NAME.key and the chain in $T/NAME.crt.
enrol()
{
	request "$1" "$3"
	is "a certificate for $1" "$(post "/v1/certificates?lifetime=$4" \
		"$T/$1.pem" -H "Authorization: Bearer $2")" 201
	cp "$T/body" "$T/$1.crt"
}

# due SELECT: of what is due and not yet told.
due()
{
	sqlite3 "$d/notify/notify.db" "SELECT $1" 2>/dev/null
}
has_run()
{
	[ "$(due 'count(*) FROM run WHERE at > 0')" = 1 ]
}

http_ca --public-url http://pki.contoso.local --ip-range 127.0.0.0/8
sed -i '/^\[policy default\]/a special-addresses = yes' "$d/sanca.conf"
start_sancad "$d" || bail 'no start'
token=$(http_token mail01)
other=$(http_token web01)
enrol old "$token" DNS:order-a.contoso.com,DNS:order-b.contoso.com 40d
enrol part "$token" DNS:part-a.contoso.com,DNS:part-b.contoso.com 40d
enrol gone "$other" DNS:gone.contoso.com 40d
sleep 1
enrol new "$token" DNS:order-b.contoso.com,DNS:order-a.contoso.com 200d
enrol half "$token" DNS:part-b.contoso.com 200d
enrol mail "$token" DNS:mail.contoso.com 200d
enrol hook "$token" IP:127.0.0.1 200d
for who in mail01:alice web01:carol; do
	ok "contacts of ${who%:*}" "$sanca" -d "$d" requester set "${who%:*}" \
		--contact "${who#*:}@contoso.com"
done
ok 'one is disabled' "$sanca" -d "$d" requester disable web01
stop_sancad

# ---- who is told what, while no mail server answers

notify_set smtp-url "smtp://127.0.0.1:$(free_port)"
notify_set mail-from ca@contoso.com
notify_set contact postmaster@contoso.com
notify_set hour 0
http_preload clock CLOCK_PROGRAM=sanca-notifier CLOCK_AHEAD_S=$((25 * 86400))
start_sancad "$d" || bail 'no start'
ok 'the notifier looks' wait_for 20 has_run
all=$(due "contact || ' ' || names FROM due")
unlike 'the same names in another order are a newer certificate' "$all" order-
like 'some of the names are none' "$all" \
	'^alice@contoso.com part-a.contoso.com, part-b.contoso.com$'
like 'for who is disabled the contact of the CA is told' "$all" \
	'^postmaster@contoso.com gone.contoso.com$'
unlike 'and not they' "$all" carol

# ---- a webhook by HTTPS

# hook_server PORT CHAIN KEY: HOOK_PID.
hook_server()
{
	python3 "$programs/notify_hook.py" "$T/hook" "$1" 'hook secret' 0 \
		"$2" "$3" 2>"$T/hook.err" &
	HOOK_PID=$!
	servers="$servers $HOOK_PID"
	wait_for 10 curl -sk -o /dev/null "https://127.0.0.1:$1/" ||
		diag <"$T/hook.err"
}
calls()
{
	find "$T/hook" -name '*.json' | wc -l
}

mkdir "$T/hook"
echo 'hook secret' >"$d/hook.secret"
chmod 600 "$d/hook.secret"
[ "$(id -u)" != 0 ] || chown "$notifier_uid" "$d/hook.secret"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$T/other.key" -out "$T/other.crt" -subj '/CN=another CA' \
	-addext subjectAltName=IP:127.0.0.1 2>"$T/openssl.err"
port=$(free_port)
notify_set webhook-url "https://127.0.0.1:$port/sanca"
notify_set webhook-secret-file hook.secret
ok 'the settings are good' "$sanca" conf check "$d"
hook_server "$port" "$T/other.crt" "$T/other.key"
exits 'a test' 3 "$sanca" -d "$d" notify test
like 'a webhook with a certificate of another CA is refused' \
	"$(cat "$T/stdout")" \
	"webhook to https://127.0.0.1:$port/.*FAILED.*certificate is not trusted"
is 'and hears nothing' "$(calls)" 0
kill "$HOOK_PID"
wait "$HOOK_PID" 2>/dev/null
hook_server "$port" "$T/hook.crt" "$T/hook.key"
"$sanca" -d "$d" notify test >"$T/stdout" 2>&1
like 'with one of this CA it is called' "$(cat "$T/stdout")" \
	"webhook to https://127.0.0.1:$port/sanca: "
unlike 'and nothing fails' "$(grep webhook "$T/stdout")" FAILED
like 'the call arrives, signed' "$(cat "$T/hook/1.said")" \
	'^signature=True type=application/json .*status=204'

# ---- Postfix

postfix_begin()
{
	mount -t tmpfs -o mode=755 none /etc/postfix
	mkdir "$T/box"
	chown 64009:64009 "$T/box"
	cat "$T/mail.key" "$T/mail.crt" >/etc/postfix/chain.pem
	chmod 600 /etc/postfix/chain.pem
	postfix_base 'inet_interfaces = loopback-only' \
		'smtpd_tls_security_level = encrypt' \
		'smtpd_tls_chain_files = /etc/postfix/chain.pem' \
		'smtpd_tls_received_header = yes' \
		'virtual_mailbox_domains = contoso.com' \
		"virtual_mailbox_base = $T/box" \
		'virtual_mailbox_maps = static:mbox' \
		'virtual_uid_maps = static:64009' \
		'virtual_gid_maps = static:64009'
	printf '%s\n' 'virtual unix - n n - - virtual' \
		'proxymap unix - - n - - proxymap' >>/etc/postfix/master.cf
	postfix_start 127.0.0.1
}
delivered()
{
	[ "$(grep -c '^From ' "$T/box/mbox" 2>/dev/null)" -ge "$1" ]
}

if [ -n "${NOTIFY_INSIDE-}" ]; then
	postfix_begin
	notify_set smtp-url smtp://mail.contoso.com
	notify_set smtp-tls always
	kill -HUP "$SANCAD_PID"
	ok 'Postfix delivers to both' wait_for 30 delivered 2 || {
		diag <"$postfix_log"
		diag <"$T/sancad.log"
	}
	python3 - "$T/box/mbox" >"$T/parsed" 2>&1 <<'PY'
import email.policy, mailbox, sys
from email import message_from_bytes
for m in mailbox.mbox(sys.argv[1]):
    m = message_from_bytes(m.as_bytes(), policy=email.policy.default)
    print('defects', len(m.defects) + sum(len(v.defects) for v in m.values()))
    for name in ('From', 'To', 'Subject', 'Date', 'Message-ID',
                 'Auto-Submitted', 'Delivered-To', 'Return-Path'):
        print(name, len(m.get_all(name, [])), m[name])
    print('Received', ' '.join(m['Received'].split()))
    print('text', ' '.join(m.get_content().split()))
PY
	parsed=$(cat "$T/parsed")
	is 'no header has a defect' "$(grep -c '^defects 0$' "$T/parsed")" \
		"$(grep -c '^defects' "$T/parsed")"
	like 'it came by STARTTLS' "$parsed" \
		'^Received .*using TLSv1\.[23] .*by mail.contoso.com \(Postfix\) with ESMTPS'
	like 'to alice' "$parsed" '^Delivered-To 1 alice@contoso.com'
	like 'and the contact' "$parsed" '^Delivered-To 1 postmaster@contoso.com'
	unlike 'and nobody else' "$(grep '^Delivered-To' "$T/parsed")" carol
	like 'with one sender' "$parsed" '^From 1 .*<ca@contoso.com>'
	like 'who is that of the envelope' "$parsed" \
		'^Return-Path 1 <ca@contoso.com>'
	like 'one date' "$parsed" '^Date 1 '
	like 'one identifier, not of Postfix' "$parsed" '^Message-ID 1 <'
	unlike 'which it would make itself' "$parsed" '^Message-ID 1 <2[0-9]*\.'
	like 'and nobody answers it by itself' "$parsed" \
		'^Auto-Submitted 1 auto-generated'
	like 'the subject says what ends' "$parsed" \
		'^Subject 1 .*part-a.contoso.com ends in 1[56] days'
else
	skip 'Postfix takes the notices' \
		'it needs root, Postfix and namespaces of its own'
fi

# ---- a CA that does not renew what is its own

# The signer is well, and not a day behind: for the notifier 25 have passed.
called_for()
{
	grep -q "\"event\":\"$1\." "$T"/hook/*.json
}
kill -HUP "$SANCAD_PID"
ok 'a list of revoked certificates that is overdue is told' wait_for 100 \
	called_for crl
ok 'and a responder' wait_for 10 called_for responder
like 'as expired' "$(cat "$T"/hook/*.json)" '"event":"crl.expired"'
if [ -n "${NOTIFY_INSIDE-}" ]; then
	overdue_mailed()
	{
		grep -q 'list of revoked certificates (CRL)' "$T/box/mbox"
	}
	ok 'by mail, too' wait_for 20 overdue_mailed
fi
stop_sancad
ok 'sanca log verify' "$sanca" -d "$d" log verify
done_testing
