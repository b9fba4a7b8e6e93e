/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is to be sent, and sent again: mail and calls of the webhook. */
#include "db_inside.h"

void
waiting_free(struct waiting *w)
{
	buf_free(&w->contact);
	buf_free(&w->error);
}

void
hook_free(struct hook *h)
{
	buf_free(&h->body);
}

int
db_wait_all(struct db *db, int64_t now, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_WAIT_ALL);

	sqlite3_bind_int64(s, 1, now);
	return db_run(db, s, err);
}

int
db_wait_next(struct db *db, int64_t now, struct waiting *ret, bool *ret_found,
	     struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_WAIT_NEXT);

	sqlite3_bind_int64(s, 1, now);
	if (db_step(db, s, ret_found, err) < 0)
		return -1;
	if (!*ret_found)
		return 0;
	buf_append_bytes(&ret->contact, db_column(s, 0));
	ret->first_at = sqlite3_column_int64(s, 1);
	ret->next_at = sqlite3_column_int64(s, 2);
	ret->tries = (unsigned)sqlite3_column_int(s, 3);
	ret->unknown = (unsigned)sqlite3_column_int(s, 4);
	buf_append_bytes(&ret->error, db_column(s, 5));
	sqlite3_reset(s);
	return buf_check(&ret->contact, err);
}

int
db_wait_try(struct db *db, struct bytes contact, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_WAIT_TRY);

	db_text(s, 1, contact);
	return db_run(db, s, err);
}

int
db_wait_failed(struct db *db, struct bytes contact, int64_t next_at,
	       const char *error, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_WAIT_FAILED);

	sqlite3_bind_int64(s, 1, next_at);
	db_text(s, 2, bytes_of_text(error));
	db_text(s, 3, contact);
	return db_run(db, s, err);
}

int
db_wait_end(struct db *db, struct bytes contact, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_WAIT_END);

	db_text(s, 1, contact);
	return db_run(db, s, err);
}

int
db_wait_recover(struct db *db, struct err *err)
{
	return db_run(db, db_use(db, DB_WAIT_RECOVER), err);
}

int
db_hurry(struct db *db, int64_t now, struct err *err)
{
	static const enum db_statement all[] = { DB_HURRY_MAIL, DB_HURRY_HOOK };

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		sqlite3_stmt *s = db_use(db, all[i]);

		sqlite3_bind_int64(s, 1, now);
		if (db_run(db, s, err) < 0)
			return -1;
	}
	return 0;
}

int
db_failing(struct db *db, int64_t *ret_since, struct buf *why, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_FAILING);
	bool found = false;

	*ret_since = 0;
	if (db_step(db, s, &found, err) < 0)
		return -1;
	if (!found)
		return 0;
	*ret_since = sqlite3_column_int64(s, 0);
	buf_append_bytes(why, db_column(s, 1));
	sqlite3_reset(s);
	return buf_check(why, err);
}

int
db_hook_count(struct db *db, uint64_t *ret, struct err *err)
{
	return db_number(db, db_use(db, DB_HOOK_COUNT), ret, err);
}

int
db_hook_add(struct db *db, struct bytes body, int64_t now, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_HOOK_ADD);

	db_text(s, 1, body);
	sqlite3_bind_int64(s, 2, now);
	return db_run(db, s, err);
}

int
db_hook_next(struct db *db, int64_t now, struct hook *ret, bool *ret_found,
	     struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_HOOK_NEXT);

	sqlite3_bind_int64(s, 1, now);
	if (db_step(db, s, ret_found, err) < 0)
		return -1;
	if (!*ret_found)
		return 0;
	ret->id = (uint64_t)sqlite3_column_int64(s, 0);
	ret->tries = (unsigned)sqlite3_column_int(s, 1);
	buf_append_bytes(&ret->body, db_column(s, 2));
	sqlite3_reset(s);
	return buf_check(&ret->body, err);
}

int
db_hook_failed(struct db *db, uint64_t id, int64_t next_at, const char *error,
	       struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_HOOK_FAILED);

	sqlite3_bind_int64(s, 1, next_at);
	db_text(s, 2, bytes_of_text(error));
	sqlite3_bind_int64(s, 3, (sqlite3_int64)id);
	return db_run(db, s, err);
}

int
db_hook_end(struct db *db, uint64_t id, struct err *err)
{
	sqlite3_stmt *s = db_use(db, DB_HOOK_END);

	sqlite3_bind_int64(s, 1, (sqlite3_int64)id);
	return db_run(db, s, err);
}
