# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer os: event loop, signals, privileges, sd_notify (over base).

noinst_LIBRARIES += src/os/libos.a

# One line per file, in alphabetical order; headers of the folder too.
src_os_libos_a_SOURCES =
