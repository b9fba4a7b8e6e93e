/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Questions: who is it, where is that certificate, how far is the log. */
#include "dispatch.h"
#include "renew.h"
#include "stored.h"
#include "who.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <string.h>

int
on_auth(struct signer *s, const struct link *l, const struct msg *m,
	struct reply *ret, struct err *err)
{
	struct bytes credential = m->auth.credential;
	struct caller caller = { 0 };

	(void)l;
	if (caller_find(s, credential_door(credential), credential,
			clock_wall_s(), &caller, err) != 0)
		return -1;
	buf_append_text(&ret->space[0], caller.requester.name);
	buf_append_text(&ret->space[1], caller.requester.policy);
	caller_answer(&caller, &ret->msg);
	ret->msg.auth_ok.requester = buf_bytes(&ret->space[0]);
	ret->msg.auth_ok.policy = buf_bytes(&ret->space[1]);
	return 0;
}

/* Administrators see all, others what is theirs or with the right to list. */
static bool
may_see_all(struct signer *s, const struct link *l, const struct msg *m,
	    const struct stored *found)
{
	struct bytes credential = m->find.credential;
	struct caller caller = { 0 };
	struct err ignored;

	if (l->role == FROM_CONTROL)
		return true;
	if (credential.n == 0 ||
	    caller_find(s, credential_door(credential), credential,
			clock_wall_s(), &caller, &ignored) != 0)
		return false;
	return caller.requester.id == found->requester ||
	       (caller.rights & RIGHT_LIST) != 0;
}

static void
move_buf(struct buf *from, struct buf *to)
{
	*to = *from;
	*from = (struct buf){ 0 };
}

static int
add_private(struct signer *s, struct stored *found, struct reply *ret,
	    struct err *err)
{
	struct msg_found *f = &ret->msg.found;
	struct store_requester who = { 0 };
	struct buf *texts = &ret->space[2];

	if (store_requester_by_id(s->store, found->requester, &who, err) != 0)
		return -1;
	buf_append_text(texts, who.name);
	buf_append_text(texts, found->policy);
	buf_append_bytes(texts, buf_bytes(&found->peer));
	buf_append_bytes(texts, buf_bytes(&found->diagnosis));
	if (buf_check(texts, err) != 0)
		return -1;
	f->private_fields = 1;
	f->requester = (struct bytes){ texts->p, strlen(who.name) };
	f->policy = (struct bytes){ texts->p + f->requester.n,
				    strlen(found->policy) };
	f->peer = (struct bytes){ f->policy.p + f->policy.n, found->peer.n };
	f->diagnosis =
		(struct bytes){ f->peer.p + f->peer.n, found->diagnosis.n };
	f->door = (uint8_t)found->door;
	if (found->profile != NULL)
		f->profile = bytes_of_text(found->profile->name);
	move_buf(&found->csr, &ret->space[3]);
	f->csr = buf_bytes(&ret->space[3]);
	return 0;
}

#define FIND_BY_LINK 4

static int
find_number(struct signer *s, const struct msg_find *m, uint64_t *ret,
	    struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	if (m->by == FIND_BY_LINK) {
		base64url_encode(m->value, &text);
		if (buf_check(&text, err) != 0)
			return -1;
		return renew_find_link(s, buf_bytes(&text), clock_wall_s(), ret,
				       err);
	}
	if (m->by < STORE_BY_SERIAL || m->by > STORE_BY_SHA1)
		return err_set(err, ERR_MALFORMED, "FIND by %u", m->by);
	return log_find(s->store, (enum store_by)m->by, m->value, ret, err);
}

int
on_find(struct signer *s, const struct link *l, const struct msg *m,
	struct reply *ret, struct err *err)
{
	CLEANUP(stored_free) struct stored found = { 0 };
	uint64_t id = 0;
	bool all = false;

	if (find_number(s, &m->find, &id, err) != 0 ||
	    stored_load(s->store, id, &found, err) != 0)
		return -1;
	all = may_see_all(s, l, m, &found);
	/* What was never a certificate is nobody's business but theirs. */
	if (found.certificate.n == 0 && !all)
		return err_set(err, ERR_NOT_FOUND, "no such certificate");
	ret->msg.type = MSG_FOUND;
	move_buf(&found.serial, &ret->space[0]);
	move_buf(&found.certificate, &ret->space[1]);
	ret->msg.found.state = (uint8_t)found.state;
	ret->msg.found.serial = buf_bytes(&ret->space[0]);
	ret->msg.found.certificate = buf_bytes(&ret->space[1]);
	ret->msg.found.issued_at = found.issued_at;
	ret->msg.found.log_index = found.log_index;
	ret->msg.found.revoked_at = found.revoked_at;
	ret->msg.found.reason = (uint8_t)found.reason;
	return all ? add_private(s, &found, ret, err) : 0;
}

