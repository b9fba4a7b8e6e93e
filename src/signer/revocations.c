/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * Revocations that are on the disk, on their way to those who must know.
 *
 * Who revokes is answered when no OCSP answer from before is given out any more:
 * when the front has acknowledged that it forgot them, or when there is no
 * front, since a new one begins with an empty cache.
 */
#include "signer.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <stdio.h>

int
revocations_open(struct signer *s, struct err *err)
{
	return store_revocation_newest(s->store, &s->revocations.newest, err);
}

int
revocations_check_room(const struct signer *s, struct err *err)
{
	if (s->revocations.waiting_count < LIMIT_REVOKE_WAITING)
		return 0;
	return err_set(err, ERR_UNAVAILABLE,
		       "%d revocations wait already to be made known",
		       LIMIT_REVOKE_WAITING);
}

static void
tell(struct signer *s, struct bytes serial)
{
	struct msg m = { .type = MSG_EVENT };

	m.event.kind = EVENT_REVOKED;
	m.event.number = s->revocations.newest;
	m.event.serial = serial;
	link_send(&s->links[LINK_FRONT], &m);
}

/* One event for all of a transaction, so that one acknowledgement is enough. */
static void
tell_of(struct signer *s, struct bytes serials)
{
	struct bytes one = { serials.p + 1, serials.n - 1 };

	if (!s->links[LINK_FRONT].greeted)
		return;
	tell(s, serials.p[0] == one.n ? one : (struct bytes){ 0 });
}

void
revocations_greet(struct signer *s)
{
	tell(s, (struct bytes){ 0 });
}

/* One that was expelled gives out what it keeps until sancad has killed it. */
static bool
is_without_front(const struct signer *s)
{
	const struct revocations *r = &s->revocations;

	return s->links[LINK_FRONT].channel == NULL &&
	       (r->expelled_ms == 0 ||
		clock_monotonic_ms() >= r->expelled_ms + LIMIT_REVOKE_WAIT_MS);
}

/* ---- who waits ------------------------------------------------------------------ */

static void
answer_and_forget(struct signer *s, size_t i)
{
	struct revocations *r = &s->revocations;
	struct revocation_wait *w = &r->waiting[i];

	w->answer.revoked.log_head = bytes_of_text(w->head);
	if (w->link->number == w->link_number)
		link_send(w->link, &w->answer);
	r->waiting[i] = r->waiting[--r->waiting_count];
}

static void
answer_up_to(struct signer *s, uint64_t number)
{
	size_t i = 0;

	while (i < s->revocations.waiting_count) {
		if (s->revocations.waiting[i].number <= number)
			answer_and_forget(s, i);
		else
			i++;
	}
}

void
revocations_committed(struct signer *s, struct link *asker,
		      struct bytes serials, const struct msg *answer)
{
	struct revocations *r = &s->revocations;
	struct revocation_wait *w = &r->waiting[r->waiting_count++];

	r->changed_ms = clock_monotonic_ms();
	*w = (struct revocation_wait){
		.link = asker,
		.link_number = asker->number,
		.number = r->newest,
		.until_ms = r->changed_ms + LIMIT_REVOKE_WAIT_MS,
		.answer = *answer,
	};
	snprintf(w->head, sizeof(w->head), "%s", log_head(s->log)->note);
	tell_of(s, serials);
	/* One that has not said HELLO yet is told then. */
	if (is_without_front(s))
		answer_up_to(s, r->newest);
	crl_look(s);
}

void
revocations_acknowledged(struct signer *s, uint64_t number)
{
	answer_up_to(s, number);
}

void
revocations_look(struct signer *s)
{
	struct revocations *r = &s->revocations;
	int64_t now = clock_monotonic_ms();
	struct err err;

	for (size_t i = 0; i < r->waiting_count; i++) {
		if (s->links[LINK_FRONT].channel == NULL ||
		    now < r->waiting[i].until_ms)
			continue;
		if (err_set(&err, ERR_UNAVAILABLE,
			    "it did not acknowledge a revocation within %d ms",
			    LIMIT_REVOKE_WAIT_MS) != 0)
			link_expel(&s->links[LINK_FRONT], &err);
	}
	if (is_without_front(s))
		answer_up_to(s, UINT64_MAX);
}
