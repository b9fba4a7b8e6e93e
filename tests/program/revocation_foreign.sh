#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# CRLs and OCSP answers of the mint layer are read by foreign programs, and
# their OCSP requests by ours: OpenSSL, GnuTLS and NSS.

. "${0%/*}/../lib.sh"
requires openssl certtool ocsptool certutil crlutil timeout

sample=$top_builddir/tests/unit/revocation_sample
cd "$T" || bail 'no scratch folder'

# shows COMMAND...: its output is left in $T/shown.
shows()
{
	timeout 60 "$@" >"$T/shown" 2>&1
}

refuses()
{
	! "$@"
}

# count REGEX: lines of $T/shown that match.
count()
{
	grep -c -- "$1" "$T/shown"
}

# ---- CRLs ----

by_openssl()
{
	shows openssl crl -inform DER -in "$1.crl" -CAfile ca.pem -noout \
		-text && grep -q 'verify OK' "$T/shown"
}

by_certtool()
{
	openssl crl -inform DER -in "$1.crl" -out "$1.crl.pem" &&
		shows certtool --verify-crl --load-ca-certificate ca.pem \
			--infile "$1.crl.pem" &&
		grep -q 'Verified' "$T/shown" &&
		shows certtool --crl-info --inder --infile "$1.crl"
}

by_nss()
{
	rm -rf nss && mkdir nss && certutil -N -d sql:nss --empty-password &&
		certutil -A -d sql:nss -n ca -t CT,C,C -i ca.pem &&
		timeout 60 crlutil -I -i "$1.crl" -t 1 -d sql:nss &&
		shows crlutil -L -d sql:nss -n ca
}

# Both programs write the same octets again.
round_trip()
{
	openssl crl -inform DER -in "$1.crl" -outform DER | cmp - "$1.crl"
}

# The CRL is found by its number, and the certificate is on it or not.
verify_with()
{
	openssl verify -x509_strict -crl_check -CAfile ca.pem \
		-CRLfile one.crl.pem "$1.pem"
}

nss_verify()
{
	certutil -A -d sql:nss -n "$1" -t ,, -i "$1.pem" &&
		certutil -V -d sql:nss -n "$1" -u V -e
}

read_crls()
{
	for crl in empty one reasons many late; do
		ok "$1: OpenSSL verifies the CRL \"$crl\"" by_openssl "$crl"
		is "$1: $crl: all entries" "$(count 'Serial Number:')" "$(
			case $crl in
			empty) echo 0 ;;
			one) echo 1 ;;
			many) echo 10000 ;;
			*) echo 10 ;;
			esac
		)"
		is "$1: $crl: what is critical" "$(count 'critical')" 0
		is "$1: $crl: is of version 2" "$(count 'Version 2 ')" 1
		ok "$1: $crl: OpenSSL writes the same octets" round_trip "$crl"
		# Not valid yet, and so not taken.
		[ "$crl" != late ] || continue
		ok "$1: $crl: GnuTLS verifies it" by_certtool "$crl"
		ok "$1: $crl: NSS takes it" by_nss "$crl"
	done
}

read_reasons()
{
	by_openssl reasons
	for reason in 'Key Compromise' 'CA Compromise' 'Affiliation Changed' \
		Superseded 'Cessation Of Operation' 'Certificate Hold' \
		'Privilege Withdrawn' 'AA Compromise'; do
		like "reason $reason" "$(cat "$T/shown")" "^ *$reason"
	done
	is 'unspecified is not said' "$(count 'Unspecified')" 0
	like 'a number of 64 bits' "$(cat "$T/shown")" 18446744073709551615
	by_openssl late
	like 'the last second of UTCTime' "$(cat "$T/shown")" \
		'Dec 31 23:59:59 2049'
	like 'the first one after it' "$(cat "$T/shown")" \
		'Revocation Date: Jan  1 00:00:00 2050'
	shows openssl asn1parse -inform DER -in late.crl
	is 'GeneralizedTime where it must be, and nowhere else' \
		"$(count GENERALIZEDTIME)" 3
	is 'all others are UTCTime' "$(count UTCTIME)" 9
}

