/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A thread that makes CRLs beside the issuing path. */
#include "crl_maker.h"
#include "thread.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/store.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The TBSCertList before it is signed: the signer's own affair. */
#define TBS_FILE "log/crl.tbs"

struct crl_maker {
	const char *dir;
	int event_fd;
	pthread_t thread;
	bool running;
	atomic_bool stop;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	/* under the lock */
	enum crl_stage stage;
	struct crl_order order;
	struct crl_made made;
	struct buf signature;
	struct err why;
	/* of the thread */
	struct store *store;
	int dirfd, tbs_fd, crl_fd;
};

/* ---- building ------------------------------------------------------------------ */

struct walk {
	struct crl_maker *m;
	uint64_t bytes;
	struct crl_writer *writer; /* NULL: only counted */
};

static int
on_row(const struct store_revocation *row, void *ctx, struct err *err)
{
	struct walk *w = ctx;
	const struct crl_entry entry = { .serial = row->serial,
					 .revoked_at = row->revoked_at,
					 .reason = row->reason };

	if (atomic_load(&w->m->stop))
		return err_set(err, ERR_UNAVAILABLE, "the signer is stopping");
	if (w->writer != NULL)
		return crl_writer_add(w->writer, &entry, err);
	w->bytes += crl_entry_size(&entry);
	return 0;
}

/* Twice over one snapshot: DER wants to know how long the list is before its
 * first entry. */
static int
write_list(struct crl_maker *m, const struct crl_order *o,
	   const struct crl_fields *fields, struct crl_written *ret,
	   struct err *err)
{
	struct walk w = { .m = m };
	int rc = -1;

	if (store_revocation_walk(m->store, o->ends_from, o->changed_from,
				  on_row, &w, err) != 0 ||
	    crl_writer_new(fields, w.bytes, m->tbs_fd, &w.writer, err) != 0)
		return -1;
	if (store_revocation_walk(m->store, o->ends_from, o->changed_from,
				  on_row, &w, err) == 0)
		rc = crl_writer_end(w.writer, ret, err);
	crl_writer_free(&w.writer);
	return rc;
}

static int
open_store(struct crl_maker *m, struct err *err)
{
	if (m->store != NULL)
		return 0;
	return store_open(m->dir, STORE_READ, &m->store, err);
}

/* Both files, before a number is spent on a CRL that cannot be written. */
static int
open_files(struct crl_maker *m, struct err *err)
{
	fd_close(&m->tbs_fd);
	fd_close(&m->crl_fd);
	m->tbs_fd = openat(m->dirfd, TBS_FILE,
			   O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
			   0600);
	if (m->tbs_fd < 0)
		return err_errno(err, ERR_STORAGE, TBS_FILE);
	return file_tmp_open(m->dirfd, CRL_FILE, 0644, &m->crl_fd, err);
}

static int
build(struct crl_maker *m, const struct crl_order *o, struct crl_made *ret,
      struct err *err)
{
	int64_t now = clock_wall_s();
	struct crl_fields fields = {
		.issuer = o->issuer,
		/* The time outlives every backup that is brought back. */
		.number = now > 0 && (uint64_t)now > o->least_number
				  ? (uint64_t)now
				  : o->least_number,
		.this_update = now - LIMIT_CLOCK_SKEW_S,
		.next_update = now + o->lifetime_s,
	};
	int rc = -1;

	if (open_store(m, err) != 0 || open_files(m, err) != 0 ||
	    store_begin_reading(m->store, err) != 0)
		return -1;
	if (store_revocation_newest(m->store, &ret->covers, err) == 0)
		rc = write_list(m, o, &fields, &ret->tbs, err);
	store_rollback(m->store);
	ret->number = fields.number;
	ret->this_update = fields.this_update;
	ret->next_update = fields.next_update;
	return rc;
}

/* ---- publishing ------------------------------------------------------------------ */

static int
publish(struct crl_maker *m, const struct crl_order *o, uint64_t tbs_bytes,
	struct bytes signature, struct err *err)
{
	if (crl_assemble(o->issuer, m->tbs_fd, tbs_bytes, signature, m->crl_fd,
			 err) != 0)
		return -1;
	return file_tmp_keep(m->dirfd, CRL_FILE, err);
}

/* A large CRL that did not come out must not take the room of the next. */
static void
close_files(struct crl_maker *m)
{
	fd_close(&m->tbs_fd);
	fd_close(&m->crl_fd);
	unlinkat(m->dirfd, TBS_FILE, 0);
	file_tmp_drop(m->dirfd, CRL_FILE);
}

/* ---- the thread -------------------------------------------------------------------- */

/* Under the lock. */
static void
set_stage(struct crl_maker *m, enum crl_stage stage)
{
	m->stage = stage;
	pthread_cond_signal(&m->changed);
}

