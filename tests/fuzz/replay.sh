#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Runs every fuzz target over its corpus: what once broke stays mended.

. "${0%/*}/../lib.sh"

# libFuzzer programs run the files they are given once too.
replay()
{
	find "$2" -type f | sort | xargs -r -d '\n' "$1"
}

[ -n "${FUZZ_TARGETS-}" ] || skip_all 'there is no fuzz target'
for target in $FUZZ_TARGETS; do
	name=${target##*/}
	name=${name%"${EXEEXT-}"}
	name=${name%_fuzz}
	corpus=$top_srcdir/tests/fuzz/corpus/$name
	if [ -z "$(find "$corpus" -type f 2>/dev/null | head -n 1)" ]; then
		fail "$name: has a corpus"
		diag "tests/fuzz/corpus/$name holds no file"
		continue
	fi
	ok "$name: corpus of $(find "$corpus" -type f | wc -l) files" \
		replay "$top_builddir/$target" "$corpus"
done
done_testing
