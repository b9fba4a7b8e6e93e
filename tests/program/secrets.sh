#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Where secrets must not be: the CA key outside sanca-signer, passphrases and
# tokens in files, logs, arguments and environments.

. "${0%/*}/http_lib.sh"
. "${0%/*}/console_lib.sh"
requires sqlite3 xxd basenc

passphrase='canary-passphrase-k10'
printf '%s\n' "$passphrase" >"$T/passphrase"
chmod 600 "$T/passphrase"
console_ca --passphrase-file "$T/passphrase"
openssl pkey -in "$d/ca/ca.key" -passin "pass:$passphrase" -noout -text |
	sed -n '/^priv:/,/^pub:/p' | grep '^ ' | tr -d ' :\n' |
	sed 's/^00//' >"$T/scalar"
scalar=$(cat "$T/scalar")
is 'the private key is known to this test' "${#scalar}" 64
sed -i "s|^#* *passphrase-file *=.*|passphrase-file = $T/passphrase|" \
	"$d/sanca.conf"
# It is for the signer from now on.
[ "$(id -u)" != 0 ] || chown 64002:64002 "$T/passphrase"
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token secrets --may issue)
request mail DNS:mail.contoso.com
is 'it issues' "$(post /v1/certificates "$T/mail.pem" \
	-H "Authorization: Bearer $token")" 201
is 'and refuses' "$(post /v1/certificates "$T/init.out" \
	-H "Authorization: Bearer $token")" 400
is 'and a wrong token is refused' "$(post /v1/certificates "$T/mail.pem" \
	-H "Authorization: Bearer ${token}x")" 401

# What people show: a password, a wrong one, links of three kinds, a session.
# Of octets that a form does not write otherwise.
password='canary-password-of-alice'
wrong='canary-password-that-is-wrong'
wait_for 10 curl -sSfk -o /dev/null --resolve \
	"$console_host:$console_tls:127.0.0.1" "$console_url/healthz"
link=$(sed -n 's|.*/console/link/\([A-Za-z0-9_-]*\).*|\1|p' "$T/init.out" |
	head -n 1)
[ -n "$link" ] || link=$(console_link)
is 'a link opens the console' "$(submit alice "/console/link/$link" \
	"/console/link/$link" name=alice "password=$password" \
	"again=$password")" 303
is 'a wrong password does not' "$(submit wrong /console/sign-in /console/sign-in \
	name=alice "password=$wrong")" 401
is 'the right one does' "$(submit alice /console/sign-in /console/sign-in \
	name=alice "password=$password")" 303
session=$(awk '$6 == "__Host-sanca" { print $7 }' "$T/alice.jar")
ok 'a session is known to this test' test "${#session}" -ge 43
renewal=$("$sanca" -d "$d" renew --link mail.contoso.com 2>"$T/err" |
	sed -n 's|.*/renew/||p')
ok 'a renewal link is made' test -n "$renewal"
is 'and looked at' "$(page alice GET "/renew/$renewal")" 200
calendar=$("$sanca" -d "$d" requester calendar secrets 2>"$T/err" |
	sed -n 's|.*/calendar/\([^.]*\).*|\1|p')
ok 'a calendar link is made' test -n "$calendar"
is 'and looked at' "$(page alice GET "/calendar/$calendar.ics")" 200
unused=$("$sanca" -d "$d" console-link 2>"$T/err" |
	sed -n 's|.*/console/link/||p')
ok 'and a console link that nobody uses' test -n "$unused"

front=$(child_pid front)
signer=$(child_pid signer)
# Buffers of what ended are used again: what was answered last is not it.
for _ in 1 2 3 4 5 6 7 8; do
	curl -s -o /dev/null "$SANCA_URL/healthz"
	page nobody GET /console/sign-in >/dev/null
done
secret=$(printf '%s' "$passphrase" | xxd -p -c 0)
scan()
{
	python3 "$programs/secrets.py" scan "$1" "$scalar" "$secret"
}
if [ "$(id -u)" = 0 ] && scan "$$" >"$T/out" 2>&1; then
	like 'the signer has the key in memory: it can be found' \
		"$(scan "$signer")" '^[1-9]'
	is 'K08 the front has neither key nor passphrase in memory' \
		"$(scan "$front")" '0 0'
	is 'K08 nor has sancad' "$(scan "$SANCAD_PID")" '0 0'
	is 'K10 the signer has dropped the passphrase' \
		"$(scan "$signer" | cut -d ' ' -f 2)" 0
	for canary in "$password" "$wrong"; do
		hex=$(printf '%s' "$canary" | xxd -p -c 0)
		is 'E21 the front has dropped a password' \
			"$(python3 "$programs/secrets.py" scan "$front" \
			"$hex")" 0
		is 'E21 so has the signer' \
			"$(python3 "$programs/secrets.py" scan "$signer" \
			"$hex")" 0
	done
	for canary in "$renewal" "$link" "$calendar" "$unused" "$session"; do
		is 'E21 a link or session is not in the signer' \
			"$(python3 "$programs/secrets.py" scan "$signer" \
			"$(printf '%s' "$canary" | xxd -p -c 0)")" 0
	done
else
	skip 'K08 the memory of the processes' 'not root'
fi

uid_of()
{
	sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$1/status"
}
for name in front signer; do
	pid=$(child_pid "$name")
	if [ "$SANITIZE" = no ]; then
		is "K09 no user attaches to sanca-$name or reads its memory" \
			"$(python3 "$programs/secrets.py" attach "$pid" \
			"$(uid_of "$pid")")" refused
	else
		skip "K09 no user attaches to sanca-$name" \
			'a sanitizer has to look into its own process'
	fi
	is "K09 sanca-$name leaves no core" \
		"$(python3 "$programs/secrets.py" dumps "$pid")" none
done
if [ "$(id -u)" = 0 ]; then
	ok 'front and signer are different users' test \
		"$(uid_of "$front")" != "$(uid_of "$signer")"
fi

# What ps and the environment show.
# shellcheck disable=SC2024
cat /proc/"$front"/cmdline /proc/"$signer"/cmdline \
	/proc/"$SANCAD_PID"/cmdline /proc/"$SANCAD_PID"/environ >"$T/ps"
[ "$(id -u)" != 0 ] || cat /proc/"$front"/environ \
	/proc/"$signer"/environ >>"$T/ps"
printf '%s\n' "$passphrase" "$token" "$scalar" "$password" "$wrong" \
	"$link" "$unused" "$renewal" "$calendar" "$session" |
	sed '/^$/d' >"$T/canaries"
is 'K10 E21 no secret in arguments and environments' \
	"$(grep -caF -f "$T/canaries" "$T/ps")" 0
ok 'sancad stops' stop_sancad
is 'E21 no secret in any file of the CA nor in the log' \
	"$(grep -rlaF -f "$T/canaries" "$d" "$T/sancad.log" | wc -l)" 0
{
	sqlite3 "$d/log/ca.db" .dump
	for db in "$d"/front/*.db "$d"/notify/*.db; do
		[ ! -f "$db" ] || sqlite3 "$db" .dump
	done
} >"$T/dump"
is 'E21 nor in the databases' "$(grep -caF -f "$T/canaries" "$T/dump")" 0
done_testing
