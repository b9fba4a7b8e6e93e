#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Notices before something ends: mail to real servers and calls of a webhook, on a
# clock that is moved.

. "${0%/*}/http_lib.sh"
requires curl openssl python3 sqlite3
# Debian's packages are those of Debian's Python.
python=python3
"$python" -c 'import aiosmtpd' 2>/dev/null || python=/usr/bin/python3
"$python" -c 'import aiosmtpd' 2>/dev/null ||
	skip_all 'python3-aiosmtpd is not installed'
http_needs_shim clock

servers=
end_servers()
{
	for pid in $servers; do
		kill "$pid" 2>/dev/null
	done
}
cleanup_fn end_servers

notifier_uid=$(id -u)
if [ "$(id -u)" = 0 ]; then
	http_as_root="$http_as_root --notifier-user 64003:64003"
	notifier_uid=64003
fi

# secret FILE TEXT: as the notifier wants it.
secret()
{
	printf '%s\n' "$2" >"$1"
	chmod 600 "$1"
	[ "$(id -u)" != 0 ] || chown "$notifier_uid" "$1"
}

# notify_set KEY VALUE: a setting of [notify].
notify_set()
{
	sed -e "/^\[notify\]/a $1 = $2" -e "/^$1 *=/d" "$d/sanca.conf" \
		>"$T/conf.new" && cat "$T/conf.new" >"$d/sanca.conf"
}

# mail_server FOLDER PORT [CERT KEY USER PASSWORD]: MAIL_PID.
mail_server()
{
	mkdir -p "$1"
	mkfifo "$1/in"
	"$python" "$programs/notify_smtp.py" "$@" <"$1/in" >"$1/out" 2>"$1/err" &
	MAIL_PID=$!
	servers="$servers $MAIL_PID"
	# Held open by this shell, it lives until that ends.
	exec 7>"$1/in"
	wait_for 10 grep -q ready "$1/out" || diag <"$1/err"
}

mails()
{
	find "$1" -name '*.eml' | wc -l
}
has_mails()
{
	[ "$(mails "$1")" = "$2" ]
}
calls()
{
	find "$1" -name '*.json' | wc -l
}

# issue NAME TOKEN SAN LIFETIME: prints the serial.
issue()
{
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$T/$1.key" -out "$T/$1.pem" -subj / \
		-addext "subjectAltName=$3" 2>"$T/openssl.err"
	curl -s -H "Authorization: Bearer $2" --data-binary "@$T/$1.pem" \
		-o "$T/$1.crt" "$SANCA_URL/v1/certificates?lifetime=$4"
	openssl x509 -in "$T/$1.crt" -noout -serial | cut -d= -f2 |
		tr 'A-F' 'a-f'
}

# at DAYS: the daemon on that day.
at()
{
	stop_sancad
	: >"$T/sancad.log"
	http_preload clock CLOCK_PROGRAM=sanca CLOCK_AHEAD_S=$(($1 * 86400))
	start_sancad "$d" || bail "no start on day $1"
	wait_for 10 grep -q 'sanca-notifier .*is ready' "$T/sancad.log"
}

