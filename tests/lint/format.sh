#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Every C file is as .clang-format says. To mend: make format.

set -u
command -v clang-format >/dev/null || { echo 'no clang-format'; exit 77; }
status=0
for f in $(find include src tests -name '*.[ch]' ! -name '*.embed.c' | sort); do
	clang-format "$f" | diff -u --label "$f" --label "$f (formatted)" \
		"$f" - || status=1
done
exit $status
