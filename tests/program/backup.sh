#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# J14, J03, FI19: a backup made under load, restored on a clean directory, holds
# all that was answered before it began, verifies, and goes on as a CA; nothing
# that only looks like a backup becomes one.

. "${0%/*}/revocation_lib.sh"
requires sqlite3 tar

printf 'correct horse battery staple\n' >"$T/passphrase"
printf 'wrong horse battery staple\n' >"$T/wrong"
chmod 600 "$T/passphrase" "$T/wrong"
pass="--passphrase-file $T/passphrase"

revocation_ca
# More than a day's default allowance.
ca_set max-certificates-per-day 0
start_sancad "$d" || bail 'sancad does not start'
token=$(http_token alice --may issue,revoke)

# ---- under load

early=$(enrol early)
stolen=$(enrol stolen)
"$top_builddir/tests/bench/load" --port "$HTTP_PORT" --domain contoso.com \
	--header "Authorization: Bearer $token" \
	--header 'Accept: application/pkix-cert' --connections 8 --pool 2000 \
	--first 1000000 --seconds 600 --keep-going \
	--ledger "$T/backup.ledger" >"$T/load" 2>&1 &
load_pid=$!
# Called when the test ends.
# shellcheck disable=SC2317
stop_load()
{
	kill "$load_pid" 2>/dev/null
}
cleanup_fn stop_load
answered()
{
	grep -c -E '^[0-9]+ [0-9a-f]{64} ' "$T/backup.ledger"
}
answered_more_than()
{
	[ "$(answered)" -gt "$1" ]
}
ok 'there is load' wait_for 60 answered_more_than 300
# More than once: each falls on another moment. The last one is what follows.
for n in 1 2 3; do
	# The last line may only be half there.
	awk 'NF == 3' "$T/backup.ledger" >"$T/before.ledger"
	before=$(grep -c -E '^[0-9]+ [0-9a-f]{64} ' "$T/before.ledger")
	# Words on purpose.
	# shellcheck disable=SC2086
	exits "a backup under load ($n)" 0 "$sanca" -d "$d" backup \
		"$T/ca.$n.tar" --with-keys $pass
	like "says of what it is ($n)" "$(cat "$T/stderr")" \
		'HTTP Test CA as of 20[0-9T:Z-]*, [0-9]* log entries'
	ok "issuing goes on meanwhile and after ($n)" wait_for 60 \
		answered_more_than $((before + 100))
	exits "it is good ($n)" 0 "$sanca" restore --verify "$T/ca.$n.tar" --json
	ok "J14 and holds at least the $before that were answered ($n)" test \
		"$(json 'o["certificates"]' "$T/stdout")" -ge "$before"
	# As a client of the database that SQLite itself opens.
	mkdir "$T/open.$n"
	tar -x -f "$T/ca.$n.tar" -C "$T/open.$n"
	is "the database in it is whole ($n)" "$(sqlite3 \
		"$T/open.$n/log/ca.db" 'PRAGMA integrity_check')" ok
done
stop_load
wait "$load_pid" 2>/dev/null
backup=$T/ca.3.tar
made_before=$(date +%s)

# ---- what is in it

is 'only its owner may read it' "$(stat -c %a "$backup")" 600
is 'tar(1) lists what the manual names' "$(tar -t -f "$backup" | paste -s -d ' ')" \
	'manifest sanca.conf public/ca.pem public/chain.pem ca/ca.key ca/log.key log/ca.db'
ok 'sha256sum agrees with the manifest' sh -c "cd '$T/open.3' &&
	sed -n 's/^member \([0-9a-f]*\) [0-9]* \(.*\)/\1  \2/p' manifest |
	sha256sum -c --strict"
for key in ca log; do
	ok "openssl opens the $key key with the passphrase" openssl pkey -noout \
		-in "$T/open.3/ca/$key.key" -passin "file:$T/passphrase"
	ok "and not with another ($key)" sh -c "! openssl pkey -noout \
		-in '$T/open.3/ca/$key.key' -passin 'file:$T/wrong'"
	like "it is PBES2 with AES-256 ($key)" "$(openssl asn1parse \
		-in "$T/open.3/ca/$key.key" | paste -s)" 'PBES2.*aes-256-cbc'
