/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How SQLite must be set; each is read back, since a PRAGMA that SQLite does
 * not know or cannot follow is silently ignored. */
#include "database.h"

#include <stdio.h>
#include <string.h>

enum who { CREATOR = 1, WRITER = 2, READER = 4 };

struct pragma {
	unsigned who;
	const char *name, *set, *want;
};

/* Of all but light transactions. */
#define SYNCED "synchronous", "FULL", "2"

static const struct pragma pragmas[] = {
	{ CREATOR, "page_size", "4096", "4096" },
	{ CREATOR, "auto_vacuum", "NONE", "0" },
	{ CREATOR | WRITER, "journal_mode", "WAL", "wal" },
	{ CREATOR | WRITER, SYNCED },
	{ CREATOR | WRITER | READER, "trusted_schema", "OFF", "0" },
	{ CREATOR | WRITER | READER, "cell_size_check", "ON", "1" },
	{ CREATOR | WRITER | READER, "mmap_size", "0", "0" },
	{ CREATOR | WRITER | READER, "foreign_keys", "ON", "1" },
	{ CREATOR | WRITER, "locking_mode", "NORMAL", "normal" },
	{ READER, "query_only", "ON", "1" },
	/* Kibioctets: the signer as a whole must stay below 25 MB, and a list
	 * reads few pages twice. */
	{ CREATOR | WRITER, "cache_size", "-8000", "-8000" },
	{ READER, "cache_size", "-2000", "-2000" },
	{ CREATOR | WRITER | READER, "temp_store", "MEMORY", "2" },
	/* Our own checkpoints see errors; SQLite's hook throws them away. */
	{ CREATOR | WRITER | READER, "wal_autocheckpoint", "0", "0" },
	/* After an overlong log (a reader that stood) the file shrinks. */
	{ CREATOR | WRITER, "journal_size_limit", "33554432", "33554432" },
};

/* A setting without a row (mmap_size where it is compiled out) is off. */
static int
read_back(struct store *s, const struct pragma *p, const char *sql,
	  struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);
	char got[32] = "0";

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		snprintf(got, sizeof(got), "%s",
			 (const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE)
		return store_fault(s, rc, sql, err);
	if (strcmp(got, p->want) == 0)
		return 0;
	s->broken = true;
	return err_set(err, ERR_STORAGE,
		       "%s: PRAGMA %s is %s where %s is needed: this SQLite "
		       "(%s) or the file does not take it",
		       s->path, p->name, got, p->want, sqlite3_libversion());
}

static int
pragma_apply(struct store *s, const struct pragma *p, struct err *err)
{
	char sql[80];

	snprintf(sql, sizeof(sql), "PRAGMA %s=%s", p->name, p->set);
	if (store_exec(s, sql, err) != 0)
		return -1;
	snprintf(sql, sizeof(sql), "PRAGMA %s", p->name);
	return read_back(s, p, sql, err);
}

int
pragma_set_light(struct store *s, bool light, struct err *err)
{
	static const struct pragma normal = { WRITER, "synchronous", "NORMAL",
					      "1" };
	static const struct pragma full = { WRITER, SYNCED };

	if (s->light == light)
		return 0;
	if (pragma_apply(s, light ? &normal : &full, err) != 0)
		return -1;
	s->light = light;
	return 0;
}

int
pragmas_apply(struct store *s, struct err *err)
{
	static const unsigned masks[] = { [STORE_CREATE] = CREATOR,
					  [STORE_WRITE] = WRITER,
					  [STORE_READ] = READER };

	for (size_t i = 0; i < ARRAY_SIZE(pragmas); i++)
		if ((pragmas[i].who & masks[s->mode]) != 0 &&
		    pragma_apply(s, &pragmas[i], err) != 0)
			return -1;
	return 0;
}
