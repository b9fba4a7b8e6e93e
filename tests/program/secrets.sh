#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Where secrets must not be: the CA key outside sanca-signer, passphrases and
# tokens in files, logs, arguments and environments.

. "${0%/*}/http_lib.sh"
requires sqlite3 xxd

passphrase=canary-passphrase-k10
printf '%s\n' "$passphrase" >"$T/passphrase"
chmod 600 "$T/passphrase"
http_ca --passphrase-file "$T/passphrase"
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

front=$(child_pid front)
signer=$(child_pid signer)
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
printf '%s\n%s\n%s\n' "$passphrase" "$token" "$scalar" >"$T/canaries"
is 'K10 E21 no secret in arguments and environments' \
	"$(grep -caF -f "$T/canaries" "$T/ps")" 0
ok 'sancad stops' stop_sancad
is 'E21 no secret in any file of the CA nor in the log' \
	"$(grep -rlaF -f "$T/canaries" "$d" "$T/sancad.log" | wc -l)" 0
{
	sqlite3 "$d/log/ca.db" .dump
	sqlite3 "$d/front/front.db" .dump
} >"$T/dump"
is 'E21 nor in the databases' "$(grep -caF -f "$T/canaries" "$T/dump")" 0
done_testing