static void
tell(struct crl_maker *m)
{
	uint64_t one = 1;

	while (write(m->event_fd, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

/* Under the lock; false at the end. */
static bool
wait_until(struct crl_maker *m, int64_t at_ms)
{
	struct timespec until = { 0 };
	int64_t late = at_ms - clock_monotonic_ms();

	/* The clock of the condition stands still while the machine sleeps. */
	if (late <= 0)
		return !atomic_load(&m->stop);
	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += late / 1000;
	until.tv_nsec += late % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	while (!atomic_load(&m->stop) &&
	       pthread_cond_timedwait(&m->changed, &m->lock, &until) == 0)
		;
	return !atomic_load(&m->stop);
}

/* Called and returns with the lock held. */
static void
do_build(struct crl_maker *m)
{
	struct crl_order order = m->order;
	struct crl_made made = { 0 };
	struct err why = { 0 };
	int rc = 0;

	if (!wait_until(m, order.begin_at_ms))
		return;
	pthread_mutex_unlock(&m->lock);
	rc = build(m, &order, &made, &why);
	/* What was read may have been the fault. */
	if (rc != 0) {
		store_free(&m->store);
		close_files(m);
	}
	pthread_mutex_lock(&m->lock);
	m->made = made;
	m->why = why;
	set_stage(m, rc == 0 ? CRL_BUILT : CRL_FAILED);
}

static void
do_publish(struct crl_maker *m)
{
	struct err why = { 0 };
	int rc = 0;

	pthread_mutex_unlock(&m->lock);
	rc = publish(m, &m->order, m->made.tbs.bytes, buf_bytes(&m->signature),
		     &why);
	close_files(m);
	pthread_mutex_lock(&m->lock);
	m->why = why;
	set_stage(m, rc == 0 ? CRL_PUBLISHED : CRL_FAILED);
}

static void *
run(void *arg)
{
	struct crl_maker *m = arg;

	pthread_mutex_lock(&m->lock);
	while (!atomic_load(&m->stop)) {
		if (m->stage == CRL_BUILDING)
			do_build(m);
		else if (m->stage == CRL_WRITING)
			do_publish(m);
		else {
			pthread_cond_wait(&m->changed, &m->lock);
			continue;
		}
		tell(m);
	}
	pthread_mutex_unlock(&m->lock);
	store_free(&m->store);
	return NULL;
}

int
crl_maker_new(const char *dir, int event_fd, struct crl_maker **ret,
	      struct err *err)
{
	CLEANUP(crl_maker_free) struct crl_maker *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return err_nomem(err);
	m->dir = dir;
	m->event_fd = event_fd;
	m->tbs_fd = -1;
	m->crl_fd = -1;
	m->dirfd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	pthread_mutex_init(&m->lock, NULL);
	thread_cond_init(&m->changed);
	if (m->dirfd < 0)
		return err_errno(err, ERR_OS, "open %s", dir);
	if (thread_start(&m->thread, run, m, "the thread that makes CRLs",
			 err) != 0)
		return -1;
	m->running = true;
	*ret = STEAL(m);
	return 0;
}

void
crl_maker_free(struct crl_maker **maker)
{
	struct crl_maker *m = *maker;

	if (m == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	atomic_store(&m->stop, true);
	pthread_cond_signal(&m->changed);
	pthread_mutex_unlock(&m->lock);
	if (m->running)
		pthread_join(m->thread, NULL);
	pthread_cond_destroy(&m->changed);
	pthread_mutex_destroy(&m->lock);
	fd_close(&m->tbs_fd);
	fd_close(&m->crl_fd);
	fd_close(&m->dirfd);
	buf_free(&m->signature);
	free(m);
	*maker = NULL;
}

/* ---- the signer's side ------------------------------------------------------------- */

void
crl_maker_order(struct crl_maker *m, const struct crl_order *order)
{
	pthread_mutex_lock(&m->lock);
	m->order = *order;
	set_stage(m, CRL_BUILDING);
	pthread_mutex_unlock(&m->lock);
}

void
crl_maker_publish(struct crl_maker *m, struct bytes signature)
{
	pthread_mutex_lock(&m->lock);
	buf_clear(&m->signature);
	buf_append_bytes(&m->signature, signature);
	set_stage(m, CRL_WRITING);
	pthread_mutex_unlock(&m->lock);
}

void
crl_maker_drop(struct crl_maker *m)
{
	pthread_mutex_lock(&m->lock);
	set_stage(m, CRL_IDLE);
	pthread_mutex_unlock(&m->lock);
}

enum crl_stage
crl_maker_stage(struct crl_maker *m)
{
	enum crl_stage stage = CRL_IDLE;

	pthread_mutex_lock(&m->lock);
	stage = m->stage;
	pthread_mutex_unlock(&m->lock);
	return stage;
}

enum crl_stage
crl_maker_take(struct crl_maker *m, struct crl_made *ret_made, struct err *why)
{
	enum crl_stage stage = CRL_IDLE;

	pthread_mutex_lock(&m->lock);
	stage = m->stage;
	*ret_made = m->made;
	*why = m->why;
	if (stage == CRL_PUBLISHED || stage == CRL_FAILED)
		set_stage(m, CRL_IDLE);
	pthread_mutex_unlock(&m->lock);
	return stage;
}
