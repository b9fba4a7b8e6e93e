#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Runs every lint, shows what each complained of, and ends with totals.
# With arguments: only these lints, by the names of their files.

set -u
cd "$top_srcdir" || exit 1
[ $# -gt 0 ] || set -- format shell tidy cppcheck man conformance layers \
	symbols hardening switches tarball web

passed=0
failed=0
skipped=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT
for lint; do
	status=0
	sh "tests/lint/$lint.sh" >"$out" 2>&1 || status=$?
	case $status in
	0)
		passed=$((passed + 1))
		echo "lint $lint: ok"
		;;
	77)
		skipped=$((skipped + 1))
		echo "skipped: lint $lint: $(tail -n 1 "$out")"
		;;
	*)
		failed=$((failed + 1))
		cat "$out"
		echo "failed: lint $lint"
		;;
	esac
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