int
on_log_head(struct signer *s, const struct link *l, const struct msg *m,
	    struct reply *ret, struct err *err)
{
	const struct log_head *head = log_head(s->log);

	(void)l;
	(void)m;
	(void)err;
	ret->msg.type = MSG_HEAD;
	ret->msg.head.size = head->size;
	ret->msg.head.head = bytes_of_text(head->note);
	return 0;
}

int
on_log_proof(struct signer *s, const struct link *l, const struct msg *m,
	     struct reply *ret, struct err *err)
{
	const struct msg_log_proof *ask = &m->log_proof;
	uint64_t size = log_head(s->log)->size;
	uint64_t b = ask->b == 0 ? size : ask->b;
	uint8_t hash[64];

	(void)l;
	if (b > size)
		return err_set(err, ERR_NOT_FOUND,
			       "the log has %ju entries only", (uintmax_t)size);
	if (ask->kind == 1) {
		if (log_prove_inclusion(s->store, ask->a, b, hash, hash + 32,
					&ret->space[0], err) != 0)
			return -1;
	} else if (ask->kind == 2) {
		if (log_prove_consistency(s->store, ask->a, b, hash + 32,
					  &ret->space[0], err) != 0)
			return -1;
	} else {
		return err_set(err, ERR_MALFORMED, "LOG_PROOF of kind %u",
			       ask->kind);
	}
	buf_append(&ret->space[1], hash, sizeof(hash));
	if (buf_check(&ret->space[1], err) != 0)
		return -1;
	ret->msg.type = MSG_PROOF;
	ret->msg.proof.a = ask->a;
	ret->msg.proof.b = b;
	if (ask->kind == 1)
		ret->msg.proof.leaf = (struct bytes){ ret->space[1].p, 32 };
	ret->msg.proof.root = (struct bytes){ ret->space[1].p + 32, 32 };
	ret->msg.proof.hashes = buf_bytes(&ret->space[0]);
	return 0;
}

static void
add_revocation(const struct signer *s, struct msg_status_report *r,
	       struct buf *reason)
{
	struct err alarm = { 0 };

	if (crl_check(s, clock_wall_s(), &alarm) != 0) {
		r->revocation_state = (uint32_t)alarm.code;
		buf_append_text(reason, alarm.text);
		r->revocation_reason = buf_bytes(reason);
	}
	r->crl_number = s->crl.published.number;
	r->crl_entries = s->crl.published.entries;
	r->crl_this_update = s->crl.published.this_update;
	r->crl_next_update = s->crl.published.next_update;
	if (s->responder.key != NULL)
		r->ocsp_not_after = s->responder.not_after;
	r->ocsp_signatures = s->counters.ocsp_signatures;
}

int
on_status(struct signer *s, const struct link *l, const struct msg *m,
	  struct reply *ret, struct err *err)
{
	struct msg_status_report *r = &ret->msg.status_report;
	struct store_counts counts = { 0 };
	struct err reason = { 0 };

	(void)l;
	(void)m;
	if (store_count(s->store, &counts, err) != 0)
		return -1;
	ret->msg.type = MSG_STATUS_REPORT;
	if (signer_may_issue(s, &reason) != 0) {
		r->state = (uint32_t)reason.code;
		buf_append_text(&ret->space[0], reason.text);
		r->reason = buf_bytes(&ret->space[0]);
	}
	r->generation = s->configuration->generation;
	r->started_at = s->started_at;
	r->certificates = counts.certificates;
	r->voids = counts.voids;
	r->refusals = counts.refusals;
	r->entries = log_head(s->log)->size;
	r->batches = s->counters.batches;
	r->commits = s->counters.commits;
	r->signatures = s->counters.signatures;
	r->commit_us = s->counters.commit_us;
	r->wal_bytes = store_wal_bytes(s->store);
	r->ca_not_after = s->issuer->certificate.not_after;
	r->ca_name = bytes_of_text(s->issuer->common_name);
	r->ca_id = bytes_of_text(s->issuer->id);
	add_revocation(s, r, &ret->space[1]);
	return 0;
}
