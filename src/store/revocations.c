/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who is revoked: the present state of each serial, and what CRLs and OCSP
 * answers are made from. */
#include "database.h"

/* CRLReason is at most 10 (RFC 5280 5.3.1); what is more than an octet was put
 * here by somebody else, and must not look like another once it is cut. */
#define REASON_LARGEST 255

static int
reason_check(const struct store *s, uint64_t reservation, int64_t reason,
	     struct err *err)
{
	if (reason >= 0 && reason <= REASON_LARGEST)
		return 0;
	return err_set(err, ERR_CORRUPT,
		       "%s: reservation %ju is revoked for reason %jd, which "
		       "is none",
		       s->path, (uintmax_t)reservation, (intmax_t)reason);
}

static int
revocation_one(struct query *q, const char *what, struct store_revocation *ret,
	       struct err *err)
{
	if (query_one(q, what, err) != 0)
		return -1;
	ret->reservation = take_u64(q);
	ret->serial = take_bytes(q);
	ret->not_after = take_i64(q);
	ret->revoked_at = take_i64(q);
	int64_t reason = take_i64(q);

	ret->reason = (unsigned)reason;
	ret->log_index = take_u64(q);
	return reason_check(q->store, ret->reservation, reason, err);
}

int
store_revocation_get(struct store *s, uint64_t reservation,
		     struct store_revocation *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REVOCATION_GET);

	put_u64(&q, reservation);
	return revocation_one(&q, "revocation of that reservation", ret, err);
}

int
store_revocation_by_entry(struct store *s, uint64_t log_index,
			  struct store_revocation *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REVOCATION_BY_ENTRY);

	put_u64(&q, log_index);
	return revocation_one(&q, "revocation with that entry", ret, err);
}

int
store_revocation_set(struct store *s, const struct store_revocation *row,
		     struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REVOCATION_SET);

	put_u64(&q, row->reservation);
	put_blob(&q, row->serial);
	put_i64(&q, row->not_after);
	put_i64(&q, row->revoked_at);
	put_u64(&q, row->reason);
	put_u64(&q, row->log_index);
	return query_run(&q, err);
}

int
store_revocation_newest(struct store *s, uint64_t *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REVOCATION_NEWEST);

	if (query_one(&q, "revocation", err) != 0)
		return -1;
	*ret = take_u64(&q);
	return 0;
}

static int
walk_row(struct query *q, store_revocation_fn *fn, void *ctx, struct err *err)
{
	sqlite3_stmt *stmt = q->stmt;
	int64_t reason = sqlite3_column_int64(stmt, 4);
	/* Not copied: fn may ask the store other things. */
	struct store_revocation row = {
		.reservation = (uint64_t)sqlite3_column_int64(stmt, 0),
		.serial = { sqlite3_column_blob(stmt, 1),
			    (size_t)sqlite3_column_bytes(stmt, 1) },
		.not_after = sqlite3_column_int64(stmt, 2),
		.revoked_at = sqlite3_column_int64(stmt, 3),
		.reason = (unsigned)reason,
		.log_index = (uint64_t)sqlite3_column_int64(stmt, 5),
	};

	if (reason_check(q->store, row.reservation, reason, err) != 0)
		return -1;
	return fn(&row, ctx, err);
}

int
store_revocation_walk(struct store *s, int64_t ends_from, uint64_t changed_from,
		      store_revocation_fn *fn, void *ctx, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REVOCATION_WALK);

	put_i64(&q, ends_from);
	/* Indexes are signed in SQL. */
	put_u64(&q, changed_from > INT64_MAX ? INT64_MAX : changed_from);
	for (;;) {
		int rc = query_step(&q);

		if (rc == SQLITE_DONE)
			return 0;
		if (rc != SQLITE_ROW)
			return store_fault(s, rc, "read revocations", err);
		int ended = walk_row(&q, fn, ctx, err);

		if (ended != 0)
			return ended;
	}
}

int
store_standing_get(struct store *s, uint64_t reservation,
		   struct store_standing *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_STANDING);

	put_u64(&q, reservation);
	if (query_one(&q, "reservation of that number", err) != 0)
		return -1;
	ret->serial = take_bytes(&q);
	ret->is_issued = take_u64(&q) != 0;
	ret->is_void = take_u64(&q) != 0;
	ret->is_revoked = take_u64(&q) != 0;
	ret->revoked_at = take_i64(&q);
	int64_t reason = take_i64(&q);

	ret->reason = (unsigned)reason;
	return reason_check(s, reservation, reason, err);
}
