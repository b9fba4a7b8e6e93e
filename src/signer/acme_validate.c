/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Challenges: the validator is asked, and answers. */
#include "acme.h"

#include "signer.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <stdio.h>
#include <string.h>

/* Beyond the time of a validation the validator must have answered. */
#define VALIDATOR_LATE_MS (LIMIT_VALIDATION_MS + 5000)

/* How often it is looked for what has been over for LIMIT_ACME_KEPT_DAYS. */
#define SWEEP_S 3600

/* Who lost the connection asks again, and waits for what is being looked at; who
 * waited before is told that it is not decided. */
static int
join(struct acme_item *it, struct acme_ticket *t, enum acme_method method,
     struct err *err)
{
	if (t->method != method)
		return err_set(err, ERR_CONFLICT,
			       "another challenge of this authorization is "
			       "being looked at already");
	acme_ticket_answer(t, NULL);
	acme_ticket_wait(t, it);
	return 0;
}

/* ---- asked --------------------------------------------------------------------- */

static int
check_method(const struct acme_authz *a, enum acme_method method,
	     struct err *err)
{
	if (acme_method_fits(method, a->wildcard, a->name.type == NAME_IP))
		return 0;
	return err_set(err, ERR_NOT_FOUND,
		       "this authorization has no challenge of that kind");
}

/* There is no room now: it is written as begun, and begun when there is. */
static int
defer(struct signer *s, struct acme_item *it, const struct acme_authz *a,
      enum acme_method method, struct err *err)
{
	char peer[sizeof(((struct acme_begun *)NULL)->peer)];

	/* What takes long must find a place, too. */
	if (!acme_again_has_room(s, a->account, LIMIT_VALIDATIONS)) {
		it->retry_after_s = 5;
		return err_set(err, ERR_UNAVAILABLE,
			       "too many challenges wait to be looked at, of "
			       "all accounts or of this one");
	}
	if (it->state != ACME_ITEM_MUST_WRITE) {
		it->state = ACME_ITEM_MUST_WRITE;
		return 0;
	}
	if (store_authz_try(s->store, a->id, method, err) != 0)
		return -1;
	refusal_text(it->msg.challenge.peer, peer, sizeof(peer));
	acme_again_add(s, a->id, a->account, peer, 0);
	return 0;
}

static int
begin(struct signer *s, struct acme_item *it, const struct acme_authz *a,
      enum acme_method method, struct err *err)
{
	struct acme_ticket *t = NULL;

	if (!acme_ticket_may_send(s)) {
		it->retry_after_s = 5;
		return err_set(err, ERR_UNAVAILABLE,
			       "sanca-validator does not run: nothing can be "
			       "looked at now");
	}
	if (acme_failures_check(s, it, a, err) != 0)
		return -1;
	t = acme_ticket_place(s, a->account, false);
	if (t == NULL)
		return defer(s, it, a, method, err);
	if (acme_ticket_send(s, a, method, t, err) != 0)
		return -1;
	refusal_text(it->msg.challenge.peer, t->peer, sizeof(t->peer));
	acme_ticket_wait(t, it);
	return 0;
}

int
acme_challenge(struct signer *s, struct acme_item *it, int64_t now,
	       struct err *err)
{
	const struct msg_challenge *ask = &it->msg.challenge;
	enum acme_method method = (enum acme_method)ask->method;
	struct acme_account account = { 0 };
	struct acme_authz row = { 0 };
	struct acme_ticket *t = NULL;

	if (acme_authz_find(s, ask->account, ask->authz, now, &row, &account,
			    err) != 0)
		return -1;
	if (check_method(&row, method, err) != 0)
		return -1;
	acme_done(it, row.id);
	/* What it is said to be stands in its row. */
	if (row.state != ACME_PENDING || row.expires_at <= now ||
	    row.method != ACME_NONE)
		return 0;
	if (acme_authz_check_key(&row, &account, err) != 0)
		return -1;
	t = acme_ticket_of(s, row.id);
	if (t != NULL)
		return join(it, t, method, err);
	return begin(s, it, &row, method, err);
}

/* ---- answered ------------------------------------------------------------------ */

/* The answer of who waits goes the way of this item: after the commit. */
static void
hand_on(struct acme_item *it, struct acme_ticket *t)
{
	acme_done(it, t->authz);
	it->msg.id = t->id;
	it->link = t->asker;
	it->link_number = t->asker_number;
}

/* Our own fault decides nothing, but for the last try of what was begun. -1: who
 * waits is told. */
static int
own_fault(const struct msg_validated *m, struct acme_item *it,
	  struct acme_begun *b, bool *ret_decides, struct err *err)
{
	*ret_decides = m->valid || !bytes_is_text(m->error, "serverInternal");
	if (*ret_decides)
		return 0;
	if (b != NULL) {
		*ret_decides = !acme_again_later(b);
		return 0;
	}
	it->retry_after_s = 5;
	return err_set(err, ERR_UNAVAILABLE,
		       "nothing could be looked at now: %.*s", (int)m->words.n,
		       (const char *)m->words.p);
}

