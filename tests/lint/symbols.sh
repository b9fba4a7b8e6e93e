#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What each program is linked with is its privilege statement: this reads it
# from the built programs.

set -u
case ${SANITIZE:-no} in
no) ;;
*)
	echo 'a sanitizer build imports more'
	exit 77
	;;
esac

status=0

# never PROGRAM REGEX WHY: it neither imports nor contains such a symbol.
never()
{
	found=$(nm "$top_builddir/$1" | awk '{ print $NF }' |
		sed 's/@.*//' | sort -u | grep -E -e "$2")
	[ -n "$found" ] || return 0
	echo "$1: $3: $(echo "$found" | tr '\n' ' ')"
	status=1
}

# needs PROGRAM LIBRARY...: it is linked with no others (but libc).
needs()
{
	program=$1
	shift
	for lib in $(objdump -p "$top_builddir/$program" |
		awk '$1 == "NEEDED" { sub(/\.so.*/, "", $2); print $2 }'); do
		case " $* libc libm ld-linux-x86-64 " in
		*" $lib "*) ;;
		*)
			echo "$program: linked with $lib"
			status=1
			;;
		esac
	done
}

signing='^gnutls_(privkey|pkcs7|pkcs11_privkey)_sign'
signing="$signing|^gnutls_x509_[a-z]+(_privkey)?_sign"

for p in sanca sancad sanca-front sanca-signer sanca-notifier \
	sanca-validator; do
	if ! nm "$top_builddir/$p" 2>/dev/null | grep -q ' T main$'; then
		echo "$p: not built, or stripped"
		exit 1
	fi
	never $p '^gnutls_x509_crt_set_crq' 'copies what the client sent'
	never $p '^MHD_create_post_processor' 'parses forms for us'
	never $p '^(__)?(gets|strcpy|strcat|v?sprintf)(_chk)?$' \
		'knows no bound'
	never $p '^(system|popen|tmpnam|tempnam|mktemp)$' 'is unsafe'
done

never sanca-front "$signing" 'can sign'
never sanca-front '^(mint|ca_key)_' 'has the mint in it'

never sanca-signer '^(v?fork|posix_spawnp?|exec[lv][pe]*)$' \
	'would share ca.db with a child (J13)'
never sanca-signer '^MHD_' 'speaks HTTP'
never sanca-signer '^json_' 'speaks JSON'
never sanca-signer '^(getaddrinfo|gethostby.*|connect|socket)$' \
	'reaches the network'
never sanca-signer '^csr_' 'parses requests'

never sanca-notifier "$signing" 'can sign'
never sanca-notifier '^(mint|ca_key)_' 'has the mint in it'
never sanca-notifier '^MHD_' 'speaks HTTP to whoever asks'
never sanca-notifier '^(listen|accept4?|bind)$' 'listens'
never sanca-notifier '^(v?fork|posix_spawnp?|exec[lv][pe]*)$' 'starts programs'
never sanca-notifier '^csr_' 'parses requests'
never sanca-validator "$signing" 'can sign'
never sanca-validator '^(mint|ca_key)_' 'has the mint in it'
never sanca-validator '^(sqlite3_|MHD_|json_|store_open)' 'does more than look'
never sanca-validator '^(listen|accept4?|bind)$' 'listens'
never sanca-validator '^(v?fork|posix_spawnp?|exec[lv][pe]*)$' \
	'starts programs'
never sanca-validator '^(getaddrinfo|gethostby.*)$' 'asks the resolver of libc'
never sanca-validator '^csr_' 'parses requests'
for p in sanca sancad sanca-front sanca-signer; do
	never $p '^curl_' 'goes out to servers'
done

never sancad '^(gnutls|MHD|json|sqlite3)_' 'does more than supervise'

needs sancad libinih libidn2 libunistring
needs sanca-front libmicrohttpd libgnutls libjansson libsqlite3 libidn2 \
	libunistring libgmp libinih libqrencode libpng16
needs sanca-signer libgnutls libsqlite3 libidn2 libunistring libgmp libinih \
	libcrypt
needs sanca-notifier libcurl-gnutls libgnutls libsqlite3 libidn2 libunistring \
	libgmp libinih
needs sanca-validator libcares libcurl-gnutls libgnutls libidn2 libunistring \
	libgmp libinih
needs sanca libgnutls libsqlite3 libjansson libidn2 libunistring libgmp libinih \
	libqrencode
exit $status
