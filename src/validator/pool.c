/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Validations at work. A thread blocks in one of them until its deadline, so it
 * ends by itself; nothing is ever cancelled. One that has nothing to do waits for
 * the next job with what it has made, and ends when none comes. */
#include "pool.h"

#include "tools.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define SEND_WAIT_MS 1000
/* curl and GnuTLS keep their large things on the heap. */
#define STACK_BYTES (512 * 1024)
/* Those of the signer of now, and those of one that has just gone. */
#define THREADS_MAX (2 * LIMIT_VALIDATIONS)
/* What an idle thread keeps is some 100 KiB. */
#define IDLE_S 20

struct work {
	struct work *next;
	struct job job;
};

struct outlet {
	pthread_mutex_t mutex; /* of these two */
	struct channel *channel;
	uint64_t link;
	pthread_mutex_t jobs_mutex; /* of all that follows */
	pthread_cond_t has_job;
	struct work *first, **last; /* that no thread has yet */
	unsigned waiting;	    /* of them */
	unsigned idle, threads;
};

int
outlet_new(struct outlet **ret, struct err *err)
{
	struct outlet *o = calloc(1, sizeof(*o));
	pthread_condattr_t attr;

	if (o == NULL)
		return err_nomem(err);
	pthread_mutex_init(&o->mutex, NULL);
	pthread_mutex_init(&o->jobs_mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&o->has_job, &attr);
	pthread_condattr_destroy(&attr);
	o->last = &o->first;
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

/* ---- threads ---------------------------------------------------------------------- */

/* The lock is held. NULL: none came for so long. */
static struct work *
wait_for_work(struct outlet *o)
{
	int64_t until_ms = clock_monotonic_ms() + IDLE_S * 1000;
	struct timespec until = { (time_t)(until_ms / 1000),
				  (long)(until_ms % 1000) * 1000000 };
	struct work *w = NULL;
	int rc = 0;

	o->idle++;
	while (o->first == NULL && rc == 0)
		rc = pthread_cond_timedwait(&o->has_job, &o->jobs_mutex,
					    &until);
	o->idle--;
	w = o->first;
	if (w == NULL)
		return NULL;
	o->first = w->next;
	if (o->first == NULL)
		o->last = &o->first;
	o->waiting--;
	return w;
}

static struct work *
take_work(struct outlet *o)
{
	struct work *w = NULL;

	pthread_mutex_lock(&o->jobs_mutex);
	w = wait_for_work(o);
	o->threads -= w == NULL;
	pthread_mutex_unlock(&o->jobs_mutex);
	return w;
}

static void *
run(void *arg)
{
	struct outlet *o = arg;
	struct tools tools = { 0 };
	struct work *w = NULL;

	while ((w = take_work(o)) != NULL) {
		struct err err = { 0 };
		bool valid = false;

		w->job.tools = &tools;
		valid = job_run(&w->job, &err) == 0;
		answer(o, &w->job, valid ? NULL : &err);
		rules_free(&w->job.rules);
		free(w);
	}
	name_servers_free(&tools.servers);
	curl_easy_cleanup(tools.curl);
	return NULL;
}

static int
start_thread(struct outlet *o)
{
	pthread_attr_t attr;
	pthread_t thread = 0;
	int rc = 0;

	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	rc = pthread_create(&thread, &attr, run, o);
	pthread_attr_destroy(&attr);
	return rc;
}

/* The lock is held. Each job that waits has a thread that waits for it. */
static int
hand_out(struct outlet *o, struct work *w, struct err *err)
{
	if (o->waiting < o->idle) {
		pthread_cond_signal(&o->has_job);
	} else {
		if (o->threads >= THREADS_MAX)
			return err_set(err, ERR_UNAVAILABLE,
				       "too many challenges are being looked "
				       "at");
		if (start_thread(o) != 0)
			return err_set(err, ERR_UNAVAILABLE,
				       "a challenge cannot be looked at: no "
				       "thread starts");
		o->threads++;
	}
	*o->last = w;
	o->last = &w->next;
	o->waiting++;
	return 0;
}

static int
try_start(struct outlet *o, const struct job *job, struct err *err)
{
	struct work *w = calloc(1, sizeof(*w));
	int rc = 0;

	if (w == NULL)
		return err_nomem(err);
	w->job = *job;
	pthread_mutex_lock(&o->jobs_mutex);
	rc = hand_out(o, w, err);
	pthread_mutex_unlock(&o->jobs_mutex);
	if (rc < 0)
		free(w);
	return rc;
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
