# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer store: opens, migrates and commits SQLite databases (over base).

noinst_LIBRARIES += src/store/libstore.a

# One line per file, in alphabetical order; headers of the folder too.
src_store_libstore_a_SOURCES = \
	src/store/acme_accounts.c \
	src/store/acme_authz.c \
	src/store/acme_orders.c \
	src/store/acme_rows.h \
	src/store/acme_status.c \
	src/store/certificates.c \
	src/store/check.c \
	src/store/check_lookup.c \
	src/store/copy.c \
	src/store/crls.c \
	src/store/database.h \
	src/store/ending.c \
	src/store/errors.c \
	src/store/feed.c \
	src/store/issuers.c \
	src/store/keys.c \
	src/store/keys.h \
	src/store/list.c \
	src/store/log_page.c \
	src/store/log_rows.c \
	src/store/lookup.c \
	src/store/lookup.h \
	src/store/lookup_find.c \
	src/store/lookup_run.c \
	src/store/migrate.c \
	src/store/open.c \
	src/store/people.c \
	src/store/pending_list.c \
	src/store/pending.c \
	src/store/pragmas.c \
	src/store/requesters.c \
	src/store/requesters.h \
	src/store/reservations.c \
	src/store/revocations.c \
	src/store/state_name.c \
	src/store/statements.c \
	src/store/statements.def \
	src/store/superseded.c \
	src/store/tokens.c \
	src/store/transaction.c

# Schemas, in the order of src/store/migrate.c.
nodist_src_store_libstore_a_SOURCES = \
	src/store/schema_001.embed.c \
	src/store/schema_002.embed.c \
	src/store/schema_003.embed.c \
	src/store/schema_004.embed.c

EXTRA_DIST += ca-data/schema/001-foundation.sql
EXTRA_DIST += ca-data/schema/002-revocation.sql
EXTRA_DIST += ca-data/schema/003-people.sql
EXTRA_DIST += ca-data/schema/004-acme.sql
CLEANFILES += src/store/schema_001.embed.c
CLEANFILES += src/store/schema_002.embed.c
CLEANFILES += src/store/schema_003.embed.c
CLEANFILES += src/store/schema_004.embed.c

src/store/schema_001.embed.c: ca-data/schema/001-foundation.sql src/embed.sh
	$(AM_V_GEN)$(MKDIR_P) src/store && $(EMBED) schema_001 \
		<$(srcdir)/ca-data/schema/001-foundation.sql >$@

src/store/schema_002.embed.c: ca-data/schema/002-revocation.sql src/embed.sh
	$(AM_V_GEN)$(MKDIR_P) src/store && $(EMBED) schema_002 \
		<$(srcdir)/ca-data/schema/002-revocation.sql >$@

src/store/schema_003.embed.c: ca-data/schema/003-people.sql src/embed.sh
	$(AM_V_GEN)$(MKDIR_P) src/store && $(EMBED) schema_003 \
		<$(srcdir)/ca-data/schema/003-people.sql >$@

src/store/schema_004.embed.c: ca-data/schema/004-acme.sql src/embed.sh
	$(AM_V_GEN)$(MKDIR_P) src/store && $(EMBED) schema_004 \
		<$(srcdir)/ca-data/schema/004-acme.sql >$@
