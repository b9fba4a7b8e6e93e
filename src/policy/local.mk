# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer policy: names and the SAN policy; pure, no I/O (over base, der).

noinst_LIBRARIES += src/policy/libpolicy.a

# One line per file, in alphabetical order; headers of the folder too.
src_policy_libpolicy_a_SOURCES =
