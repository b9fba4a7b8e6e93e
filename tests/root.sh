#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Prints the tests that show more when root runs them; in the source folder:
#
#	sh tests/root.sh LOG TEST...
#
# those that ask who runs them, those of which a point was skipped in LOG, of an
# ordinary user's make check, and each TEST.

set -eu
log=$1
shift
{
	printf '%s\n' "$@"
	# shellcheck disable=SC2016
	grep -l -F '$(id -u)' tests/program/*.sh
	grep -l -E 'gete?uid\(\)' tests/unit/*_test.c | sed 's/\.c$//'
	sed -n 's/^skipped: \([^ ]*\) .*/\1/p' "$log"
} | sort -u | while read -r test; do
	# Not what tests only read, nor what runs inside one.
	if grep -q -F -x -e "program_tests += $test" -e "unit_tests += $test" \
		tests/local.mk; then
		printf '%s ' "$test"
	fi
done
