# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Program sanca: the command line.

# All but main.c is a library, so that unit tests can link it.
noinst_LIBRARIES += src/cli/libcli.a

# One line per file, in alphabetical order; headers of the folder too.
src_cli_libcli_a_SOURCES =

bin_PROGRAMS += sanca
sanca_SOURCES = src/cli/main.c
# Each line needs only what stands below it.
sanca_LDADD = \
	src/cli/libcli.a \
	src/mint/libmint.a \
	src/pki/libpki.a \
	src/log/liblog.a \
	src/store/libstore.a \
	src/ipc/libipc.a \
	src/conf/libconf.a \
	src/policy/libpolicy.a \
	src/os/libos.a \
	src/der/libder.a \
	src/base/libbase.a \
	$(GNUTLS_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS) \
	$(NAMES_LIBS) $(GMP_LIBS) $(INIH_LIBS)
