# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer base: errors, bytes, strings, base64, clock, random, files (libc only).

noinst_LIBRARIES += src/base/libbase.a

# One line per file, in alphabetical order; headers of the folder too.
src_base_libbase_a_SOURCES = \
	src/base/acme.c \
	src/base/base64.c \
	src/base/buf.c \
	src/base/bytes.c \
	src/base/civil.c \
	src/base/clock_monotonic.c \
	src/base/clock_wall.c \
	src/base/contact.c \
	src/base/diagnosis.c \
	src/base/err.c \
	src/base/fd.c \
	src/base/files.c \
	src/base/floors.c \
	src/base/hex.c \
	src/base/ip6_network.c \
	src/base/logline.c \
	src/base/map.c \
	src/base/notice_state.c \
	src/base/pem.c \
	src/base/random.c \
	src/base/random_text.c \
	src/base/show.h \
	src/base/text_json.c \
	src/base/text_markup.c \
	src/base/text_show.c \
	src/base/text_units.c \
	src/base/utf8.c \
	src/base/utf8.h
