/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* All SQL of search.db. */

#include "search_parts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Raised when the tables or the tokens change: then all is built anew. */
#define VERSION 1

/*
 * Contentless: what is kept is which tokens lead where, nothing more. Prefixes
 * up to twelve have lists of their own, so that "mai" is one list, not the
 * thousands of all that begins so.
 */
#define INDEX(name)                                                            \
	"CREATE VIRTUAL TABLE " name " USING fts5(t, content='', "             \
	"detail=none, columnsize=0, prefix='1 2 3 4 5 6 7 8 9 10 12', "        \
	"tokenize=\"ascii tokenchars '_'\");"
static const char make_sql[] =
	"BEGIN IMMEDIATE;"
	"DROP TABLE IF EXISTS ends; DROP TABLE IF EXISTS newest;"
	"DROP TABLE IF EXISTS revoked; DROP TABLE IF EXISTS seen;"
	"DROP TABLE IF EXISTS state;" INDEX("ends") INDEX("newest")
		INDEX("revoked")
	"CREATE TABLE seen (place INTEGER PRIMARY KEY) STRICT;"
	"CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1),"
	" last INTEGER NOT NULL, entry INTEGER NOT NULL, serial BLOB NOT NULL)"
	" STRICT;"
	"INSERT INTO state VALUES (1, 0, -1, x'');"
	"PRAGMA user_version = 1;"
	"COMMIT";
static const char open_sql[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
	"PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
	"PRAGMA temp_store = MEMORY";

#define FIND(name, order)                                                      \
	"SELECT rowid FROM " name " WHERE " name                               \
	" MATCH ?1 AND rowid > ?2 AND rowid < ?3 ORDER BY rowid" order         \
	" LIMIT ?4"
static const char *const statements[] = {
	[SEARCH_BEGIN] = "BEGIN IMMEDIATE",
	[SEARCH_COMMIT] = "COMMIT",
	[SEARCH_ADD_ENDS] = "INSERT INTO ends (rowid, t) VALUES (?, ?)",
	[SEARCH_ADD_NEWEST] = "INSERT INTO newest (rowid, t) VALUES (?, ?)",
	[SEARCH_ADD_REVOKED] = "INSERT INTO revoked (rowid, t) VALUES (?, ?)",
	[SEARCH_SEEN_ADD] = "INSERT OR IGNORE INTO seen (place) VALUES (?)",
	[SEARCH_STATE_GET] = "SELECT last, entry, serial FROM state",
	[SEARCH_STATE_SET] =
		"UPDATE state SET last = ?, entry = ?, serial = ?",
	[SEARCH_FIND + SEARCH_ENDS] = FIND("ends", ""),
	[SEARCH_FIND + SEARCH_NEWEST] = FIND("newest", ""),
	[SEARCH_FIND + SEARCH_REVOKED] = FIND("revoked", ""),
	[SEARCH_FIND + SEARCH_COUNT + SEARCH_ENDS] = FIND("ends", " DESC"),
	[SEARCH_FIND + SEARCH_COUNT + SEARCH_NEWEST] =
		FIND("newest", " DESC"),
	[SEARCH_FIND + SEARCH_COUNT + SEARCH_REVOKED] =
		FIND("revoked", " DESC"),
};

int
search_db_fault(struct search_db *db, struct err *err)
{
	return err_set(err, ERR_STORAGE, "search.db: %s",
		       db->db ? sqlite3_errmsg(db->db) : "out of memory");
}

static int
version_of(sqlite3 *db)
{
	sqlite3_stmt *s = NULL;
	int v = -1;

	if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &s, NULL) ==
		    SQLITE_OK &&
	    sqlite3_step(s) == SQLITE_ROW)
		v = sqlite3_column_int(s, 0);
	sqlite3_finalize(s);
	return v;
}

int
search_db_reset(struct search_db *db, struct err *err)
{
	if (sqlite3_exec(db->db, make_sql, NULL, NULL, NULL) == SQLITE_OK)
		return 0;
	(void)!search_db_fault(db, err);
	search_db_undo(db);
	return -1;
}

int
search_db_open(const char *path, struct search_db *ret, struct err *err)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
		    SQLITE_OPEN_NOFOLLOW;

	if (sqlite3_open_v2(path, &ret->db, flags, NULL) != SQLITE_OK ||
	    sqlite3_busy_timeout(ret->db, 2000) != SQLITE_OK ||
	    sqlite3_exec(ret->db, open_sql, NULL, NULL, NULL) != SQLITE_OK)
		return search_db_fault(ret, err);
	if (version_of(ret->db) != VERSION && search_db_reset(ret, err) < 0)
		return -1;
	for (size_t i = 0; i < SEARCH_STATEMENTS; i++)
		if (sqlite3_prepare_v3(ret->db, statements[i], -1,
				       SQLITE_PREPARE_PERSISTENT, &ret->at[i],
				       NULL) != SQLITE_OK)
			return search_db_fault(ret, err);
	return 0;
}

