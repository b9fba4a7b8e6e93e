/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The one thread that receives from the signer. */

#include "signer_client_parts.h"

#include "sanca/files.h"
#include "sanca/logline.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define ACK_WAIT_MS (LIMIT_ANSWER_WAIT_MS - 100)

static void
finish_failed(struct ask *ask, enum err_code code, const char *why)
{
	(void)!err_set(&ask->err, code, "%s", why);
	ask->state = ASK_FAILED;
	ask->wake(ask->ctx);
}

/* The storage of the thread goes to the question with the answer in it. */
static void
finish_answered(struct signer_client *c, struct ask *ask,
		const struct msg *answer)
{
	struct buf spare = ask->storage;

	ask->storage = c->storage;
	c->storage = spare;
	ask->answer = *answer;
	if (answer->type == MSG_REFUSED) {
		enum err_code code = (enum err_code)answer->refused.code;

		if (answer->refused.code == ERR_NONE ||
		    answer->refused.code >= ERR_COUNT)
			code = ERR_INTERNAL;
		(void)!err_set(&ask->err, code, "%.*s",
			       (int)answer->refused.text.n,
			       (const char *)answer->refused.text.p);
	}
	ask->state = ASK_ANSWERED;
	ask->wake(ask->ctx);
}

static void
sweep(struct signer_client *c, enum due_kind kind, const char *why)
{
	size_t at = 0;
	bool parked = false;

	for (;;) {
		struct ask *ask = signer_take_due(c, &at, kind, &parked);

		if (!ask)
			return;
		if (parked)
			finish_failed(ask, ERR_GENERATION,
				      "the settings are being reloaded");
		else
			finish_failed(ask, ERR_UNAVAILABLE, why);
	}
}

static void
disconnect(struct signer_client *c, const char *why)
{
	struct channel *old = NULL;

	pthread_rwlock_wrlock(&c->channel_lock);
	old = c->channel;
	c->channel = NULL;
	atomic_store(&c->up, false);
	pthread_rwlock_unlock(&c->channel_lock);
	channel_free(&old);
	sweep(c, DUE_ALL, why);
}

static void
connect_fd(struct signer_client *c, int fd)
{
	static const char program[] = "sanca-front";
	struct msg hello = { .type = MSG_HELLO };
	struct channel *channel = NULL;
	struct err err;

	hello.hello.version = IPC_VERSION;
	hello.hello.program = bytes_of_text(program);
	if (channel_open(fd, FROM_SIGNER, &channel, &err) < 0 ||
	    channel_send(channel, &hello, -1, 1000, &err) < 0) {
		logline_err(LOGLINE_ERROR, &err, "channel to the signer");
		channel_free(&channel);
		return;
	}
	pthread_rwlock_wrlock(&c->channel_lock);
	c->channel = channel;
	pthread_rwlock_unlock(&c->channel_lock);
}

/* Without it the signer takes this front for dead. It waits for room less long
 * than the signer waits for us to read (LIMIT_ANSWER_WAIT_MS). */
static void
acknowledge(struct signer_client *c, const struct msg *m)
{
	struct msg ack = { .type = MSG_EVENT_ACK, .id = m->id };
	struct err err;

	ack.event_ack.kind = m->event.kind;
	ack.event_ack.number = m->event.number;
	pthread_rwlock_rdlock(&c->channel_lock);
	if (c->channel &&
	    channel_send(c->channel, &ack, -1, ACK_WAIT_MS, &err) < 0)
		logline_err(LOGLINE_WARNING, &err,
			    "acknowledging an event of the signer");
	pthread_rwlock_unlock(&c->channel_lock);
}

static void
take_event(struct signer_client *c, const struct msg *m)
{
	c->on_event(c->event_ctx, &m->event);
	acknowledge(c, m);
	if (m->event.kind == EVENT_GENERATION)
		sweep(c, DUE_PARKED, "");
}

/* 0, or -1 when the channel must be given up. */
static int
on_message(struct signer_client *c, const struct msg *m, struct err *err)
{
	struct ask *ask = NULL;

	if (!atomic_load(&c->up)) {
		if (msg_hello_check(m, err) < 0)
			return -1;
		atomic_store(&c->up, true);
		return 0;
	}
	if (m->type == MSG_EVENT) {
		take_event(c, m);
		return 0;
	}
	ask = signer_take_answered(c, m->id);
	if (ask)
		finish_answered(c, ask, m);
	return 0;
}

