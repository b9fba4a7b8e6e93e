#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The calendar of a requester, as another program reads it.

. "${0%/*}/http_lib.sh"
requires curl openssl python3
# Debian's packages are those of Debian's Python.
python=python3
"$python" -c 'import icalendar' 2>/dev/null || python=/usr/bin/python3
"$python" -c 'import icalendar' 2>/dev/null ||
	skip_all 'python3-icalendar is not installed'

port=$(free_port)
http_ca --listen-tls "127.0.0.1:$port" --tls-name localhost \
	--public-url "http://127.0.0.1:$(free_port)"
start_sancad "$d" || bail 'no start'
token=$(http_token mail01)
other=$(http_token web01 --may issue,list)

"$sanca" -d "$d" requester set mail01 --rights issue >/dev/null 2>&1
"$sanca" -d "$d" requester set web01 --rights issue,list >/dev/null 2>&1
# enrol NAME TOKEN SAN: prints the serial.
enrol()
{
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$T/$1.key" -out "$T/$1.pem" -subj / \
		-addext "subjectAltName=$3" 2>"$T/openssl.err"
	curl -s -H "Authorization: Bearer $2" --data-binary "@$T/$1.pem" \
		-o "$T/$1.crt" "$SANCA_URL/v1/certificates"
	openssl x509 -in "$T/$1.crt" -noout -serial | cut -d= -f2 |
		tr 'A-F' 'a-f'
}
long=$(python3 -c 'print(",".join("DNS:a-rather-long-name-%02d.contoso.com" % i
	for i in range(12)))')
first=$(enrol first "$token" "$long")
old=$(enrol old "$token" DNS:renewed.contoso.com)
bad=$(enrol bad "$token" DNS:revoked.contoso.com)
theirs=$(enrol theirs "$other" DNS:theirs.contoso.com)
sleep 1
new=$(enrol new "$token" DNS:renewed.contoso.com)
"$sanca" -d "$d" revoke "$bad" --reason superseded >/dev/null 2>&1

# address NAME: of a new calendar, as a path.
address()
{
	"$sanca" -d "$d" requester calendar "$1" 2>/dev/null |
		grep -o '/calendar/[A-Za-z0-9_-]*\.ics'
}
path=$(address mail01)
like 'the address has a secret' "$path" '^/calendar/[A-Za-z0-9_-]{43}\.ics$'
sed -n '/BEGIN/,/END/p' "$d/public/ca.pem" >"$T/root.pem"
# fetch PATH: over HTTPS, to $T/body.
fetch()
{
	fetch_path=$1
	shift
	curl -s --cacert "$T/root.pem" -o "$T/body" -D "$T/head" \
		-w '%{http_code}' "$@" "https://localhost:$port$fetch_path"
}
is 'it is there' "$(fetch "$path")" 200
like 'as a calendar' "$(cat "$T/head")" 'text/calendar; charset=utf-8'
etag=$(sed -n 's/^[Ee][Tt]ag: *\(.*\).$/\1/p' "$T/head")
cat >"$T/read.py" <<'PY'
import datetime
import sys
import icalendar

raw = open(sys.argv[1], 'rb').read()
assert raw.count(b'\n') == raw.count(b'\r\n'), 'a line without CR'
for line in raw.split(b'\r\n'):
    assert len(line) <= 75, 'a line of %d octets' % len(line)
calendar = icalendar.Calendar.from_ical(raw)
assert not calendar.errors
for e in calendar.walk('VEVENT'):
    assert not e.errors
    day = e['DTSTART'].dt
    assert type(day) is datetime.date, 'no date'
    assert e['DURATION'].dt == datetime.timedelta(days=1)
    assert e['TRANSP'] == 'TRANSPARENT' and e['SEQUENCE'] == 0
    assert e['DTSTAMP'].dt.tzinfo is not None
    alarms = sorted(a['TRIGGER'].dt.days for a in e.walk('VALARM'))
    assert alarms == [-30, -7], alarms
    print(e['UID'], day, e['SUMMARY'])
    print(' ', e['DESCRIPTION'].replace('\n', ' | '))
