#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Turns standard input into a C array NAME and its length NAME_len, on standard
# output: embed.sh NAME <FILE >FILE.c

set -eu
if [ $# -ne 1 ]; then
	echo 'usage: embed.sh NAME <FILE >FILE.c' >&2
	exit 2
fi
LC_ALL=C
export LC_ALL

# The zero behind the last byte is not counted in NAME_len: text can be used
# as a string, and an empty file is still a valid array.
od -An -v -tu1 | awk -v name="$1" '
	BEGIN {
		print "/* Written by src/embed.sh; do not edit. */"
		print "#include <stddef.h>"
		print "extern const unsigned char " name "[];"
		print "extern const size_t " name "_len;"
		print "const unsigned char " name "[] = {"
	}
	{
		line = ""
		for (i = 1; i <= NF; i++)
			line = line $i ","
		print line
		n += NF
	}
	END {
		print "0 };"
		print "const size_t " name "_len = " n + 0 ";"
	}'