# ---- OCSP ----

# ask REQUEST-OPTION...: OpenSSL asks, our side answers, OpenSSL judges.
ask()
{
	# It would put another nonce into a request that it reads.
	openssl ocsp -issuer ca.pem "$@" -reqout request &&
		"$sample" . answer request response &&
		shows openssl ocsp -reqin request -respin response \
			-CAfile ca.pem -issuer ca.pem "$@" -no_nonce &&
		grep -q 'Response verify OK' "$T/shown"
}

openssl_asks()
{
	for hash in sha1 sha256; do
		for nonce in -nonce -no_nonce; do
			ok "$1: OpenSSL, $hash $nonce" ask $nonce -$hash \
				-cert good.pem -$hash -cert revoked.pem -$hash \
				-cert unknown.pem -$hash -cert noreason.pem
			shown=$(cat "$T/shown")
			like 'good' "$shown" '^good.pem: good'
			like 'revoked' "$shown" '^revoked.pem: revoked'
			like 'unknown' "$shown" '^unknown.pem: unknown'
			like 'revoked, for no reason' "$shown" \
				'^noreason.pem: revoked'
			is 'one reason is given' "$(count 'Reason:')" 1
			unlike 'the nonce is the one that was asked' "$shown" \
				'Nonce Verify error'
			unlike 'the times are good' "$shown" 'WARNING'
		done
	done
}

ocsptool_asks()
{
	ocsptool --generate-request --load-issuer ca.pem --load-cert good.pem \
		"$1" --outfile request &&
		"$sample" . answer request response &&
		ocsptool --verify-response --load-response response \
			--load-trust ca.pem >"$T/shown" &&
		grep -q 'Status: good' "$T/shown" &&
		grep -q 'Verifying OCSP Response: Success' "$T/shown"
}

# status_of REQUEST: the octets of the answer.
status_of()
{
	"$sample" . answer "$1" response 2>"$T/why" &&
		od -An -tx1 response | tr -d ' \n'
}

for kind in ec-p256 ec-p384 rsa-2048; do
	"$sample" . ca "$kind" || bail "no samples of $kind"
	read_crls "$kind"
	by_certtool one && by_nss one
	ok "$kind: OpenSSL lets the good one pass" verify_with good
	ok "$kind: and refuses the revoked one" refuses verify_with revoked
	ok "$kind: NSS lets the good one pass" nss_verify good
	ok "$kind: and refuses the revoked one" refuses nss_verify revoked
	openssl_asks "$kind"
	ok "$kind: ocsptool, with a nonce" ocsptool_asks --nonce
	ok "$kind: ocsptool, without" ocsptool_asks --no-nonce
done
read_reasons

# A signed request with a requestorName: both are passed over.
ok 'a signed request' ask -nonce -signer good.pem -signkey good.key \
	-cert revoked.pem
like 'is answered' "$(cat "$T/shown")" 'revoked.pem: revoked'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
	-keyout other.key -out other.pem -subj /CN=other 2>/dev/null ||
	bail 'no other CA'
for hash in sha1 sha256 sha384 md5; do
	openssl ocsp -issuer other.pem -$hash -serial 1 -reqout request
	is "$hash: another issuer is unauthorized" "$(status_of request)" \
		30030a0106
done
openssl ocsp -issuer ca.pem -sha512 -cert good.pem -reqout request
is 'a hash that is not known is unauthorized' "$(status_of request)" 30030a0106
for serial in 0 -1 1 0xffffffffffffffffffffffffffffffffffffffffffffffff; do
	ok "serial $serial" ask -serial "$serial"
	like 'is unknown' "$(cat "$T/shown")" "unknown"
done
head -c 20 good.der >request
is 'what is no request is malformed' "$(status_of request)" 30030a0101

done_testing
