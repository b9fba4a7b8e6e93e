# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Tests: units (tests/unit), fuzz corpus (tests/fuzz), programs (tests/program).

# A unit test NAME is tests/unit/NAME.c and this one line, in alphabetical
# order; it may link all layers and processes.
unit_tests =
unit_tests += tests/unit/backup_test
unit_tests += tests/unit/base64_test
unit_tests += tests/unit/bytes_test
unit_tests += tests/unit/certificate_page_test
unit_tests += tests/unit/certificate_test
unit_tests += tests/unit/clock_test
unit_tests += tests/unit/cli_csv_test
unit_tests += tests/unit/conf_test
unit_tests += tests/unit/constraints_test
unit_tests += tests/unit/crl_test
unit_tests += tests/unit/csr_test
unit_tests += tests/unit/der_test
unit_tests += tests/unit/err_test
unit_tests += tests/unit/files_test
unit_tests += tests/unit/floors_test
unit_tests += tests/unit/front_acme_test
unit_tests += tests/unit/front_console_test
unit_tests += tests/unit/front_dated_test
unit_tests += tests/unit/front_guard_test
unit_tests += tests/unit/front_jws_test
unit_tests += tests/unit/front_log_words_test
unit_tests += tests/unit/front_nonces_test
unit_tests += tests/unit/front_ocsp_cache_test
unit_tests += tests/unit/front_ocsp_path_test
unit_tests += tests/unit/front_parts_test
unit_tests += tests/unit/front_revoke_test
unit_tests += tests/unit/intake_test
unit_tests += tests/unit/ipc_channel_test
unit_tests += tests/unit/ipc_forms_test
unit_tests += tests/unit/ipc_msg_test
unit_tests += tests/unit/key_test
unit_tests += tests/unit/log_tamper_revocation_test
unit_tests += tests/unit/log_tamper_test
unit_tests += tests/unit/log_test
unit_tests += tests/unit/logline_test
unit_tests += tests/unit/mint_fault_test
unit_tests += tests/unit/mint_key_test
unit_tests += tests/unit/mint_lint_test
unit_tests += tests/unit/mint_root_test
unit_tests += tests/unit/mint_serial_test
unit_tests += tests/unit/mint_tbs_test
unit_tests += tests/unit/mint_token_test
unit_tests += tests/unit/mint_validity_test
unit_tests += tests/unit/names_test
unit_tests += tests/unit/notifier_test
unit_tests += tests/unit/ocsp_test
unit_tests += tests/unit/os_loop_test
unit_tests += tests/unit/os_process_test
unit_tests += tests/unit/os_socket_test
unit_tests += tests/unit/policy_judge_test
unit_tests += tests/unit/policy_property_test
unit_tests += tests/unit/policy_test
unit_tests += tests/unit/policy_words_test
unit_tests += tests/unit/renewal_link_test
unit_tests += tests/unit/revocation_reason_test
unit_tests += tests/unit/samples_test
unit_tests += tests/unit/signed_data_test
unit_tests += tests/unit/signer_admin_test
unit_tests += tests/unit/signer_challenge_test
unit_tests += tests/unit/signer_clock_test
unit_tests += tests/unit/signer_control_test
unit_tests += tests/unit/signer_crash_test
unit_tests += tests/unit/signer_hostile_test
unit_tests += tests/unit/signer_hourly_test
unit_tests += tests/unit/signer_issue_test
unit_tests += tests/unit/signer_links_test
unit_tests += tests/unit/signer_parts_test
unit_tests += tests/unit/signer_people_test
unit_tests += tests/unit/signer_ocsp_test
unit_tests += tests/unit/signer_pending_test
unit_tests += tests/unit/signer_acme_test
unit_tests += tests/unit/signer_renew_test
unit_tests += tests/unit/signer_revoke_test
unit_tests += tests/unit/signer_serial_test
unit_tests += tests/unit/signer_sessions_test
unit_tests += tests/unit/signer_start_test
unit_tests += tests/unit/signer_storage_test
unit_tests += tests/unit/signer_vectors_test
unit_tests += tests/unit/store_acme_test
unit_tests += tests/unit/store_fault_test
unit_tests += tests/unit/store_lookup_test
unit_tests += tests/unit/store_memory_test
unit_tests += tests/unit/store_people_test
unit_tests += tests/unit/store_reader_test
unit_tests += tests/unit/store_revocation_test
unit_tests += tests/unit/store_superseded_test
unit_tests += tests/unit/store_test
unit_tests += tests/unit/tap_test
unit_tests += tests/unit/text_test
unit_tests += tests/unit/trust_page_test
unit_tests += tests/unit/trust_test
unit_tests += tests/unit/validator_ranges_test
unit_tests += tests/unit/validator_target_test
unit_tests += tests/unit/wanted_names_test

