/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Inside of the search index: its database, for who fills and who asks it. */
#ifndef SANCA_FRONT_SEARCH_PARTS_H
#define SANCA_FRONT_SEARCH_PARTS_H

#include "search.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

/* Certificates that are added in one transaction; read from ca.db in one go of
 * a few milliseconds. */
#define SEARCH_BATCH 2048

enum search_statement {
	SEARCH_BEGIN,
	SEARCH_COMMIT,
	SEARCH_ADD_ENDS,
	SEARCH_ADD_NEWEST,
	SEARCH_ADD_REVOKED,
	SEARCH_SEEN_ADD,
	SEARCH_STATE_GET,
	SEARCH_STATE_SET,
	SEARCH_FIND, /* one for each search_in, up; then those down */
	SEARCH_FIND_END = SEARCH_FIND + 2 * SEARCH_COUNT,
	SEARCH_STATEMENTS = SEARCH_FIND_END,
};

/* A connection with all statements. */
struct search_db {
	sqlite3 *db;
	sqlite3_stmt *at[SEARCH_STATEMENTS];
};
/* Makes the tables where there are none. */
MUST_CHECK int search_db_open(const char *path, struct search_db *ret,
			      struct err *err);
void search_db_close(struct search_db *db);
MUST_CHECK int search_db_fault(struct search_db *db, struct err *err);
/* Empties it. */
MUST_CHECK int search_db_reset(struct search_db *db, struct err *err);

/* How far it is filled, and from what: another ca.db, or an older one, has
 * another certificate there. */
struct search_state {
	uint64_t last;	    /* reservation */
	int64_t last_entry; /* of a revocation; -1: none */
	size_t serial_n;    /* of last */
	uint8_t serial[LIMIT_SERIAL_BYTES];
};
MUST_CHECK int search_db_state(struct search_db *db, struct search_state *ret,
			       struct err *err);
MUST_CHECK int search_db_state_set(struct search_db *db,
				   const struct search_state *state,
				   struct err *err);
/* A document, by place or reservation. */
MUST_CHECK int search_db_add(struct search_db *db, enum search_in in,
			     int64_t place, struct bytes text,
			     struct err *err);
/* One of a kind: false when it was there. */
MUST_CHECK int search_db_seen(struct search_db *db, int64_t place,
			      bool *ret_new, struct err *err);
MUST_CHECK int search_db_begin(struct search_db *db, struct err *err);
MUST_CHECK int search_db_commit(struct search_db *db, struct err *err);
void search_db_undo(struct search_db *db);

struct search {
	const char *dir;
	char path[LIMIT_PATH_BYTES + 32];
	pthread_t thread;
	pthread_mutex_t lock; /* of stop */
	pthread_cond_t wake;
	bool stop;
	pthread_mutex_t reading; /* of asked */
	struct search_db asked, filled;
	atomic_uint_fast64_t done, total;
};
void *search_fill(void *search);

#endif
