# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Program sanca-signer: holds the CA key; no HTTP, no JSON, no CSR parser.

# All but main.c is a library, so that unit tests can link it.
noinst_LIBRARIES += src/signer/libsigner.a

# One line per file, in alphabetical order; headers of the folder too.
src_signer_libsigner_a_SOURCES =

pkglibexec_PROGRAMS += sanca-signer
sanca_signer_SOURCES = src/signer/main.c
# Each line needs only what stands below it.
sanca_signer_LDADD = \
	src/signer/libsigner.a \
	src/mint/libmint.a \
	src/log/liblog.a \
	src/store/libstore.a \
	src/pki/libpki.a \
	src/ipc/libipc.a \
	src/conf/libconf.a \
	src/policy/libpolicy.a \
	src/os/libos.a \
	src/der/libder.a \
	src/base/libbase.a \
	$(GNUTLS_LIBS) $(SQLITE_LIBS) \
	$(NAMES_LIBS) $(GMP_LIBS) $(INIH_LIBS)
