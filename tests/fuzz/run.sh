#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Fuzzes each target for FUZZ_SECONDS, starting from its corpus. Finds go to
# tests/out/fuzz/NAME under the build folder, never into the corpus by itself.

set -eu
cd "$top_builddir"
for target in $FUZZ_TARGETS; do
	name=${target##*/}
	name=${name%_fuzz}
	out=tests/out/fuzz/$name
	mkdir -p "$out/new"
	echo "fuzz: $name for $FUZZ_SECONDS s"
	"./$target" -max_total_time="$FUZZ_SECONDS" -timeout=10 \
		-rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$out/" "$out/new" \
		"$top_srcdir/tests/fuzz/corpus/$name"
done