# What a unit test and a fuzz target is linked with, if it says nothing else.
LDADD = \
	src/supervisor/libsupervisor.a \
	src/front/libfront.a \
	src/signer/libsigner.a \
	src/notifier/libnotifier.a \
	src/validator/libvalidator.a \
	src/cli/libcli.a \
	$(mint_ldadd) $(CARES_LIBS) $(CURL_LIBS) $(CRYPT_LIBS) $(MHD_LIBS) $(JANSSON_LIBS) $(QR_LIBS)

# Program tests drive the real daemon and real clients; one line each. Those that
# take longest come first, so that none of them runs alone at the end; then all
# others in alphabetical order.
program_tests =
program_tests += tests/program/web.sh
program_tests += tests/program/acme_clients.sh
program_tests += tests/program/crl.sh
program_tests += tests/program/cli.sh
program_tests += tests/program/http_api.sh
program_tests += tests/program/crash.sh
program_tests += tests/program/backup.sh
program_tests += tests/program/resources.sh

program_tests += tests/program/acme_deploy.sh
program_tests += tests/program/acme_kill.sh
program_tests += tests/program/acme_mod_md.sh
program_tests += tests/program/acme_protocol.sh
program_tests += tests/program/acme_reasons.sh
program_tests += tests/program/acme_v6.sh
program_tests += tests/program/acme_zombie.sh
program_tests += tests/program/blame.sh
program_tests += tests/program/calendar.sh
program_tests += tests/program/certificate_page.sh
program_tests += tests/program/client_tls.sh
program_tests += tests/program/console.sh
program_tests += tests/program/console_acme.sh
program_tests += tests/program/console_admin.sh
program_tests += tests/program/console_export.sh
program_tests += tests/program/console_roles.sh
program_tests += tests/program/crash_pending.sh
program_tests += tests/program/crash_revoke.sh
program_tests += tests/program/csr_openssl.sh
program_tests += tests/program/eab.sh
program_tests += tests/program/harness.sh
program_tests += tests/program/hostile_csr.sh
program_tests += tests/program/http_raw.sh
program_tests += tests/program/http_signer.sh
program_tests += tests/program/http_unseen.sh
program_tests += tests/program/init.sh
program_tests += tests/program/listeners.sh
program_tests += tests/program/manuals.sh
program_tests += tests/program/mint_foreign.sh
program_tests += tests/program/notify.sh
program_tests += tests/program/notify_receivers.sh
program_tests += tests/program/ocsp.sh
program_tests += tests/program/ocsp_servers.sh
program_tests += tests/program/old_libraries.sh
program_tests += tests/program/pending.sh
program_tests += tests/program/pkcs11.sh
program_tests += tests/program/policy_differential.sh
program_tests += tests/program/policy_http.sh
program_tests += tests/program/probe.sh
program_tests += tests/program/profile_signed.sh
program_tests += tests/program/protocol_ipc.sh
program_tests += tests/program/renew.sh
program_tests += tests/program/request_page.sh
program_tests += tests/program/requester.sh
program_tests += tests/program/revocation_foreign.sh
program_tests += tests/program/revoke.sh
program_tests += tests/program/secrets.sh
program_tests += tests/program/slow_clients.sh
program_tests += tests/program/slow_disk.sh
program_tests += tests/program/storage_http.sh
program_tests += tests/program/supervisor.sh
program_tests += tests/program/trust_check.sh
program_tests += tests/program/trust_files.sh
program_tests += tests/program/trust_install.sh
program_tests += tests/program/trust_page.sh
program_tests += tests/program/trust_page_commands.sh
program_tests += tests/program/unit_file.sh
program_tests += tests/program/validator.sh
program_tests += tests/program/validator_dns.sh