done
ok 'no key is in it in the clear' python3 -c '
import subprocess, sys
archive = open(sys.argv[1], "rb").read()
assert b"BEGIN PRIVATE KEY" not in archive
for name in sys.argv[2:]:
    text = subprocess.run(["openssl", "pkey", "-in", name, "-outform", "DER"],
                          check=True, capture_output=True).stdout
    # The octets of the secret end a PKCS#8 of Ed25519, and stand in one of EC.
    secret = text[-32:] if name.endswith("log.key") else text[36:68]
    assert secret not in archive, name' "$backup" "$d/ca/ca.key" "$d/ca/log.key"
like 'the manifest names the CA' "$(cat "$T/open.3/manifest")" "^ca-id $id\$"

# ---- where it goes

exits 'a file that is there stays' 1 "$sanca" -d "$d" backup "$backup"
ok 'as it was' cmp "$backup" "$T/ca.3.tar"
echo old >"$T/old.tar"
exits 'but with --force' 0 "$sanca" -d "$d" backup "$T/old.tar" --force
like 'it says what is missing' "$(cat "$T/stderr")" 'without the keys'
exits 'it is one' 0 "$sanca" restore --verify "$T/old.tar"
like 'without keys' "$(cat "$T/stdout")" '^keys +none'
is 'no ca/ is in it' "$(tar -t -f "$T/old.tar" | grep -c '^ca/')" 0
ok 'through a pipe' sh -c "'$sanca' -d '$d' backup - 2>'$T/err' |
	'$sanca' restore --verify -"
exits 'in a folder that is not there' 1 "$sanca" -d "$d" backup "$T/none/x.tar"
exits '--passphrase-file is for keys' 2 "$sanca" -d "$d" backup "$T/x.tar" \
	--passphrase-file "$T/passphrase"
: >"$T/empty"
chmod 600 "$T/empty"
exits 'an empty passphrase is none' 2 "$sanca" -d "$d" backup "$T/x.tar" \
	--with-keys --passphrase-file "$T/empty"
exits 'who is not at a terminal is not asked' 2 setsid -w "$sanca" -d "$d" \
	backup "$T/x.tar" --with-keys
like 'and told what to do' "$(cat "$T/stderr")" '--passphrase-file'
is 'nothing is left of all that' "$(find "$T" -name '*.tmp' -o -name 'x.tar*' \
	-o -name '.sanca-copy*' | wc -l)" 0
is 'typed twice at a terminal' "$(python3 - "$sanca" "$d" "$T/typed.tar" <<'EOF'
import os, pty, sys, time

def run(argv, answers):
    """The exit status; what is shown must not hold an answer."""
    pid, fd = pty.fork()
    if pid == 0:
        os.execv(argv[0], argv)
    shown = b""
    while True:
        try:
            octets = os.read(fd, 1000)
        except OSError:
            break
        shown += octets
        if answers and shown.endswith(b": "):
            time.sleep(0.1)
            os.write(fd, answers.pop(0) + b"\n")
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown

sanca, d, file = sys.argv[1:]
make = [sanca, "-d", d, "backup", file, "--with-keys"]
status, shown = run(make, [b"one secret", b"another secret"])
assert status == 2 and b"differ" in shown, (status, shown)
status, shown = run(make, [b"one secret", b"one secret"])
assert status == 0 and b"one secret" not in shown, (status, shown)
print("asked")
EOF
)" asked
printf 'one secret' >"$T/typed"
chmod 600 "$T/typed"
exits 'that one opens it' 0 "$sanca" restore --verify "$T/typed.tar" \
	--passphrase-file "$T/typed"

# ---- what happens after the backup

