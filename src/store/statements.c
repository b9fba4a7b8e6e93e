/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The statements of statements.def: prepared once, bound and read by type. */
#include "database.h"

#include <string.h>
#include <time.h>

#define RECOVERY_MOMENTS 50

static const struct {
	const char *name;
	const char *sql;
} statements[STATEMENT_COUNT] = {
#define STATEMENT(name, sql) { #name, sql },
#include "statements.def"
#undef STATEMENT
};

int
statements_prepare(struct store *s, struct err *err)
{
	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		int rc = sqlite3_prepare_v3(s->db, statements[i].sql, -1,
					    SQLITE_PREPARE_PERSISTENT,
					    &s->statements[i], NULL);

		if (rc != SQLITE_OK)
			return store_fault(s, rc, statements[i].name, err);
	}
	return 0;
}

void
statements_free(struct store *s)
{
	for (size_t i = 0; i < STATEMENT_COUNT; i++) {
		sqlite3_finalize(s->statements[i]);
		s->statements[i] = NULL;
	}
}

struct query
query_of(struct store *s, enum statement which)
{
	return (struct query){ .store = s, .stmt = s->statements[which] };
}

/* A statement that is left standing holds its snapshot, and with it the whole
 * write-ahead log. */
void
query_end(struct query *q)
{
	sqlite3_reset(q->stmt);
}

/* Binding can only fail for lack of memory or a wrong number of parameters;
 * a value that is missing then violates NOT NULL or finds nothing. Texts and
 * blobs are not copied, and integers need no memory. */

void
put_u64(struct query *q, uint64_t v)
{
	put_i64(q, (int64_t)v);
}

void
put_i64(struct query *q, int64_t v)
{
	sqlite3_bind_int64(q->stmt, ++q->at, v);
}

void
put_blob(struct query *q, struct bytes v)
{
	/* A NULL pointer would be NULL instead of an empty blob. */
	sqlite3_bind_blob64(q->stmt, ++q->at, v.n == 0 ? "" : (const void *)v.p,
			    v.n, SQLITE_STATIC);
}

void
put_text(struct query *q, struct bytes v)
{
	sqlite3_bind_text64(q->stmt, ++q->at, v.n == 0 ? "" : (const char *)v.p,
			    v.n, SQLITE_STATIC, SQLITE_UTF8);
}

void
put_blob_or_null(struct query *q, struct bytes v)
{
	if (v.n == 0)
		sqlite3_bind_null(q->stmt, ++q->at);
	else
		put_blob(q, v);
}

void
put_text_or_null(struct query *q, struct bytes v)
{
	if (v.n == 0)
		sqlite3_bind_null(q->stmt, ++q->at);
	else
		put_text(q, v);
}

void
put_u64_or_null(struct query *q, uint64_t v)
{
	if (v == 0)
		sqlite3_bind_null(q->stmt, ++q->at);
	else
		put_u64(q, v);
}

static const char *
name_of(const struct query *q)
{
	for (size_t i = 0; i < STATEMENT_COUNT; i++)
		if (q->store->statements[i] == q->stmt)
			return statements[i].name;
	return "a statement";
}

static int
refuse_broken(struct query *q, struct err *err)
{
	return err_set(err, ERR_STORAGE,
		       "%s: %s: not written, since an earlier write failed",
		       q->store->path, name_of(q));
}

/*
 * For want of memory, and after faults of the disk, SQLite may roll back the
 * whole transaction, not the statement alone. What follows would then commit
 * itself, row by row: a head without its entries.
 */
static int
check_transaction(const struct query *q, struct err *err)
{
	const struct store *s = q->store;

	if (!s->in_transaction || sqlite3_get_autocommit(s->db) == 0)
		return 0;
	return err_set(err, ERR_STORAGE,
		       "%s: %s: not written, since an earlier fault rolled the "
		       "transaction back",
		       s->path, name_of(q));
}

static bool
is_momentary(int rc)
{
	return rc == SQLITE_READONLY_RECOVERY || rc == SQLITE_READONLY_CANTINIT;
}

/* The front may read the shared memory of the log, not write it. When it looks
 * while the writer sets its header, SQLite cannot tell that from what a crash left
 * behind, and says so; a moment later all is well. */
