#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Counts test points over automake's .trs files given as arguments, names the
# skipped and the failed ones, and ends with "N passed, N failed, N skipped".
# Exit status 1 when a point failed, a test did not run or nothing was tested.

set -eu

# A test without results did not run: that is a failure, not silence.
missing=0
for trs; do
	shift
	if [ -r "$trs" ]; then
		set -- "$@" "$trs"
	else
		echo "failed: ${trs%.trs}: did not run"
		missing=$((missing + 1))
	fi
done

awk -v failed="$missing" '
	FNR == 1 {
		name = FILENAME
		sub(/\.trs$/, "", name)
	}
	$1 != ":test-result:" { next }
	{
		point = $0
		sub(/^:test-result: *[A-Z]+ */, "", point)
	}
	$2 == "PASS" || $2 == "XFAIL" { passed++; next }
	$2 == "SKIP" {
		skipped++
		# The reason of a test that was skipped whole is in its log.
		while (point == "" && (getline line <(name ".log")) > 0)
			if (sub(/^1\.\.0 # SKIP */, "", line))
				point = line
		print "skipped: " name ": " point
		next
	}
	{
		failed++
		print "failed: " name ": " point
	}
	END {
		printf "%d passed, %d failed, %d skipped\n",
			passed, failed, skipped
		exit !(failed == 0 && passed > 0)
	}' "$@" /dev/null