late=$(enrol late)
is 'one is revoked after it' "$(revoke_http "$stolen" "$token" \
	'{"reason":"keyCompromise"}')" 200
ok 'and is on the CRL' wait_for 15 on_crl "$stolen"
cp "$T/crl.der" "$T/newer.crl"
newest=$(crl_number)
"$sanca" -d "$d" log head >"$T/newer.head"
"$sanca" -d "$d" token revoke alice >"$T/out" 2>&1
stop_sancad

# ---- restored on a clean directory

exits 'a wrong passphrase' 2 "$sanca" restore "$backup" "$T/clean" \
	--passphrase-file "$T/wrong"
like 'is told' "$(cat "$T/stderr")" 'passphrase does not open it'
ok 'and makes nothing' test ! -e "$T/clean"
# shellcheck disable=SC2086
exits 'it is restored' 0 "$sanca" restore "$backup" "$T/clean" $pass
cp "$T/stderr" "$T/told"
for words in 'unknown to this CA' 'good again' '--accept-rollback' \
	'tokens that were revoked since work again' 'sancad -d'; do
	like "it says: $words" "$(cat "$T/told")" "$words"
done
# As sancad and sanca init leave it, but for what is made anew.
shape()
{
	(cd "$1" && find . -mindepth 1 ! -path './front/*' ! -path './run/*/*' \
		! -path './run/ports' ! -name 'ocsp.*' ! -name 'ca.crl' \
		! -name '*.mobileconfig' ! -name '*.lock' \
		-exec stat -c '%n %a %u %g' {} + | sort)
}
is 'modes and owners are those of sanca init' "$(shape "$T/clean")" \
	"$(shape "$d")"
if [ "$(id -u)" = 0 ]; then
	is 'the key is the signer'"'"'s' "$(stat -c %u "$T/clean/ca/ca.key")" 64002
fi
ok 'the settings are the same' cmp "$d/sanca.conf" "$T/clean/sanca.conf"
for key in ca log; do
	is "the $key key is the same" "$(openssl pkey -in \
		"$T/clean/ca/$key.key" -pubout)" \
		"$(openssl pkey -in "$d/ca/$key.key" -pubout)"
done
exits 'the log verifies' 0 "$sanca" -d "$T/clean" log verify
"$sanca" -d "$T/clean" log export | tail -n 1 >"$T/entry"
is 'J03 its last entry is the restore' "$(json 'o["body"]["action"]' \
	"$T/entry")" restore
is 'by whom' "$(json 'o["body"]["who"]' "$T/entry")" "uid $(id -u)"
is 'of which backup' "$(json 'o["body"]["backup_made"]' "$T/entry")" \
	"$(sed -n 's/^made [0-9]* //p' "$T/open.3/manifest")"
is 'over which entries' "$(json 'o["body"]["backup_entries"] + " " + str(o["index"])' \
	"$T/entry")" "$(sed -n 's/^entries \(.*\)/\1 \1/p' "$T/open.3/manifest")"
exits 'a head from after the backup is no part of it' 1 "$sanca" \
	-d "$T/clean" log verify --against "$T/newer.head"
exits 'as it can be seen before' 1 "$sanca" restore --verify "$backup" \
	--against "$T/newer.head"
exits 'a directory that is not empty stays' 1 "$sanca" restore "$backup" \
	"$T/clean" --passphrase-file "$T/passphrase"

old=$d
d=$T/clean
start_sancad "$d" || bail 'sancad does not start on what was restored'
is 'the token from before works, though it was revoked since' "$(get \
	/v1/certificates/"$early" -H "Authorization: Bearer $token")" 200
again=$(enrol again)
like 'it issues' "$again" '^[0-9a-f]{36}$'
ok 'the root is the one that devices trust' openssl verify -x509_strict \
	-CAfile "$T/root.pem" "$T/again.crt"
