# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Tests of the mint layer, and the program that writes samples of it.

check_LIBRARIES += tests/unit/libmintfixture.a
tests_unit_libmintfixture_a_SOURCES =
tests_unit_libmintfixture_a_SOURCES += tests/unit/mint_fixture.c
tests_unit_libmintfixture_a_SOURCES += tests/unit/mint_fixture.h
tests_unit_libmintfixture_a_SOURCES += tests/unit/tbs_edit.c
tests_unit_libmintfixture_a_SOURCES += tests/unit/tbs_edit.h

tests_unit_crl_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_front_revoke_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_mint_fault_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_mint_fault_test_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=gnutls_privkey_sign_hash2
tests_unit_mint_lint_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_mint_root_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_mint_tbs_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_mint_token_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_ocsp_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_signed_data_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_trust_test_LDADD = tests/unit/libmintfixture.a $(LDADD)
tests_unit_mint_token_test_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=gnutls_privkey_import_url \
	-Wl,--wrap=gnutls_privkey_set_pin_function

# Not a test by itself: tests/program/mint_foreign.sh and pkcs11.sh run it.
check_PROGRAMS += tests/unit/mint_sample
tests_unit_mint_sample_LDADD = tests/unit/libmintfixture.a $(LDADD)

# The same for tests/program/revocation_foreign.sh: CRLs and OCSP answers.
check_PROGRAMS += tests/unit/revocation_sample
tests_unit_revocation_sample_LDADD = tests/unit/libmintfixture.a $(LDADD)
