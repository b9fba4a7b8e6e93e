# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The sanca authors
# Layer store: opens, migrates and commits SQLite databases (over base).

noinst_LIBRARIES += src/store/libstore.a

# One line per file, in alphabetical order; headers of the folder too.
src_store_libstore_a_SOURCES =

# A file that is embedded, for example (also add the .c to CLEANFILES):
#   nodist_src_store_libstore_a_SOURCES = src/store/001.embed.c
#   src/store/001.embed.c: ca-data/schema/001.sql src/embed.sh
#	$(AM_V_GEN)$(EMBED) schema_001 <$(srcdir)/ca-data/schema/001.sql >$@
