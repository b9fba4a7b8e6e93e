#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What the mint layer writes is accepted, and refused, by foreign programs:
# OpenSSL (strict), GnuTLS and NSS.

. "${0%/*}/../lib.sh"
requires openssl certtool certutil vfychain timeout

S=$T/samples
N=sql:$T/nss
mkdir "$S" "$T/nss"
timeout 60 "$top_builddir/tests/unit/mint_sample" "$S" || bail 'no samples'
certutil -N -d "$N" --empty-password || bail 'no NSS database'
for pem in "$S"/ca-*.pem; do
	name=${pem##*/}
	name=${name%.pem}
	certutil -A -d "$N" -n "$name" -t CT,C,C -i "$pem" ||
		bail "NSS does not take $name"
done

# by_VERIFIER CASE CA PURPOSE HOST: true when the verifier accepts the leaf.
by_openssl()
{
	case $4 in
	'*'*) set -- "$1" "$2" "$3" "x${4#?}" ;;
	esac
	case $4 in
	[0-9]*) openssl_host="-verify_ip $4" ;;
	-) openssl_host= ;;
	*) openssl_host="-verify_hostname $4" ;;
	esac
	# Two words on purpose.
	# shellcheck disable=SC2086
	timeout 10 openssl verify -x509_strict -purpose "ssl$3" $openssl_host \
		-CAfile "$S/$2.pem" "$S/$1.pem"
}

by_openssl_as_responder()
{
	timeout 10 openssl verify -x509_strict -purpose ocsphelper \
		-CAfile "$S/$2.pem" "$S/$1.pem" &&
		openssl x509 -in "$S/$1.pem" -noout -text >"$T/text" &&
		grep -q 'OCSP Signing' "$T/text" &&
		grep -q 'OCSP No Check' "$T/text" &&
		! grep -q 'CRL Distribution\|OCSP - URI' "$T/text"
}

by_certtool()
{
	case $3 in
	server) certtool_purpose=1.3.6.1.5.5.7.3.1 ;;
	client) certtool_purpose=1.3.6.1.5.5.7.3.2 ;;
	esac
	timeout 10 certtool --verify --load-ca-certificate "$S/$2.pem" \
		--verify-purpose "$certtool_purpose" \
		--verify-hostname "$4" --infile "$S/$1.pem"
}

by_nss()
{
	case $3 in
	server) nss_usage=1 ;;
	client) nss_usage=0 ;;
	esac
	timeout 10 vfychain -d "$N" -pp -u "$nss_usage" -a "$S/$1.pem"
}

# certutil asks the older verifier of NSS, vfychain -pp the newer one.
by_certutil()
{
	case $3 in
	server) certutil_usage=V ;;
	client) certutil_usage=C ;;
	esac
	timeout 10 certutil -A -d "$N" -n "$1" -t ,, -i "$S/$1.pem" &&
		timeout 10 certutil -V -d "$N" -n "$1" -u "$certutil_usage" -e
}

# refuses COMMAND...: a clean no, neither a crash nor a time-out. certutil says
# no by 255.
refuses()
{
	refuses_rc=0
	"$@" || refuses_rc=$?
	case $refuses_rc in
	0 | 12[4-9] | 1[3-9][0-9]) return 1 ;;
	esac
}

# expect CASE CA PURPOSE VERDICT HOST
expect()
{
	for expect_by in by_openssl by_certtool by_nss by_certutil; do
		case $4 in
		good) ok "$1: $expect_by accepts it as $3" \
			"$expect_by" "$1" "$2" "$3" "$5" ;;
		bad) ok "$1: $expect_by refuses it" \
			refuses "$expect_by" "$1" "$2" "$3" "$5" ;;
		*) bail "verdict $4" ;;
		esac
	done
}

# Both programs read the whole of it and write the same octets again.
round_trip()
{
	openssl asn1parse -inform DER -in "$1" >"$T/asn1" || return 1
	! grep -q -i error "$T/asn1" || return 1
	openssl x509 -inform DER -in "$1" -outform DER | cmp - "$1" || return 1
	certtool -i --inder --infile "$1" --outder | cmp - "$1"
}

tab=$(printf '\t')
while IFS=$tab read -r name ca server client verdict host; do
	ok "$name: OpenSSL and GnuTLS read all of it" \
		round_trip "$S/$name.der"
	[ "$server" != server ] || expect "$name" "$ca" server "$verdict" "$host"
	[ "$client" != client ] || expect "$name" "$ca" client "$verdict" "$host"
	case $name in
	*-ocsp) ok "$name: OpenSSL takes it for a responder's" \
		by_openssl_as_responder "$name" "$ca" ;;
	esac
	# What the profile does not promise, nobody may do with it.
	[ "$server" = server ] || ok "$name: is not for servers" \
		refuses by_openssl "$name" "$ca" server "$host"
	[ "$client" = client ] || ok "$name: is not for clients" \
		refuses by_openssl "$name" "$ca" client "$host"
done <"$S/cases.tsv"
is 'every sample was looked at' "$(wc -l <"$S/cases.tsv")" 72

# What they show of single ones.
shown=$(openssl x509 -in "$S/year-2051.pem" -noout -enddate)
like 'a date beyond 2049 is read as one' "$shown" '20[5-9][0-9] GMT$'
shown=$(openssl x509 -in "$S/empty-subject.pem" -noout -text)
like 'SAN is critical under an empty subject' "$shown" \
	'Alternative Name: critical'
like 'the subject is empty' "$shown" 'Subject: *$'
shown=$(openssl x509 -in "$S/year-2051.pem" -noout -ocsp_uri)
is 'OpenSSL finds OCSP' "$shown" http://pki.contoso.local:8080/i/0/ocsp
shown=$(openssl x509 -in "$S/year-2051.pem" -noout -ext crlDistributionPoints)
like 'and the CRL' "$shown" 'URI:http://pki.contoso.local:8080/i/0/ca.crl'
shown=$(certtool -i --infile "$S/year-2051.pem")
like 'GnuTLS finds OCSP' "$shown" 'http://pki.contoso.local:8080/i/0/ocsp'
like 'GnuTLS finds the CRL' "$shown" 'http://pki.contoso.local:8080/i/0/ca.crl'
shown=$(openssl x509 -in "$S/ca-constrained.pem" -noout -text)
like 'constraints are read' "$shown" 'DNS:contoso.com'
like 'constraints of addresses are read' "$shown" 'IP:10.0.0.0/255.0.0.0'
like 'the path length is read' "$shown" 'CA:TRUE, pathlen:0'

done_testing
