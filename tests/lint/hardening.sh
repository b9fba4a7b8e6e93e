#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The programs are position independent, with read-only relocations, and
# without an executable stack.

set -u
status=0
for p in sanca sancad sanca-front sanca-signer; do
	elf=$(readelf -h -l -d -W "$top_builddir/$p") || exit 1
	for want in 'Type: +DYN' 'FLAGS_1.*NOW.*PIE' GNU_RELRO \
		'GNU_STACK .* RW '; do
		if ! printf '%s\n' "$elf" | grep -E -q -e "$want"; then
			echo "$p: readelf shows no $want"
			status=1
		fi
	done
done
exit $status
