# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Programs that measure; load also drives the crash test, seed the one of CRLs.

check_PROGRAMS += tests/bench/load
tests_bench_load_SOURCES = \
	tests/bench/csr_pool.c \
	tests/bench/csr_pool.h \
	tests/bench/latency.h \
	tests/bench/load.c
tests_bench_load_LDADD = $(GNUTLS_LIBS) -lm

check_PROGRAMS += tests/bench/acme_load
tests_bench_acme_load_SOURCES = \
	tests/bench/acme_load.c \
	tests/bench/latency.h
tests_bench_acme_load_LDADD = $(LDADD) $(CURL_LIBS) -lm

EXTRA_PROGRAMS += tests/bench/bounds
tests_bench_bounds_SOURCES = tests/bench/bounds.c
tests_bench_bounds_LDADD = $(GNUTLS_LIBS)

EXTRA_PROGRAMS += tests/bench/store_bench
tests_bench_store_bench_SOURCES = tests/bench/store_bench.c

check_PROGRAMS += tests/bench/seed
tests_bench_seed_SOURCES = tests/bench/seed.c

bench_programs = \
	tests/bench/acme_load$(EXEEXT) \
	tests/bench/bounds$(EXEEXT) \
	tests/bench/load$(EXEEXT) \
	tests/bench/seed$(EXEEXT) \
	tests/bench/store_bench$(EXEEXT)

.PHONY: bench-programs
bench-programs: $(bench_programs) tests/shim/fault.so

EXTRA_DIST += tests/bench/acme.py
EXTRA_DIST += tests/bench/acme_wait.sh
EXTRA_DIST += tests/bench/notices.py
EXTRA_DIST += tests/bench/plot.py
EXTRA_DIST += tests/bench/console_list.py
EXTRA_DIST += tests/bench/revocation.py
EXTRA_DIST += tests/bench/run.py
EXTRA_DIST += tests/bench/run.sh
EXTRA_DIST += tests/bench/scratch.py
EXTRA_DIST += tests/bench/soak.py
EXTRA_DIST += tests/bench/soak.sh
