#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# sanca init: what it makes, what it refuses, and that it makes all or nothing.

. "${0%/*}/../lib.sh"
requires openssl certtool

# As root the data directory belongs to two users besides us.
as_root=
[ "$(id -u)" != 0 ] ||
	as_root='--front-user 64001:64001 --signer-user 64002:64002'

# init DIR OPTION...
init()
{
	init_dir=$1
	shift
	# Words on purpose.
	# shellcheck disable=SC2086
	"$sanca" init "$init_dir" --name 'Contoso Internal CA' $as_root "$@"
}

# mode FILE: its mode and kind.
mode()
{
	stat -c %a "$T/ca/$1"
}

exits 'a CA is made' 0 init "$T/ca" --domain contoso.com \
	--domain contoso.local --short-name server01 --ip-range 10.0.0.0/8 \
	--constrain --public-url http://pki.contoso.local:8080
cp "$T/stdout" "$T/printed"
cp "$T/stderr" "$T/said"
is 'ca/ is private' "$(mode ca)" 700
is 'the CA key is private' "$(mode ca/ca.key)" 600
is 'the log key is private' "$(mode ca/log.key)" 600
is 'log/ is for signer and group' "$(mode log)" 750
is 'ca.db is not for others' "$(mode log/ca.db)" 640
is 'front/ is private' "$(mode front)" 700
is 'public/ is open' "$(mode public)" 755
is 'the certificate is open' "$(mode public/ca.pem)" 644
is 'the CRL is open' "$(mode public/ca.crl)" 644
is 'the directory is open' "$(stat -c %a "$T/ca")" 755
if [ "$(id -u)" = 0 ]; then
	is 'the key is the signer'"'s" "$(stat -c %u:%g "$T/ca/ca/ca.key")" \
		64002:64002
	is 'the log is the signer'"'s" "$(stat -c %u:%g "$T/ca/log/ca.db")" \
		64002:64002
	is 'the CRL is the signer'"'s" \
		"$(stat -c %u:%g "$T/ca/public/ca.crl")" 64002:64002
	is 'front/ is the front'"'s" "$(stat -c %u "$T/ca/front")" 64001
else
	skip 'owners' 'not root'
fi
is 'nothing is left beside it' "$(find "$T" -maxdepth 1 \
	-name '*sanca-init*' | wc -l)" 0

ca=$T/ca/public/ca.pem
ok 'the root verifies strictly' \
	openssl verify -x509_strict -check_ss_sig -CAfile "$ca" "$ca"
text=$(openssl x509 -in "$ca" -noout -text)
like 'it is a CA of leaves only' "$text" 'CA:TRUE, pathlen:0'
like 'it is P-256' "$text" 'NIST CURVE: P-256'
like 'its constraints are critical' "$text" 'Name Constraints: critical'
# verifies SAN: openssl's word and GnuTLS's, on a leaf under this root.
verifies()
{
	printf 'subjectAltName = critical,%s\n' "$1" >"$T/leaf.ext"
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$T/leaf.key" -subj / -out "$T/leaf.csr" 2>/dev/null
	openssl x509 -req -in "$T/leaf.csr" -CA "$ca" -CAkey "$T/ca/ca/ca.key" \
		-days 9 -extfile "$T/leaf.ext" -out "$T/leaf.pem" 2>/dev/null
	openssl verify -CAfile "$ca" "$T/leaf.pem" >/dev/null 2>&1
	verifies_openssl=$?
	certtool --verify --load-ca-certificate "$ca" --infile "$T/leaf.pem" \
		>/dev/null 2>&1
	verifies_gnutls=$?
	echo "$((verifies_openssl == 0)) $((verifies_gnutls == 0))"
}
for san in DNS:a.contoso.com DNS:server01 IP:10.1.2.3; do
	is "openssl and GnuTLS take $san" "$(verifies $san)" '1 1'
done
for san in DNS:evil.com DNS:server02 DNS:invalid IP:11.1.2.3 IP:::1 \
	email:a@contoso.com email:a@invalid URI:https://contoso.com/ \
	URI:https://invalid/; do
	is "openssl and GnuTLS refuse $san" "$(verifies $san)" '0 0'
done
like 'they permit the domain' "$text" 'DNS:contoso.com$'
like 'and the short name' "$text" 'DNS:server01$'
like 'and the network' "$text" 'IP:10.0.0.0/255.0.0.0'
like 'with its name' "$text" 'Subject: CN = Contoso Internal CA'
sha256=$(openssl x509 -in "$ca" -noout -fingerprint -sha256 | sed 's/.*=//')
sha1=$(openssl x509 -in "$ca" -noout -fingerprint -sha1 |
	sed 's/.*=//; s/://g' | tr A-F a-f)
like 'SHA-256 is printed' "$(cat "$T/printed")" "$sha256"
like 'SHA-1 is printed' "$(cat "$T/printed")" "$sha1"
like 'what to type next is said' "$(cat "$T/said")" "sancad -d $T/ca"
unlike 'advice is not on stdout' "$(cat "$T/printed")" sancad
ok 'the settings can be used' "$sanca" conf check "$T/ca"
like 'plain tokens on loopback only' "$(cat "$T/ca/sanca.conf")" \
	'^allow-plain-tokens = loopback$'