# Files that tests read or include, or folders of such.
EXTRA_DIST += tests/crash/checker.py
EXTRA_DIST += tests/crash/killer.py
EXTRA_DIST += tests/crash/pender.py
EXTRA_DIST += tests/crash/revocation_checker.py
EXTRA_DIST += tests/crash/revoker.py
EXTRA_DIST += tests/demo.sh
EXTRA_DIST += tests/driver.sh
EXTRA_DIST += tests/lib.sh
EXTRA_DIST += tests/lint
EXTRA_DIST += tests/program/policy_differential.py
EXTRA_DIST += tests/samples
EXTRA_DIST += tests/samples.tsv
EXTRA_DIST += tests/program/TrustFetch.java
EXTRA_DIST += tests/program/TrustStores.java
EXTRA_DIST += tests/console_roles.tsv
EXTRA_DIST += tests/program/console_lib.sh
EXTRA_DIST += tests/program/fake_child.py
EXTRA_DIST += tests/program/console_export.py
EXTRA_DIST += tests/program/hostile_backup.py
EXTRA_DIST += tests/program/hostile_ca.py
EXTRA_DIST += tests/program/acme_claims.py
EXTRA_DIST += tests/program/acme_client.py
EXTRA_DIST += tests/program/acme_hostile.py
EXTRA_DIST += tests/program/acme_orders.py
EXTRA_DIST += tests/program/acme_zombie.py
EXTRA_DIST += tests/program/hostile_csr.py
EXTRA_DIST += tests/program/notify_hook.py
EXTRA_DIST += tests/program/notify_smtp.py
EXTRA_DIST += tests/program/ocsp_browsers_inside.sh
EXTRA_DIST += tests/program/ocsp_messages.py
EXTRA_DIST += tests/program/ocsp_poll.py
EXTRA_DIST += tests/program/ocsp_raw.py
EXTRA_DIST += tests/program/policy_http.py
EXTRA_DIST += tests/program/postfix_lib.sh
EXTRA_DIST += tests/program/request_page.py
EXTRA_DIST += tests/program/revocation_lib.sh
EXTRA_DIST += tests/program/revoke_jws.py
EXTRA_DIST += tests/program/secrets.py
EXTRA_DIST += tests/program/trust_answers.py
EXTRA_DIST += tests/program/trust_firefox.py
EXTRA_DIST += tests/program/trust_install_inside.sh
EXTRA_DIST += tests/program/trust_own_dpkg.sh
EXTRA_DIST += tests/program/trust_page_commands.py
EXTRA_DIST += tests/program/trust_servers.py
EXTRA_DIST += tests/program/validator.py
EXTRA_DIST += tests/program/validator_dns.py
EXTRA_DIST += tests/program/validator_rig.py
EXTRA_DIST += tests/program/acme_address.py
EXTRA_DIST += tests/program/acme_reasons.py
EXTRA_DIST += tests/program/acme_seed.sh
EXTRA_DIST += tests/program/acme_lib.sh
EXTRA_DIST += tests/program/own_network.sh
EXTRA_DIST += tests/program/http_lib.sh
EXTRA_DIST += tests/program/http_load.py
EXTRA_DIST += tests/program/http_drain.py
EXTRA_DIST += tests/program/http_raw.py
EXTRA_DIST += tests/program/trust_files.py
EXTRA_DIST += tests/tap.h
EXTRA_DIST += tests/root.sh
EXTRA_DIST += tests/totals.sh
EXTRA_DIST += tests/unit/fixture.h
EXTRA_DIST += tests/unit/policy_text.h
EXTRA_DIST += tests/vectors
# One by one: what npm installs beside them is not ours to hand on.
EXTRA_DIST += tests/web/.npmrc
EXTRA_DIST += tests/web/certificate_spec.mjs
EXTRA_DIST += tests/web/harness.mjs
EXTRA_DIST += tests/web/console_work_spec.mjs
EXTRA_DIST += tests/web/harness_spec.mjs
EXTRA_DIST += tests/web/hostile_spec.mjs
EXTRA_DIST += tests/web/package-lock.json
EXTRA_DIST += tests/web/package.json
EXTRA_DIST += tests/web/probe_spec.mjs
EXTRA_DIST += tests/web/request_spec.mjs
EXTRA_DIST += tests/web/run.mjs
EXTRA_DIST += tests/web/structure.mjs
EXTRA_DIST += tests/web/trust_spec.mjs
EXTRA_DIST += tests/unit/log_fixture.h
EXTRA_DIST += tests/unit/log_tamper.h
EXTRA_DIST += tests/unit/store_fixture.h
EXTRA_DIST += tests/unit/refusal.h
EXTRA_DIST += tests/fixtures
EXTRA_DIST += $(program_tests)

