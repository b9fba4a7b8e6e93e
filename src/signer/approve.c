/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A person approves or refuses what waits. */
#include "approve.h"

#include "batch.h"
#include "dispatch.h"
#include "renew.h"
#include "who.h"

#include "sanca/clock.h"
#include "sanca/logline.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- who decides, about what ---------------------------------------------- */

static int
find_decider(struct signer *s, const struct link *l, struct bytes credential,
	     struct bytes peer, int64_t now, char ret[WHO_BYTES],
	     struct err *err)
{
	struct caller caller = { 0 };

	if (l->role != FROM_FRONT) {
		snprintf(ret, WHO_BYTES, "uid %ju", (uintmax_t)l->uid);
		return link_check(s, l, err);
	}
	/* A person, whatever rights a token was given by an older version. */
	if (caller_find(s, DOOR_CONSOLE, credential, now, &caller, err) != 0 ||
	    caller_check_right(&caller, RIGHT_APPROVE, err) != 0)
		return -1;
	who_show(caller.requester.name, peer, ret);
	return 0;
}

static int
check_waits(const struct store_pending *row, int64_t now, struct err *err)
{
	char when[32] = "";

	if (row->state == PENDING_WAITS && row->expires_at > now)
		return 0;
	if (row->state == PENDING_WAITS || row->state == PENDING_EXPIRED)
		return err_set(err, ERR_CONFLICT,
			       "request %ju has expired: it must be asked for "
			       "anew",
			       (uintmax_t)row->id);
	clock_show(row->decided_at, when);
	return err_set(err, ERR_CONFLICT, "request %ju was %s at %s by %.*s",
		       (uintmax_t)row->id, store_pending_state_name(row->state),
		       when, (int)row->decided_by.n,
		       (const char *)row->decided_by.p);
}

static int
find_waiting(struct signer *s, uint64_t id, int64_t now,
	     struct store_pending *ret, struct err *err)
{
	if (store_pending_get(s->store, id, ret, err) != 0)
		return err->code == ERR_NOT_FOUND
			       ? err_set(err, ERR_NOT_FOUND,
					 "no request waits under number %ju",
					 (uintmax_t)id)
			       : -1;
	return check_waits(ret, now, err);
}

int
approve_check(struct signer *s, const struct request *r, struct err *err)
{
	struct store_pending row = { 0 };

	if (r->approves == 0)
		return 0;
	return find_waiting(s, r->approves, 0, &row, err);
}

/* ---- approving ------------------------------------------------------------ */

/* The store's views do not outlive the next call. */
static int
keep_views(struct request *r, struct bytes *const views[], size_t count,
	   struct err *err)
{
	size_t n = 1;
	size_t at = 0;

	for (size_t i = 0; i < count; i++)
		n += views[i]->n;
	buf_clear(&r->kept);
	if (buf_reserve(&r->kept, n) == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < count; i++) {
		buf_append_bytes(&r->kept, *views[i]);
		views[i]->p = r->kept.p + at;
		at += views[i]->n;
	}
	return buf_check(&r->kept, err);
}

int
request_keep_ask(struct request *r, struct err *err)
{
	struct msg_issue *a = &r->ask;
	struct bytes *const views[] = {
		&a->profile,	     &a->spki, &a->names,
		&a->names_requested, &a->csr,  &a->diagnosis,
		&a->contact,	     &a->peer, &a->request_id,
	};

	return keep_views(r, views, ARRAY_SIZE(views), err);
}

static void
take_row(struct request *r, const struct store_pending *row)
{
	const struct msg_approve *m = &r->msg.approve;

	r->ask = (struct msg_issue){
		.generation = m->generation,
		.door = (uint8_t)row->door,
		.profile = m->profile.n > 0 ? m->profile : row->profile,
		.lifetime_s =
			m->lifetime_s != 0 ? m->lifetime_s : row->lifetime_s,
		.spki = row->spki,
		.names = m->names.n > 0 ? m->names : row->names,
		.names_requested = row->names_requested,
		.csr = row->csr,
		.diagnosis = row->diagnosis,
		.contact = row->contact,
		.peer = row->peer,
		.request_id = row->request_id,
	};
	r->approves = row->id;
	r->replaces = row->replaces;
	r->who.id = row->requester;
	refusal_text(row->policy, r->policy_name, sizeof(r->policy_name));
}

int
admit_approve(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	const struct msg_approve *m = &r->msg.approve;
	struct store_pending row = { 0 };

	if (find_decider(s, r->link, m->credential, m->peer, now, r->decider,
			 err) != 0 ||
	    find_waiting(s, m->pending, now, &row, err) != 0)
		return -1;
	take_row(r, &row);
	if (request_keep_ask(r, err) != 0 ||
	    request_set_owner(s, r, r->who.id, now, err) != 0 ||
	    renew_check_old(s, r->replaces, err) != 0 ||
	    request_set_policy(s, r, bytes_of_text(r->policy_name), err) != 0)
		return -1;
	/* The approver is the person for whom it waited. */
	r->approval = NULL;
	return 0;
}

void
request_show_names(struct signer *s, struct bytes wire, struct buf *out)
{
	struct names *space = &s->scratch[0].requested;
	struct err ignored;

	if (names_decode(wire, space, &ignored) != 0)
		return;
	for (size_t i = 0; i < space->count; i++) {
		if (i > 0)
			buf_append_text(out, ", ");
		name_show(&space->at[i], out);
	}
}

