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

static bool
has_validator(const struct signer *s)
{
	const struct link *l = &s->links[LINK_VALIDATOR];

	return l->channel != NULL && l->greeted;
}

/* ---- tickets ----------------------------------------------------------------- */

static struct acme_ticket *
find_ticket(struct signer *s, uint64_t number)
{
	for (size_t i = 0; number != 0 && i < LIMIT_VALIDATIONS; i++)
		if (s->acme.tickets[i].number == number)
			return &s->acme.tickets[i];
	return NULL;
}

static struct acme_ticket *
ticket_of_authz(struct signer *s, uint64_t authz)
{
	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++)
		if (s->acme.tickets[i].number != 0 &&
		    s->acme.tickets[i].authz == authz)
			return &s->acme.tickets[i];
	return NULL;
}

static struct acme_ticket *
free_ticket(struct signer *s)
{
	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++)
		if (s->acme.tickets[i].number == 0)
			return &s->acme.tickets[i];
	return NULL;
}

/* So that nobody's names that lead nowhere keep others from being looked at. */
static bool
has_share(const struct signer *s, uint64_t account)
{
	unsigned count = 0;

	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++)
		count += s->acme.tickets[i].number != 0 &&
			 s->acme.tickets[i].account == account;
	return count < LIMIT_VALIDATIONS_EACH;
}

/* Asks the validator; t becomes the ticket. */
static int
send_off(struct signer *s, const struct acme_authz *a, enum acme_method method,
	 struct acme_ticket *t, struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };
	char key_authorization[ACME_KEY_AUTHORIZATION_CHARS + 1];
	struct msg m = { .type = MSG_VALIDATE };

	names_encode_one(&a->name, &name);
	if (buf_check(&name, err) != 0)
		return -1;
	*t = (struct acme_ticket){
		.number = ++s->acme.tickets_made,
		.authz = a->id,
		.account = a->account,
		.method = method,
		.asked_ms = clock_monotonic_ms(),
	};
	acme_key_authorization(a->token, a->thumbprint, key_authorization);
	m.validate.ticket = t->number;
	m.validate.method = (uint8_t)method;
	m.validate.name = buf_bytes(&name);
	m.validate.token = bytes_of_text(a->token);
	m.validate.key_authorization = bytes_of_text(key_authorization);
	link_send(&s->links[LINK_VALIDATOR], &m);
	return 0;
}

/* ---- who waits for one --------------------------------------------------------- */

static void
answer_ticket(struct acme_ticket *t, const struct err *why)
{
	struct msg m = { .type = MSG_DONE, .id = t->id };

	if (t->asker == NULL)
		return;
	m.done.number = t->authz;
	if (why != NULL)
		refused_of(why, 5, t->id, &m);
	if (t->asker->number == t->asker_number)
		link_send(t->asker, &m);
	t->asker = NULL;
}

static void
wait_for(struct acme_item *it, struct acme_ticket *t)
{
	t->asker = it->link;
	t->asker_number = it->link_number;
	t->id = it->msg.id;
	it->state = ACME_ITEM_WAITS;
}

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
	answer_ticket(t, NULL);
	wait_for(it, t);
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

static int
begin(struct signer *s, struct acme_item *it, const struct acme_authz *a,
      enum acme_method method, struct err *err)
{
	struct acme_ticket *t = free_ticket(s);

	it->retry_after_s = 5;
	if (!has_validator(s))
		return err_set(err, ERR_UNAVAILABLE,
			       "sanca-validator does not run: nothing can be "
			       "looked at now");
	if (t == NULL || !has_share(s, a->account))
		return err_set(err, ERR_UNAVAILABLE,
			       "%d challenges are being looked at already, or "
			       "%d of this account",
			       LIMIT_VALIDATIONS, LIMIT_VALIDATIONS_EACH);
	it->retry_after_s = 0;
	if (acme_failures_check(s, it, a, err) != 0 ||
	    send_off(s, a, method, t, err) != 0)
		return -1;
	refusal_text(it->msg.challenge.peer, t->peer, sizeof(t->peer));
	wait_for(it, t);
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
	t = ticket_of_authz(s, row.id);
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

int
acme_validated(struct signer *s, struct acme_item *it, int64_t now,
	       struct err *err)
{
	struct acme_ticket *t = find_ticket(s, it->msg.validated.ticket);

	/* Of a validator before this one. */
	if (t == NULL)
		return 0;
	if (t->asker != NULL)
		hand_on(it, t);
	/* Our own fault decides nothing. */
	if (!it->msg.validated.valid &&
	    bytes_is_text(it->msg.validated.error, "serverInternal")) {
		*t = (struct acme_ticket){ 0 };
		it->retry_after_s = 5;
		return err_set(err, ERR_UNAVAILABLE,
			       "nothing could be looked at now: %.*s",
			       (int)it->msg.validated.words.n,
			       (const char *)it->msg.validated.words.p);
	}
	if (acme_decide(s, t, &it->msg.validated, now, err) != 0 &&
	    err->code != ERR_NOT_FOUND)
		return -1;
	*t = (struct acme_ticket){ 0 };
	return 0;
}

/* ---- each second ----------------------------------------------------------------- */

static bool
is_slow(const struct acme_ticket *t, int64_t now_ms)
{
	return t->number != 0 && t->asker != NULL &&
	       now_ms - t->asked_ms >= LIMIT_VALIDATION_ANSWER_MS;
}

static int
write_begun(struct signer *s, int64_t now_ms, struct err *err)
{
	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++) {
		const struct acme_ticket *t = &s->acme.tickets[i];

		/* Deactivated meanwhile: then nothing is begun. */
		if (is_slow(t, now_ms) &&
		    store_authz_try(s->store, t->authz, t->method, err) != 0 &&
		    err->code != ERR_CONFLICT)
			return -1;
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
			answer_ticket(&s->acme.tickets[i], why);
}

static void
look_at_ticket(struct signer *s, struct acme_ticket *t, int64_t now_ms)
{
	struct err err;

	if (t->number == 0 ||
	    (has_validator(s) && now_ms - t->asked_ms < VALIDATOR_LATE_MS))
		return;
	if (err_set(&err, ERR_UNAVAILABLE,
		    "sanca-validator ended, or did not answer: try this "
		    "challenge again") != 0)
		answer_ticket(t, &err);
	*t = (struct acme_ticket){ 0 };
}

/* Begun, but nobody looks at it: by an earlier run of ours or of the
 * validator's. */
static void
begin_again(struct signer *s)
{
	struct acme_authz row = { .id = 0 };
	struct err err;

	while (has_validator(s) &&
	       store_authz_tried(s->store, row.id, clock_wall_s(), &row,
				 &err) == 0) {
		struct acme_ticket *t = free_ticket(s);

		if (t == NULL)
			return;
		if (ticket_of_authz(s, row.id) == NULL &&
		    send_off(s, &row, row.method, t, &err) != 0)
			*t = (struct acme_ticket){ 0 };
	}
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
	begin_again(s);
	sweep(s);
}
