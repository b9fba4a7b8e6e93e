# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Fuzz targets. With --enable-fuzz they are libFuzzer programs; without, the
# same sources replay the files of their corpus.

# A target NAME is tests/fuzz/NAME_fuzz.c, a folder tests/fuzz/corpus/NAME and
# two lines here:
#   fuzz_targets += tests/fuzz/NAME_fuzz
#   tests_fuzz_NAME_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets =
fuzz_targets += tests/fuzz/acme_fuzz
tests_fuzz_acme_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/alpn_fuzz
tests_fuzz_alpn_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/crl_fuzz
tests_fuzz_crl_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/csr_fuzz
tests_fuzz_csr_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/der_fuzz
fuzz_targets += tests/fuzz/dns_reply_fuzz
tests_fuzz_dns_reply_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/guard_fuzz
tests_fuzz_der_fuzz_LDADD = $(fuzz_ldadd)
tests_fuzz_guard_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/intake_fuzz
fuzz_targets += tests/fuzz/json_fuzz
tests_fuzz_intake_fuzz_LDADD = $(fuzz_ldadd)
tests_fuzz_json_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/msg_fuzz
tests_fuzz_msg_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/names_fuzz
tests_fuzz_names_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/ocsp_fuzz
tests_fuzz_ocsp_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/policy_fuzz
tests_fuzz_policy_fuzz_LDADD = $(fuzz_ldadd)
fuzz_targets += tests/fuzz/redirect_fuzz
tests_fuzz_redirect_fuzz_LDADD = $(fuzz_ldadd)

# FUZZ_ENGINE is libFuzzer's, or nothing: then main() comes from libreplay.a.
check_LIBRARIES += tests/fuzz/libreplay.a
tests_fuzz_libreplay_a_SOURCES = tests/fuzz/replay.c
fuzz_ldadd = $(FUZZ_ENGINE) tests/fuzz/libreplay.a $(LDADD)

check_PROGRAMS += $(fuzz_targets)
EXTRA_DIST += tests/fuzz/corpus
EXTRA_DIST += tests/fuzz/fuzz.h
EXTRA_DIST += tests/fuzz/replay.sh

# make fuzz FUZZ_SECONDS=60: each target for so long, from its corpus.
FUZZ_SECONDS = 60
.PHONY: fuzz
fuzz: all
if !ENABLE_FUZZ
	@echo 'make fuzz: configure with --enable-fuzz CC=clang' >&2; exit 1
endif
	@$(MAKE) $(AM_MAKEFLAGS) $(fuzz_targets)
	@$(TEST_ENV) FUZZ_SECONDS=$(FUZZ_SECONDS) \
		$(SHELL) $(srcdir)/tests/fuzz/run.sh
EXTRA_DIST += tests/fuzz/run.sh
