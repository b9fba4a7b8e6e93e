/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Requests that wait for a person: kept within bounds, found again, ended. */
#include "pend.h"

#include "approve.h"
#include "batch.h"
#include "stored.h"
#include "who.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- found again ---------------------------------------------------------- */

static bool
is_same(const struct store_pending *row, const struct request *r)
{
	return row->requester == r->who.id && row->replaces == r->replaces &&
	       row->lifetime_s == r->ask.lifetime_s &&
	       bytes_equal(row->profile, r->ask.profile) &&
	       bytes_equal(row->spki, r->ask.spki) &&
	       bytes_equal(row->names, r->ask.names);
}

static void
take_waiting(struct request *r, const struct store_pending *row)
{
	r->pending = row->id;
	r->pending_ends = row->expires_at;
	refusal_text(row->policy, r->policy_name, sizeof(r->policy_name));
	refusal_text(row->why, r->why.text, sizeof(r->why.text));
	r->state = REQUEST_REPEATED;
}

static int
take_decided(struct signer *s, struct request *r,
	     const struct store_pending *row, struct err *err)
{
	if (row->state == PENDING_REFUSED)
		return err_set(err, ERR_FORBIDDEN,
			       "a person has refused this request%s%.*s",
			       row->word.n > 0 ? ": " : "", (int)row->word.n,
			       (const char *)row->word.p);
	if (row->state == PENDING_EXPIRED || row->reservation == 0)
		return err_set(err, ERR_CONFLICT,
			       "this request has expired before a person "
			       "looked at it: ask anew");
	return request_take_stored(s, r, row->reservation, err);
}

