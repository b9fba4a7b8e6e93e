/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Tickets: what sanca-validator looks at now, and for whom. */
#include "acme.h"

#include "signer.h"

#include "sanca/clock.h"

bool
acme_ticket_may_send(const struct signer *s)
{
	const struct link *l = &s->links[LINK_VALIDATOR];

	return l->channel != NULL && l->greeted;
}

struct acme_ticket *
acme_ticket_find(struct signer *s, uint64_t number)
{
	for (size_t i = 0; number != 0 && i < LIMIT_VALIDATIONS; i++)
		if (s->acme.tickets[i].number == number)
			return &s->acme.tickets[i];
	return NULL;
}

struct acme_ticket *
acme_ticket_of(struct signer *s, uint64_t authz)
{
	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++)
		if (s->acme.tickets[i].number != 0 &&
		    s->acme.tickets[i].authz == authz)
			return &s->acme.tickets[i];
	return NULL;
}

/* So that neither nobody's names that lead nowhere nor what is tried again keep
 * others from being looked at. */
struct acme_ticket *
acme_ticket_place(struct signer *s, uint64_t account, bool again)
{
	struct acme_ticket *place = NULL;
	unsigned of_account = 0, again_all = 0, again_of_account = 0;

	for (size_t i = 0; i < LIMIT_VALIDATIONS; i++) {
		struct acme_ticket *t = &s->acme.tickets[i];
		bool is_theirs = t->account == account;

		if (t->number == 0) {
			place = t;
			continue;
		}
		of_account += is_theirs;
		again_all += t->again;
		again_of_account += t->again && is_theirs;
	}
	if (of_account >= LIMIT_VALIDATIONS_EACH ||
	    (again && (again_all >= LIMIT_VALIDATIONS_AGAIN ||
		       again_of_account >= LIMIT_VALIDATIONS_AGAIN_EACH)))
		return NULL;
	return place;
}

int
acme_ticket_send(struct signer *s, const struct acme_authz *a,
		 enum acme_method method, struct acme_ticket *t,
		 struct err *err)
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
		.validator = s->links[LINK_VALIDATOR].number,
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

/* ---- who waits for one ------------------------------------------------------ */

void
acme_ticket_wait(struct acme_ticket *t, struct acme_item *it)
{
	t->asker = it->link;
	t->asker_number = it->link_number;
	t->id = it->msg.id;
	it->state = ACME_ITEM_WAITS;
}

void
acme_ticket_answer(struct acme_ticket *t, const struct err *why)
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
