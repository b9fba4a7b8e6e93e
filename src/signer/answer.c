/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Answers what is done: issued, repeated or refused. */
#include "batch.h"
#include "pend.h"

#include "sanca/logline.h"

static void
answer_issued(const struct signer *s, const struct request *r, struct msg *m)
{
	*m = (struct msg){ .type = MSG_ISSUED, .id = r->msg.id };
	m->issued.serial = BYTES_OF(r->serial);
	m->issued.certificate = buf_bytes(&r->certificate);
	m->issued.names = buf_bytes(&r->granted);
	m->issued.profile = bytes_of_text(r->profile->name);
	m->issued.requester = bytes_of_text(r->who.name);
	m->issued.policy = bytes_of_text(r->policy_name);
	m->issued.not_before = r->not_before;
	m->issued.not_after = r->not_after;
	m->issued.shortened = r->shortened;
	m->issued.repeated = r->state == REQUEST_REPEATED;
	m->issued.key_seen = r->key_seen;
	m->issued.log_index = r->log_index;
	m->issued.log_head = bytes_of_text(log_head(s->log)->note);
}

static void
answer_refused(const struct request *r, struct msg *m)
{
	refused_of(&r->err, r->retry_after_s, r->msg.id, m);
	m->refused.violations = buf_bytes(&r->violations);
}

/* Our own troubles are no refusals of the request. */
static bool
is_refusal(enum err_code code)
{
	return err_info(code)->http_status < 500;
}

void
request_note_refusal(struct signer *s, const struct request *r)
{
	struct refusal refusal = { .door = r->ask.door };

	if (r->own_key)
		logline(LOGLINE_ERROR,
			"ALARM: requester %s wants a key of the CA itself "
			"certified",
			r->who.name);
	else if (r->err.code == ERR_BAD_PUBLIC_KEY ||
		 r->err.code == ERR_INTERNAL)
		logline_err(LOGLINE_WARNING, &r->err, "requester %s",
			    r->who.name);
	/* What an approver chose is not what the asker did. */
	if (r->who.id == 0 || r->approves != 0 || !is_refusal(r->err.code))
		return;
	refusal_text(bytes_of_text(r->who.name), refusal.requester,
		     sizeof(refusal.requester));
	refusal_text(bytes_of_text(err_info(r->err.code)->type), refusal.code,
		     sizeof(refusal.code));
	refusal_text(bytes_of_text(r->err.text), refusal.reason,
		     sizeof(refusal.reason));
	refusal_text(r->ask.peer, refusal.peer, sizeof(refusal.peer));
	refusal_text(r->ask.request_id, refusal.request_id,
		     sizeof(refusal.request_id));
	refusals_add(&s->refusals, r->who.id,
		     s->configuration->conf->refusals_logged_per_minute,
		     &refusal);
}

static bool
answer_of(struct signer *s, struct request *r, struct msg *m)
{
	switch (r->state) {
	case REQUEST_PENDED:
		pend_answer(r, m);
		return true;
	case REQUEST_LOGGED:
	case REQUEST_REPEATED:
		if (r->pending != 0) {
			pend_answer(r, m);
			return true;
		}
		answer_issued(s, r, m);
		return true;
	case REQUEST_REFUSED:
		request_note_refusal(s, r);
		answer_refused(r, m);
		return true;
	case REQUEST_TAKEN:
	case REQUEST_ADMITTED:
	case REQUEST_PREPARED:
	case REQUEST_PENDS:
	case REQUEST_RESERVED:
	case REQUEST_SIGNED:
	case REQUEST_UNSIGNED:
	case REQUEST_DONE:
		break;
	}
	return false;
}

void
batch_answer(struct signer *s, struct batch *b)
{
	struct link *l = NULL;
	size_t waiting = 0;

	/* Runs of answers for one channel leave together. */
	for (size_t i = 0; i < b->count; i++) {
		struct request *r = &b->at[i];

		if (r->own != OWN_NONE) {
			own_work_finish(s, r);
			continue;
		}
		if (r->link != l) {
			if (waiting > 0)
				link_send_many(l, s->answers, waiting);
			waiting = 0;
			l = r->link;
		}
		if (!answer_of(s, r, &s->answers[waiting]))
			continue;
		r->state = REQUEST_DONE;
		if (r->link_number == l->number)
			waiting++;
	}
	if (waiting > 0)
		link_send_many(l, s->answers, waiting);
}

void
batch_fail(struct batch *b, const struct err *why)
{
	for (size_t i = 0; i < b->count; i++) {
		struct request *r = &b->at[i];

		if (r->state == REQUEST_DONE || r->state == REQUEST_REFUSED ||
		    r->state == REQUEST_REPEATED)
			continue;
		request_refuse(r, why);
		r->retry_after_s = 5;
	}
}
