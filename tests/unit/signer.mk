# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Tests that drive the real sanca-signer over the wire.

check_LIBRARIES += tests/unit/libsignerrig.a
tests_unit_libsignerrig_a_SOURCES =
tests_unit_libsignerrig_a_SOURCES += tests/unit/acme_rig.c
tests_unit_libsignerrig_a_SOURCES += tests/unit/acme_rig.h
tests_unit_libsignerrig_a_SOURCES += tests/unit/signer_rig.c
tests_unit_libsignerrig_a_SOURCES += tests/unit/signer_rig.h

tests_unit_signer_admin_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_challenge_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_clock_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_control_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_crash_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_hostile_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_issue_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_links_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_ocsp_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_acme_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_people_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_pending_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_renew_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_revoke_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_serial_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_start_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_storage_test_LDADD = tests/unit/libsignerrig.a $(LDADD)
tests_unit_signer_vectors_test_LDADD = tests/unit/libsignerrig.a $(LDADD)

# Preloaded by signer_serial_test; a program to automake, a library to the
# linker.
check_PROGRAMS += tests/unit/serial_shim.so
tests_unit_serial_shim_so_SOURCES = tests/unit/serial_shim.c
tests_unit_serial_shim_so_CFLAGS = $(SANCA_WARNINGS) -fPIC -std=gnu17
tests_unit_serial_shim_so_LDFLAGS = -shared
tests_unit_serial_shim_so_LDADD =
EXTRA_tests_unit_signer_serial_test_DEPENDENCIES = tests/unit/serial_shim.so
