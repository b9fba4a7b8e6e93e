# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer der: strict DER reader and writer (over base).

noinst_LIBRARIES += src/der/libder.a

# One line per file, in alphabetical order; headers of the folder too.
src_der_libder_a_SOURCES = \
	src/der/der_check.c \
	src/der/der_read.c \
	src/der/der_time.c \
	src/der/der_values.c \
	src/der/der_write.c \
	src/der/oid.c \
	src/der/primitive.c \
	src/der/primitive.h \
	src/der/tag_name.c \
	src/der/tag_name.h
