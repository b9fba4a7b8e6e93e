#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# G01 G02 G03 G04 G05 G06 G07 G08 G09 G10 G11 G12 G13 G14 G15 G16: sanca-validator among
# hosts and name servers that behave as badly as they can, on loopback.

. "${0%/*}/../lib.sh"
requires openssl python3
# Debian's packages are those of Debian's Python.
python=python3
"$python" -c 'import dnslib' 2>/dev/null || python=/usr/bin/python3
"$python" -c 'import dnslib' 2>/dev/null ||
	skip_all 'python3-dnslib is not installed'

cd "$T" || exit 99
case $top_builddir in
/*) ;;
*) top_builddir=$OLDPWD/$top_builddir ;;
esac
case $top_srcdir in
/*) ;;
*) top_srcdir=$OLDPWD/$top_srcdir ;;
esac
"$python" "$top_srcdir/tests/program/validator.py" \
	"$top_builddir/sanca-validator" "$T" 2>"$T/err"
status=$?
diag <"$T/err"
exit "$status"
