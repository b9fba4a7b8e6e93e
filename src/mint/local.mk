# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer mint: writes and signs certificates; signer and sanca init only.

noinst_LIBRARIES += src/mint/libmint.a

# One line per file, in alphabetical order; headers of the folder too.
src_mint_libmint_a_SOURCES =
src_mint_libmint_a_SOURCES += src/mint/ca_key.c
src_mint_libmint_a_SOURCES += src/mint/ca_key.h
src_mint_libmint_a_SOURCES += src/mint/ca_key_sign.c
src_mint_libmint_a_SOURCES += src/mint/ca_key_token.c
src_mint_libmint_a_SOURCES += src/mint/crl_assemble.c
src_mint_libmint_a_SOURCES += src/mint/crl_stream.c
src_mint_libmint_a_SOURCES += src/mint/crl_stream.h
src_mint_libmint_a_SOURCES += src/mint/crl_write.c
src_mint_libmint_a_SOURCES += src/mint/log_key.c
src_mint_libmint_a_SOURCES += src/mint/ocsp_write.c
src_mint_libmint_a_SOURCES += src/mint/private_key.c
src_mint_libmint_a_SOURCES += src/mint/root_create.c
src_mint_libmint_a_SOURCES += src/mint/root_lint.c
src_mint_libmint_a_SOURCES += src/mint/root_lint.h
src_mint_libmint_a_SOURCES += src/mint/serial.c
src_mint_libmint_a_SOURCES += src/mint/signed_data_write.c
src_mint_libmint_a_SOURCES += src/mint/tbs_build.c
src_mint_libmint_a_SOURCES += src/mint/tbs_extensions.c
src_mint_libmint_a_SOURCES += src/mint/tbs_extensions.h
src_mint_libmint_a_SOURCES += src/mint/tbs_lint.c
src_mint_libmint_a_SOURCES += src/mint/tbs_lint.h
src_mint_libmint_a_SOURCES += src/mint/tbs_lint_addresses.c
src_mint_libmint_a_SOURCES += src/mint/tbs_lint_extensions.c
src_mint_libmint_a_SOURCES += src/mint/tbs_lint_issuer.c
src_mint_libmint_a_SOURCES += src/mint/tbs_lint_responder.c
src_mint_libmint_a_SOURCES += src/mint/tbs_walk.c
src_mint_libmint_a_SOURCES += src/mint/tbs_walk.h
src_mint_libmint_a_SOURCES += src/mint/tbs_write.h
src_mint_libmint_a_SOURCES += src/mint/validity.c

EXTRA_DIST += src/mint/tbs_lint.def
