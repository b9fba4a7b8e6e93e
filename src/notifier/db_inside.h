/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The connection to notify.db, and how its statements are run. */
#ifndef SANCA_NOTIFIER_DB_INSIDE_H
#define SANCA_NOTIFIER_DB_INSIDE_H

#include "db.h"

#include <sqlite3.h>

enum db_statement {
#define STATEMENT(name, sql) DB_##name,
#include "statements.def"
#undef STATEMENT
	DB_STATEMENTS
};

struct db {
	sqlite3 *db;
	sqlite3_stmt *statements[DB_STATEMENTS];
};

/* Of the last call; returns -1. */
MUST_CHECK int db_fault(struct db *db, const char *doing, struct err *err);
/* Ready to be bound. */
sqlite3_stmt *db_use(struct db *db, enum db_statement which);
void db_text(sqlite3_stmt *s, int at, struct bytes v);
struct bytes db_column(sqlite3_stmt *s, int at);
/* The next row; without one it is ready to be used again. */
MUST_CHECK int db_step(struct db *db, sqlite3_stmt *s, bool *ret_row,
		       struct err *err);
/* To its end. */
MUST_CHECK int db_run(struct db *db, sqlite3_stmt *s, struct err *err);
/* The one number that it gives. */
MUST_CHECK int db_number(struct db *db, sqlite3_stmt *s, uint64_t *ret,
			 struct err *err);

#endif