int
query_step(struct query *q)
{
	static const struct timespec moment = { 0, 1000000 };
	int rc = sqlite3_step(q->stmt);

	for (int i = 0; i < RECOVERY_MOMENTS && is_momentary(rc); i++) {
		sqlite3_reset(q->stmt);
		nanosleep(&moment, NULL);
		rc = sqlite3_step(q->stmt);
	}
	return rc;
}

int
query_run(struct query *q, struct err *err)
{
	if (q->store->broken && !sqlite3_stmt_readonly(q->stmt))
		return refuse_broken(q, err);
	if (check_transaction(q, err) != 0)
		return -1;
	int rc = query_step(q);

	if (rc == SQLITE_DONE)
		return 0;
	if (rc == SQLITE_ROW)
		return err_set(err, ERR_INTERNAL, "%s: has rows", name_of(q));
	return store_fault(q->store, rc, name_of(q), err);
}

/* Room for all texts and blobs of the row, so that views do not move. */
static int
keep_room(struct query *q, struct err *err)
{
	struct buf *kept = &q->store->kept;
	size_t n = 1;

	for (int i = 0; i < sqlite3_column_count(q->stmt); i++) {
		int type = sqlite3_column_type(q->stmt, i);

		if (type == SQLITE_BLOB || type == SQLITE_TEXT)
			n += (size_t)sqlite3_column_bytes(q->stmt, i);
	}
	buf_clear(kept);
	kept->broken = false;
	if (buf_reserve(kept, n) == NULL)
		return err_nomem(err);
	return 0;
}

int
query_next(struct query *q, bool *ret_row, struct err *err)
{
	if (q->store->broken && !sqlite3_stmt_readonly(q->stmt))
		return refuse_broken(q, err);
	if (check_transaction(q, err) != 0)
		return -1;
	int rc = query_step(q);

	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return store_fault(q->store, rc, name_of(q), err);
	if (rc == SQLITE_ROW && keep_room(q, err) != 0)
		return -1;
	q->at = 0;
	*ret_row = rc == SQLITE_ROW;
	return 0;
}

int
query_run_one(struct query *q, const char *otherwise, struct err *err)
{
	if (query_run(q, err) != 0)
		return -1;
	if (sqlite3_changes(q->store->db) == 1)
		return 0;
	return err_set(err, ERR_CONFLICT, "%s", otherwise);
}

int
query_one(struct query *q, const char *what, struct err *err)
{
	bool row = false;

	if (query_next(q, &row, err) != 0)
		return -1;
	if (!row)
		return err_set(err, ERR_NOT_FOUND, "there is no %s", what);
	return 0;
}

uint64_t
take_u64(struct query *q)
{
	return (uint64_t)take_i64(q);
}

int64_t
take_i64(struct query *q)
{
	return sqlite3_column_int64(q->stmt, q->at++);
}

struct bytes
take_bytes(struct query *q)
{
	struct buf *kept = &q->store->kept;
	const void *p = sqlite3_column_blob(q->stmt, q->at);
	size_t n = (size_t)sqlite3_column_bytes(q->stmt, q->at);

	q->at++;
	if (p == NULL || n == 0 || n > kept->cap - kept->n)
		return (struct bytes){ 0 };
	uint8_t *to = kept->p + kept->n;

	memcpy(to, p, n);
	kept->n += n;
	return (struct bytes){ to, n };
}

int
take_octets(struct query *q, uint8_t *out, size_t n, struct err *err)
{
	int column = q->at;
	struct bytes v = take_bytes(q);

	if (v.n != n)
		return err_set(err, ERR_CORRUPT,
			       "%s: %s: %s has %zu octets instead of %zu",
			       q->store->path, name_of(q),
			       sqlite3_column_name(q->stmt, column), v.n, n);
	memcpy(out, v.p, n);
	return 0;
}

int
take_string(struct query *q, char *out, size_t room, struct err *err)
{
	int column = q->at;
	struct bytes v = take_bytes(q);

	if (v.n >= room || (v.n > 0 && memchr(v.p, '\0', v.n) != NULL))
		return err_set(err, ERR_CORRUPT,
			       "%s: %s: %s is no text of at "
			       "most %zu octets",
			       q->store->path, name_of(q),
			       sqlite3_column_name(q->stmt, column), room - 1);
	if (v.n > 0)
		memcpy(out, v.p, v.n);
	out[v.n] = '\0';
	return 0;
}

int
store_exec(struct store *s, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		return store_fault(s, rc, sql, err);
	return 0;
}