/* What stands in the row, where the approver may have chosen otherwise. */
struct asked_before {
	char profile[LIMIT_LABEL_BYTES + 1];
	char lifetime[24];
};

static int
find_asked(struct signer *s, uint64_t pending, struct asked_before *ret,
	   struct err *err)
{
	struct store_pending row = { 0 };

	if (store_pending_get(s->store, pending, &row, err) != 0)
		return -1;
	refusal_text(row.profile, ret->profile, sizeof(ret->profile));
	snprintf(ret->lifetime, sizeof(ret->lifetime), "%" PRId64,
		 row.lifetime_s);
	return 0;
}

static int
log_approval(struct signer *s, const struct request *r, int64_t now,
	     struct err *err)
{
	CLEANUP(buf_free) struct buf asked = { 0 };
	CLEANUP(buf_free) struct buf granted = { 0 };
	CLEANUP(buf_free) struct buf body = { 0 };
	struct asked_before before = { 0 };
	char number[24], reservation[24], lifetime[24];
	uint64_t index = 0;

	if (find_asked(s, r->approves, &before, err) != 0)
		return -1;
	snprintf(number, sizeof(number), "%" PRIu64, r->approves);
	snprintf(reservation, sizeof(reservation), "%" PRIu64, r->reservation);
	snprintf(lifetime, sizeof(lifetime), "%" PRId64,
		 r->not_after - r->not_before + 1);
	request_show_names(s, r->ask.names_requested, &asked);
	request_show_names(s, buf_bytes(&r->granted), &granted);
	const struct log_detail details[] = {
		{ "pending", bytes_of_text(number) },
		{ "requester", bytes_of_text(r->who.name) },
		{ "names_requested", buf_bytes(&asked) },
		{ "names", buf_bytes(&granted) },
		{ "reservation", bytes_of_text(reservation) },
		{ "word", r->msg.approve.word },
		{ "asked-profile", bytes_of_text(before.profile) },
		{ "asked-lifetime", bytes_of_text(before.lifetime) },
		{ "profile", bytes_of_text(r->profile->name) },
		{ "lifetime", bytes_of_text(lifetime) },
	};
	log_body_administration("approve", bytes_of_text(r->decider), details,
				ARRAY_SIZE(details), &body);
	if (buf_check(&asked, err) != 0 || buf_check(&granted, err) != 0 ||
	    buf_check(&body, err) != 0)
		return -1;
	return log_append(s->log, LOG_ADMINISTRATION, now, buf_bytes(&body),
			  &index, err);
}

int
approve_record(struct signer *s, const struct request *r, int64_t now,
	       struct err *err)
{
	if (store_pending_decide(s->store, r->approves, PENDING_APPROVED, now,
				 bytes_of_text(r->decider), r->msg.approve.word,
				 r->reservation, err) != 0)
		return -1;
	return log_approval(s, r, now, err);
}

/* ---- refusing ------------------------------------------------------------- */

static int
log_refusal(struct signer *s, const struct msg_pending_refuse *ask,
	    const struct store_requester *who, const char *decider,
	    struct bytes asked, uint64_t *ret_index, struct err *err)
{
	char number[24];

	snprintf(number, sizeof(number), "%" PRIu64, ask->pending);
	const struct log_detail details[] = {
		{ "pending", bytes_of_text(number) },
		{ "requester", bytes_of_text(who->name) },
		{ "names_requested", asked },
		{ "word", ask->word },
	};
	return transaction_log_action(s, "pending-refuse",
				      bytes_of_text(decider), details,
				      ARRAY_SIZE(details), ret_index, err);
}

static int
refuse(struct signer *s, const struct msg_pending_refuse *ask,
       const char *decider, struct buf *asked, struct store_requester *ret_who,
       struct err *err)
{
	int64_t now = clock_wall_s();
	struct store_pending row = { 0 };

	if (find_waiting(s, ask->pending, now, &row, err) != 0)
		return -1;
	request_show_names(s, row.names_requested, asked);
	if (buf_check(asked, err) != 0 ||
	    store_requester_by_id(s->store, row.requester, ret_who, err) != 0)
		return -1;
	return store_pending_decide(s->store, ask->pending, PENDING_REFUSED,
				    now, bytes_of_text(decider), ask->word, 0,
				    err);
}

int
on_pending_refuse(struct signer *s, const struct link *l, const struct msg *m,
		  struct reply *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf asked = { 0 };
	const struct msg_pending_refuse *ask = &m->pending_refuse;
	struct store_requester who = { 0 };
	char decider[WHO_BYTES];
	uint64_t index = 0;

	if (find_decider(s, l, ask->credential, ask->peer, clock_wall_s(),
			 decider, err) != 0 ||
	    transaction_begin(s, err) != 0)
		return -1;
	if (refuse(s, ask, decider, &asked, &who, err) != 0) {
		transaction_undo(s);
		return -1;
	}
	if (log_refusal(s, ask, &who, decider, buf_bytes(&asked), &index,
			err) != 0)
		return -1;
	logline(LOGLINE_NOTICE, "request %ju refused by %s",
		(uintmax_t)ask->pending, decider);
	ret->msg.type = MSG_DONE;
	ret->msg.done.number = index;
	return 0;
}