static void
receive_all(struct signer_client *c)
{
	enum channel_result result = CHANNEL_MESSAGE;
	struct msg m;
	struct err err;
	int fd = -1;

	while (c->channel && result == CHANNEL_MESSAGE) {
		if (channel_receive(c->channel, &c->storage, &m, &fd, &result,
				    &err) < 0 ||
		    (result == CHANNEL_MESSAGE &&
		     on_message(c, &m, &err) < 0)) {
			logline_err(LOGLINE_ERROR, &err, "from the signer");
			result = CHANNEL_CLOSED;
			/* It lives, so there will be no new channel for us
			 * as we are: to be started again is the way to one. */
			(void)kill(getpid(), SIGTERM);
		}
		fd_close(&fd);
	}
	if (c->channel && result == CHANNEL_CLOSED) {
		logline(LOGLINE_WARNING, "the signer has gone");
		disconnect(c, "the signer stopped; whether a certificate was "
			      "issued is in its log: ask again with the same "
			      "Idempotency-Key");
	}
}

static void
take_next(struct signer_client *c)
{
	int fd = 0;

	pthread_mutex_lock(&c->lock);
	fd = c->next_fd;
	c->next_fd = -1;
	pthread_mutex_unlock(&c->lock);
	if (fd < 0)
		return;
	disconnect(c, "the signer was restarted; whether a certificate was "
		      "issued is in its log: ask again with the same "
		      "Idempotency-Key");
	connect_fd(c, fd);
}

static void *
run(void *arg)
{
	struct signer_client *c = arg;

	while (!atomic_load(&c->stop)) {
		struct pollfd p[2] = { { .fd = c->event, .events = POLLIN },
				       { .fd = -1, .events = POLLIN } };
		uint64_t drained = 0;

		if (c->channel)
			p[1].fd = channel_fd(c->channel);
		if (poll(p, 2, signer_next_deadline(c)) < 0)
			continue;
		if (p[0].revents)
			(void)!read(c->event, &drained, sizeof(drained));
		if (p[1].revents)
			receive_all(c);
		take_next(c);
		if (atomic_exchange(&c->unpark, false))
			sweep(c, DUE_PARKED, "");
		sweep(c, DUE_TIME, "the signer did not answer in time");
	}
	return NULL;
}

int
signer_client_new(int fd, signer_event_fn *on_event, void *ctx,
		  struct signer_client **ret, struct err *err)
{
	struct signer_client *c = calloc(1, sizeof(*c));

	if (!c) {
		fd_close(&fd);
		return err_nomem(err);
	}
	c->on_event = on_event;
	c->event_ctx = ctx;
	c->next_fd = -1;
	c->free_count = LIMIT_SIGNER_QUEUE;
	for (size_t i = 0; i < LIMIT_SIGNER_QUEUE; i++)
		c->free[i] = (uint16_t)(LIMIT_SIGNER_QUEUE - 1 - i);
	pthread_mutex_init(&c->lock, NULL);
	pthread_rwlock_init(&c->channel_lock, NULL);
	c->event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (c->event < 0) {
		fd_close(&fd);
		free(c);
		return err_errno(err, ERR_OS, "eventfd");
	}
	connect_fd(c, fd);
	if (pthread_create(&c->thread, NULL, run, c) != 0) {
		channel_free(&c->channel);
		fd_close(&c->event);
		free(c);
		return err_set(err, ERR_OS, "cannot start a thread");
	}
	*ret = c;
	return 0;
}

void
signer_client_close(struct signer_client *c)
{
	pthread_mutex_lock(&c->lock);
	c->closed = true;
	pthread_mutex_unlock(&c->lock);
	/* The thread may be about to wake somebody it has taken out. */
	if (!atomic_exchange(&c->stop, true)) {
		signer_kick(c);
		pthread_join(c->thread, NULL);
	}
	/* Whoever has a slot is suspended when this lock is to be had: nobody
	 * is woken before that. */
	pthread_rwlock_wrlock(&c->channel_lock);
	pthread_rwlock_unlock(&c->channel_lock);
	sweep(c, DUE_ALL, "the server is stopping");
}

void
signer_client_free(struct signer_client **client)
{
	struct signer_client *c = *client;

	if (!c)
		return;
	*client = NULL;
	signer_client_close(c);
	channel_free(&c->channel);
	fd_close(&c->next_fd);
	fd_close(&c->event);
	buf_free(&c->storage);
	pthread_rwlock_destroy(&c->channel_lock);
	pthread_mutex_destroy(&c->lock);
	free(c);
}

void
signer_client_replace(struct signer_client *c, int fd)
{
	int old = 0;

	pthread_mutex_lock(&c->lock);
	old = c->next_fd;
	c->next_fd = fd;
	pthread_mutex_unlock(&c->lock);
	fd_close(&old);
	signer_kick(c);
}
