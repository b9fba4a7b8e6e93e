# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer base: errors, bytes, strings, base64, clock, random, files (libc only).

noinst_LIBRARIES += src/base/libbase.a

# One line per file, in alphabetical order; headers of the folder too.
src_base_libbase_a_SOURCES =
