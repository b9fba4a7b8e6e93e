# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer log: issuance log, Merkle tree, verification (over store, der, base).

noinst_LIBRARIES += src/log/liblog.a

# One line per file, in alphabetical order; headers of the folder too.
src_log_liblog_a_SOURCES =