ok 'the key is the certificate'"'s" sh -c "[ \"\$(openssl pkey -in \
	'$T/ca/ca/ca.key' -pubout)\" = \"\$(openssl x509 -in '$ca' -noout \
	-pubkey)\" ]"
ok 'the new log verifies' "$sanca" -d "$T/ca" log verify

# The first CRL, as others read it.
crl=$T/ca/public/ca.crl
like 'openssl verifies the CRL' \
	"$(openssl crl -inform der -in "$crl" -CAfile "$ca" -noout 2>&1)" \
	'verify OK'
"$sanca" -d "$T/ca" crl export --form pem --out "$T/crl.pem"
ok 'GnuTLS too' certtool --verify-crl --load-ca-certificate "$ca" \
	--infile "$T/crl.pem"
text=$(openssl crl -inform der -in "$crl" -noout -text -nameopt oneline)
like 'it is empty' "$text" 'No Revoked Certificates'
like 'and of this CA' "$text" 'Issuer: CN = Contoso Internal CA'
number=$(openssl crl -inform der -in "$crl" -noout -crlnumber |
	sed 's/.*=0*x*//')
number=$(printf %d "0x$number")
ok 'its number is the time' test "$number" -gt 1700000000 -a \
	"$number" -le "$(date +%s)"
is 'the high-water mark has it' \
	"$(sed -n 's/^crl-number //p' "$T/ca/log/high-water")" "$number"
like 'and the log' "$("$sanca" -d "$T/ca" log export)" \
	"\"type\":\"crl\".*\"number\":$number"
is 'nothing is left of its making' "$(find "$T/ca/log" -name '*tbs*' | wc -l)" 0
like 'what goes into certificates is said' "$(cat "$T/said")" \
	'http://pki.contoso.local:8080/i/[0-9a-f]{16}/ca.crl'

# refused STATUS WORDS NAME OPTION...: nothing is made, and these words said.
refused()
{
	want=$1
	words=$2
	what=$3
	shift 3
	case " $* " in
	# An imported CA has its name.
	*' --import-cert '*)
		# shellcheck disable=SC2086
		exits "$what: refused" "$want" "$sanca" init "$T/no" $as_root \
			"$@"
		;;
	*) exits "$what: refused" "$want" init "$T/no" "$@" ;;
	esac
	like "$what: said" "$(cat "$T/stderr")" "$words"
	ok "$what: nothing is left" test ! -e "$T/no"
}

refused 2 'Apple devices and browsers' Ed25519 --key ed25519
refused 2 'rsa-2048' RSA-1024 --key rsa-1024
refused 2 'short-names-of' 'open-ended constraint' --constrain \
	--domain contoso.local --short-names-of contoso.local
refused 2 'permit' 'constraint of nothing' --constrain
refused 2 'plain http' 'https public-url' --public-url https://pki.contoso.com
refused 2 'constraints' 'https name outside' --constrain --domain contoso.com \
	--listen-tls 127.0.0.1:8443 --tls-name pki.contoso.org
refused 2 'tls-name' 'https without a name' --listen-tls 127.0.0.1:8443
refused 2 'years' 'no lifetime' --years 0
refused 2 'numeric' 'listen by name' --listen localhost:80
refused 2 'import-cert' 'half an import' --import-key "$T/ca/ca/ca.key"
refused 2 'no option' 'unknown option' --domian contoso.com
refused 2 'twice' 'repeated rule' --domain a.com --domain a.com
refused 2 'needs a value' 'option without value' --domain
refused 2 'control' 'newline in a value' --domain "a.com
log-level = debug"

# shellcheck disable=SC2086
exits 'no name: wrong usage' 2 "$sanca" init "$T/no" $as_root
like 'the name is asked for' "$(cat "$T/stderr")" '--name'
if [ "$(id -u)" = 0 ] && ! getent passwd sanca-signer >/dev/null; then
	exits 'as root without the users of sanca: refused' 2 \
		"$sanca" init "$T/no" --name X
	like 'what makes them is said' "$(cat "$T/stderr")" systemd-sysusers
else
	skip 'no users of sanca' 'not root, or there are such users'
fi
sum=$(find "$T/ca" -type f -exec cksum {} + | sort)
exits 'a directory with content is refused' 1 init "$T/ca"
is 'and not touched' "$(find "$T/ca" -type f -exec cksum {} + | sort)" "$sum"
mkdir "$T/empty"
exits 'an empty directory is taken' 0 init "$T/empty" --domain contoso.com
ok 'and filled' test -s "$T/empty/ca/ca.key"
like 'without public-url, what Windows will say is said' \
	"$(cat "$T/stderr")" '0x80092012, CRYPT_E_NO_REVOCATION_CHECK'

for key in ec-p384 rsa-2048 rsa-3072; do
	exits "a $key root is made" 0 init "$T/$key" --key $key --years 2
	ok "a $key root verifies" openssl verify -x509_strict \
		-CAfile "$T/$key/public/ca.pem" "$T/$key/public/ca.pem"
	like "its CRL too" "$(openssl crl -inform der -noout \
		-in "$T/$key/public/ca.crl" \
		-CAfile "$T/$key/public/ca.pem" 2>&1)" 'verify OK'
