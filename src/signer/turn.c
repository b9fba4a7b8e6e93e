/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * A turn of the signer: one step of two batches.
 *
 * Each certificate has two durable commits: its reservation before it is
 * signed, its log entry before it is answered. While requests keep coming, one
 * commit serves both: it holds the log entries of the batch signed in the
 * turn before and the reservations of the new one. When nothing waits, the
 * batch in flight is committed at once.
 */
#include "acme.h"
#include "batch.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <sched.h>
#include <unistd.h>

static bool
is_flying(const struct batch *b)
{
	return batch_count(b, REQUEST_SIGNED) > 0 ||
	       batch_count(b, REQUEST_UNSIGNED) > 0;
}

/* Keeps the loop coming back as long as a batch is in flight. */
static void
stay_awake(struct signer *s, bool awake)
{
	uint64_t one = 1;

	if (awake == s->awake)
		return;
	if (awake && write(s->wake_fd, &one, sizeof(one)) == sizeof(one))
		s->awake = true;
	if (!awake && read(s->wake_fd, &one, sizeof(one)) == sizeof(one))
		s->awake = false;
}

static void
keep_or_fail(struct signer *s, struct batch *flying, struct batch *fresh)
{
	struct err err;

	if (batch_keep(s, flying, fresh, &err) == 0)
		return;
	signer_storage_fault(s, &err);
	batch_fail(flying, &s->storage_fault);
	batch_fail(fresh, &s->storage_fault);
	acme_answer(s, &s->storage_fault);
}

/* A commit can be durable and yet find the database broken (a checkpoint that
 * failed after it): what it reserved is not signed then. */
static void
fail_if_broken(struct signer *s, struct batch *fresh)
{
	struct err err;

	if (s->storage_failed || !store_is_broken(s->store))
		return;
	if (err_set(&err, ERR_STORAGE, "reading or checkpointing failed") < 0)
		signer_storage_fault(s, &err);
	batch_fail(fresh, &s->storage_fault);
}

/* Here it stands in nobody's way: the answers are out. */
static void
checkpoint(struct signer *s)
{
	struct err err;

	if (!s->storage_failed && store_checkpoint_is_due(s->store) &&
	    store_checkpoint(s->store, &err) != 0)
		signer_storage_fault(s, &err);
}

/* When nobody asks any more, or, past the time to drain, when all that still
 * came was refused. */
static bool
may_stop(struct signer *s, const struct batch *fresh)
{
	if (clock_monotonic_ms() > s->stop_by_ms)
		return !is_flying(fresh);
	/* Who revoked something was told that a CRL follows. */
	return fresh->count == 0 && !crl_is_busy(s);
}

/* While a CRL is being made, its own end wakes the loop. */
static bool
has_more(struct signer *s, const struct batch *fresh)
{
	return is_flying(fresh) || s->ocsp.count > 0 ||
	       (s->stopping && (fresh->count > 0 || !crl_is_busy(s)));
}

void
signer_turn(struct signer *s)
{
	struct batch *flying = s->flying;
	struct batch *fresh = s->fresh;

	/* On a busy machine those who are about to send come first, and one
	 * commit serves them too; on an idle one this returns at once. */
	(void)sched_yield();
	batch_take(s, fresh);
	batch_admit(s, fresh);
	batch_prepare(s, fresh);
	keep_or_fail(s, flying, fresh);
	fail_if_broken(s, fresh);
	batch_answer(s, flying);
	batch_answer(s, fresh);
	acme_answer(s, NULL);
	batch_sign(s, fresh);
	ocsp_turn(s, fresh->count + flying->count > 0);
	crl_look(s);
	checkpoint(s);

	s->flying = fresh;
	s->fresh = flying;
	stay_awake(s, has_more(s, fresh));
	if (s->stopping && may_stop(s, fresh))
		loop_stop(s->loop);
}

void
signer_stop(struct signer *s)
{
	if (s->stopping)
		return;
	logline(LOGLINE_INFO, "stopping: finishing what is in flight");
	s->stopping = true;
	s->stop_by_ms = clock_monotonic_ms() + LIMIT_DRAIN_MS;
	stay_awake(s, true);
}

void
signer_exit(struct signer *s, int status)
{
	s->exit_status = status;
	loop_stop(s->loop);
}
