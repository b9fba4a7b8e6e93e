# shellcheck shell=sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What the tests of revocation share: a CA with an address for clients, its CRL
# and its OCSP answers as openssl reads them.

. "${0%/*}/http_lib.sh"

# revocation_ca OPTION...: as http_ca, with a public address; its root is then
# $T/root.pem, the id of its issuer $id.
revocation_ca()
{
	HTTP_PORT=$(free_port)
	http_ca --public-url "http://127.0.0.1:$HTTP_PORT" "$@"
	cp "$d/public/ca.pem" "$T/root.pem"
	openssl x509 -in "$T/root.pem" -outform DER -out "$T/root.der"
	id=$(sha256sum <"$T/root.der" | cut -c 1-16)
	# Read by the tests.
	# shellcheck disable=SC2034
	crl_path=/i/$id/ca.crl ocsp_path=/i/$id/ocsp
}

# ca_set KEY VALUE: a setting of [ca], before the start or a reload.
ca_set()
{
	sed -e "/^$1 *=/d" -e "/^\[ca\]/a $1 = $2" "$d/sanca.conf" \
		>"$T/conf.new" && cat "$T/conf.new" >"$d/sanca.conf"
}

# enrol NAME [TOKEN [openssl OPTION...]]: a certificate for NAME.contoso.com by
# TOKEN ($token): $T/NAME.crt, .der and .key; prints its serial.
enrol()
{
	enrol_name=$1
	enrol_token=${2:-$token}
	[ $# -lt 2 ] || shift
	shift
	request "$enrol_name" "DNS:$enrol_name.contoso.com" "$@"
	again "$enrol_name" "$enrol_token"
}

# again NAME [TOKEN]: one more for the same request.
again()
{
	[ "$(post /v1/certificates "$T/$1.pem" \
		-H "Authorization: Bearer ${2:-$token}")" = 201 ] || {
		diag <"$T/body" >&2
		return 1
	}
	openssl x509 -in "$T/body" -out "$T/$1.crt" &&
		openssl x509 -in "$T/body" -outform DER -out "$T/$1.der" &&
		serial_of "$T/$1.crt"
}

# serial_of FILE: of a certificate, as sanca writes it.
serial_of()
{
	openssl x509 -in "$1" -noout -serial | sed 's/.*=//' | tr A-F a-f
}

# revoke_http SERIAL TOKEN [JSON]: prints the status.
revoke_http()
{
	printf '%s' "${3-}" >"$T/revoke.in"
	post "/v1/certificates/$1/revoke" "$T/revoke.in" \
		-H 'Content-Type: application/json' \
		-H "Authorization: Bearer $2"
}

# crl_fetch: the newest CRL, in $T/crl.der.
crl_fetch()
{
	curl -fsS -m 20 -o "$T/crl.der" "$SANCA_URL$crl_path"
}

# crl_number [FILE]: in decimal, as openssl reads it.
crl_number()
{
	printf '%d\n' "$(openssl crl -inform DER -in "${1:-$T/crl.der}" \
		-noout -crlnumber | sed 's/.*=//')"
}

# crl_entries [FILE]: a line for each, "SERIAL REASON", as openssl reads it.
# shellcheck disable=SC2120
crl_entries()
{
	openssl crl -inform DER -in "${1:-$T/crl.der}" -noout -text | awk '
		/Serial Number:/ { if (s) print s, r; s = tolower($3); r = "-" }
		reason { r = $0; gsub(/^ +| +$/, "", r); gsub(/ /, "", r)
			reason = 0 }
		/X509v3 CRL Reason Code/ { reason = 1 }
		/Signature Algorithm/ && s { print s, r; s = "" }'
}

# on_crl SERIAL [REASON]: it is on the newest CRL (with that reason).
on_crl()
{
	crl_fetch && crl_entries "$T/crl.der" | grep -q "^$1 ${2-}"
}
not_on_crl()
{
	crl_fetch && ! crl_entries "$T/crl.der" | grep -q "^$1 "
}

# ocsp_says NAME [openssl OPTION...]: good, revoked or unknown, as openssl ocsp
# has it from a verified response to a request by POST without nonce; the whole
# in $T/ocsp.out.
ocsp_says()
{
	ocsp_name=$1
	shift
	openssl ocsp -issuer "$T/root.pem" -no_nonce "$@" \
		-cert "$T/$ocsp_name.crt" -url "$SANCA_URL$ocsp_path" \
		-CAfile "$T/root.pem" >"$T/ocsp.out" 2>&1
	grep -q '^Response verify OK' "$T/ocsp.out" || {
		diag <"$T/ocsp.out" >&2
		echo unverified
		return
	}
	sed -n "s/.*$ocsp_name\.crt: //p" "$T/ocsp.out"
}

# ocsp_reason: of the last revoked one; some versions of openssl add its number.
ocsp_reason()
{
	sed -n 's/.*Reason: \([A-Za-z]*\).*/\1/p' "$T/ocsp.out"
}

is_healthy()
{
	[ "$(get /healthz)" = 200 ]
}
is_not_healthy()
{
	! is_healthy
}

# log_verifies NAME: a point.
log_verifies()
{
	ok "$1" "$sanca" -d "$d" log verify
}