is 'OCSP knows what was before' "$(ocsp_says early)" good
is 'and not what came after' "$(ocsp_says late)" unknown
ok 'a CRL is out' wait_for 15 crl_fetch
ok 'its number is higher than any before' test "$(crl_number)" -gt "$newest"
seen=$(crl_number)
is 'it revokes' "$(revoke_http "$early" "$token")" 200
ok 'which is on the CRL' wait_for 15 on_crl "$early"
ok 'whose number grows' test "$(crl_number)" -gt "$seen"
is 'what came after cannot be revoked' "$(revoke_http "$late" "$token")" 404
stop_sancad
exits 'the log verifies after all that' 0 "$sanca" -d "$d" log verify
ok 'J14 the checker finds each that was answered before the backup' python3 \
	"$top_srcdir/tests/crash/checker.py" "$d" contoso.com "$T/before.ledger"
diag <"$T/.out"
is 'the high-water mark goes on' "$(sed -n 's/^entries //p' \
	"$d/log/high-water")" "$(sqlite3 "$d/log/ca.db" \
	'SELECT count(*) FROM log_entry')"

# ---- with a CRL from after the backup

number_above()
{
	crl_fetch && [ "$(crl_number)" -gt "$1" ]
}

# shellcheck disable=SC2086
exits 'once more' 0 "$sanca" restore "$backup" "$T/with-crl" $pass
d=$T/with-crl
cat "$T/newer.crl" >"$d/public/ca.crl"
[ "$(id -u)" != 0 ] || chown 64002:64002 "$d/public/ca.crl"
exits 'a newer CRL is seen' 1 timeout 20 "$sancad" -d "$d"
start_sancad "$d" --accept-rollback || bail 'no start with the newer CRL'
is 'what it revokes is revoked again' "$(ocsp_says stolen)" revoked
ok 'and stays on the CRL' wait_for 15 on_crl "$stolen" KeyCompromise
ok 'with a higher number' wait_for 15 number_above "$newest"
stop_sancad
exits 'the log tells both' 0 "$sanca" -d "$d" log export
is 'restore and rollback' "$(grep -c -E '"action":"(restore|rollback-accepted)"' \
	"$T/stdout")" 2

# ---- keys kept apart

exits 'without keys' 2 "$sanca" restore "$T/old.tar" "$T/nokeys"
like 'it says what to do' "$(cat "$T/stderr")" '--keys DIR'
ok 'and makes nothing' test ! -e "$T/nokeys"
exits 'with the folder ca/' 0 "$sanca" restore "$T/old.tar" "$T/nokeys" \
	--keys "$old/ca"
ok 'the key is there' cmp "$old/ca/ca.key" "$T/nokeys/ca/ca.key"
start_sancad "$T/nokeys" || bail 'no start with keys that were kept apart'
stop_sancad
# shellcheck disable=SC2086
"$sanca" init "$T/other" --name 'HTTP Test CA' $http_as_root \
	--domain contoso.com >"$T/out" 2>&1
exits 'with those of another CA' 2 "$sanca" restore "$T/old.tar" "$T/no" \
	--keys "$T/other/ca"
like 'which is told' "$(cat "$T/stderr")" 'does not belong'
cp "$old/ca/ca.key" "$T/other/ca/ca.key"
exits 'with the log key of another CA' 2 "$sanca" restore "$T/old.tar" \
	"$T/no" --keys "$T/other/ca"
like 'which is told, too' "$(cat "$T/stderr")" 'log key is not the one'
ok 'nothing is made' test ! -e "$T/no"

# ---- a CA whose key has a passphrase of its own

printf 'that of the CA\n' >"$T/own"
chmod 600 "$T/own"
# shellcheck disable=SC2086
"$sanca" init "$T/locked" --name Locked $http_as_root --domain contoso.com \
	--listen "127.0.0.1:$HTTP_PORT" --passphrase-file "$T/own" \
	>"$T/out" 2>&1 || bail 'no CA with a passphrase'
# shellcheck disable=SC2086
exits 'its backup' 0 "$sanca" -d "$T/locked" backup "$T/locked.tar" \
	--with-keys $pass
