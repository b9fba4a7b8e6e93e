/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Keeps the last refusals in front.db: a queue, and a thread that empties it. */

#include "ring.h"

#include "request.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RING_TEXT 200
/* Between two writings: a flood costs one transaction a second. */
#define RING_PAUSE_S 1

struct refusal {
	int64_t time;
	unsigned status;
	char id[17];
	char peer[INET6_ADDRSTRLEN];
	char method[33];
	char type[32];
	char where[RING_TEXT];
	char reason[RING_TEXT];
};

struct ring {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool stop;
	size_t count;
	struct refusal queue[LIMIT_RING_QUEUE];
	struct refusal batch[LIMIT_RING_QUEUE]; /* of the thread */
	sqlite3 *db;
	sqlite3_stmt *insert, *trim;
};

static const char schema[] =
	"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
	"PRAGMA trusted_schema = OFF;"
	"CREATE TABLE IF NOT EXISTS refusal ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL,"
	" request TEXT NOT NULL, peer TEXT NOT NULL, method TEXT NOT NULL,"
	" target TEXT NOT NULL, status INTEGER NOT NULL, type TEXT NOT NULL,"
	" reason TEXT NOT NULL) STRICT;";
static const char insert_sql[] =
	"INSERT INTO refusal (time, request, peer, method, target, status, "
	"type, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
static const char trim_sql[] =
	"DELETE FROM refusal WHERE id <= (SELECT max(id) FROM refusal) - ?";

static void
insert(struct ring *ring, const struct refusal *r)
{
	sqlite3_stmt *s = ring->insert;
	const char *texts[] = { r->id, r->peer, r->method, r->where };

	sqlite3_bind_int64(s, 1, r->time);
	for (int i = 0; i < 4; i++)
		sqlite3_bind_text(s, 2 + i, texts[i], -1, SQLITE_STATIC);
	sqlite3_bind_int64(s, 6, r->status);
	sqlite3_bind_text(s, 7, r->type, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 8, r->reason, -1, SQLITE_STATIC);
	(void)sqlite3_step(s);
	sqlite3_reset(s);
}

static void
write_batch(struct ring *ring, size_t count)
{
	if (sqlite3_exec(ring->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
		return;
	for (size_t i = 0; i < count; i++)
		insert(ring, &ring->batch[i]);
	sqlite3_bind_int64(ring->trim, 1, LIMIT_RING_ROWS);
	(void)sqlite3_step(ring->trim);
	sqlite3_reset(ring->trim);
	if (sqlite3_exec(ring->db, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
		logline(LOGLINE_WARNING, "front.db: %s",
			sqlite3_errmsg(ring->db));
		(void)sqlite3_exec(ring->db, "ROLLBACK", NULL, NULL, NULL);
	}
}

static void *
run(void *arg)
{
	struct ring *ring = arg;
	bool stop = false;

	while (!stop) {
		struct timespec until;
		size_t count = 0;

		pthread_mutex_lock(&ring->lock);
		while (!ring->stop && ring->count == 0)
			pthread_cond_wait(&ring->wake, &ring->lock);
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += RING_PAUSE_S;
		while (!ring->stop &&
		       pthread_cond_timedwait(&ring->wake, &ring->lock,
					      &until) == 0)
			;
		count = ring->count;
		memcpy(ring->batch, ring->queue, count * sizeof(*ring->batch));
		ring->count = 0;
		stop = ring->stop;
		pthread_mutex_unlock(&ring->lock);
		write_batch(ring, count);
	}
	return NULL;
}

static int
open_database(struct ring *ring, const char *dir, struct err *err)
{
	char path[LIMIT_PATH_BYTES + 32];
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE |
		    SQLITE_OPEN_NOFOLLOW;

	snprintf(path, sizeof(path), "%s/front/front.db", dir);
	if (sqlite3_open_v2(path, &ring->db, flags, NULL) != SQLITE_OK ||
	    sqlite3_exec(ring->db, schema, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v3(ring->db, insert_sql, -1,
			       SQLITE_PREPARE_PERSISTENT, &ring->insert,
			       NULL) != SQLITE_OK ||
	    sqlite3_prepare_v3(ring->db, trim_sql, -1,
			       SQLITE_PREPARE_PERSISTENT, &ring->trim,
			       NULL) != SQLITE_OK)
		return err_set(err, ERR_STORAGE, "%s: %s", path,
			       ring->db ? sqlite3_errmsg(ring->db)
					: "out of memory");
	sqlite3_busy_timeout(ring->db, 1000);
	return 0;
}

static void
close_database(struct ring *ring)
{
	sqlite3_finalize(ring->insert);
	sqlite3_finalize(ring->trim);
	sqlite3_close(ring->db);
}

int
ring_open(const char *dir, struct ring **ret, struct err *err)
{
	struct ring *ring = calloc(1, sizeof(*ring));

	if (!ring)
		return err_nomem(err);
	pthread_mutex_init(&ring->lock, NULL);
	pthread_cond_init(&ring->wake, NULL);
	if (open_database(ring, dir, err) < 0) {
		close_database(ring);
		free(ring);
		return -1;
	}
	if (pthread_create(&ring->thread, NULL, run, ring) != 0) {
		close_database(ring);
		free(ring);
		return err_set(err, ERR_OS, "cannot start a thread");
	}
	*ret = ring;
	return 0;
}

void
ring_close(struct ring **ring)
{
	struct ring *r = *ring;

	if (!r)
		return;
	*ring = NULL;
	pthread_mutex_lock(&r->lock);
	r->stop = true;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	pthread_join(r->thread, NULL);
	close_database(r);
	pthread_cond_destroy(&r->wake);
	pthread_mutex_destroy(&r->lock);
	free(r);
}

static void
copy(char *out, size_t size, const char *text)
{
	size_t n = strlen(text);

	if (n >= size)
		n = size - 1;
	memcpy(out, text, n);
	out[n] = '\0';
}

void
ring_add(struct ring *ring, const struct request *r, unsigned status,
	 const char *type, const char *where, const char *reason)
{
	struct refusal *e = NULL;

	if (!ring)
		return;
	pthread_mutex_lock(&ring->lock);
	if (ring->count == LIMIT_RING_QUEUE) {
		pthread_mutex_unlock(&ring->lock);
		COUNT(r->front, ring_lost);
		return;
	}
	e = &ring->queue[ring->count++];
	e->time = clock_wall_s();
	e->status = status;
	copy(e->id, sizeof(e->id), r->id);
	copy(e->peer, sizeof(e->peer), r->conn ? r->conn->peer : "");
	copy(e->method, sizeof(e->method), r->method ? r->method : "");
	copy(e->type, sizeof(e->type), type);
	copy(e->where, sizeof(e->where), where);
	copy(e->reason, sizeof(e->reason), reason);
	if (ring->count == 1)
		pthread_cond_signal(&ring->wake);
	pthread_mutex_unlock(&ring->lock);
}