int
acme_validated(struct signer *s, struct acme_item *it, int64_t now,
	       struct err *err)
{
	const struct msg_validated *m = &it->msg.validated;
	struct acme_ticket *t = acme_ticket_find(s, m->ticket);
	struct acme_ticket was;
	struct acme_begun *b = NULL;
	bool decides = false;

	/* Of a validator before this one. */
	if (t == NULL)
		return 0;
	b = acme_again_find(s, t->authz);
	if (t->asker != NULL)
		hand_on(it, t);
	was = *t;
	*t = (struct acme_ticket){ 0 };
	s->acme.ticket_freed = true;
	if (own_fault(m, it, b, &decides, err) != 0)
		return -1;
	if (decides && acme_decide(s, &was, m, now, err) != 0 &&
	    err->code != ERR_NOT_FOUND)
		return -1;
	if (decides && b != NULL)
		b->is_over = true;
	return 0;
}

/* ---- each second ----------------------------------------------------------------- */

static bool
is_slow(const struct acme_ticket *t, int64_t now_ms)
{
	return t->number != 0 && t->asker != NULL &&
	       now_ms - t->asked_ms >= LIMIT_VALIDATION_ANSWER_MS;
}

/* Where there is none, it is looked at to its end all the same, but nobody waits. */
static bool
has_place(const struct signer *s, struct acme_ticket *t)
{
	struct err err;

	if (acme_again_has_room(s, t->account, 0))
		return true;
	if (err_set(&err, ERR_UNAVAILABLE,
		    "too many challenges take long, of all accounts or of this "
		    "one: ask again") != 0)
		acme_ticket_answer(t, &err);
	return false;
}

static int
write_begun(struct signer *s, int64_t now_ms, struct err *err)
{
	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++) {
		struct acme_ticket *t = &s->acme.tickets[i];

		if (!is_slow(t, now_ms) || !has_place(s, t))
			continue;
		/* Deactivated meanwhile: then nothing is begun. */
		if (store_authz_try(s->store, t->authz, t->method, err) != 0 &&
		    err->code != ERR_CONFLICT)
			return -1;
		acme_again_add(s, t->authz, t->account, t->peer, 1);
	}
	return store_commit(s->store, err);
}

/* What takes long is written down as begun, so that it is looked at again if we
 * end before the validator has answered; all of it at once. */
static void
answer_slow(struct signer *s, int64_t now_ms)
{
	const struct err *why = NULL;
	struct err err;
	size_t count = 0;

	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++)
		count += is_slow(&s->acme.tickets[i], now_ms);
	if (count == 0)
		return;
	if (transaction_begin_light(s, &err) != 0) {
		why = &err;
	} else if (write_begun(s, now_ms, &err) != 0) {
		transaction_fail(s, &err);
		why = &err;
	}
	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++)
		if (is_slow(&s->acme.tickets[i], now_ms))
			acme_ticket_answer(&s->acme.tickets[i], why);
}

/* By the validator that was asked, in time. */
static bool
may_be_answered(const struct signer *s, const struct acme_ticket *t,
		int64_t now_ms)
{
	return acme_ticket_may_send(s) &&
	       t->validator == s->links[LINK_VALIDATOR].number &&
	       now_ms - t->asked_ms < VALIDATOR_LATE_MS;
}

static void
look_at_ticket(struct signer *s, struct acme_ticket *t, int64_t now_ms)
{
	struct acme_begun *b = NULL;
	struct err err;

	if (t->number == 0 || may_be_answered(s, t, now_ms))
		return;
	if (err_set(&err, ERR_UNAVAILABLE,
		    "sanca-validator ended, or did not answer: try this "
		    "challenge again") != 0)
		acme_ticket_answer(t, &err);
	b = acme_again_find(s, t->authz);
	if (b != NULL)
		(void)acme_again_later(b);
	*t = (struct acme_ticket){ 0 };
}

/* A step of the sweep; another follows at once while there was something. */
static void
sweep(struct signer *s)
{
	int64_t now = clock_wall_s(), next = s->acme.sweep_at_s;
	unsigned count = 0;
	struct err err;

	if ((now < next && next - now <= SWEEP_S) ||
	    clock_guard_check(&s->clock, &err) != 0 ||
	    transaction_begin_light(s, &err) != 0)
		return;
	if (store_acme_sweep(s->store,
			     now - INT64_C(86400) * LIMIT_ACME_KEPT_DAYS,
			     LIMIT_ACME_SWEPT, &count, &err) != 0 ||
	    store_commit(s->store, &err) != 0) {
		transaction_fail(s, &err);
		return;
	}
	s->acme.sweep_at_s = count > 0 ? now : now + SWEEP_S;
}

void
acme_look(struct signer *s)
{
	int64_t now_ms = clock_monotonic_ms();

	if (s->storage_failed || !s->configuration->conf->acme_enabled)
		return;
	answer_slow(s, now_ms);
	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++)
		look_at_ticket(s, &s->acme.tickets[i], now_ms);
	acme_again_look(s);
	sweep(s);
}
