/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Certificates in the order in which they end. */
#include "database.h"

/* Not copied: fn asks this store nothing, so that the row stays. */
static struct bytes
column(sqlite3_stmt *stmt, int i)
{
	return (struct bytes){ sqlite3_column_blob(stmt, i),
			       (size_t)sqlite3_column_bytes(stmt, i) };
}

static int
row_take(sqlite3_stmt *stmt, struct store_ending *ret, struct err *err)
{
	struct bytes sha256 = column(stmt, 11);

	if (sha256.n != sizeof(ret->sha256))
		return err_set(err, ERR_CORRUPT,
			       "a certificate has no SHA-256");
	*ret = (struct store_ending){
		.id = (uint64_t)sqlite3_column_int64(stmt, 0),
		.serial = column(stmt, 1),
		.not_before = sqlite3_column_int64(stmt, 2),
		.not_after = sqlite3_column_int64(stmt, 3),
		.names = column(stmt, 4),
		.peer = column(stmt, 5),
		.door = (unsigned)sqlite3_column_int(stmt, 6),
		.profile = (unsigned)sqlite3_column_int(stmt, 7),
		.requester = column(stmt, 8),
		.contacts = column(stmt, 9),
		.is_disabled = sqlite3_column_int64(stmt, 10) != 0,
	};
	for (size_t i = 0; i < sha256.n; i++)
		ret->sha256[i] = sha256.p[i];
	return 0;
}

int
store_ending(struct store *s, const struct store_ending_query *ask,
	     store_ending_fn *fn, void *ctx, struct err *err)
{
	CLEANUP(query_end)
	struct query q =
		query_of(s, ask->requester != NULL ? Q_ENDING_OF : Q_ENDING);
	bool more = true;

	put_i64(&q, ask->after_end);
	put_u64(&q, ask->after_id);
	put_i64(&q, ask->until);
	if (ask->requester != NULL)
		put_text(&q, bytes_of_text(ask->requester));
	put_u64(&q, ask->limit);
	for (;;) {
		struct store_ending row;

		if (query_next(&q, &more, err) != 0)
			return -1;
		if (!more)
			return 0;
		if (row_take(q.stmt, &row, err) != 0)
			return -1;
		if (fn(&row, ctx) != 0)
			return 0;
	}
}