include tests/unit/mint.mk
include tests/unit/signer.mk

# Programs that program tests drive.
check_PROGRAMS += tests/program/csr_show

# Not linked with anything of ours, and never under a sanitizer, which must be
# the first library of a process.
shims = tests/shim/clock.so tests/shim/crash.so tests/shim/fault.so tests/shim/old.so
check_DATA += $(shims)
CLEANFILES += $(shims)
EXTRA_DIST += $(shims:.so=.c)
SUFFIXES = .so
.c.so:
	$(AM_V_CCLD)$(MKDIR_P) tests/shim && $(CC) -std=gnu17 -D_GNU_SOURCE \
		$(SANCA_WARNINGS) -O2 -fPIC -shared -o $@ $<


check_PROGRAMS += $(unit_tests)
# Answers questions of tests/program/policy_differential.sh.
check_PROGRAMS += tests/unit/policy_vectors
TESTS += $(program_tests) tests/fuzz/replay.sh $(unit_tests)

TEST_EXTENSIONS = .sh
LOG_DRIVER = $(SHELL) $(top_srcdir)/tests/driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
SH_LOG_COMPILER = sh

# What every test finds in its environment; folders are absolute.
TEST_ENV = \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	SANITIZE='$(SANITIZE)'; export SANITIZE; \
	FUZZ_TARGETS='$(fuzz_targets)'; export FUZZ_TARGETS; \
	EXEEXT='$(EXEEXT)'; export EXEEXT;
AM_TESTS_ENVIRONMENT = $(TEST_ENV)

# Runs TESTS, and last prints a line that counts their points. What an earlier
# run left must not be counted when this one does not come that far. This stands
# in for automake's own rule, which has no room for a step after a failure.
check-TESTS:
	@rm -f $(TEST_LOGS) $(TEST_LOGS:.log=.trs) $(TEST_SUITE_LOG)
	@status=0; \
	$(MAKE) $(AM_MAKEFLAGS) $(check_PROGRAMS) && \
	$(MAKE) $(AM_MAKEFLAGS) $(TEST_SUITE_LOG) || status=$$?; \
	$(SHELL) $(srcdir)/tests/totals.sh $(TEST_LOGS:.log=.trs) || \
		status=1; \
	exit $$status

# Only the units: quick enough to run before each commit.
.PHONY: check-unit
check-unit: all $(check_DATA)
	@$(MAKE) $(AM_MAKEFLAGS) check-TESTS TESTS='$(unit_tests)' \
		check_PROGRAMS='$(unit_tests)'

