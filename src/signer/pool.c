/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Threads that share the work on one batch, the caller being one of them. */
#include "pool.h"

#include "thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct worker {
	struct pool *pool;
	pthread_t thread;
	unsigned slot;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t begin;
	pthread_cond_t end;
	/* of one round; changed under the lock while nobody is busy */
	pool_fn *fn;
	void *ctx;
	size_t count;
	uint64_t round;
	unsigned busy;
	bool stop;
	_Atomic size_t next;
	unsigned slots;
	unsigned started;
	struct worker *workers;
};

static void
do_items(struct pool *p, unsigned slot)
{
	size_t i = 0;

	while ((i = atomic_fetch_add(&p->next, 1)) < p->count)
		p->fn(p->ctx, i, slot);
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct pool *p = w->pool;
	uint64_t seen = 0;

	pthread_mutex_lock(&p->lock);
	for (;;) {
		while (p->round == seen && !p->stop)
			pthread_cond_wait(&p->begin, &p->lock);
		if (p->stop)
			break;
		seen = p->round;
		p->busy++;
		pthread_mutex_unlock(&p->lock);
		do_items(p, w->slot);
		pthread_mutex_lock(&p->lock);
		if (--p->busy == 0)
			pthread_cond_signal(&p->end);
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

int
pool_new(unsigned slots, struct pool **ret, struct err *err)
{
	CLEANUP(pool_free) struct pool *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return err_nomem(err);
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->begin, NULL);
	pthread_cond_init(&p->end, NULL);
	p->slots = slots;
	p->workers = calloc(slots, sizeof(*p->workers));
	if (p->workers == NULL)
		return err_nomem(err);
	for (unsigned i = 1; i < slots; i++) {
		p->workers[i].pool = p;
		p->workers[i].slot = i;
		if (thread_start(&p->workers[i].thread, work, &p->workers[i],
				 "a signing thread", err) != 0)
			return -1;
		p->started++;
	}
	*ret = STEAL(p);
	return 0;
}

void
pool_free(struct pool **pool)
{
	struct pool *p = *pool;

	if (p == NULL)
		return;
	pthread_mutex_lock(&p->lock);
	p->stop = true;
	pthread_cond_broadcast(&p->begin);
	pthread_mutex_unlock(&p->lock);
	for (unsigned i = 1; i <= p->started; i++)
		pthread_join(p->workers[i].thread, NULL);
	pthread_cond_destroy(&p->end);
	pthread_cond_destroy(&p->begin);
	pthread_mutex_destroy(&p->lock);
	free(p->workers);
	free(p);
	*pool = NULL;
}

unsigned
pool_slots(const struct pool *p)
{
	return p->slots;
}

void
pool_run(struct pool *p, pool_fn *fn, void *ctx, size_t count, size_t least)
{
	if (count < least || p->started == 0) {
		for (size_t i = 0; i < count; i++)
			fn(ctx, i, 0);
		return;
	}
	pthread_mutex_lock(&p->lock);
	/* A worker that woke late may still be looking at the last round. */
	while (p->busy > 0)
		pthread_cond_wait(&p->end, &p->lock);
	p->fn = fn;
	p->ctx = ctx;
	p->count = count;
	atomic_store(&p->next, 0);
	p->round++;
	pthread_cond_broadcast(&p->begin);
	pthread_mutex_unlock(&p->lock);
	do_items(p, 0);
	pthread_mutex_lock(&p->lock);
	while (p->busy > 0)
		pthread_cond_wait(&p->end, &p->lock);
	pthread_mutex_unlock(&p->lock);
}
