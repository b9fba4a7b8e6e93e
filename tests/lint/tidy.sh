#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Every variable in src/ is initialised, scoped ones above all: plain warnings miss it.

set -u
command -v clang-tidy >/dev/null || { echo 'no clang-tidy'; exit 77; }
# Two at a time: the reference machine has two cores.
find src -name '*.c' ! -name '*.embed.c' | sort |
	xargs -P 2 -n 8 sh -c 'clang-tidy --quiet --warnings-as-errors="*" \
		--checks="-*,cppcoreguidelines-init-variables" "$@" -- \
		-std=gnu17 -D_GNU_SOURCE -I. -Iinclude -I"$top_builddir" \
		"-DSANCA_PKGLIBEXECDIR=\"\"" "-DSANCA_STATEDIR=\"\"" \
		2>/dev/null' tidy
