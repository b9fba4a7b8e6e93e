#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What is read in a request is what openssl reads in it.

. "${0%/*}/../lib.sh"

requires openssl

# Files that openssl cannot read by itself, in a form that it can.
to_pem()
{
	case $1 in
	*utf16le-bom*) tail -c +3 "$1" | tr -d '\000' ;;
	*utf16le*) tr -d '\000' <"$1" ;;
	*.pfx | *.der) openssl req -inform DER -in "$1" ;;
	*bare-base64*)
		echo '-----BEGIN CERTIFICATE REQUEST-----'
		cat "$1"
		echo '-----END CERTIFICATE REQUEST-----'
		;;
	*) cat "$1" ;;
	esac
}

# In the form of csr_show; each name of the SAN on its line.
as_openssl_reads()
{
	openssl req -in "$1" -noout -text >"$T/text" || return 1
	echo "subject $(openssl req -in "$1" -noout -subject \
		-nameopt RFC2253,-esc_msb,utf8 | sed 's/^subject=//')"
	sed -n 's/^ *Public-Key: (\([0-9]*\) bit)/bits \1/p' "$T/text"
	sed -n 's/^ *Signature Algorithm: /algorithm /p' "$T/text"
	sed -n 's/^ *DNS:/DNS:/p' "$T/text" | tr ',' '\n' |
		sed 's/^ *DNS:/name /'
	echo "signature $(tr -d ' :\n' <"$T/text" | tail -c 32)"
}

# The good rows of the table, and good fixtures of each kind of key.
good_files()
{
	awk -F '\t' '$2 == "ok" { print $1 }' "$top_srcdir/tests/samples.tsv" |
		sed "s|^|$top_srcdir/tests/samples/|"
	for name in good rsa-2048 rsa-2056 a13-ecdsa-sha1 \
		subject-cn-twice; do
		echo "$top_srcdir/tests/fixtures/$name.der"
	done
}

agrees()
{
	to_pem "$1" >"$T/pem" &&
		as_openssl_reads "$T/pem" >"$T/theirs" &&
		"$top_builddir/tests/program/csr_show" "$1" \
			>"$T/ours" &&
		diff -u "$T/theirs" "$T/ours"
}

for file in $(good_files); do
	ok "${file##*/} is read as openssl reads it" agrees "$file"
done
done_testing
