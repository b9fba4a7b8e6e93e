#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Every shell script passes shellcheck.

set -u
command -v shellcheck >/dev/null || { echo 'no shellcheck'; exit 77; }
# SC1091: a file that is sourced is checked by itself.
# SC2154: variables that tests/lib.sh or make sets. SC2016: code for an inner
# shell stands in single quotes.
find . -name '*.sh' -not -path './build*' -not -path './sanca-*' \
	-not -path '*/node_modules/*' |
	sort | xargs shellcheck -e SC1091,SC2016,SC2154 .ci/run
