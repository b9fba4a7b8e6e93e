# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer pki: reads requests and certificates (over der, policy, base; GnuTLS, gmp).

noinst_LIBRARIES += src/pki/libpki.a

# One line per file, in alphabetical order; headers of the folder too.
src_pki_libpki_a_SOURCES =
