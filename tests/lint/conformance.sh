#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Every row of hostile input stands in doc/conformance.tsv: with a test that is
# there and holds the claim, as open with the reason, or as not yet, when the
# door that it tries is not there. At most ten are open.

set -u
exec python3 - <<'PYTHON'
import collections
import os
import sys

ROWS = dict(A=28, B=22, C=47, D=25, E=28, F=40, G=16, H=26, I=29, J=17, K=18, L=14, M=8)
OPEN_AT_MOST = 10
wanted = [f"{k}{i:02}" for k, n in ROWS.items() for i in range(1, n + 1)]
seen = collections.OrderedDict()
wrong = []
with open("doc/conformance.tsv", encoding="utf-8") as table:
    for number, line in enumerate(table, 1):
        if line.startswith("#"):
            continue
        fields = line.rstrip("\n").split("\t")
        where = f"doc/conformance.tsv:{number}"
        if len(fields) != 3:
            wrong.append(f"{where}: {len(fields)} columns, want 3")
            continue
        row, test, remark = fields
        if row not in wanted:
            wrong.append(f"{where}: there is no row {row}")
        if seen and row < list(seen)[-1]:
            wrong.append(f"{where}: {row} is not in its place")
        seen.setdefault(row, set()).add(test)
        if test in ("open", "not yet"):
            if len(remark) < 15:
                wrong.append(f"{where}: {row} is {test} without a reason")
            continue
        path, _, claim = test.partition(":")
        if not (path.startswith("tests/") and os.path.isfile(path) and claim):
            wrong.append(f"{where}: no test {test}")
            continue
        with open(path, encoding="utf-8") as f:
            if claim not in f.read():
                wrong.append(f"{where}: {path} has no claim \"{claim}\"")
for row in wanted:
    if row not in seen:
        wrong.append(f"{row} does not stand in doc/conformance.tsv")
for row, tests in seen.items():
    if len(tests) > 1 and tests & {"open", "not yet"}:
        wrong.append(f"{row} has a test and is open")
    if "not yet" in tests and row[0] in "ACDJL":
        wrong.append(f"{row} cannot wait for a door")
still = [row for row, tests in seen.items() if "open" in tests]
if len(still) > OPEN_AT_MOST:
    wrong.append(f"{len(still)} rows are open, at most {OPEN_AT_MOST} may be")
print(*wrong, sep="\n")
print(len(seen), "rows,", len(still), "open:", *still)
sys.exit(bool(wrong))
PYTHON
