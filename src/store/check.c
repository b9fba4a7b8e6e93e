/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a verification asks of the database besides its rows. */
#include "keys.h"

#include <stdio.h>
#include <string.h>

int
store_check_integrity(struct store *s, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	const char *sql = "PRAGMA integrity_check(1)";
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);
	char first[300] = "";

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		snprintf(first, sizeof(first), "%s",
			 (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	if (rc != SQLITE_ROW)
		return store_fault(s, rc, sql, err);
	if (strcmp(first, "ok") == 0)
		return 0;
	s->broken = true;
	return err_set(err, ERR_CORRUPT, "%s: %s", s->path, first);
}

/* SQLite's own objects have no text. */
static const char schema_sql[] =
	"SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL "
	"ORDER BY name";

static int
compare_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	return strcmp(a, b);
}

/* Both in the order of their names; NULL behind the last one. */
static int
compare_rows(struct store *s, sqlite3_stmt *have, sqlite3_stmt *want,
	     struct err *err)
{
	for (;;) {
		int rc = sqlite3_step(have);

		if (rc != SQLITE_ROW && rc != SQLITE_DONE)
			return store_fault(s, rc, "read the schema", err);
		int end = sqlite3_step(want);

		if (rc == SQLITE_DONE && end == SQLITE_DONE)
			return 0;
		const char *name = (const char *)sqlite3_column_text(have, 0);
		const char *due = (const char *)sqlite3_column_text(want, 0);
		int order = compare_text(name, due);

		if (order > 0)
			return err_set(err, ERR_CORRUPT,
				       "%s: \"%s\" is missing from the schema: "
				       "somebody dropped it",
				       s->path, due);
		if (order < 0)
			return err_set(err, ERR_CORRUPT,
				       "%s: \"%s\" was added to the schema",
				       s->path, name);
		if (compare_text((const char *)sqlite3_column_text(have, 1),
				 (const char *)sqlite3_column_text(want, 1)))
			return err_set(err, ERR_CORRUPT,
				       "%s: \"%s\" in the schema was changed",
				       s->path, name);
	}
}

static int
compare_schemas(struct store *s, sqlite3 *fresh, struct err *err)
{
	sqlite3_stmt *have = NULL, *want = NULL;
	int rc = sqlite3_prepare_v2(s->db, schema_sql, -1, &have, NULL);

	if (rc != SQLITE_OK)
		return store_fault(s, rc, "read the schema", err);
	rc = sqlite3_prepare_v2(fresh, schema_sql, -1, &want, NULL);
	int same = rc == SQLITE_OK ? compare_rows(s, have, want, err)
				   : err_set(err, ERR_INTERNAL, "schema: %s",
					     sqlite3_errmsg(fresh));

	sqlite3_finalize(have);
	sqlite3_finalize(want);
	return same;
}

int
store_check_schema(struct store *s, struct err *err)
{
	sqlite3 *fresh = NULL;
	int same = -1;

	if (sqlite3_open_v2(":memory:", &fresh,
			    SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
			    NULL) != SQLITE_OK)
		same = err_nomem(err);
	else if (migrate_empty(fresh, err) == 0)
		same = compare_schemas(s, fresh, err);
	sqlite3_close(fresh);
	return same;
}

int
store_begin_reading(struct store *s, struct err *err)
{
	return store_exec(s, "BEGIN", err);
}

int
store_log_walk(struct store *s, int64_t from, store_entry_fn *fn, void *ctx,
	       struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_LOG_SCAN);

	put_i64(&q, from);
	for (;;) {
		int rc = query_step(&q);

		if (rc == SQLITE_DONE)
			return 0;
		if (rc != SQLITE_ROW)
			return store_fault(s, rc, "read the log", err);
		/* Not copied: fn may ask the store other things. */
		struct bytes body = {
			sqlite3_column_blob(q.stmt, 3),
			(size_t)sqlite3_column_bytes(q.stmt, 3),
		};
		int ended = fn((uint64_t)sqlite3_column_int64(q.stmt, 0),
			       (unsigned)sqlite3_column_int64(q.stmt, 1),
			       sqlite3_column_int64(q.stmt, 2), body, ctx, err);

		if (ended != 0)
			return ended;
	}
}

