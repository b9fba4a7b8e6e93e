#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Counts test points over the .trs files that automake's TAP driver left, given
# as arguments, names the failed and the skipped ones from the .log beside each,
# and the tests that took longest (":seconds:", see tests/driver.sh), and ends with "N passed, N failed, N skipped". Exit status 1 when a point
# failed, a test did not run or nothing was tested.

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
	# The n-th line of the log of this test that the driver wrote for such
	# a result, without what it begins with.
	function point(result, n,    line, found) {
		while (n > 0 && (getline line <(name ".log")) > 0) {
			if (index(line, result ": ") != 1)
				continue
			n--
			found = substr(line, length(result) + 3)
		}
		close(name ".log")
		return found == "" ? name : found
	}
	FNR == 1 {
		name = FILENAME
		sub(/\.trs$/, "", name)
		split("", seen)
		broken = 0
	}
	$1 == ":seconds:" && $2 >= 60 {
		printf "slow: %d s, %d s of a processor: %s\n", $2, $3, name
	}
	$1 != ":test-result:" { next }
	$2 == "PASS" || $2 == "XFAIL" { passed++; next }
	{ seen[$2]++ }
	$2 == "SKIP" {
		skipped++
		print "skipped: " point($2, seen[$2])
		next
	}
	{
		text = point($2, seen[$2])
		# That a test with failures exits with 1 is no further failure.
		if ($2 == "ERROR" && broken && text ~ /exited with status 1$/)
			next
		broken = 1
		failed++
		print "failed: " text
	}
	END {
		printf "%d passed, %d failed, %d skipped\n",
			passed, failed, skipped
		exit !(failed == 0 && passed > 0)
	}' "$@" /dev/null
