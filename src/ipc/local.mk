# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer ipc: channel and messages (over base).

noinst_LIBRARIES += src/ipc/libipc.a

# One line per file, in alphabetical order; headers of the folder too.
src_ipc_libipc_a_SOURCES =
