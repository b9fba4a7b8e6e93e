# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Program sanca-front: HTTP and all that is untrusted; never has the key.

# All but main.c is a library, so that unit tests can link it.
noinst_LIBRARIES += src/front/libfront.a

# One line per file, in alphabetical order; headers of the folder too.
src_front_libfront_a_SOURCES =

pkglibexec_PROGRAMS += sanca-front
sanca_front_SOURCES = src/front/main.c
# Each line needs only what stands below it.
sanca_front_LDADD = \
	src/front/libfront.a \
	src/log/liblog.a \
	src/store/libstore.a \
	src/pki/libpki.a \
	src/ipc/libipc.a \
	src/conf/libconf.a \
	src/policy/libpolicy.a \
	src/os/libos.a \
	src/der/libder.a \
	src/base/libbase.a \
	$(MHD_LIBS) $(GNUTLS_LIBS) $(JANSSON_LIBS) $(SQLITE_LIBS) \
	$(NAMES_LIBS) $(GMP_LIBS) $(INIH_LIBS)