like 'says that this file is not in it' "$(cat "$T/stderr")" \
	"without the passphrase-file $T/own"
# shellcheck disable=SC2086
exits 'where that file is' 0 "$sanca" restore "$T/locked.tar" "$T/locked.2" $pass
ok 'the key has its own passphrase again' openssl pkey -noout \
	-in "$T/locked.2/ca/ca.key" -passin "file:$T/own"
[ "$(id -u)" != 0 ] || chown 64002:64002 "$T/own"
start_sancad "$T/locked.2" || bail 'no start with the key that has a passphrase'
stop_sancad
mv "$T/own" "$T/own.away"
# shellcheck disable=SC2086
exits 'where it is not' 0 "$sanca" restore "$T/locked.tar" "$T/locked.3" $pass
like 'it says what has to be in it' "$(cat "$T/stderr")" \
	"passphrase of the backup: put that into $T/own"
ok 'the key has that of the backup' openssl pkey -noout \
	-in "$T/locked.3/ca/ca.key" -passin "file:$T/passphrase"

# ---- what only looks like a backup

mkdir "$T/hostile"
python3 "$programs/hostile_backup.py" "$T/old.tar" "$T/hostile" ||
	bail 'no hostile archives'
for file in "$T"/hostile/*.tar; do
	name=$(basename "$file" .tar)
	"$sanca" restore "$file" "$T/no" --keys "$old/ca" >"$T/stdout" \
		2>"$T/stderr"
	hostile_rc=$?
	ok "refused: $name" test "$hostile_rc" = 1 -o "$hostile_rc" = 2
	diag <"$T/stderr"
	[ ! -e "$T/no" ] || fail "nothing is made of $name"
done
is 'nothing of them is left' "$(find "$T" -maxdepth 1 -name '.no.*' | wc -l)" 0
ok 'nor anywhere else' test ! -e "$T/escaped"
like 'J01 a log that was changed is told by its entry' "$("$sanca" restore \
	--verify "$T/hostile/an-entry-changed.tar" 2>&1)" 'entry [0-9]+'

# ---- killed

for delay in 0.01 0.03 0.06 0.1 0.2 0.4; do
	timeout -s KILL "$delay" "$sanca" restore "$T/old.tar" "$T/killed" \
		--keys "$old/ca" >"$T/out" 2>&1
	if [ -e "$T/killed" ]; then
		ok "killed after $delay s: it is whole" "$sanca" \
			-d "$T/killed" log verify
		rm -rf "$T/killed"
	else
		pass "killed after $delay s: there is nothing"
	fi
	rm -f "$T/killed.tar"
	timeout -s KILL "$delay" "$sanca" -d "$old" backup "$T/killed.tar" \
		>"$T/out" 2>&1
	[ ! -e "$T/killed.tar" ] ||
		ok "a backup that is there is whole ($delay s)" "$sanca" \
			restore --verify "$T/killed.tar"
done
exits 'the next one takes what was left away' 0 "$sanca" restore \
	"$T/old.tar" "$T/killed" --keys "$old/ca"
is 'all of it' "$(find "$T" -maxdepth 1 -name '.killed.*' | wc -l)" 0

# ---- a clock that is behind

if [ "$SANITIZE" = no ] && command -v faketime >/dev/null; then
	exits 'with a clock behind the log' 3 faketime -f -30d "$sanca" restore \
		"$T/old.tar" "$T/no" --keys "$old/ca"
	like 'it says so' "$(cat "$T/stderr")" 'clock of this machine is behind'
	ok 'and makes nothing' test ! -e "$T/no"
	exits 'years later' 0 faketime -f +400d "$sanca" restore "$T/old.tar" \
		"$T/later" --keys "$old/ca"
	ok 'the number of the next CRL is that of its day' test "$(sed -n \
		's/^crl-number //p' "$T/later/log/high-water")" -gt \
		"$((made_before + 34000000))"
else
	skip 'clocks' 'a shim cannot come before a sanitizer, or no faketime'
fi
done_testing
