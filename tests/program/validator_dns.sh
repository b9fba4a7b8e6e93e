#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# G09: which name servers sanca-validator asks, one after the other, and what it
# makes of a zone whose signatures are wrong, by the word of a real validating
# resolver (Debian's unbound); IPv6 that is there and IPv6 that is dead. In a
# network and with an /etc/resolv.conf of its own.

. "${0%/*}/own_network.sh"
. "${0%/*}/../lib.sh"
PATH=$PATH:/usr/sbin
requires openssl python3 unbound ldns-keygen ldns-signzone
python=python3
"$python" -c 'import dnslib' 2>/dev/null || python=/usr/bin/python3
"$python" -c 'import dnslib' 2>/dev/null ||
	skip_all 'python3-dnslib is not installed'

mount --make-rprivate / 2>/dev/null
# What the machine says of names has no part in it.
printf 'nameserver 127.0.0.51\nsearch contoso.com\n' >"$T/resolv.conf"
printf '127.0.0.1 localhost\n127.0.0.1 hosts.test\n' >"$T/hosts"
for file in resolv.conf hosts; do
	mount --bind "$T/$file" "$(readlink -f "/etc/$file")" ||
		bail "no /etc/$file of our own"
done
cd "$T" || exit 99
case $top_builddir in
/*) ;;
*) top_builddir=$OLDPWD/$top_builddir ;;
esac
case $top_srcdir in
/*) ;;
*) top_srcdir=$OLDPWD/$top_srcdir ;;
esac
"$python" "$top_srcdir/tests/program/validator_dns.py" \
	"$top_builddir/sanca-validator" "$T" 2>"$T/err"
status=$?
diag <"$T/err"
exit "$status"