int
pend_repeat(struct signer *s, struct request *r, struct err *err)
{
	struct store_pending row = { 0 };

	if (r->ask.status_hash.n == 0)
		return 0;
	if (store_pending_by_hash(s->store, r->ask.status_hash, &row, err) != 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	if (!is_same(&row, r))
		return err_set(err, ERR_CONFLICT,
			       "this Idempotency-Key was used for another "
			       "request (other key, names, profile or "
			       "lifetime)");
	if (row.state != PENDING_WAITS)
		return take_decided(s, r, &row, err);
	take_waiting(r, &row);
	return 0;
}

/* ---- kept ----------------------------------------------------------------- */

static int
check_renewal(struct signer *s, const struct request *r, struct err *err)
{
	struct store_pending row = { 0 };

	if (r->replaces == 0)
		return 0;
	if (store_pending_by_replaces(s->store, r->replaces, &row, err) != 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	return err_set(err, ERR_CONFLICT,
		       "a renewal of this certificate waits already, under "
		       "number %ju",
		       (uintmax_t)row.id);
}

static int
check_bounds(struct signer *s, struct request *r, struct err *err)
{
	uint64_t most = s->configuration->conf->pending_per_address;
	uint64_t all = 0;
	uint64_t of_peer = 0;

	if (store_pending_count(s->store, r->ask.peer, &all, &of_peer, err) !=
	    0)
		return -1;
	r->retry_after_s = 3600;
	if (all >= LIMIT_PENDING)
		return err_set(err, ERR_RATE_LIMITED,
			       "%d requests wait for a person already; come "
			       "again when some of them are decided",
			       LIMIT_PENDING);
	if (r->link->role == FROM_FRONT && of_peer >= most)
		return err_set(err, ERR_RATE_LIMITED,
			       "%ju requests from this address wait already "
			       "(pending-per-address); come again when some of "
			       "them are decided",
			       (uintmax_t)of_peer);
	r->retry_after_s = 60;
	if (!share_take(&s->pended, r->who.id, LIMIT_PENDED_A_MINUTE))
		return err_set(err, ERR_RATE_LIMITED,
			       "more than %d requests a minute cannot begin to "
			       "wait",
			       LIMIT_PENDED_A_MINUTE);
	r->retry_after_s = 0;
	return 0;
}

static int
add_row(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	int64_t lifetime_s = s->configuration->conf->pending_lifetime_s;
	struct store_pending row = {
		.status_hash = r->ask.status_hash,
		.requester = r->who.id,
		.policy = bytes_of_text(r->policy_name),
		.asked_at = now,
		.expires_at = now + lifetime_s,
		.door = r->ask.door,
		.peer = r->ask.peer,
		.request_id = r->ask.request_id,
		.contact = r->ask.contact,
		.profile = r->ask.profile,
		.lifetime_s = r->ask.lifetime_s,
		.spki = r->ask.spki,
		.names = buf_bytes(&r->granted),
		.names_requested = r->ask.names_requested,
		.csr = r->ask.csr,
		.diagnosis = r->ask.diagnosis,
		.why = bytes_of_text(r->why.text),
		.replaces = r->replaces,
	};

	if (store_savepoint(s->store, err) != 0)
		return -1;
	if (store_pending_add(s->store, &row, &r->pending, err) != 0) {
		store_savepoint_undo(s->store);
		return -1;
	}
	r->pending_ends = row.expires_at;
	return store_savepoint_keep(s->store, err);
}

int
pend_keep(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	if (pend_repeat(s, r, err) != 0)
		return -1;
	if (r->state == REQUEST_REPEATED)
		return 0;
	if (check_renewal(s, r, err) != 0 || check_bounds(s, r, err) != 0 ||
	    add_row(s, r, now, err) != 0)
		return -1;
	r->state = REQUEST_PENDED;
	return 0;
}

static int
log_waiting(struct signer *s, const char *action, const char *who,
	    const struct store_pending *row, struct bytes requester,
	    int64_t now, struct err *err)
{
	CLEANUP(buf_free) struct buf names = { 0 };
	char number[24];
	uint64_t index = 0;

	snprintf(number, sizeof(number), "%" PRIu64, row->id);
	request_show_names(s, row->names, &names);
	if (buf_check(&names, err) != 0)
		return -1;
	const struct log_detail details[] = {
		{ "pending", bytes_of_text(number) },
		{ "requester", requester },
		{ "peer", row->peer },
		{ "names", buf_bytes(&names) },
	};

	return transaction_add_action(s, action, bytes_of_text(who), details,
				      ARRAY_SIZE(details), now, &index, err);
}

int
pend_record(struct signer *s, const struct request *r, int64_t now,
	    struct err *err)
{
	const struct store_pending row = {
		.id = r->pending,
		.peer = r->ask.peer,
		.names = buf_bytes(&r->granted),
	};
	char who[WHO_BYTES];

	who_show(r->who.name, r->ask.peer, who);
	return log_waiting(s, "pend", who, &row, bytes_of_text(r->who.name),
			   now, err);
}

void
pend_answer(const struct request *r, struct msg *ret)
{
	*ret = (struct msg){ .type = MSG_PENDED, .id = r->msg.id };
	ret->pended.pending = r->pending;
	ret->pended.expires_at = r->pending_ends;
	ret->pended.requester = bytes_of_text(r->who.name);
	ret->pended.policy = bytes_of_text(r->policy_name);
	ret->pended.why = text_first(bytes_of_text(r->why.text), 640);
}

/* ---- ended ---------------------------------------------------------------- */

/* Another look into the store, which ends the views of the row. */
static int
find_name(struct signer *s, uint64_t requester, struct store_requester *ret,
	  struct store_pending *row, int64_t now, struct err *err)
{
	if (store_requester_by_id(s->store, requester, ret, err) != 0)
		return -1;
	return store_pending_expired(s->store, now, row, err);
}

/* ERR_NOT_FOUND: there is none. */
static int
expire_one(struct signer *s, int64_t now, struct err *err)
{
	struct store_requester who = { 0 };
	struct store_pending row = { 0 };
	uint64_t id = 0;

	if (store_pending_expired(s->store, now, &row, err) != 0 ||
	    find_name(s, row.requester, &who, &row, now, err) != 0)
		return -1;
	id = row.id;
	if (log_waiting(s, "pending-expired", "sanca-signer", &row,
			bytes_of_text(who.name), now, err) != 0)
		return -1;
	return store_pending_decide(s->store, id, PENDING_EXPIRED, now,
				    (struct bytes){ 0 }, (struct bytes){ 0 }, 0,
				    err);
}

/* How many. */
static int
expire(struct signer *s, int64_t now, unsigned *ret, struct err *err)
{
	unsigned count = 0;

	while (count < LIMIT_PENDING_SWEPT) {
		if (expire_one(s, now, err) != 0) {
			if (err->code != ERR_NOT_FOUND)
				return -1;
			break;
		}
		count++;
	}
	*ret = count;
	return 0;
}

static int
sweep(struct signer *s, int64_t now, int64_t kept_since, struct err *err)
{
	unsigned expired = 0;

	if (transaction_begin(s, err) != 0)
		return -1;
	if (expire(s, now, &expired, err) == 0 &&
	    store_pending_forget(s->store, kept_since, LIMIT_PENDING_SWEPT,
				 err) == 0 &&
	    (expired > 0 ? transaction_commit(s, now, err)
			 : store_commit(s->store, err)) == 0)
		return 0;
	transaction_fail(s, err);
	return -1;
}

void
pend_look(struct signer *s)
{
	int64_t now = clock_wall_s();
	int64_t kept_since = now - INT64_C(86400) * LIMIT_PENDING_KEPT_DAYS;
	struct err err;
	bool due = false;

	/* With a clock that is in doubt nothing ends by it. */
	if (s->storage_failed || clock_guard_check(&s->clock, &err) != 0 ||
	    store_pending_is_due(s->store, now, kept_since, &due, &err) != 0 ||
	    !due)
		return;
	(void)!sweep(s, now, kept_since, &err);
}
