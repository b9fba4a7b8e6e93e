/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The high-water mark, written by a thread of its own: the syncs of a small
 * file must not stand between a certificate and its commit. */
#include "mark.h"
#include "thread.h"

#include "sanca/logline.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct mark {
	const char *dir;
	pthread_t thread;
	bool running;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct high_water latest;
	bool fresh;
	bool stop;
};

static void
write_latest(struct mark *m, bool *failed)
{
	struct high_water hw = m->latest;
	struct err err;

	m->fresh = false;
	pthread_mutex_unlock(&m->lock);
	if (high_water_write(m->dir, &hw, &err) == 0)
		*failed = false;
	else if (!*failed) {
		logline_err(LOGLINE_ERROR, &err, "high-water mark");
		*failed = true;
	}
	pthread_mutex_lock(&m->lock);
}

/* A second between two marks; a stop ends the wait. */
static void
rest(struct mark *m)
{
	struct timespec until = { 0 };

	(void)clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec++;
	while (!m->stop &&
	       pthread_cond_timedwait(&m->changed, &m->lock, &until) == 0)
		;
}

static void *
run(void *arg)
{
	struct mark *m = arg;
	bool failed = false;

	pthread_mutex_lock(&m->lock);
	while (!m->stop) {
		while (!m->fresh && !m->stop)
			pthread_cond_wait(&m->changed, &m->lock);
		if (m->fresh)
			write_latest(m, &failed);
		if (!m->stop)
			rest(m);
	}
	if (m->fresh)
		write_latest(m, &failed);
	pthread_mutex_unlock(&m->lock);
	return NULL;
}

int
mark_new(const char *dir, struct mark **ret, struct err *err)
{
	CLEANUP(mark_free) struct mark *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return err_nomem(err);
	m->dir = dir;
	pthread_mutex_init(&m->lock, NULL);
	thread_cond_init(&m->changed);
	if (thread_start(&m->thread, run, m,
			 "the thread of the high-water mark", err) != 0)
		return -1;
	m->running = true;
	*ret = STEAL(m);
	return 0;
}

void
mark_set(struct mark *m, const struct high_water *now)
{
	pthread_mutex_lock(&m->lock);
	if (now->entries != m->latest.entries ||
	    now->crl_number != m->latest.crl_number) {
		m->latest = *now;
		if (!m->fresh)
			pthread_cond_signal(&m->changed);
		m->fresh = true;
	}
	pthread_mutex_unlock(&m->lock);
}

void
mark_free(struct mark **mark)
{
	struct mark *m = *mark;

	if (m == NULL)
		return;
	pthread_mutex_lock(&m->lock);
	m->stop = true;
	pthread_cond_signal(&m->changed);
	pthread_mutex_unlock(&m->lock);
	if (m->running)
		pthread_join(m->thread, NULL);
	pthread_cond_destroy(&m->changed);
	pthread_mutex_destroy(&m->lock);
	free(m);
	*mark = NULL;
}
