/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* notify.db: what is due, what was told, and what waits to be sent again. */
#ifndef SANCA_NOTIFIER_DB_H
#define SANCA_NOTIFIER_DB_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

struct db;
/* DIR/notify/notify.db; made where missing unless it is only read, then
 * ERR_NOT_FOUND. */
MUST_CHECK int db_open(const char *dir, bool only_read, struct db **ret,
		       struct err *err);
void db_free(struct db **db);
MUST_CHECK int db_begin(struct db *db, struct err *err);
MUST_CHECK int db_commit(struct db *db, struct err *err);
void db_rollback(struct db *db);

/* ---- due ---- */

/* To whom the webhook's notices are due. */
#define DB_HOOK ""

/* Something that ends, as it is told to one contact. */
struct due {
	struct bytes contact;
	struct bytes what; /* "certificate:7", "ca:…", "crl:…", "responder:7" */
	unsigned days;	   /* the threshold */
	int64_t ends;
	uint64_t number;     /* reservation; 0: none */
	struct bytes serial; /* hex */
	struct bytes sha256; /* hex */
	struct bytes names;  /* for people, ", " between */
	struct bytes requester, peer;
};
MUST_CHECK int db_due_clear(struct db *db, struct err *err);
MUST_CHECK int db_due_add(struct db *db, const struct due *due,
			  struct err *err);
/* It was told, without ever having been due. */
MUST_CHECK int db_tell(struct db *db, const struct due *due, int64_t now,
		       struct err *err);
/* Was this threshold of this told to that contact? */
MUST_CHECK int db_is_told(struct db *db, struct bytes what, unsigned days,
			  struct bytes contact, bool *ret, struct err *err);
MUST_CHECK int db_due_count(struct db *db, struct bytes contact, uint64_t *ret,
			    struct err *err);
/* What ends first first, at most limit; fn must not ask the database. */
typedef int db_due_fn(const struct due *due, void *ctx);
MUST_CHECK int db_due_walk(struct db *db, struct bytes contact, uint64_t limit,
			   db_due_fn *fn, void *ctx, struct err *err);
/* The next contact with something due, DB_HOOK aside; false at the end. */
MUST_CHECK int db_due_next(struct db *db, struct buf *contact, bool *ret,
			   struct err *err);
/* All that is due to it was told. */
MUST_CHECK int db_settle(struct db *db, struct bytes contact, int64_t now,
			 struct err *err);
/* What was told, the newest first. */
struct told {
	struct bytes what, contact;
	unsigned days;
	int64_t told_at;
};
typedef int db_told_fn(const struct told *told, void *ctx);
MUST_CHECK int db_told_walk(struct db *db, uint64_t limit, db_told_fn *fn,
			    void *ctx, struct err *err);
/* Forgets what was told of things that ended before. */
MUST_CHECK int db_forget(struct db *db, int64_t before, struct err *err);

/* ---- mail that waits ---- */

struct waiting {
	struct buf contact;
	int64_t first_at, next_at;
	unsigned tries;
	unsigned unknown; /* times that a crash has hidden what became of it */
	struct buf error;
};
void waiting_free(struct waiting *w);
/* Whoever has something due waits from now on; who waits already stays. */
MUST_CHECK int db_wait_all(struct db *db, int64_t now, struct err *err);
/* The one that is to be tried next, if that is by now. */
MUST_CHECK int db_wait_next(struct db *db, int64_t now, struct waiting *ret,
			    bool *ret_found, struct err *err);
/* Before a mail is sent: after a crash it is known that one may be out. */
MUST_CHECK int db_wait_try(struct db *db, struct bytes contact,
			   struct err *err);
MUST_CHECK int db_wait_failed(struct db *db, struct bytes contact,
			      int64_t next_at, const char *error,
			      struct err *err);
MUST_CHECK int db_wait_end(struct db *db, struct bytes contact,
			   struct err *err);
/* At the start: counts those that were under way. */
MUST_CHECK int db_wait_recover(struct db *db, struct err *err);
/* All, mail and webhook, may be tried at once. */
MUST_CHECK int db_hurry(struct db *db, int64_t now, struct err *err);
/* Since when something is tried in vain, and why; 0: nothing is. */
MUST_CHECK int db_failing(struct db *db, int64_t *ret_since, struct buf *why,
			  struct err *err);

/* ---- calls of the webhook ---- */

struct hook {
	uint64_t id;
	unsigned tries;
	struct buf body;
};
void hook_free(struct hook *h);
MUST_CHECK int db_hook_count(struct db *db, uint64_t *ret, struct err *err);
MUST_CHECK int db_hook_add(struct db *db, struct bytes body, int64_t now,
			   struct err *err);
MUST_CHECK int db_hook_next(struct db *db, int64_t now, struct hook *ret,
			    bool *ret_found, struct err *err);
MUST_CHECK int db_hook_failed(struct db *db, uint64_t id, int64_t next_at,
			      const char *error, struct err *err);
MUST_CHECK int db_hook_end(struct db *db, uint64_t id, struct err *err);

/* ---- when ---- */

MUST_CHECK int db_run_get(struct db *db, int64_t *ret, struct err *err);
MUST_CHECK int db_run_set(struct db *db, int64_t at, struct err *err);

#endif
