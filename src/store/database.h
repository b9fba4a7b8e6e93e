/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The connection, its prepared statements, and how they are bound and read. */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include "sanca/store.h"

#include <sqlite3.h>

enum statement {
#define STATEMENT(name, sql) Q_##name,
#include "statements.def"
#undef STATEMENT
	STATEMENT_COUNT
};

struct store {
	sqlite3 *db;
	enum store_mode mode;
	bool broken;
	bool must_restart;
	bool light;	     /* commits are not synced now */
	bool in_transaction; /* as we know it; SQLite may have left it */
	unsigned wal_pages;  /* in the log after the last commit */
	struct buf kept;     /* what the views of the last call show */
	char path[LIMIT_PATH_BYTES];
	sqlite3_stmt *statements[STATEMENT_COUNT];
};

/* ---- errors.c ------------------------------------------------------------------- */

/* Maps the failure of the last call on the connection; returns -1. */
MUST_CHECK int store_fault(struct store *s, int rc, const char *doing,
			   struct err *err);

/* ---- statements.c --------------------------------------------------------------- */

MUST_CHECK int statements_prepare(struct store *s, struct err *err);
void statements_free(struct store *s);

/* One run of a prepared statement. Values are put and taken from left to
 * right. */
struct query {
	struct store *store;
	sqlite3_stmt *stmt;
	int at;
};

struct query query_of(struct store *s, enum statement which);
void query_end(struct query *q);

void put_u64(struct query *q, uint64_t v);
void put_i64(struct query *q, int64_t v);
/* The octets must live until query_end(). */
void put_blob(struct query *q, struct bytes v);
void put_text(struct query *q, struct bytes v);
/* NULL when n is 0. */
void put_blob_or_null(struct query *q, struct bytes v);
void put_text_or_null(struct query *q, struct bytes v);
/* NULL when v is 0. */
void put_u64_or_null(struct query *q, uint64_t v);

/* sqlite3_step(), for statements that are not read by query_next(). */
MUST_CHECK int query_step(struct query *q);
/* For statements without rows. */
MUST_CHECK int query_run(struct query *q, struct err *err);
/* For statements that change one row; ERR_CONFLICT, with these words, when it is not
 * there any more. */
MUST_CHECK int query_run_one(struct query *q, const char *otherwise,
			     struct err *err);
/* The next row; *ret_row is false at the end. */
MUST_CHECK int query_next(struct query *q, bool *ret_row, struct err *err);
/* The one row; without it ERR_NOT_FOUND "there is no WHAT". */
MUST_CHECK int query_one(struct query *q, const char *what, struct err *err);

uint64_t take_u64(struct query *q);
int64_t take_i64(struct query *q);
/* A view into store->kept, valid until the next row is fetched. */
struct bytes take_bytes(struct query *q);
/* ERR_CORRUPT when the column has another length. */
MUST_CHECK int take_octets(struct query *q, uint8_t *out, size_t n,
			   struct err *err);
/* As text with a NUL; ERR_CORRUPT when it does not fit. */
MUST_CHECK int take_string(struct query *q, char *out, size_t room,
			   struct err *err);

/* Runs SQL that has no parameters and no rows: pragmas and migrations. */
MUST_CHECK int store_exec(struct store *s, const char *sql, struct err *err);

/* ---- pragmas.c, migrate.c, check.c ---------------------------------------------- */

MUST_CHECK int pragmas_apply(struct store *s, struct err *err);
/* synchronous NORMAL or FULL, outside of a transaction. */
MUST_CHECK int pragma_set_light(struct store *s, bool light, struct err *err);
MUST_CHECK int migrate(struct store *s, struct err *err);
/* The schema as this program would create it, into an empty database. */
MUST_CHECK int migrate_empty(sqlite3 *db, struct err *err);
/* WAL, owner and mode of the files. */
MUST_CHECK int store_checkpoint_all(struct store *s, struct err *err);

#endif
