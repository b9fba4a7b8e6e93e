#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Turns files into one C table, on standard output, which is found by name
# (src/front/web.h): embed_table.sh DIR NAME... >FILE.c

set -eu
if [ $# -lt 2 ]; then
	echo 'usage: embed_table.sh DIR NAME... >FILE.c' >&2
	exit 2
fi
LC_ALL=C
export LC_ALL
dir=$1
shift

echo '/* Written by src/embed_table.sh; do not edit. */'
# By its path from the top: the builder's folder may be another than the sources'.
echo '#include "src/front/web.h"'
i=0
for name in "$@"; do
	# The zero behind the last octet is not counted.
	echo "static const unsigned char file_${i}[] = {"
	od -An -v -tu1 "$dir/$name" |
		sed 's/^ *//; s/  */,/g; s/$/,/'
	echo '0 };'
	i=$((i + 1))
done
echo 'const struct web_file web_files[] = {'
i=0
for name in "$@"; do
	echo "	{ \"$name\", { file_$i, sizeof(file_$i) - 1 } },"
	i=$((i + 1))
done
echo '};'
echo "const size_t web_file_count = $i;"
