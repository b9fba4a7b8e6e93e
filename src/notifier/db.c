/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Opens notify.db, and runs its statements. */
#include "db_inside.h"

#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Nothing here proves anything; a lost notify.db means that somebody is told
 * twice. Version 1. */
static const char schema[] =
	"CREATE TABLE IF NOT EXISTS due ("
	" contact TEXT NOT NULL, ends INTEGER NOT NULL, what TEXT NOT NULL,"
	" days INTEGER NOT NULL, number INTEGER NOT NULL, serial TEXT NOT NULL,"
	" sha256 TEXT NOT NULL, names TEXT NOT NULL, requester TEXT NOT NULL,"
	" peer TEXT NOT NULL,"
	" PRIMARY KEY (contact, ends, what)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS told ("
	" what TEXT NOT NULL, days INTEGER NOT NULL, contact TEXT NOT NULL,"
	" ends INTEGER NOT NULL, told_at INTEGER NOT NULL,"
	" PRIMARY KEY (what, days, contact)) STRICT, WITHOUT ROWID;"
	"CREATE TABLE IF NOT EXISTS waiting ("
	" contact TEXT PRIMARY KEY, first_at INTEGER NOT NULL,"
	" next_at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,"
	" under_way INTEGER NOT NULL DEFAULT 0,"
	" unknown INTEGER NOT NULL DEFAULT 0,"
	" error TEXT NOT NULL DEFAULT '') STRICT;"
	"CREATE TABLE IF NOT EXISTS hook ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL,"
	" first_at INTEGER NOT NULL, next_at INTEGER NOT NULL,"
	" tries INTEGER NOT NULL DEFAULT 0,"
	" error TEXT NOT NULL DEFAULT '') STRICT;"
	"CREATE TABLE IF NOT EXISTS run ("
	" id INTEGER PRIMARY KEY CHECK (id = 1), at INTEGER NOT NULL) STRICT;"
	"PRAGMA user_version = 1;";

static const char *const statements[DB_STATEMENTS] = {
#define STATEMENT(name, sql) [DB_##name] = sql,
#include "statements.def"
#undef STATEMENT
};

int
db_fault(struct db *db, const char *doing, struct err *err)
{
	int rc = sqlite3_errcode(db->db);
	enum err_code code =
		(rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB
			? ERR_CORRUPT
			: ERR_STORAGE;

	return err_set(err, code, "notify.db: %s: %s", doing,
		       sqlite3_errmsg(db->db));
}

sqlite3_stmt *
db_use(struct db *db, enum db_statement which)
{
	sqlite3_stmt *s = db->statements[which];

	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
	return s;
}

void
db_text(sqlite3_stmt *s, int at, struct bytes v)
{
	sqlite3_bind_text(s, at, v.n > 0 ? (const char *)v.p : "", (int)v.n,
			  SQLITE_TRANSIENT);
}

struct bytes
db_column(sqlite3_stmt *s, int at)
{
	return (struct bytes){ sqlite3_column_text(s, at),
			       (size_t)sqlite3_column_bytes(s, at) };
}

int
db_step(struct db *db, sqlite3_stmt *s, bool *ret_row, struct err *err)
{
	int rc = sqlite3_step(s);

	if (ret_row != NULL)
		*ret_row = rc == SQLITE_ROW;
	if (rc != SQLITE_ROW)
		sqlite3_reset(s);
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		return 0;
	return db_fault(db, "cannot be used", err);
}

int
db_run(struct db *db, sqlite3_stmt *s, struct err *err)
{
	bool row = true;
	int rc = 0;

	while (row && rc == 0)
		rc = db_step(db, s, &row, err);
	return rc;
}

int
db_number(struct db *db, sqlite3_stmt *s, uint64_t *ret, struct err *err)
{
	bool row = false;

	if (db_step(db, s, &row, err) < 0)
		return -1;
	*ret = row ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
	sqlite3_reset(s);
	return 0;
}

/* Made before SQLite sees it: nobody else reads who is told what. */
static int
make_file(const char *path, struct err *err)
{
	CLEANUP(fd_close)
	int fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);

	return fd >= 0 ? 0 : err_errno(err, ERR_STORAGE, "%.300s", path);
}

static int
set_up(struct db *db, bool only_read, struct err *err)
{
	static const char pragmas[] =
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
		"PRAGMA trusted_schema = OFF;";

	sqlite3_busy_timeout(db->db, 2000);
	if (!only_read &&
	    (sqlite3_exec(db->db, pragmas, NULL, NULL, NULL) != SQLITE_OK ||
	     sqlite3_exec(db->db, schema, NULL, NULL, NULL) != SQLITE_OK))
		return db_fault(db, "cannot be set up", err);
	for (size_t i = 0; i < DB_STATEMENTS; i++)
		if (sqlite3_prepare_v3(db->db, statements[i], -1,
				       SQLITE_PREPARE_PERSISTENT,
				       &db->statements[i], NULL) != SQLITE_OK)
			return db_fault(db, "cannot be read", err);
	return 0;
}

int
db_open(const char *dir, bool only_read, struct db **ret, struct err *err)
{
	CLEANUP(db_free) struct db *db = calloc(1, sizeof(*db));
	char path[LIMIT_PATH_BYTES + 32];
	int flags = only_read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;

	if (db == NULL)
		return err_nomem(err);
	snprintf(path, sizeof(path), "%s/notify/notify.db", dir);
	if (only_read && access(path, F_OK) != 0 && errno == ENOENT)
		return err_set(err, ERR_NOT_FOUND, "nothing was ever sent");
	if (!only_read && make_file(path, err) < 0)
		return -1;
	if (sqlite3_open_v2(path, &db->db, flags | SQLITE_OPEN_NOMUTEX, NULL) !=
	    SQLITE_OK)
		return db_fault(db, "cannot be opened", err);
	if (set_up(db, only_read, err) < 0)
		return -1;
	*ret = STEAL(db);
	return 0;
}

void
db_free(struct db **db)
{
	if (*db == NULL)
		return;
	for (size_t i = 0; i < DB_STATEMENTS; i++)
		sqlite3_finalize((*db)->statements[i]);
	sqlite3_close((*db)->db);
	free(*db);
	*db = NULL;
}

int
db_begin(struct db *db, struct err *err)
{
	return db_run(db, db_use(db, DB_BEGIN), err);
}

int
db_commit(struct db *db, struct err *err)
{
	if (db_run(db, db_use(db, DB_COMMIT), err) == 0)
		return 0;
	db_rollback(db);
	return -1;
}

void
db_rollback(struct db *db)
{
	if (!sqlite3_get_autocommit(db->db))
		sqlite3_exec(db->db, "ROLLBACK", NULL, NULL, NULL);
}