done

# A passphrase encrypts the key, and is named, not kept.
(umask 077 && echo 'correct horse' >"$T/pass")
exits 'a passphrase is taken' 0 init "$T/enc" --passphrase-file "$T/pass"
like 'the key is encrypted' "$(cat "$T/enc/ca/ca.key")" 'ENCRYPTED PRIVATE KEY'
if [ "$(id -u)" = 0 ]; then
	like 'that the signer may not read it is said' "$(cat "$T/stderr")" \
		"chown [0-9]+ $T/pass"
	exits 'conf check too' 0 "$sanca" conf check "$T/enc"
	like 'says it' "$(cat "$T/stderr")" \
		"passphrase-file: .*chown [0-9]+ $T/pass"
fi
ok 'with that passphrase' openssl pkey -in "$T/enc/ca/ca.key" \
	-passin file:"$T/pass" -noout
is 'the passphrase is nowhere in it' \
	"$(grep -rl 'correct horse' "$T/enc" | wc -l)" 0
chmod 644 "$T/pass"
refused 2 'chmod' 'passphrase for all to read' --passphrase-file "$T/pass"

# Import: key and certificate of another CA.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout "$T/old.key" -out "$T/old.pem" -days 800 -subj '/CN=Old CA' \
	-addext 'basicConstraints=critical,CA:TRUE' \
	-addext 'keyUsage=critical,keyCertSign,cRLSign' \
	-addext 'nameConstraints=critical,permitted;DNS:contoso.com' \
	2>/dev/null
chmod 600 "$T/old.key"
# shellcheck disable=SC2086
exits 'a CA is imported' 0 "$sanca" init "$T/imported" $as_root \
	--import-key "$T/old.key" --import-cert "$T/old.pem"
like 'its constraints are shown' "$(cat "$T/stderr")" 'contoso.com'
like 'nor are its revocations passed over in silence' "$(cat "$T/stderr")" \
	'revoked before is not known'
unlike 'that it may sign CRLs is not doubted' "$(cat "$T/stderr")" cRLSign
is 'its certificate is unchanged' \
	"$(openssl x509 -in "$T/imported/public/ca.pem" -noout -fingerprint)" \
	"$(openssl x509 -in "$T/old.pem" -noout -fingerprint)"
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 \
	-out "$T/other.key" 2>/dev/null
# shellcheck disable=SC2086
exits 'a domain outside an imported CA is taken' 0 "$sanca" init \
	"$T/reach" $as_root --import-key "$T/old.key" \
	--import-cert "$T/old.pem" --domain other.test
like 'and said to be out of its reach' "$(cat "$T/stderr")" \
	'other\.test, but it can never be issued'
refused 2 'for a new root' 'import under a name' --import-key "$T/old.key" \
	--import-cert "$T/old.pem" --name Other
refused 2 'not the key' 'import of another key' --import-key "$T/other.key" \
	--import-cert "$T/old.pem"
openssl req -x509 -key "$T/other.key" -out "$T/leaf.pem" -subj /CN=leaf \
	-addext 'basicConstraints=critical,CA:FALSE' 2>/dev/null
refused 2 'import-cert' 'import of a leaf' --import-key "$T/other.key" \
	--import-cert "$T/leaf.pem"

# Killed at any time: none, or a complete one.
# The moments are spread over one and a half times what an init takes here.
began=$(date +%s%N)
# shellcheck disable=SC2086
"$sanca" init "$T/k" --name Timed $as_root >/dev/null 2>&1
took=$((($(date +%s%N) - began) / 1000))
rm -rf "$T/k"
kills=0
whole=0
bad=
n=0
while [ "$n" -lt 40 ]; do
	n=$((n + 1))
	# shellcheck disable=SC2086
	"$sanca" init "$T/k" --name Killed $as_root --domain contoso.com \
		>/dev/null 2>&1 &
	pid=$!
	sleep "$(printf '%d.%06d' $((took * n * 3 / 80 / 1000000)) \
		$((took * n * 3 / 80 % 1000000)))"
	kill -KILL "$pid" 2>/dev/null && kills=$((kills + 1))
	wait "$pid" 2>/dev/null
	[ -e "$T/k" ] || continue
	whole=$((whole + 1))
	for f in ca/ca.key ca/log.key log/ca.db public/ca.pem \
		public/ca.crl sanca.conf; do
		[ -s "$T/k/$f" ] || bad="$bad $n:$f"
	done
	"$sanca" -d "$T/k" log verify >/dev/null 2>&1 || bad="$bad $n:log"
	rm -rf "$T/k"
done
diag "$kills kills, $whole complete directories"
ok 'init was killed' test "$kills" -gt 0
is 'no half directory was seen' "$bad" ''
exits 'the next init works' 0 init "$T/k" --domain contoso.com
is 'and sweeps up after those killed' \
	"$(find "$T" -maxdepth 1 -name '.k.sanca-init-*' | wc -l)" 0

done_testing
