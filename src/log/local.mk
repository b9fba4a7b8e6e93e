# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer log: issuance log, Merkle tree, verification (over store, pki, policy, der, base).

noinst_LIBRARIES += src/log/liblog.a

# One line per file, in alphabetical order; headers of the folder too.
src_log_liblog_a_SOURCES = \
	src/log/append.c \
	src/log/bodies.c \
	src/log/find.c \
	src/log/head.c \
	src/log/head.h \
	src/log/high_water.c \
	src/log/merkle.c \
	src/log/prove.c \
	src/log/tree.c \
	src/log/tree.h \
	src/log/verify.c \
	src/log/verify.h \
	src/log/verify_revocations.c \
	src/log/verify_rows.c \
	src/log/verify_tables.c
