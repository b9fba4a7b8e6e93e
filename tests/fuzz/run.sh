#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Fuzzes each target for FUZZ_SECONDS, starting from its corpus, one per core at
# a time. Finds go to tests/out/fuzz/NAME under the build folder, never into the
# corpus by itself. With an argument: only this target.

set -eu
cd "$top_builddir"
if [ $# = 0 ]; then
	# Words on purpose: a target each.
	# shellcheck disable=SC2086
	printf '%s\n' $FUZZ_TARGETS | xargs -n 1 -P "$(nproc)" \
		sh "$top_srcdir/tests/fuzz/run.sh"
	exit
fi

name=${1##*/}
name=${name%_fuzz}
out=tests/out/fuzz/$name
mkdir -p "$out/new"
if ! "./$1" -max_total_time="$FUZZ_SECONDS" -timeout=10 \
	-rss_limit_mb=2048 -print_final_stats=1 \
	-artifact_prefix="$out/" "$out/new" \
	"$top_srcdir/tests/fuzz/corpus/$name" >"$out/said" 2>&1; then
	cat "$out/said"
	echo "failed: fuzz: $name"
	exit 1
fi
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$out/said")
echo "fuzz: $name: $runs runs in $FUZZ_SECONDS s"
