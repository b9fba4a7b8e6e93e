#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# automake's TAP driver, with a line in the .trs file that says how many seconds
# the test took: of the clock, and of the processors. tests/totals.sh shows them.

set -u
for argument; do
	[ "${trs-}" != next ] || trs=$argument
	[ "$argument" != --trs-file ] || trs=next
done

started=$(date +%s)
sh "$top_srcdir/build-aux/tap-driver.sh" "$@"
status=$?
took=$(($(date +%s) - started))
# Not in a child, which would be told of its own children. The second line holds
# user and system time of all that was run and waited for: 1m2.500000s 0m0.250000s
times >"$trs.times"
awk -v took="$took" 'NR == 2 {
	split($1 " " $2, t, /[ms] */)
	printf ":seconds: %d %.0f\n", took, 60 * t[1] + t[2] + 60 * t[3] + t[4]
}' "$trs.times" >>"$trs"
rm -f "$trs.times"
exit "$status"
