/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Takes what waits on the channels. */
#include "acme.h"
#include "batch.h"
#include "dispatch.h"
#include "who.h"

#include "sanca/files.h"
#include "sanca/policy.h"

/* Messages of one control connection in a turn, so that many of them cannot
 * fill the batch. */
#define CONTROL_MESSAGES_A_TURN 4

static bool
is_for_batch(enum msg_type type)
{
	return type == MSG_ISSUE || type == MSG_ISSUE_TLS ||
	       type == MSG_APPROVE || type == MSG_RENEW || type == MSG_FINALIZE;
}

/* What only somebody who breaks the protocol sends. */
static int
check_hashes(struct bytes idempotency, struct bytes status, struct err *err)
{
	if (idempotency.n != 0 && idempotency.n != 32)
		return err_set(err, ERR_MALFORMED,
			       "the Idempotency-Key is no SHA-256");
	if (status.n != 0 && status.n != 32)
		return err_set(err, ERR_MALFORMED,
			       "the hash of the status address is no SHA-256");
	return 0;
}

static int
check_issue(const struct link *l, const struct msg_issue *m, struct err *err)
{
	bool front = l->role == FROM_FRONT;

	if (front ? !door_is_fronts(m->door) : m->door != DOOR_CONTROL)
		return err_set(err, ERR_MALFORMED,
			       "ISSUE through door %u, which is not its own",
			       m->door);
	if (front && (m->requester.n > 0 || m->policy.n > 0))
		return err_set(err, ERR_MALFORMED,
			       "ISSUE names a requester or a policy");
	if (!front && m->credential.n > 0)
		return err_set(
			err, ERR_MALFORMED,
			"ISSUE on the control socket holds a credential");
	return check_hashes(m->idempotency, m->status_hash, err);
}

static int
check_renew(const struct link *l, const struct msg_renew *m, struct err *err)
{
	bool front = l->role == FROM_FRONT;

	if (front ? !door_is_fronts(m->door) && m->door != DOOR_LINK
		  : m->door != DOOR_CONTROL)
		return err_set(err, ERR_MALFORMED,
			       "RENEW through door %u, which is not its own",
			       m->door);
	if ((m->door == DOOR_LINK) != (m->link.n > 0) ||
	    (m->link.n > 0) == (m->serial.n > 0))
		return err_set(err, ERR_MALFORMED,
			       "RENEW by a link holds that alone");
	if (m->credential.n > 0 && (!front || m->link.n > 0))
		return err_set(err, ERR_MALFORMED,
			       "RENEW holds a credential that it may not");
	return check_hashes(m->idempotency, m->status_hash, err);
}

static int
check_approve(const struct link *l, const struct msg_approve *m,
	      struct err *err)
{
	if (l->role != FROM_FRONT && m->credential.n > 0)
		return err_set(
			err, ERR_MALFORMED,
			"APPROVE on the control socket holds a credential");
	return 0;
}

static int
check(const struct link *l, const struct msg *m, struct err *err)
{
	if (m->type == MSG_ISSUE)
		return check_issue(l, &m->issue, err);
	if (m->type == MSG_RENEW)
		return check_renew(l, &m->renew, err);
	if (m->type == MSG_APPROVE)
		return check_approve(l, &m->approve, err);
	return 0;
}

/* Says whether the request joins the batch. */
static bool
join(struct link *l, struct request *r)
{
	struct err err;

	if (check(l, &r->msg, &err) != 0) {
		link_expel(l, &err);
		return false;
	}
	request_reset(r);
	r->link = l;
	r->link_number = l->number;
	if (r->msg.type == MSG_ISSUE)
		r->ask = r->msg.issue;
	return true;
}

/* False when the link has no more, or is no more. */
static bool
receive(struct link *l, struct request *r)
{
	enum channel_result result = CHANNEL_EMPTY;
	struct err err;
	int fd = -1;

	if (channel_receive(l->channel, &r->record, &r->msg, &fd, &result,
			    &err) != 0) {
		link_expel(l, &err);
		return false;
	}
	fd_close(&fd);
	if (result == CHANNEL_CLOSED)
		link_close(l);
	return result == CHANNEL_MESSAGE;
}

/* A password does not stay in a buffer that the next message may not fill. */
static void
forget_password(struct request *r)
{
	if (r->msg.type == MSG_LOGIN || r->msg.type == MSG_REAUTH ||
	    r->msg.type == MSG_LINK_USE)
		bytes_wipe(r->record.p, r->record.n);
}

static void
take_from(struct signer *s, struct link *l, struct batch *b, size_t most)
{
	for (size_t i = 0;
	     i < most && b->count < LIMIT_BATCH && acme_has_room(s); i++) {
		struct request *r = &b->at[b->count];

		if (l->channel == NULL || !receive(l, r))
			return;
		if (!l->greeted)
			dispatch_hello(l, &r->msg);
		else if (r->msg.type == MSG_OCSP)
			ocsp_take(s, l, &r->msg);
		else if (acme_is_for(r->msg.type))
			acme_take(s, l, &r->record, &r->msg);
		else if (!is_for_batch(r->msg.type))
			dispatch(s, l, &r->msg);
		else if (join(l, r))
			b->count++;
		forget_password(r);
	}
}

void
batch_take(struct signer *s, struct batch *b)
{
	b->count = 0;
	for (size_t i = LINK_CONTROL; i < LINK_COUNT; i++)
		take_from(s, &s->links[i], b, CONTROL_MESSAGES_A_TURN);
	take_from(s, &s->links[LINK_VALIDATOR], b, LIMIT_MESSAGES_A_TURN);
	take_from(s, &s->links[LINK_FRONT], b, LIMIT_MESSAGES_A_TURN);
	own_work_join(&s->profile, OWN_PROFILE, b);
	own_work_join(&s->responder.work, OWN_RESPONDER, b);
}
