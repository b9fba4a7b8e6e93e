# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer mint: writes and signs certificates; signer and sanca init only.

noinst_LIBRARIES += src/mint/libmint.a

# One line per file, in alphabetical order; headers of the folder too.
src_mint_libmint_a_SOURCES =