void
search_db_close(struct search_db *db)
{
	for (size_t i = 0; i < SEARCH_STATEMENTS; i++)
		sqlite3_finalize(db->at[i]);
	sqlite3_close(db->db);
	*db = (struct search_db){ 0 };
}

static int
run(struct search_db *db, enum search_statement which, struct err *err)
{
	int rc = sqlite3_step(db->at[which]);

	sqlite3_reset(db->at[which]);
	return rc == SQLITE_DONE ? 0 : search_db_fault(db, err);
}

int
search_db_begin(struct search_db *db, struct err *err)
{
	return run(db, SEARCH_BEGIN, err);
}

int
search_db_commit(struct search_db *db, struct err *err)
{
	return run(db, SEARCH_COMMIT, err);
}

void
search_db_undo(struct search_db *db)
{
	if (!sqlite3_get_autocommit(db->db))
		(void)sqlite3_exec(db->db, "ROLLBACK", NULL, NULL, NULL);
}

int
search_db_state(struct search_db *db, struct search_state *ret,
		struct err *err)
{
	sqlite3_stmt *s = db->at[SEARCH_STATE_GET];

	*ret = (struct search_state){ .last_entry = -1 };
	if (sqlite3_step(s) != SQLITE_ROW) {
		sqlite3_reset(s);
		return search_db_fault(db, err);
	}
	ret->last = (uint64_t)sqlite3_column_int64(s, 0);
	ret->last_entry = sqlite3_column_int64(s, 1);
	ret->serial_n = (size_t)sqlite3_column_bytes(s, 2);
	if (ret->serial_n > sizeof(ret->serial))
		ret->serial_n = sizeof(ret->serial);
	if (ret->serial_n > 0)
		memcpy(ret->serial, sqlite3_column_blob(s, 2), ret->serial_n);
	sqlite3_reset(s);
	return 0;
}

int
search_db_state_set(struct search_db *db, const struct search_state *state,
		    struct err *err)
{
	sqlite3_stmt *s = db->at[SEARCH_STATE_SET];

	sqlite3_bind_int64(s, 1, (int64_t)state->last);
	sqlite3_bind_int64(s, 2, state->last_entry);
	sqlite3_bind_blob(s, 3, state->serial, (int)state->serial_n,
			  SQLITE_STATIC);
	return run(db, SEARCH_STATE_SET, err);
}

int
search_db_add(struct search_db *db, enum search_in in, int64_t place,
	      struct bytes text, struct err *err)
{
	enum search_statement which =
		(enum search_statement)((unsigned)SEARCH_ADD_ENDS +
					(unsigned)in);

	sqlite3_bind_int64(db->at[which], 1, place);
	sqlite3_bind_text(db->at[which], 2, (const char *)text.p, (int)text.n,
			  SQLITE_STATIC);
	return run(db, which, err);
}

int
search_db_seen(struct search_db *db, int64_t place, bool *ret_new,
	       struct err *err)
{
	sqlite3_bind_int64(db->at[SEARCH_SEEN_ADD], 1, place);
	if (run(db, SEARCH_SEEN_ADD, err) < 0)
		return -1;
	*ret_new = sqlite3_changes(db->db) > 0;
	return 0;
}

int
search_find(struct search *search, const struct search_query *q, int64_t *ret,
	    size_t max, size_t *ret_count, struct err *err)
{
	struct search_db *db = &search->asked;
	sqlite3_stmt *s = NULL;
	int rc = SQLITE_ROW;

	pthread_mutex_lock(&search->reading);
	s = db->at[(unsigned)SEARCH_FIND + (unsigned)q->in +
		   (q->down ? (unsigned)SEARCH_COUNT : 0)];
	sqlite3_bind_text(s, 1, q->match, -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 2, q->down ? q->until : q->from);
	sqlite3_bind_int64(s, 3, q->down ? q->from : q->until);
	sqlite3_bind_int64(s, 4, (int64_t)max);
	for (*ret_count = 0; *ret_count < max; ++*ret_count) {
		rc = sqlite3_step(s);
		if (rc != SQLITE_ROW)
			break;
		ret[*ret_count] = sqlite3_column_int64(s, 0);
	}
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		(void)!search_db_fault(db, err);
	sqlite3_reset(s);
	pthread_mutex_unlock(&search->reading);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? 0 : -1;
}
