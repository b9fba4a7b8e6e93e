/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a result code of SQLite means for us, said once. */
#include "database.h"

/* After these the page cache may show what the disk does not have. */
static bool
lost_a_write(int extended)
{
	switch (extended) {
	case SQLITE_IOERR_WRITE:
	case SQLITE_IOERR_FSYNC:
	case SQLITE_IOERR_DIR_FSYNC:
	case SQLITE_IOERR_TRUNCATE:
	case SQLITE_IOERR_CLOSE:
	case SQLITE_IOERR_DIR_CLOSE:
	case SQLITE_IOERR_SHMMAP:
	case SQLITE_IOERR_SHMSIZE:
	case SQLITE_IOERR_DATA:
	case SQLITE_IOERR_CORRUPTFS:
		return true;
	default:
		return false;
	}
}

static enum err_code
code_of(int extended)
{
	if (extended == SQLITE_IOERR_NOMEM)
		return ERR_NOMEM;
	switch (extended & 0xff) {
	case SQLITE_CONSTRAINT:
		return ERR_CONFLICT;
	case SQLITE_NOMEM:
		return ERR_NOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
	case SQLITE_INTERRUPT:
		return ERR_UNAVAILABLE;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_FORMAT:
	case SQLITE_MISMATCH:
		return ERR_CORRUPT;
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_READONLY:
	case SQLITE_CANTOPEN:
	case SQLITE_PERM:
	case SQLITE_AUTH:
	case SQLITE_PROTOCOL:
	case SQLITE_NOLFS:
		return ERR_STORAGE;
	case SQLITE_TOOBIG:
		return ERR_TOO_LARGE;
	default:
		return ERR_INTERNAL;
	}
}

int
store_fault(struct store *s, int rc, const char *doing, struct err *err)
{
	int extended = s->db != NULL ? sqlite3_extended_errcode(s->db) : rc;

	/* The connection may have seen another call since. */
	if ((extended & 0xff) != (rc & 0xff))
		extended = rc;
	enum err_code code = code_of(extended);

	if (code == ERR_STORAGE || code == ERR_CORRUPT)
		s->broken = true;
	if (lost_a_write(extended))
		s->must_restart = true;
	return err_set(err, code, "%s: %s: %s (SQLite %d)", s->path, doing,
		       s->db != NULL ? sqlite3_errmsg(s->db)
				     : sqlite3_errstr(rc),
		       extended);
}

bool
store_is_broken(const struct store *store)
{
	return store->broken;
}

bool
store_must_restart(const struct store *store)
{
	return store->must_restart;
}
