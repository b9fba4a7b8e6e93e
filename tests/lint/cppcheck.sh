#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# cppcheck finds nothing.

set -u
command -v cppcheck >/dev/null || { echo 'no cppcheck'; exit 77; }
# autoVariables: a msghdr or a view may borrow from its caller's frame. memleak: it
# does not know the cleanup attribute; the sanitizer builds look for leaks.
cppcheck --quiet --std=c11 -j 2 --error-exitcode=1 --inline-suppr \
	--enable=warning,portability --suppress=missingIncludeSystem \
	--suppress=autoVariables --suppress=memleak --suppress=normalCheckLevelMaxBranches --suppress=unmatchedSuppression \
	-D_GNU_SOURCE -D__GNUC__=12 -I. -Iinclude src
