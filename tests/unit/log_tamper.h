/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A ledger's database, copied, spoiled as somebody with the sqlite3 program
 * would, and judged by log_verify(). */
#ifndef TESTS_LOG_TAMPER_H
#define TESTS_LOG_TAMPER_H

#include "tests/unit/log_fixture.h"

#include "sanca/files.h"

#include <sqlite3.h>

static inline int
add_init(struct ledger *l, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	struct store_issuer issuer;
	uint8_t hash[32];
	uint64_t at = 0;

	if (store_issuer_get(l->store, &issuer, err) != 0)
		return -1;
	sha256(issuer.certificate, hash);
	log_body_init(bytes_of_text("Contoso"), BYTES_OF(hash),
		      BYTES_OF(l->public_key), &body);
	if (store_begin(l->store, err) != 0)
		return -1;
	if (log_append(l->log, LOG_INIT, 1, buf_bytes(&body), &at, err) != 0)
		return -1;
	return ledger_commit(l, 1, err);
}

/* The whole database file. */
static inline int
slurp(struct ledger *l, struct buf *ret, struct err *err)
{
	log_free(&l->log);
	store_free(&l->store);
	buf_clear(ret);
	if (file_read(AT_FDCWD, place_path(&l->place, "log/ca.db"), 1 << 26,
		      ret, err) != 0)
		return -1;
	return ledger_open(l, err);
}

static inline struct place
copy_make(const struct buf *of)
{
	struct place p = place_make();
	FILE *f = fopen(place_path(&p, "log/ca.db"), "w");

	fwrite(of->p, 1, of->n, f);
	fclose(f);
	chmod(place_path(&p, "log/ca.db"), 0640);
	return p;
}

static inline int
add_line(void *ctx, int count, char **values, char **names)
{
	(void)names;
	for (int i = 0; i < count; i++)
		buf_append_text(ctx, values[i]);
	buf_append_text(ctx, ";");
	return 0;
}

/* Triggers off, sql, triggers on again. */
static inline bool
spoil(const struct place *p, const char *sql)
{
	CLEANUP(buf_free) struct buf on = { 0 }, off = { 0 };
	sqlite3 *db = NULL;
	char *why = NULL;
	bool good =
		sqlite3_open(place_path(p, "log/ca.db"), &db) == SQLITE_OK &&
		sqlite3_exec(db,
			     "SELECT sql FROM sqlite_schema WHERE type = "
			     "'trigger'",
			     add_line, &on, NULL) == SQLITE_OK &&
		sqlite3_exec(db,
			     "SELECT 'DROP TRIGGER ' || name FROM "
			     "sqlite_schema WHERE type = 'trigger'",
			     add_line, &off, NULL) == SQLITE_OK &&
		sqlite3_exec(db, buf_text(&off), NULL, NULL, NULL) ==
			SQLITE_OK &&
		sqlite3_exec(db, sql, NULL, NULL, &why) == SQLITE_OK &&
		sqlite3_exec(db, buf_text(&on), NULL, NULL, NULL) == SQLITE_OK;

	if (why != NULL)
		diag("%s: %s", sql, why);
	sqlite3_free(why);
	sqlite3_close(db);
	return good;
}

/* What log_verify says; "" when all is well. */
static inline const char *
judge(const struct place *p, const struct log_head *against)
{
	static struct log_verdict verdict;
	CLEANUP(store_free) struct store *s = NULL;
	struct err err = { 0 };

	if (store_open(p->dir, STORE_WRITE, &s, &err) != 0) {
		diag("open: %s", err.text);
		return "open";
	}
	int good = log_verify(s, against, NULL, NULL, &verdict, &err);

	if (good != 0 && verdict.first_bad[0] == '\0') {
		diag("no first_bad: %s", err.text);
		return "?";
	}
	return verdict.first_bad;
}

#endif
