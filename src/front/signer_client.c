/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The table of questions under way to the signer, and the channel to it. */

#include "signer_client_parts.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define SLOT_BITS 10
_Static_assert(LIMIT_SIGNER_QUEUE <= 1 << SLOT_BITS, "a slot fits its bits");

void
signer_kick(struct signer_client *c)
{
	uint64_t one = 1;

	while (write(c->event, &one, sizeof(one)) < 0 && errno == EINTR)
		;
}

/* Under the lock. NULL when all are taken, or nothing more is asked. */
static struct slot *
slot_take(struct signer_client *c, struct ask *ask, int64_t wait_ms)
{
	struct slot *slot = NULL;

	if (c->closed || c->free_count == 0)
		return NULL;
	slot = &c->slots[c->free[--c->free_count]];
	slot->ask = ask;
	slot->parked = false;
	slot->deadline_ms = clock_monotonic_ms() + wait_ms;
	slot->id = ++c->counter << SLOT_BITS | (uint64_t)(slot - c->slots);
	ask->state = ASK_WAITING;
	return slot;
}

/* Under the lock. */
static struct ask *
slot_give(struct signer_client *c, struct slot *slot)
{
	struct ask *ask = slot->ask;

	slot->ask = NULL;
	slot->id = 0;
	c->free[c->free_count++] = (uint16_t)(slot - c->slots);
	return ask;
}

struct ask *
signer_take_answered(struct signer_client *c, uint64_t id)
{
	struct slot *slot = &c->slots[id & ((1 << SLOT_BITS) - 1)];
	struct ask *ask = NULL;

	pthread_mutex_lock(&c->lock);
	if ((size_t)(slot - c->slots) < LIMIT_SIGNER_QUEUE && slot->id == id &&
	    slot->ask && !slot->parked)
		ask = slot_give(c, slot);
	pthread_mutex_unlock(&c->lock);
	return ask;
}

struct ask *
signer_take_due(struct signer_client *c, size_t *at, enum due_kind kind,
		bool *ret_parked)
{
	int64_t now = clock_monotonic_ms();
	struct ask *ask = NULL;

	pthread_mutex_lock(&c->lock);
	for (; *at < LIMIT_SIGNER_QUEUE && !ask; ++*at) {
		struct slot *slot = &c->slots[*at];
		bool due = kind == DUE_ALL || now >= slot->deadline_ms ||
			   (kind == DUE_PARKED && slot->parked);

		if (!slot->ask || !due)
			continue;
		*ret_parked = slot->parked;
		ask = slot_give(c, slot);
	}
	pthread_mutex_unlock(&c->lock);
	return ask;
}

int
signer_next_deadline(struct signer_client *c)
{
	int64_t now = clock_monotonic_ms(), wait = 1000;

	pthread_mutex_lock(&c->lock);
	if (c->free_count < LIMIT_SIGNER_QUEUE) {
		for (size_t i = 0; i < LIMIT_SIGNER_QUEUE; i++) {
			if (!c->slots[i].ask || !c->slots[i].parked)
				continue;
			if (c->slots[i].deadline_ms - now < wait)
				wait = c->slots[i].deadline_ms - now;
		}
		if (wait > 100)
			wait = 100;
	}
	pthread_mutex_unlock(&c->lock);
	return wait < 0 ? 0 : (int)wait;
}

static int
refuse(struct signer_client *c, bool up, struct err *err)
{
	bool closed = false;

	pthread_mutex_lock(&c->lock);
	closed = c->closed;
	pthread_mutex_unlock(&c->lock);
	if (closed)
		return err_set(err, ERR_UNAVAILABLE, "the server is stopping");
	return err_set(err, ERR_UNAVAILABLE, "%s",
		       up ? "too many requests wait for the signer"
			  : "the signer is not running");
}

int
signer_ask(struct signer_client *c, struct ask *ask, const struct msg *m,
	   void (*before)(void *ctx), struct err *err)
{
	struct msg numbered = *m;
	struct slot *slot = NULL;
	int ret = 0;

	pthread_rwlock_rdlock(&c->channel_lock);
	pthread_mutex_lock(&c->lock);
	if (c->channel && c->up)
		slot = slot_take(c, ask, LIMIT_SIGNER_WAIT_MS);
	if (slot)
		numbered.id = slot->id;
	pthread_mutex_unlock(&c->lock);
	if (!slot) {
		bool up = c->channel && c->up;

		pthread_rwlock_unlock(&c->channel_lock);
		return refuse(c, up, err);
	}
	if (before)
		before(ask->ctx);
	ret = channel_send(c->channel, &numbered, -1, 100, err);
	pthread_rwlock_unlock(&c->channel_lock);
	if (ret < 0) {
		/* It may have timed out meanwhile: then it is woken. */
		struct ask *mine = signer_take_answered(c, numbered.id);

		if (mine) {
			mine->err = *err;
			mine->state = ASK_FAILED;
			mine->wake(mine->ctx);
		}
	}
	return 0;
}

int
signer_park(struct signer_client *c, struct ask *ask, int wait_ms,
	    void (*before)(void *ctx), struct err *err)
{
	struct slot *slot = NULL;

	/* Before the slot is seen: it may be woken at once. */
	pthread_mutex_lock(&c->lock);
	slot = slot_take(c, ask, wait_ms);
	if (slot) {
		if (before)
			before(ask->ctx);
		slot->parked = true;
	}
	pthread_mutex_unlock(&c->lock);
	if (!slot)
		return refuse(c, true, err);
	signer_kick(c);
	return 0;
}

void
signer_unpark(struct signer_client *c)
{
	atomic_store(&c->unpark, true);
	signer_kick(c);
}

void
signer_tell(struct signer_client *c, const struct msg *m)
{
	struct err err;

	pthread_rwlock_rdlock(&c->channel_lock);
	if (c->channel && c->up && channel_send(c->channel, m, -1, 0, &err) < 0)
		logline_err(LOGLINE_WARNING, &err, "telling the signer");
	pthread_rwlock_unlock(&c->channel_lock);
}

struct caller {
	pthread_mutex_t lock;
	pthread_cond_t done;
	bool is_done;
};

static void
wake_caller(void *ctx)
{
	struct caller *caller = ctx;

	pthread_mutex_lock(&caller->lock);
	caller->is_done = true;
	pthread_cond_signal(&caller->done);
	pthread_mutex_unlock(&caller->lock);
}

int
signer_call(struct signer_client *c, struct ask *ask, const struct msg *m,
	    struct err *err)
{
	struct caller caller = { .lock = PTHREAD_MUTEX_INITIALIZER,
				 .done = PTHREAD_COND_INITIALIZER };

	ask->wake = wake_caller;
	ask->ctx = &caller;
	if (signer_ask(c, ask, m, NULL, err) < 0)
		return -1;
	pthread_mutex_lock(&caller.lock);
	while (!caller.is_done)
		pthread_cond_wait(&caller.done, &caller.lock);
	pthread_mutex_unlock(&caller.lock);
	if (ask->state == ASK_ANSWERED && ask->answer.type != MSG_REFUSED)
		return 0;
	*err = ask->err;
	return -1;
}

bool
signer_is_connected(struct signer_client *c)
{
	bool up = false;

	pthread_rwlock_rdlock(&c->channel_lock);
	up = c->channel && c->up;
	pthread_rwlock_unlock(&c->channel_lock);
	return up;
}

size_t
signer_pending(struct signer_client *c)
{
	size_t n = 0;

	pthread_mutex_lock(&c->lock);
	n = LIMIT_SIGNER_QUEUE - c->free_count;
	pthread_mutex_unlock(&c->lock);
	return n;
}
