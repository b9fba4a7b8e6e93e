/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is due to whom, and what was told. */
#include "db_inside.h"

int
db_due_clear(struct db *db, struct err *err)
{
	return db_run(db, db_use(db, DB_DUE_CLEAR), err);
}

int
db_due_add(struct db *db, const struct due *due, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_DUE_ADD);

	db_text(s, 1, due->contact);
	db_text(s, 2, due->what);
	sqlite3_bind_int64(s, 3, due->days);
	sqlite3_bind_int64(s, 4, due->ends);
	sqlite3_bind_int64(s, 5, (sqlite3_int64)due->number);
	db_text(s, 6, due->serial);
	db_text(s, 7, due->sha256);
	db_text(s, 8, due->names);
	db_text(s, 9, due->requester);
	db_text(s, 10, due->peer);
	return db_run(db, s, err);
}

int
db_tell(struct db *db, const struct due *due, int64_t now, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_TELL);

	db_text(s, 1, due->what);
	sqlite3_bind_int64(s, 2, due->days);
	db_text(s, 3, due->contact);
	sqlite3_bind_int64(s, 4, due->ends);
	sqlite3_bind_int64(s, 5, now);
	return db_run(db, s, err);
}

int
db_is_told(struct db *db, struct bytes what, unsigned days,
	   struct bytes contact, bool *ret, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_IS_TOLD);

	db_text(s, 1, what);
	sqlite3_bind_int64(s, 2, days);
	db_text(s, 3, contact);
	if (db_step(db, s, ret, err) < 0)
		return -1;
	sqlite3_reset(s);
	return 0;
}

int
db_due_count(struct db *db, struct bytes contact, uint64_t *ret,
	     struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_DUE_COUNT);

	db_text(s, 1, contact);
	return db_number(db, s, ret, err);
}

int
db_due_walk(struct db *db, struct bytes contact, uint64_t limit, db_due_fn *fn,
	    void *ctx, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_DUE_WALK);
	bool more = true;

	db_text(s, 1, contact);
	sqlite3_bind_int64(s, 2, (sqlite3_int64)limit);
	while (more) {
		if (db_step(db, s, &more, err) < 0)
			return -1;
		if (!more)
			break;
		const struct due due = {
			.contact = db_column(s, 0),
			.what = db_column(s, 1),
			.days = (unsigned)sqlite3_column_int(s, 2),
			.ends = sqlite3_column_int64(s, 3),
			.number = (uint64_t)sqlite3_column_int64(s, 4),
			.serial = db_column(s, 5),
			.sha256 = db_column(s, 6),
			.names = db_column(s, 7),
			.requester = db_column(s, 8),
			.peer = db_column(s, 9),
		};

		more = fn(&due, ctx) == 0;
	}
	sqlite3_reset(s);
	return 0;
}

int
db_due_next(struct db *db, struct buf *contact, bool *ret, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_DUE_NEXT);

	db_text(s, 1, buf_bytes(contact));
	if (db_step(db, s, ret, err) < 0)
		return -1;
	if (*ret) {
		buf_clear(contact);
		buf_append_bytes(contact, db_column(s, 0));
	}
	sqlite3_reset(s);
	return buf_check(contact, err);
}

int
db_settle(struct db *db, struct bytes contact, int64_t now, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_SETTLE);

	sqlite3_bind_int64(s, 1, now);
	db_text(s, 2, contact);
	if (db_run(db, s, err) < 0)
		return -1;
	s = db_use(db, DB_SETTLED);
	db_text(s, 1, contact);
	return db_run(db, s, err);
}

int
db_told_walk(struct db *db, uint64_t limit, db_told_fn *fn, void *ctx,
	     struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_TOLD_WALK);
	bool more = true;

	sqlite3_bind_int64(s, 1, (sqlite3_int64)limit);
	while (more) {
		if (db_step(db, s, &more, err) < 0)
			return -1;
		if (!more)
			break;
		const struct told told = {
			.what = db_column(s, 0),
			.contact = db_column(s, 1),
			.days = (unsigned)sqlite3_column_int(s, 2),
			.told_at = sqlite3_column_int64(s, 3),
		};

		more = fn(&told, ctx) == 0;
	}
	sqlite3_reset(s);
	return 0;
}

int
db_forget(struct db *db, int64_t before, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_FORGET);

	sqlite3_bind_int64(s, 1, before);
	return db_run(db, s, err);
}

int
db_run_get(struct db *db, int64_t *ret, struct err *err)
{
	uint64_t v = 0;

	if (db_number(db, db_use(db, DB_RUN_GET), &v, err) < 0)
		return -1;
	*ret = (int64_t)v;
	return 0;
}

int
db_run_set(struct db *db, int64_t at, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_RUN_SET);

	sqlite3_bind_int64(s, 1, at);
	return db_run(db, s, err);
}
