# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Program sanca-validator: looks whether names answer ACME challenges; has neither
# keys nor data.

# All but main.c is a library, so that unit tests can link it.
noinst_LIBRARIES += src/validator/libvalidator.a

# One line per file, in alphabetical order; headers of the folder too.
src_validator_libvalidator_a_SOURCES = \
	src/validator/alpn.c \
	src/validator/alpn_certificate.c \
	src/validator/alpn_certificate.h \
	src/validator/connect.c \
	src/validator/connect.h \
	src/validator/dns.c \
	src/validator/dns_reply.c \
	src/validator/dns_reply.h \
	src/validator/http.c \
	src/validator/http_words.c \
	src/validator/http_words.h \
	src/validator/job.c \
	src/validator/job.h \
	src/validator/life.c \
	src/validator/name_servers.c \
	src/validator/name_servers.h \
	src/validator/options.c \
	src/validator/pool.c \
	src/validator/pool.h \
	src/validator/redirect.c \
	src/validator/redirect.h \
	src/validator/resolver.c \
	src/validator/resolver.h \
	src/validator/signer.c \
	src/validator/target.c \
	src/validator/target.h \
	src/validator/target_inner.c \
	src/validator/target_inner.h \
	src/validator/target_ranges.def \
	src/validator/tools.h \
	src/validator/validator.h

pkglibexec_PROGRAMS += sanca-validator
sanca_validator_SOURCES = src/validator/main.c
sanca_validator_LDADD = src/validator/libvalidator.a $(ca_ldadd) $(CARES_LIBS) \
	$(CURL_LIBS)
