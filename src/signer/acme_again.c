/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Challenges that are begun, as their rows say, and not decided: they wait for room,
 * take long, or nothing could be looked at. They are tried again, so often. */
#include "acme.h"

#include "signer.h"

#include "sanca/clock.h"

#include <stdio.h>

/* authz 0: an empty place. */
static struct acme_begun *
find_place(struct signer *s, uint64_t authz)
{
	for (size_t i = 0; i < LIMIT_VALIDATIONS_BEGUN; i++)
		if (s->acme.begun[i].authz == authz)
			return &s->acme.begun[i];
	return NULL;
}

struct acme_begun *
acme_again_find(struct signer *s, uint64_t authz)
{
	return s->acme.begun_count > 0 ? find_place(s, authz) : NULL;
}

bool
acme_again_has_room(const struct signer *s, uint64_t account, unsigned spare)
{
	unsigned of_account = 0;

	for (size_t i = 0; i < LIMIT_VALIDATIONS_BEGUN; i++) {
		const struct acme_begun *b = &s->acme.begun[i];

		of_account += b->authz != 0 && b->account == account;
	}
	return s->acme.begun_count + spare < LIMIT_VALIDATIONS_BEGUN &&
	       of_account < LIMIT_VALIDATIONS_BEGUN_EACH;
}

void
acme_again_add(struct signer *s, uint64_t authz, uint64_t account,
	       const char *peer, unsigned tries)
{
	struct acme_begun *b = acme_again_find(s, authz);

	if (b == NULL) {
		b = find_place(s, 0);
		if (b == NULL)
			return;
		s->acme.begun_count++;
	}
	*b = (struct acme_begun){ .authz = authz,
				  .account = account,
				  .tries = tries };
	snprintf(b->peer, sizeof(b->peer), "%s", peer);
}

bool
acme_again_later(struct acme_begun *b)
{
	b->due_ms = clock_monotonic_ms() +
		    (int64_t)b->tries * LIMIT_VALIDATION_AGAIN_MS;
	return b->tries < LIMIT_VALIDATION_TRIES;
}

/* ---- begun again ------------------------------------------------------------- */

/* Decided, ended, expired, or what should have written it failed. */
static bool
is_open(const struct acme_authz *row)
{
	return row->state == ACME_PENDING && row->method != ACME_NONE &&
	       row->expires_at > clock_wall_s();
}

static int
try_again(struct signer *s, struct acme_begun *b, struct acme_ticket *t,
	  struct err *err)
{
	struct acme_authz row = { 0 };

	if (store_authz_get(s->store, b->authz, &row, err) != 0 &&
	    err->code != ERR_NOT_FOUND)
		return -1;
	if (!is_open(&row)) {
		*b = (struct acme_begun){ 0 };
		s->acme.begun_count--;
		return 0;
	}
	b->is_over = false;
	if (t == NULL)
		return 0;
	if (acme_ticket_send(s, &row, row.method, t, err) != 0) {
		*t = (struct acme_ticket){ 0 };
		return -1;
	}
	t->again = true;
	snprintf(t->peer, sizeof(t->peer), "%s", b->peer);
	b->tries++;
	return 0;
}

/* Those that stand after the last one come first, so that each has its turn. */
void
acme_again_begin(struct signer *s)
{
	int64_t now_ms = clock_monotonic_ms();
	size_t first = s->acme.begun_next;
	struct err err;

	s->acme.ticket_freed = false;
	for (size_t i = 0;
	     s->acme.begun_count > 0 && i < LIMIT_VALIDATIONS_BEGUN; i++) {
		size_t at = (first + i) % LIMIT_VALIDATIONS_BEGUN;
		struct acme_begun *b = &s->acme.begun[at];
		struct acme_ticket *t = NULL;

		if (b->authz == 0 || b->due_ms > now_ms ||
		    acme_ticket_of(s, b->authz) != NULL)
			continue;
		if (b->tries < LIMIT_VALIDATION_TRIES &&
		    acme_ticket_may_send(s))
			t = acme_ticket_place(s, b->account, true);
		if (t == NULL && !b->is_over)
			continue;
		if (try_again(s, b, t, &err) != 0)
			return;
		s->acme.begun_next = at + 1;
	}
}

/* ---- given up ---------------------------------------------------------------- */

static bool
is_last(struct signer *s, const struct acme_begun *b)
{
	return b->authz != 0 && b->tries >= LIMIT_VALIDATION_TRIES &&
	       !b->is_over && acme_ticket_of(s, b->authz) == NULL;
}

static int
write_given_up(struct signer *s, struct err *err)
{
	struct msg_validated m = {
		.error = bytes_of_text("serverInternal"),
		.words = bytes_of_text("sanca-validator ended or did not "
				       "answer each time that this was tried: "
				       "make a new order later"),
	};

	for (size_t i = 0; i < LIMIT_VALIDATIONS_BEGUN; i++) {
		struct acme_begun *b = &s->acme.begun[i];
		struct acme_ticket t = { .authz = b->authz };

		if (!is_last(s, b))
			continue;
		snprintf(t.peer, sizeof(t.peer), "%s", b->peer);
		if (acme_decide(s, &t, &m, clock_wall_s(), err) != 0 &&
		    err->code != ERR_NOT_FOUND)
			return -1;
	}
	return store_commit(s->store, err);
}

static void
give_up(struct signer *s)
{
	struct err err;
	size_t count = 0;

	for (size_t i = 0; i < LIMIT_VALIDATIONS_BEGUN; i++)
		count += is_last(s, &s->acme.begun[i]);
	if (count == 0 || transaction_begin_light(s, &err) != 0)
		return;
	if (write_given_up(s, &err) != 0) {
		transaction_fail(s, &err);
		return;
	}
	for (size_t i = 0; i < LIMIT_VALIDATIONS_BEGUN; i++)
		s->acme.begun[i].is_over |= is_last(s, &s->acme.begun[i]);
}

/* ---- each second ------------------------------------------------------------- */

/* By an earlier run of ours. */
static void
read_begun(struct signer *s)
{
	struct acme_authz row = { 0 };
	struct err err;

	while (!s->acme.begun_is_read &&
	       s->acme.begun_count < LIMIT_VALIDATIONS_BEGUN) {
		if (store_authz_tried(s->store, s->acme.begun_read,
				      clock_wall_s(), &row, &err) != 0) {
			s->acme.begun_is_read = err.code == ERR_NOT_FOUND;
			return;
		}
		s->acme.begun_read = row.id;
		if (acme_again_find(s, row.id) == NULL)
			acme_again_add(s, row.id, row.account, "", 0);
	}
}

void
acme_again_look(struct signer *s)
{
	read_begun(s);
	give_up(s);
	acme_again_begin(s);
}