PY
ok 'icalendar reads it' sh -c "'$python' '$T/read.py' '$T/body' >'$T/events'"
events=$(cat "$T/events")
is 'one event for each that counts' "$(grep -c '^[^ ]' "$T/events")" 2
like 'with the first name' "$events" \
	"^$first@[0-9a-f]{16}.sanca .* Certificate ends: a-rather-long-name-00.contoso.com"
like 'on its last day' "$events" "$(date -u -d "$(openssl x509 -in \
	"$T/first.crt" -noout -enddate | cut -d= -f2)" +%F)"
like 'all its names' "$events" 'name-00.contoso.com, .*name-11.contoso.com'
like 'and its page' "$events" "https://localhost:$port/console/certificates/$first"
like 'the newer one' "$events" "^$new@"
unlike 'not the one that it replaced' "$events" "$old"
unlike 'not the revoked one' "$events" "$bad"
unlike 'not that of another' "$events" "$theirs"
is 'who has it is told so' "$(fetch "$path" -H "If-None-Match: $etag")" 304
sleep 1
fetch "$path" >/dev/null
"$python" "$T/read.py" "$T/body" >"$T/again"
is 'and the same comes again' "$(cat "$T/again")" "$events"

all=$(address web01)
fetch "$all" >/dev/null
ok 'who may list sees all' sh -c "'$python' '$T/read.py' '$T/body' >'$T/events'"
events=$(cat "$T/events")
like 'his own' "$events" "$theirs@"
like 'those of others' "$events" "$first@"
like 'the CA' "$events" '^ca@.* CA ends: HTTP Test CA'
unlike 'not the CRL, which the CA renews by itself' "$events" '^crl@'
unlike 'nor the certificate of the OCSP responder' "$events" '^responder@'
# For the front it is 27 days later, and nothing was renewed: the CRL has ended,
# and of the responder's 30 days less than a quarter is left.
if [ "$SANITIZE" = no ] && [ -f "$top_builddir/tests/shim/clock.so" ]; then
	stop_sancad
	http_preload clock CLOCK_PROGRAM=sanca-front CLOCK_AHEAD_S=2332800
	# It is not well, and says so.
	"$sancad" -d "$d" >>"$T/sancad.log" 2>&1 &
	# For stop_sancad.
	# shellcheck disable=SC2034
	SANCAD_PID=$!
	wait_for 10 curl -sk -o /dev/null "https://localhost:$port/healthz"
	fetch "$all" -k >/dev/null
	"$python" "$T/read.py" "$T/body" >"$T/events" 2>&1
	events=$(cat "$T/events")
	like 'the CRL, when it was not renewed' "$events" \
		'^crl@.* List of revoked certificates'
	like 'the responder, when it was not' "$events" \
		'^responder@.* Certificate of the OCSP responder'
	like 'and the CA, still' "$events" '^ca@'
	stop_sancad
	http_unload
	start_sancad "$d" || bail 'no start'
else
	skip 'what was not renewed' 'the clock cannot be moved here'
fi

# ---- what is no calendar

unknown=/calendar/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics
is 'an unknown secret' "$(fetch "$unknown")" 404
grep -v '"id"\|"instance"' "$T/body" | sed 's/urn:[^"]*//' >"$T/unknown"
for other_path in /calendar/x.ics /calendar/.ics /calendar/x \
	"${path%.ics}" "/calendar/A${path#/calendar/}"; do
	is "404: $other_path" "$(fetch "$other_path")" 404
	is 'in the same words' "$(python3 -c 'import json, sys
print(json.load(open(sys.argv[1]))["detail"])' "$T/body")" \
		'there is no calendar at this address'
done
newer=$(address mail01)
is 'a new address' "$(fetch "$newer")" 200
is 'ends the one before' "$(fetch "$path")" 404
stop_sancad
http_set allow-plain-tokens no
start_sancad "$d" || bail 'no start'
is 'over plain HTTP it is refused' "$(curl -s -o "$T/body" -w '%{http_code}' \
	"$SANCA_URL$newer")" 403
like 'and why' "$(cat "$T/body")" 'use https'
unlike 'the secret is not logged' "$(cat "$T/sancad.log")" \
	"$(echo "$newer" | cut -c 11-40)"
stop_sancad
ok 'sanca log verify' "$sanca" -d "$d" log verify
done_testing
