#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# M07: the tarball is the same octet by octet when it is made again later, under
# another umask and from what it holds itself; no key and no database is in it
# but the requests and keys that tests are about.

set -u
T=$(mktemp -d "${TMPDIR:-/tmp}/sanca-tarball.XXXXXX") || exit 1
trap 'chmod -R u+w "$T"; rm -rf "$T"' EXIT
status=0

# made FOLDER NAME: makes the tarball there, in $T/NAME.tar.
made()
{
	rm -f "$1"/sanca-*.tar.xz
	(cd "$1" && MAKEFLAGS='' make -s dist XZ_OPT=-0) >"$T/log" 2>&1 &&
		xz -d -c "$1"/sanca-*.tar.xz >"$T/$2.tar" && return 0
	tail -n 20 "$T/log"
	echo "make dist fails ($2)"
	exit 1
}

made "$top_builddir" first
sleep 1
(umask 077 && made "$top_builddir" later) || exit 1
rm -f "$top_builddir"/sanca-*.tar.xz
mkdir "$T/self" "$T/self.src"
for folder in self self.src; do
	tar -x -f "$T/first.tar" -C "$T/$folder" --strip-components=1
done
(cd "$T/self" && ./configure) >"$T/log" 2>&1
made "$T/self" again
for other in later again; do
	cmp "$T/first.tar" "$T/$other.tar" || {
		tar -tvf "$T/first.tar" >"$T/a"
		tar -tvf "$T/$other.tar" >"$T/b"
		diff "$T/a" "$T/b" | head -n 10
		echo "the tarball differs ($other)"
		status=1
	}
done

found=$(tar -tf "$T/first.tar" |
	grep -E '\.(db|db-wal|db-shm|sqlite|key|p12|pfx|o|a|so)$|/high-water$' |
	grep -v '/tests/samples/exchange-six-names-der[.]pfx$')
found=$found$(cd "$T/self.src" && grep -r -l -a -E \
	'^-----BEGIN [A-Z ]*PRIVATE KEY-----$' . | grep -v '^./tests/')
# What is built, also in a folder that is put in whole.
found=$found$(cd "$T/self.src" && grep -r -l -a '^.ELF' .)
found=$found$(tar -tf "$T/first.tar" | grep -F __pycache__)
if [ -n "$found" ]; then
	echo "the tarball holds what it must not: $found"
	status=1
fi
exit $status
