#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# What `make bench` runs: builds the programs that measure, then reports.
# BENCH='--only issue --seconds 2' for less, BENCH='--peer URL …' for another
# server.
set -eu
: "${top_builddir:=$(pwd)}"
: "${top_srcdir:=$top_builddir}"
# shellcheck disable=SC2086 # options are words
exec python3 "$top_srcdir/tests/bench/run.py" "$top_builddir" \
	--out "$top_builddir/tests/out/bench" ${BENCH-}
