#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# The policy against its vectors, and against a second opinion in Python on
# random policies and names. By hand: CASES=1000000 SEED=7.

. "${0%/*}/../lib.sh"

requires python3
python3 "$top_srcdir/tests/program/policy_differential.py" \
	"$top_builddir/tests/unit/policy_vectors" \
	"$top_srcdir/tests/vectors/policy.tsv" "${CASES:-100000}" ${SEED:+"$SEED"}