int
store_totals(struct store *s, struct store_totals *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_TOTALS);

	if (query_one(&q, "count", err) != 0)
		return -1;
	ret->reservations = take_u64(&q);
	ret->documents = take_u64(&q);
	ret->certificates = take_u64(&q);
	ret->voids = take_u64(&q);
	ret->keys = take_u64(&q);
	ret->tiles = take_u64(&q);
	ret->heads = take_u64(&q);
	ret->blocked = take_u64(&q);
	ret->run_rows = take_u64(&q);
	ret->revocations = take_u64(&q);
	ret->crls = take_u64(&q);
	return 0;
}

static int
stray(struct store *s, enum statement which, uint64_t *ret_id,
      uint64_t *ret_log_index, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, which);

	if (query_one(&q, "stray row", err) != 0)
		return -1;
	*ret_id = take_u64(&q);
	*ret_log_index = take_u64(&q);
	return 0;
}

int
store_stray_certificate(struct store *s, uint64_t *ret_id,
			uint64_t *ret_log_index, struct err *err)
{
	return stray(s, Q_STRAY_CERTIFICATE, ret_id, ret_log_index, err);
}

int
store_stray_void(struct store *s, uint64_t *ret_id, uint64_t *ret_log_index,
		 struct err *err)
{
	return stray(s, Q_STRAY_VOID, ret_id, ret_log_index, err);
}

int
store_stray_revocation(struct store *s, uint64_t *ret_id,
		       uint64_t *ret_log_index, struct err *err)
{
	return stray(s, Q_STRAY_REVOCATION, ret_id, ret_log_index, err);
}

int
store_stray_crl(struct store *s, uint64_t *ret_number, uint64_t *ret_log_index,
		struct err *err)
{
	return stray(s, Q_STRAY_CRL, ret_number, ret_log_index, err);
}

int
store_odd_revocation(struct store *s, uint64_t *ret_id, uint64_t *ret_log_index,
		     struct err *err)
{
	return stray(s, Q_ODD_REVOCATION, ret_id, ret_log_index, err);
}

int
store_check_key(struct store *s, const struct store_passage *row,
		bool *ret_first, struct err *err)
{
	uint64_t requester = 0, first = 0;

	if (key_first(s, row->spki_sha256, &requester, &first, err) != 0 ||
	    first > row->id ||
	    (first == row->id && requester != row->requester))
		return err_set(err, ERR_CORRUPT,
			       "reservation %ju: the first use of its key is "
			       "not noted as it was",
			       (uintmax_t)row->id);
	*ret_first = first == row->id;
	return 0;
}

/* A view into the row itself: fn may ask the store other things. */
static struct bytes
column(sqlite3_stmt *stmt, int at)
{
	const void *p = sqlite3_column_blob(stmt, at);

	return (struct bytes){ p, (size_t)sqlite3_column_bytes(stmt, at) };
}

int
store_reservation_walk(struct store *s, store_passage_fn *fn, void *ctx,
		       struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_RESERVATION_SCAN);

	for (;;) {
		int rc = query_step(&q);

		if (rc == SQLITE_DONE)
			return 0;
		if (rc != SQLITE_ROW)
			return store_fault(s, rc, "read reservations", err);
		struct store_passage row = {
			.id = (uint64_t)sqlite3_column_int64(q.stmt, 0),
			.issuer = (uint64_t)sqlite3_column_int64(q.stmt, 1),
			.serial = column(q.stmt, 2),
			.requester = (uint64_t)sqlite3_column_int64(q.stmt, 3),
			.names = column(q.stmt, 4),
			.spki_sha256 = column(q.stmt, 5),
			.sha256 = column(q.stmt, 6),
			.sha1 = column(q.stmt, 7),
			.hashes = column(q.stmt, 8),
		};
		int ended = fn(&row, ctx, err);

		if (ended != 0)
			return ended;
	}
}

int
store_blocked_next(struct store *s, struct bytes after,
		   uint8_t ret_spki_sha256[32], uint64_t *ret_log_index,
		   struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_BLOCKED_NEXT);

	put_blob(&q, after);
	if (query_one(&q, "further blocked key", err) != 0)
		return -1;
	*ret_log_index = take_u64(&q);
	return take_octets(&q, ret_spki_sha256, 32, err);
}
