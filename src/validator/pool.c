/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Validations at work. A thread blocks in one of them until its deadline, so it
 * ends by itself; nothing is ever cancelled. */
#include "pool.h"

#include "sanca/logline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#define SEND_WAIT_MS 1000
/* curl and GnuTLS keep their large things on the heap. */
#define STACK_BYTES (512 * 1024)
/* Those of the signer of now, and those of one that has just gone. */
#define THREADS_MAX (2 * LIMIT_VALIDATIONS)

struct outlet {
	pthread_mutex_t mutex;
	struct channel *channel;
	uint64_t link;
	atomic_uint running;
};

struct work {
	struct outlet *outlet;
	struct job job;
};

int
outlet_new(struct outlet **ret, struct err *err)
{
	struct outlet *o = calloc(1, sizeof(*o));

	if (o == NULL)
		return err_nomem(err);
	pthread_mutex_init(&o->mutex, NULL);
	*ret = o;
	return 0;
}

void
outlet_set(struct outlet *o, struct channel *channel)
{
	pthread_mutex_lock(&o->mutex);
	channel_free(&o->channel);
	o->channel = channel;
	o->link++;
	pthread_mutex_unlock(&o->mutex);
}

/* Only the thread that sets it asks. */
struct channel *
outlet_channel(struct outlet *o, uint64_t *ret_link)
{
	*ret_link = o->link;
	return o->channel;
}

void
outlet_send(struct outlet *o, uint64_t link, const struct msg *m)
{
	struct err err;

	pthread_mutex_lock(&o->mutex);
	if (o->channel != NULL && o->link == link &&
	    channel_send(o->channel, m, -1, SEND_WAIT_MS, &err) < 0)
		logline_err(LOGLINE_WARNING, &err, "answering sanca-signer");
	pthread_mutex_unlock(&o->mutex);
}

static const char *
type_of(enum err_code code)
{
	if (code == ERR_CONNECTION || code == ERR_DNS || code == ERR_TLS ||
	    code == ERR_INCORRECT_RESPONSE)
		return err_info(code)->type;
	return err_info(ERR_INTERNAL)->type;
}

static void
answer(struct outlet *o, const struct job *job, const struct err *why)
{
	struct msg m = { .type = MSG_VALIDATED };
	CLEANUP(buf_free) struct buf shown = { 0 };

	m.validated.ticket = job->ticket;
	m.validated.valid = why == NULL;
	m.validated.address = bytes_of_text(job->address);
	if (why != NULL) {
		m.validated.error = bytes_of_text(type_of(why->code));
		m.validated.words = bytes_of_text(why->text);
	}
	name_show(&job->name, &shown);
	logline(LOGLINE_INFO, "%s of %s at %s: %s",
		acme_method_name(job->method), buf_text(&shown), job->address,
		why != NULL ? why->text : "valid");
	outlet_send(o, job->link, &m);
}

static void *
run(void *arg)
{
	struct work *w = arg;
	struct err err = { 0 };
	bool valid = job_run(&w->job, &err) == 0;

	answer(w->outlet, &w->job, valid ? NULL : &err);
	rules_free(&w->job.rules);
	atomic_fetch_sub(&w->outlet->running, 1);
	free(w);
	return NULL;
}

static int
try_start(struct outlet *o, const struct job *job, struct err *err)
{
	struct work *w = NULL;
	pthread_attr_t attr;
	pthread_t thread = 0;
	int rc = 0;

	if (atomic_load(&o->running) >= THREADS_MAX)
		return err_set(err, ERR_UNAVAILABLE,
			       "too many challenges are being looked at");
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return err_nomem(err);
	*w = (struct work){ o, *job };
	atomic_fetch_add(&o->running, 1);
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	rc = pthread_create(&thread, &attr, run, w);
	pthread_attr_destroy(&attr);
	if (rc == 0)
		return 0;
	atomic_fetch_sub(&o->running, 1);
	free(w);
	return err_set(err, ERR_UNAVAILABLE,
		       "a challenge cannot be looked at: no thread starts");
}

void
pool_start(struct outlet *o, const struct job *job)
{
	struct rules *rules = job->rules;
	struct err err;

	if (try_start(o, job, &err) == 0)
		return;
	answer(o, job, &err);
	rules_free(&rules);
}