# settled: the notifier has looked, and nothing waits any more.
told()
{
	# The folder is the notifier's; root and the owner look through it.
	sqlite3 "$d/notify/notify.db" "SELECT count(*) FROM told
		WHERE contact LIKE '$1%'" 2>/dev/null
}
waiting()
{
	sqlite3 "$d/notify/notify.db" \
		"SELECT count(*) FROM waiting" 2>/dev/null
}
is_told()
{
	[ "$(told "$1")" = "$2" ]
}
has_run()
{
	[ "$(sqlite3 "$d/notify/notify.db" 'SELECT count(*) FROM run
		WHERE at > '"$1" 2>/dev/null)" = 1 ] && [ "$(waiting)" = 0 ]
}
# now DAYS
now()
{
	echo $(($(date +%s) + $1 * 86400))
}

# ---- a CA, two requesters, three certificates

http_ca --listen-tls "127.0.0.1:$(free_port)" --tls-name localhost --ip-range 127.0.0.0/8
sed -i '/^\[policy default\]/a special-addresses = yes' "$d/sanca.conf"
start_sancad "$d" || bail 'no start'
ok 'without settings there is no notifier' sh -c \
	"! grep -q sanca-notifier '$T/sancad.log'"
token=$(http_token mail01)
other=$(http_token web01)
one=$(issue one "$token" DNS:one.contoso.com,DNS:alias.contoso.com 40d)
two=$(issue two "$token" DNS:two.contoso.com 41d)
three=$(issue three "$other" DNS:three.contoso.com 40d)
# The mail server of the end of this test has its certificate from us.
server=$(issue smtp "$token" DNS:mail.contoso.com 200d)
like 'the mail server has its certificate from us' "$server" '^[0-9a-f]{36}$'
issue local "$token" IP:127.0.0.1 200d >/dev/null
like 'three are issued' "$one $two $three" '^[0-9a-f]{36} [0-9a-f]{36} [0-9a-f]{36}$'
stop_sancad
is 'the key of renewal links has 32 octets' "$(stat -c %s "$d/notify/link.key")" 32
is 'and is read by owner and group' "$(stat -c %a "$d/notify/link.key")" 640
is 'its folder is not open to others' "$(stat -c %a "$d/notify")" 750
if [ "$(id -u)" = 0 ]; then
	is 'the key is the signer'"'"'s, for the notifier to read' \
		"$(stat -c %u:%g "$d/notify/link.key")" 64002:64003
	is 'the folder is the notifier'"'"'s, for the signer to enter' \
		"$(stat -c %u:%g "$d/notify")" 64003:64002
fi
sqlite3 "$d/log/ca.db" "UPDATE requester SET contacts =
	'alice@contoso.com bob@contoso.com' WHERE name = 'mail01'"

# ---- settings that contradict each other

cp "$d/sanca.conf" "$T/plain.conf"
refused()
{
	cp "$T/plain.conf" "$d/sanca.conf"
	name=$1
	want=$2
	shift 2
	while [ $# -gt 0 ]; do
		notify_set "$1" "$2"
		shift 2
	done
	"$sanca" conf check "$d" >"$T/out" 2>&1
	like "refused: $name" "$(cat "$T/out")" "sanca.conf:[1-9][0-9]*: .*$want"
}
refused 'no sender' 'mail-from' smtp-url smtp://localhost contact a@b.c
refused 'nobody to tell' 'contact' smtp-url smtp://localhost mail-from a@b.c
refused 'a scheme' 'smtp://' smtp-url http://localhost
refused 'a password in the address' 'password' smtp-url smtp://u:p@localhost
refused 'a line break in a contact' 'no host name' \
	smtp-url smtp://localhost mail-from a@b.c contact 'a@b.c>,x'
refused 'an option for a contact' 'cannot' \
	smtp-url smtp://localhost mail-from a@b.c contact '-oQ@b.c'
refused 'a user without password' 'together' smtp-url smtp://localhost \
	mail-from a@b.c contact a@b.c smtp-user u
refused 'a webhook in the clear' 'https' webhook-url http://10.0.0.1/
refused 'a webhook without key' 'webhook-secret-file' \
	webhook-url https://hook.test/
refused 'days' 'days' days '30 x'
refused 'an hour' 'hour' hour 24
cp "$T/plain.conf" "$d/sanca.conf"

# ---- mail in the clear on this machine, and a webhook that fails twice

port=$(free_port)
hook=$(free_port)
mail_server "$T/mail" "$port"
secret "$d/hook.secret" 'hook secret'
mkdir "$T/hook"
python3 "$programs/notify_hook.py" "$T/hook" "$hook" 'hook secret' 2 &
servers="$servers $!"
wait_for 10 curl -s -o /dev/null "http://127.0.0.1:$hook/"
notify_set smtp-url "smtp://127.0.0.1:$port"
notify_set mail-from ca@contoso.com
notify_set contact postmaster@contoso.com
notify_set hour 0
notify_set webhook-url "http://127.0.0.1:$hook/sanca"
notify_set webhook-secret-file hook.secret
ok 'the settings are good' "$sanca" conf check "$d"

at 1
ok 'nothing is due on day 1' wait_for 10 has_run "$(now 0)"
is 'so no mail comes' "$(mails "$T/mail")" 0
exits 'a test is sent, which the webhook refuses' 3 "$sanca" -d "$d" notify test \
	--to carol@contoso.com
like 'mail is taken' "$(cat "$T/stdout")" 'mail to carol@contoso.com: taken'
like 'the webhook says 500' "$(cat "$T/stdout")" 'webhook to .*FAILED: .* 500'
ok 'and arrives' wait_for 5 has_mails "$T/mail" 1
like 'to whom it was for' "$(cat "$T/mail/1.to")" 'ca@contoso.com carol@contoso.com'
"$sanca" -d "$d" notify test >"$T/out" 2>&1
like 'the words of the mail server are printed' "$(cat "$T/out")" \
	'mail to postmaster@contoso.com: taken; .*kept as 2'
"$sanca" -d "$d" notify list >"$T/out" 2>&1
like 'what comes next is listed' "$(cat "$T/out")" ' 30 .*one.contoso.com +alice@contoso.com bob'
# The failures of the webhook went to the two tests.
is 'the signatures are right' "$(grep -c 'signature=True type=application/json' \
	"$T"/hook/*.said | grep -c ':1$')" 2
rm -f "$T"/mail/*.eml

at 12
ok '30 days before: mail' wait_for 20 has_mails "$T/mail" 3
ok 'all is told' wait_for 10 has_run "$(now 11)"
sleep 1
is 'one for each contact' "$(cat "$T"/mail/[3-9].to | cut -d' ' -f2 | sort |
	tr '\n' ' ')" 'alice@contoso.com bob@contoso.com postmaster@contoso.com '
alice=$(grep -l alice@contoso.com "$T"/mail/[3-9].to)
python3 - "${alice%.to}.eml" "$one" "$two" 2>&1 <<'PY' | tr -d '\r' >"$T/parsed"
import email, email.policy, re, sys
raw = open(sys.argv[1], 'rb').read()
m = email.message_from_bytes(raw, policy=email.policy.default)
assert b'\n' not in raw.replace(b'\r\n', b''), 'bare LF'
assert max(len(l) for l in raw.split(b'\r\n')) <= 998
assert not m.defects and not any(v.defects for v in m.values()), 'defects'
print('from', m['From'])
print('to', m['To'])
print('subject', m['Subject'])
print('auto', m['Auto-Submitted'])
print('date', m['Date'].datetime)
print('id', m['Message-ID'])
text = m.get_content()
print(text)
assert sys.argv[2] in text and sys.argv[3] in text
PY
ok 'the mail is one by RFC 5322' grep -q '^auto auto-generated' "$T/parsed"
like 'it says what ends, and when' "$(grep '^subject' "$T/parsed")" \
	'one.contoso.com ends in 2[89] days, and 1 more'
like 'it names all names' "$(cat "$T/parsed")" 'one.contoso.com, alias.contoso.com'
like 'it leads to the console' "$(cat "$T/parsed")" \
	"https://localhost:?[0-9]*/console/certificates/$one"
like 'it has a link to renew' "$(cat "$T/parsed")" \
	'https://localhost:?[0-9]*/renew/[A-Za-z0-9_-]{43}$'
like 'phones need nothing' "$(cat "$T/parsed")" 'the root is unchanged'
unlike 'the certificate of another is not told of' "$(cat "$T/parsed")" \
	three.contoso.com
post=$(grep -l postmaster@contoso.com "$T"/mail/[3-9].to)
like 'whose requester names nobody is told to the contact' \
	"$(cat "${post%.to}.eml")" three.contoso.com
webhook_done()
{
	[ "$(grep -l status=204 "$T"/hook/*.said | wc -l)" = 3 ]
}
ok 'the webhook is called for each' wait_for 10 webhook_done
python3 - "$T"/hook/*.json >"$T/parsed" 2>&1 <<'PY'
import json, sys
for p in sys.argv[1:]:
    o = json.load(open(p))
    if o['event'] == 'test':
        continue
    print(o['event'], o['subject'], len(o['sans']), o['days_left'],
          len(o['sha256']), o['not_after'][-1], 'sent_at' in o, o['url'])
PY
like 'with JSON' "$(cat "$T/parsed")" \
	"certificate.expiring one.contoso.com 2 2[89] 64 Z True https://.*$one"

# ---- once

at 12
ok 'a restart on the same day' wait_for 10 grep -q 'is ready' "$T/sancad.log"
sleep 2
at 13
ok 'and the next day' wait_for 10 has_run "$(now 12)"
is 'tell nobody again' "$(mails "$T/mail")" 3
is 'neither the webhook' "$(calls "$T/hook")" 5

# ---- a newer certificate

newer=$(issue newer "$token" DNS:alias.contoso.com,DNS:one.contoso.com,DNS:more.contoso.com 200d)
like 'the same requester gets one with these names' "$newer" '^[0-9a-f]{36}$'
theirs=$(issue theirs "$other" DNS:two.contoso.com 40d)
like 'somebody else gets one for the other name' "$theirs" '^[0-9a-f]{36}$'
rm -f "$T"/mail/*
at 27
ok '14 days before' wait_for 20 has_mails "$T/mail" 3
ok 'all is told' wait_for 10 has_run "$(now 26)"
alice=$(grep -l alice@contoso.com "$T"/mail/*.to)
like 'what somebody else has silences nobody' "$(cat "${alice%.to}.eml")" two.contoso.com
unlike 'what was replaced is not' "$(cat "${alice%.to}.eml")" one.contoso.com

# ---- the server is down, then up; a recipient that it refuses

kill "$MAIL_PID"
exec 7>&-
rm -rf "$T/mail"
sqlite3 "$d/log/ca.db" "UPDATE requester SET contacts =
	'refused@contoso.com' WHERE name = 'web01'"
at 35
ok '7 days before, nobody is there' wait_for 20 grep -q \
	'notices for alice@contoso.com were not sent: .*refused, or nobody' \
	"$T/sancad.log"
like 'health tells' "$(curl -s "$SANCA_URL/healthz")" '"notices":true'
mail_server "$T/mail" "$port"
kill -HUP "$SANCAD_PID"
ok 'SIGHUP tries at once' wait_for 20 has_mails "$T/mail" 2
ok 'who is refused is named, with the words of the server' wait_for 10 \
	grep -q 'notices for refused@contoso.com were not sent: .*550 5.1.1 nobody' \
	"$T/sancad.log"
"$sanca" -d "$d" notify list >"$T/out" 2>&1
like 'and in the list' "$(cat "$T/out")" 'WAITS since .*550'
sleep 1
"$sanca" -d "$d" status >"$T/out" 2>&1
like 'status has no alarm yet' "$(cat "$T/out")" '^notices +cannot be sent since'
at 36
wait_for 20 grep -q 'refused@contoso.com' "$T/sancad.log"
sleep 1
exits 'a day later it is an alarm' 3 env \
	LD_PRELOAD="$top_builddir/tests/shim/clock.so" CLOCK_PROGRAM=sanca \
	CLOCK_AHEAD_S=$((36 * 86400)) "$sanca" -d "$d" status
like 'in words' "$(cat "$T/stdout")" '^notices +ALARM: .*550'
like 'in health' "$(curl -s "$SANCA_URL/healthz")" '"notices":false'
is 'which stays good' "$(curl -s -o /dev/null -w '%{http_code}' \
	"$SANCA_URL/healthz")" 200
like 'and in metrics' "$(curl -s "$SANCA_URL/metrics")" '^sanca_notices_ok 0$'
stop_sancad
sqlite3 "$d/log/ca.db" "UPDATE requester SET contacts = '' WHERE name = 'web01'"

# ---- a crash between the server's yes and ours

rm -f "$T"/mail/*.eml "$T"/mail/*.to
touch "$T/mail/hang"
at 38
ok '3 days before, the server does not answer' wait_for 20 has_mails "$T/mail" 1
kill_notifier()
{
	pid=$(sed -n 's/.*sanca-notifier is pid \([0-9]*\)$/\1/p' \
		"$T/sancad.log" | tail -n 1)
	kill -KILL "$pid"
}
kill_notifier
ok 'killed, it starts again' wait_for 20 grep -q \
	'sanca-notifier .*was killed by signal 9' "$T/sancad.log"
rm "$T/mail/hang"
ok 'and sends it again' wait_for 20 has_mails "$T/mail" 4
ok 'until all is told' wait_for 10 has_run "$(now 37)"
ids=$(grep -h '^Message-ID' "$T"/mail/*.eml | sort | uniq -c | sort -rn |
	head -n 1)
like 'as the same message' "$ids" '^ +2 Message-ID'
pid=$(sed -n 's/.*sanca-notifier is pid \([0-9]*\)$/\1/p' "$T/sancad.log" |
	tail -n 1)
unlike 'no secret stands in the command line or the environment' \
	"$(cat "/proc/$pid/cmdline" "/proc/$pid/environ" 2>/dev/null | tr '\0' '\n')" \
	'hook secret'
if [ "$(id -u)" = 0 ]; then
	is 'it is a user of its own, in the group that reads the log' \
		"$(sed -n 's/^Uid:[^0-9]*\([0-9]*\).*/\1/p; s/^Groups:[^0-9]*\([0-9 ]*[0-9]\) *$/\1/p' \
		"/proc/$pid/status" | tr '\n' ' ')" '64003 64002 '
	is 'it can write nothing but its own folder' "$(find "$d" -uid 64003 \
		! -path "$d/notify*" ! -name '*.secret' | wc -l)" 0
fi
is 'issuing went on' "$(curl -s -o /dev/null -w '%{http_code}' \
	"$SANCA_URL/healthz")" 200
stop_sancad

# ---- STARTTLS, with a certificate of this CA, and a password

kill "$MAIL_PID"
exec 7>&-
rm -rf "$T/mail"
mail_server "$T/mail" "$port" "$T/smtp.crt" "$T/smtp.key" sanca 'pass word'
secret "$d/smtp.password" 'pass word'
notify_set smtp-tls always
notify_set smtp-user sanca
notify_set smtp-password-file smtp.password
exits 'a certificate for another name is not trusted' 3 \
	"$sanca" -d "$d" notify test
like 'in words' "$(cat "$T/stdout")" 'its certificate is not trusted'
is 'nothing was sent' "$(mails "$T/mail")" 0
kill "$MAIL_PID"
exec 7>&-
rm -rf "$T/mail"
mail_server "$T/mail" "$port" "$T/local.crt" "$T/local.key" sanca 'pass word'
exits 'with STARTTLS and a password' 0 "$sanca" -d "$d" notify test
like 'it was so' "$(cat "$T"/mail/*.to)" 'tls=True auth=True'
secret "$d/smtp.password" 'wrong'
exits 'a wrong password' 3 "$sanca" -d "$d" notify test
like 'is named' "$(cat "$T/stdout")" 'authentication failed.*535'
chmod 644 "$d/smtp.password"
exits 'a password that others can read' 3 "$sanca" -d "$d" notify test
like 'is not used' "$(cat "$T/stdout")" 'smtp-password-file: .*chmod'
unlike 'no password is ever logged' "$(cat "$T/sancad.log" "$T/stdout")" \
	'pass word|hook secret'

# ---- redirects

touch "$T/hook/redirect"
before=$(calls "$T/hook")
"$sanca" -d "$d" notify test >"$T/stdout" 2>&1
like 'a redirect is not followed' "$(cat "$T/stdout")" \
	'webhook to .*FAILED: .*307, a redirect'
is 'one call was made' "$(calls "$T/hook")" $((before + 1))
stop_sancad
ok 'sanca log verify' "$sanca" -d "$d" log verify
done_testing
