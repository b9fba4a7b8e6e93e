/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Transactions, savepoints and checkpoints of the one writer. */
#include "database.h"

#include <stdio.h>
#include <sys/stat.h>

/* In pages: large enough that a page written by several batches is copied
 * once, small enough that the copying (some 10 ms) does not show. */
#define CHECKPOINT_DUE 2000u
#define WRITER_WAIT_MS 1000

static int
run(struct store *s, enum statement which, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, which);

	return query_run(&q, err);
}

static int
begin(struct store *store, bool light, struct err *err)
{
	if (store->broken)
		return err_set(err, ERR_STORAGE,
			       "%s: an earlier fault of the disk: nothing "
			       "more is written until sanca-signer has started "
			       "anew",
			       store->path);
	if (pragma_set_light(store, light, err) != 0 ||
	    run(store, Q_BEGIN, err) != 0)
		return -1;
	store->in_transaction = true;
	return 0;
}

int
store_begin(struct store *store, struct err *err)
{
	return begin(store, false, err);
}

int
store_begin_light(struct store *store, struct err *err)
{
	return begin(store, true, err);
}

bool
store_is_light(const struct store *store)
{
	return store->light;
}

/*
 * SQLite does not hide a failed commit, but after one it would go on with
 * pages of which nobody knows whether they are on the disk. So a commit that
 * failed is never tried again, and only a new start, which reads the log
 * afresh, tells what became of it.
 */
int
store_commit(struct store *store, struct err *err)
{
	if (run(store, Q_COMMIT, err) != 0) {
		/* A full disk took no commit mark, so that one is certain. */
		store->broken = true;
		if (sqlite3_errcode(store->db) != SQLITE_FULL)
			store->must_restart = true;
		store_rollback(store);
		return -1;
	}
	store->in_transaction = false;
	if (store->wal_pages >= 2 * CHECKPOINT_DUE) {
		/* What was committed is durable; the next one is refused. */
		struct err ignored = { 0 };

		if (store_checkpoint(store, &ignored) != 0)
			return 0;
	}
	return 0;
}

void
store_rollback(struct store *store)
{
	store->in_transaction = false;
	if (sqlite3_get_autocommit(store->db) == 0 &&
	    sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK)
		store->broken = true;
}

int
store_savepoint(struct store *store, struct err *err)
{
	return run(store, Q_SAVEPOINT, err);
}

int
store_savepoint_keep(struct store *store, struct err *err)
{
	return run(store, Q_RELEASE, err);
}

/* A fault that rolled the whole transaction back took the savepoint along. */
void
store_savepoint_undo(struct store *store)
{
	struct err ignored = { 0 };

	if (sqlite3_get_autocommit(store->db) == 0 &&
	    (run(store, Q_UNDO, &ignored) != 0 ||
	     run(store, Q_RELEASE, &ignored) != 0))
		store->broken = true;
}

uint64_t
store_wal_bytes(const struct store *store)
{
	char path[LIMIT_PATH_BYTES + 8];
	struct stat st;

	snprintf(path, sizeof(path), "%s-wal", store->path);
	return stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

bool
store_checkpoint_is_due(const struct store *store)
{
	return !store->broken && store->wal_pages >= CHECKPOINT_DUE;
}

/* PASSIVE: a reader that stands only delays it. Pages it may copy but failed
 * to copy are a lost write like any other. */
int
store_checkpoint(struct store *store, struct err *err)
{
	int left = 0, done = 0;
	int rc = sqlite3_wal_checkpoint_v2(
		store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, &left, &done);

	if (rc == SQLITE_BUSY)
		return 0;
	if (rc != SQLITE_OK) {
		store->must_restart = true;
		store->broken = true;
		return store_fault(store, rc, "checkpoint", err);
	}
	store->wal_pages = left > done ? (unsigned)(left - done) : 0;
	return 0;
}

/* After a crash or a failed sync the page cache may show what the disk does
 * not have: all of the log is copied and synced before anything is believed. */
int
store_checkpoint_all(struct store *s, struct err *err)
{
	/* A page of a list is read in milliseconds. */
	sqlite3_busy_timeout(s->db, 5000);
	int rc = sqlite3_wal_checkpoint_v2(
		s->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);

	/* A reader that may not write looks, in a moment of doubt, whether there
	 * is a writer, and holds its lock while it does. */
	sqlite3_busy_timeout(s->db, WRITER_WAIT_MS);
	if (rc != SQLITE_OK)
		return store_fault(s, rc, "checkpoint at the start", err);
	return 0;
}
