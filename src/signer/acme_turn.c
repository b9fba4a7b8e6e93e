/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The ACME messages of a turn: taken, written in its transaction, answered. */
#include "acme.h"

#include "signer.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

/* What is written, and what a client can do again after the machine lost its
 * power (ADR 0027). */
enum worth { NOTHING, KEPT, SYNCED };

static const struct acme_handler {
	enum msg_type type;
	enum worth worth;
	acme_fn *fn;
} handlers[] = {
	{ MSG_BINDING_NEW, SYNCED, acme_binding_new },
	{ MSG_BINDING_REVOKE, SYNCED, acme_binding_revoke },
	{ MSG_ACCOUNT_NEW, SYNCED, acme_account_new },
	{ MSG_ACCOUNT_SET, SYNCED, acme_account_set },
	{ MSG_ACCOUNT_KEY, SYNCED, acme_account_key },
	{ MSG_ORDER_NEW, KEPT, acme_order_new },
	{ MSG_AUTHZ_END, SYNCED, acme_authz_end },
	{ MSG_CHALLENGE, NOTHING, acme_challenge },
	{ MSG_VALIDATED, KEPT, acme_validated },
};

static const struct acme_handler *
find_handler(enum msg_type type)
{
	for (size_t i = 0; i < ARRAY_SIZE(handlers); i++)
		if (handlers[i].type == type)
			return &handlers[i];
	return NULL;
}

int
acme_start(struct signer *s, struct err *err)
{
	struct acme *a = &s->acme;

	return hourly_start(&a->accounts, err) != 0 ||
			       hourly_start(&a->orders, err) != 0 ||
			       hourly_start(&a->failures, err) != 0
		       ? -1
		       : 0;
}

int
acme_switch_on(struct signer *s, const struct conf *before,
	       const struct conf *now, struct err *err)
{
	if (!now->acme_enabled || (before != NULL && before->acme_enabled))
		return 0;
	return store_acme_skip(s->store, LIMIT_ACME_NUMBERS_SKIPPED, err);
}

void
acme_close(struct signer *s)
{
	for (size_t i = 0; i < LIMIT_ACME_A_TURN; i++) {
		buf_free(&s->acme.at[i].record);
		buf_free(&s->acme.at[i].space);
		buf_free(&s->acme.at[i].violations);
	}
	bytes_wipe(s->acme.binding_key, sizeof(s->acme.binding_key));
}

bool
acme_is_for(enum msg_type type)
{
	return find_handler(type) != NULL;
}

bool
acme_has_room(const struct signer *s)
{
	return s->acme.count < LIMIT_ACME_A_TURN;
}

bool
acme_has_work(const struct signer *s)
{
	for (size_t i = 0; i < s->acme.count; i++)
		if (s->acme.at[i].state == ACME_ITEM_TAKEN ||
		    s->acme.at[i].state == ACME_ITEM_MUST_WRITE)
			return true;
	return false;
}

bool
acme_must_sync(const struct signer *s)
{
	for (size_t i = 0; i < s->acme.count; i++) {
		const struct acme_item *it = &s->acme.at[i];

		if (it->state == ACME_ITEM_TAKEN && it->how->worth == SYNCED)
			return true;
	}
	return false;
}

/* The record changes hands: what the message borrows stays where it is. */
void
acme_take(struct signer *s, struct link *l, struct buf *record,
	  const struct msg *m)
{
	struct acme_item *it = &s->acme.at[s->acme.count++];
	struct buf spare = it->record;

	it->record = *record;
	*record = spare;
	it->msg = *m;
	it->how = find_handler(m->type);
	it->state = ACME_ITEM_TAKEN;
	it->link = l;
	it->link_number = l->number;
	it->answer = (struct msg){ 0 };
	it->err = (struct err){ 0 };
	it->retry_after_s = 0;
	buf_clear(&it->space);
	buf_clear(&it->violations);
}

void
acme_done(struct acme_item *it, uint64_t number)
{
	it->answer = (struct msg){ .type = MSG_DONE };
	it->answer.done.number = number;
}

/* ---- the transaction ------------------------------------------------------ */

static int
handle(struct signer *s, struct acme_item *it, int64_t now, struct err *err)
{
	enum acme_item_state state = it->state;

	/* Who hung up meanwhile has no right any more that could be looked at. */
	if (it->link->number != it->link_number || it->link->channel == NULL)
		return err_set(err, ERR_UNREACHABLE, "who asked has gone");
	if (link_check(s, it->link, err) != 0 ||
	    it->how->fn(s, it, now, err) != 0 ||
	    buf_check(&it->space, err) != 0)
		return -1;
	if (it->state == state)
		it->state = ACME_ITEM_DONE;
	return 0;
}

void
acme_ask(struct signer *s, int64_t now)
{
	for (size_t i = 0; i < s->acme.count && !s->storage_failed; i++) {
		struct acme_item *it = &s->acme.at[i];

		if (it->how->worth == NOTHING &&
		    handle(s, it, now, &it->err) != 0)
			it->state = ACME_ITEM_REFUSED;
	}
}

int
acme_keep(struct signer *s, int64_t now, struct err *err)
{
	for (size_t i = 0; i < s->acme.count; i++) {
		struct acme_item *it = &s->acme.at[i];
		uint64_t entries = log_next_index(s->log);

		if (it->state != ACME_ITEM_TAKEN &&
		    it->state != ACME_ITEM_MUST_WRITE)
			continue;
		if (store_savepoint(s->store, err) != 0)
			return -1;
		if (handle(s, it, now, &it->err) == 0) {
			if (store_savepoint_keep(s->store, err) != 0)
				return -1;
			continue;
		}
		/* A fault of the store is not the fault of this request; and an
		 * entry that was appended cannot be taken back alone. */
		if (store_is_broken(s->store) ||
		    log_next_index(s->log) != entries) {
			*err = it->err;
			return -1;
		}
		store_savepoint_undo(s->store);
		it->state = ACME_ITEM_REFUSED;
	}
	return 0;
}

/* ---- answers -------------------------------------------------------------- */

static void
answer_one(struct acme_item *it)
{
	struct msg m = it->answer;

	if (it->state == ACME_ITEM_REFUSED) {
		refused_of(&it->err, it->retry_after_s, it->msg.id, &m);
		m.refused.violations = buf_bytes(&it->violations);
	}
	m.id = it->msg.id;
	/* What the validator says is answered to those who waited for it. */
	if (m.type == 0 || it->link->role == FROM_VALIDATOR ||
	    it->link->number != it->link_number)
		return;
	link_send(it->link, &m);
}

void
acme_answer(struct signer *s, const struct err *why)
{
	for (size_t i = 0; i < s->acme.count; i++) {
		struct acme_item *it = &s->acme.at[i];

		if (why != NULL && it->state != ACME_ITEM_WAITS) {
			it->err = *why;
			it->retry_after_s = 5;
			it->state = ACME_ITEM_REFUSED;
		}
		if (it->state != ACME_ITEM_WAITS)
			answer_one(it);
	}
	s->acme.count = 0;
	if (s->acme.ticket_freed && !s->storage_failed)
		acme_again_begin(s);
}
