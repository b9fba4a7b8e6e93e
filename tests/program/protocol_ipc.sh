#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# doc/PROTOCOL.ipc says of each message what msg.def says: number, name, who
# sends it, fields in order with their maximum.

. "${0%/*}/../lib.sh"

# One line per message of msg.def, as the document spells it.
table()
{
	sed -e 's|/\*.*\*/||' "$top_srcdir/include/sanca/msg.def" | awk '
	function words(s) {
		gsub(/FROM_/, "", s)
		gsub(/ *\| */, ", ", s)
		return tolower(s)
	}
	/^MESSAGE\(/ {
		s = $0
		sub(/^MESSAGE\([a-z_]*, /, "", s)
		sub(/\).*/, "", s)
		split(s, a, /, /)
		line = a[2] " " a[1] " from " words(a[3]) ":"
		between = " "
	}
	/^\t[A-Z0-9_]+\(/ {
		s = $0
		sub(/^\t/, "", s)
		kind = s
		sub(/\(.*/, "", kind)
		sub(/^[A-Z0-9_]*\(/, "", s)
		sub(/\)[ \t]*$/, "", s)
		split(s, a, /, /)
		gsub(/_/, " ", kind)
		line = line between a[1] " " tolower(kind)
		if (a[2] != "")
			line = line " " a[2]
		between = ", "
	}
	/^END\(/ { print line (between == " " ? " nothing." : ".") }'
}

table >"$T/table"
tr -s ' \n' ' ' <"$top_srcdir/doc/PROTOCOL.ipc" >"$T/doc"
is 'msg.def was read whole' "$(wc -l <"$T/table" | tr -d ' ')" \
	"$(grep -c '^MESSAGE(' "$top_srcdir/include/sanca/msg.def")"
while read -r line; do
	name=$(echo "$line" | cut -d ' ' -f 2)
	if grep -q -F -e "$line" "$T/doc"; then
		pass "$name stands in doc/PROTOCOL.ipc"
	else
		fail "$name stands in doc/PROTOCOL.ipc" || diag "want $line"
	fi
done <"$T/table"
done_testing
