/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Numbered schemas, forward only; PRAGMA user_version says which one is in. */
#include "database.h"

#include <stdio.h>

extern const unsigned char schema_001[];
extern const unsigned char schema_002[];
extern const unsigned char schema_003[];
extern const unsigned char schema_004[];

static const unsigned char *const schemas[] = { schema_001, schema_002,
						schema_003, schema_004 };
#define SCHEMA_NEWEST ((int)ARRAY_SIZE(schemas))

/* "SNCA": file(1) and we can tell the file from any other database. */
#define APPLICATION_ID 0x534e4341

static int
pragma_number(struct store *s, const char *sql, int *ret, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*ret = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	if (rc != SQLITE_ROW)
		return store_fault(s, rc, sql, err);
	return 0;
}

static int
step(struct store *s, int from, struct err *err)
{
	char number[120];

	snprintf(number, sizeof(number),
		 "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT",
		 APPLICATION_ID, from + 1);
	if (store_exec(s, "BEGIN EXCLUSIVE", err) != 0)
		return -1;
	if (store_exec(s, (const char *)schemas[from], err) != 0 ||
	    store_exec(s, number, err) != 0) {
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
		return err_context(err, "schema %d", from + 1);
	}
	return 0;
}

static int
check_application(struct store *s, struct err *err)
{
	int id = 0;

	if (pragma_number(s, "PRAGMA application_id", &id, err) != 0)
		return -1;
	if (id == APPLICATION_ID)
		return 0;
	s->broken = true;
	return err_set(err, ERR_CORRUPT,
		       "%s is not a database of sanca (application_id %d "
		       "instead of %d)",
		       s->path, id, APPLICATION_ID);
}

int
migrate(struct store *s, struct err *err)
{
	int version = 0;

	if (s->mode != STORE_CREATE && check_application(s, err) != 0)
		return -1;
	if (pragma_number(s, "PRAGMA user_version", &version, err) != 0)
		return -1;
	if (version > SCHEMA_NEWEST || version < 0)
		return err_set(err, ERR_CONFIG,
			       "%s has schema %d and this program knows "
			       "schemas up to %d: use the newer program that "
			       "wrote it",
			       s->path, version, SCHEMA_NEWEST);
	if (s->mode == STORE_READ && version < SCHEMA_NEWEST)
		return err_set(err, ERR_CONFIG,
			       "%s has schema %d and this program needs %d: "
			       "start sancad once, which brings it up to date",
			       s->path, version, SCHEMA_NEWEST);
	for (; version < SCHEMA_NEWEST; version++)
		if (step(s, version, err) != 0)
			return -1;
	return 0;
}

int
migrate_empty(sqlite3 *db, struct err *err)
{
	for (int i = 0; i < SCHEMA_NEWEST; i++)
		if (sqlite3_exec(db, (const char *)schemas[i], NULL, NULL,
				 NULL) != SQLITE_OK)
			return err_set(err, ERR_INTERNAL, "schema %d: %s",
				       i + 1, sqlite3_errmsg(db));
	return 0;
}