# Parts of the suite for .ci/run, which runs all of it once.

# What holds what we made to what other programs think of it. Our code that makes
# it runs with a sanitizer in the unit tests and in the tests of each interface;
# with one, these would drive the other programs a second time.
foreign_tests =
foreign_tests += tests/program/acme_deploy.sh
foreign_tests += tests/program/certificate_page.sh
foreign_tests += tests/program/mint_foreign.sh
foreign_tests += tests/program/ocsp_servers.sh
foreign_tests += tests/program/revocation_foreign.sh
foreign_tests += tests/program/trust_install.sh
foreign_tests += tests/program/trust_page_commands.sh
foreign_tests += tests/program/web.sh

.PHONY: check-own
check-own: all
	@$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(filter-out $(foreign_tests), \
		$(program_tests) tests/fuzz/replay.sh $(unit_tests))'

# Where threads meet. sanca-front has one per core; sanca-signer those that sign,
# one that makes CRLs and one that writes the high-water mark; sanca-validator one
# for each challenge; the rest of sanca has no second one. Of the front each route
# once, connections of each kind, and settings that change; of both what puts load
# on them, kills and stops them.
thread_units = $(filter tests/unit/front_% tests/unit/ipc_% tests/unit/os_% \
	tests/unit/signer_%, $(unit_tests))
thread_programs =
thread_programs += tests/program/acme_kill.sh
thread_programs += tests/program/crash.sh
thread_programs += tests/program/crash_pending.sh
thread_programs += tests/program/crash_revoke.sh
thread_programs += tests/program/crl.sh
thread_programs += tests/program/http_api.sh
thread_programs += tests/program/http_raw.sh
thread_programs += tests/program/http_signer.sh
thread_programs += tests/program/listeners.sh
thread_programs += tests/program/ocsp.sh
thread_programs += tests/program/policy_http.sh
thread_programs += tests/program/probe.sh
thread_programs += tests/program/resources.sh
thread_programs += tests/program/revoke.sh
thread_programs += tests/program/slow_disk.sh
thread_programs += tests/program/supervisor.sh
thread_programs += tests/program/validator.sh
thread_programs += tests/program/validator_dns.sh

.PHONY: check-threads
check-threads: all $(check_DATA)
	@$(MAKE) $(AM_MAKEFLAGS) check-TESTS \
		TESTS='$(thread_programs) $(thread_units)' \
		check_PROGRAMS='$(filter-out $(unit_tests) $(fuzz_targets), \
		$(check_PROGRAMS)) $(thread_units)'

# As root each process is a user of its own. What the suite did not do without
# root, and what does something else with it, is found by tests/root.sh; here
# stands what in addition walks the files that one process writes and another
# one reads. make check-root SKIPPED=LOG: LOG of make check.
root_programs =
root_programs += tests/program/crash_revoke.sh
root_programs += tests/program/listeners.sh
root_programs += tests/program/ocsp.sh
root_programs += tests/program/probe.sh
root_programs += tests/program/revoke.sh

SKIPPED = /dev/null
.PHONY: check-root
check-root: all
	@$(MAKE) $(AM_MAKEFLAGS) check TESTS="`cd $(srcdir) && \
		$(SHELL) tests/root.sh $(SKIPPED) $(root_programs)`"

# More of one test, by hand: make check-crash KILLS=10000
.PHONY: check-crash
check-crash: all
	@$(MAKE) $(AM_MAKEFLAGS) check-TESTS \
		TESTS='tests/program/crash.sh tests/program/crash_pending.sh \
		tests/program/crash_revoke.sh'

.PHONY: lint
lint: all
	@$(TEST_ENV) $(SHELL) $(srcdir)/tests/lint/all.sh

# Brings all C files to the form that `make lint` asks for.
.PHONY: format
format:
	cd $(srcdir) && find include src tests -name '*.[ch]' \
		! -name '*.embed.c' -exec clang-format -i {} +
