#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# A CA key on a PKCS#11 token signs; a wrong PIN is tried once and no more.

. "${0%/*}/../lib.sh"
requires softhsm2-util openssl certtool timeout

sample=$top_builddir/tests/unit/mint_sample
module=
for m in /usr/lib/softhsm/libsofthsm2.so \
	/usr/lib/*/softhsm/libsofthsm2.so /usr/lib64/softhsm/libsofthsm.so; do
	[ ! -e "$m" ] || module=$m
done
[ -n "$module" ] || skip_all 'libsofthsm2.so is not installed'

mkdir "$T/tokens"
cat >"$T/softhsm2.conf" <<END
directories.tokendir = $T/tokens
objectstore.backend = file
log.level = ERROR
END
SOFTHSM2_CONF=$T/softhsm2.conf
export SOFTHSM2_CONF

timeout 20 softhsm2-util --init-token --free --label sanca-test \
	--so-pin 87654321 --pin 123456 >/dev/null || bail 'no token'

# make_key KIND LABEL ID: a key made outside and put on the token; its public
# half in $T/LABEL.spki.
make_key()
{
	case $1 in
	ec) openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 ;;
	rsa) openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 ;;
	esac >"$T/$2.pem" 2>/dev/null
	openssl pkey -in "$T/$2.pem" -pubout -outform DER -out "$T/$2.spki" &&
		timeout 20 softhsm2-util --import "$T/$2.pem" \
			--token sanca-test --label "$2" --id "$3" --pin 123456
}

# token LABEL PIN SPKI: open the key, sign in two threads' slots, make a root.
token()
{
	timeout 30 "$sample" "$T" --token \
		"pkcs11:token=sanca-test;object=$1;type=private" "$2" "$3"
}

ok 'an EC key is put on the token' make_key ec ec 01
ok 'an RSA key is put on the token' make_key rsa rsa 02
ok 'another EC key is put on the token' make_key ec other 03

for kind in ec rsa; do
	rm -f "$T/token-root.pem"
	ok "an $kind key on the token signs" token "$kind" 123456 "$T/$kind.spki"
	ok "OpenSSL verifies the root that it signed" openssl verify \
		-x509_strict -check_ss_sig -CAfile "$T/token-root.pem" \
		"$T/token-root.pem"
	ok 'GnuTLS verifies it' certtool --verify --infile "$T/token-root.pem" \
		--load-ca-certificate "$T/token-root.pem"
done

# That it is told once only is counted in tests/unit/mint_token_test.c.
exits 'a wrong PIN is refused' 1 token ec 000000 "$T/ec.spki"
like 'it is said that it is not tried again' "$(cat "$T/stderr")" \
	'not tried a second time'
exits 'no PIN is refused' 1 token ec '' "$T/ec.spki"
like 'and asked for' "$(cat "$T/stderr")" 'asks for a PIN'

exits 'a certificate for another key is refused' 1 \
	token ec 123456 "$T/other.spki"
like 'by the first signature' "$(cat "$T/stderr")" 'first signature by the token'
exits 'a certificate for another kind of key is refused' 1 \
	token ec 123456 "$T/rsa.spki"
like 'by its kind' "$(cat "$T/stderr")" 'the url names another key'
exits 'a key that is not there is refused' 1 \
	token nothing 123456 "$T/ec.spki"
like 'with the tokens that can be seen' "$(cat "$T/stderr")" \
	'tokens that can be seen: pkcs11:'

ok 'the token still takes the right PIN' token ec 123456 "$T/ec.spki"

done_testing
