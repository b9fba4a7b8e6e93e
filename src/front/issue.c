/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* POST /v1/certificates: from a proven request to a logged certificate. */

#include "issue.h"
#include "auth.h"
#include "certificate_out.h"
#include "json_write.h"
#include "judge.h"
#include "routes.h"
#include "waiting.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

enum issue_step { ISSUE_BEGIN, ISSUE_AGAIN, ISSUE_ASKED, ISSUE_PARKED };

/* What has a place in names_encode()'s form: no otherName, nothing outside
 * printable ASCII (a U-label: its A-label is among those granted). */
static bool
has_wire_form(const struct raw_name *n)
{
	uint8_t tag = (uint8_t)(n->tag & ~RAW_NAME_TYPED);

	if (n->value.n == 0 || n->value.n > LIMIT_NAME_BYTES)
		return false;
	if (tag == NAME_IP)
		return n->value.n == 4 || n->value.n == 16;
	if (tag != NAME_DNS && tag != NAME_EMAIL && tag != NAME_URI)
		return false;
	for (size_t i = 0; i < n->value.n; i++)
		if (n->value.p[i] <= 0x20 || n->value.p[i] >= 0x7f)
			return false;
	return true;
}

/* The names as they were asked for, beside those in normal form. */
static void
encode_names(struct work *w)
{
	const struct raw_names *raw =
		w->wishes.has_names ? &w->wishes.names : &w->csr.names;
	struct buf *out = &w->requested_wire;
	uint8_t count = 0;

	buf_clear(out);
	buf_append_u8(out, 0);
	for (size_t i = 0; i < raw->count; i++) {
		const struct raw_name *n = &raw->at[i];

		if (!has_wire_form(n))
			continue;
		buf_append_u8(out, (uint8_t)(n->tag & ~RAW_NAME_TYPED));
		buf_append_u8(out, (uint8_t)n->value.n);
		buf_append_bytes(out, n->value);
		count++;
	}
	if (!out->broken)
		out->p[0] = count;
	buf_clear(&w->names_wire);
	names_encode(&w->names, &w->names_wire);
}

/* Notes for the record; those that do not fit are left out. */
static void
encode_diagnosis(struct work *w)
{
	struct buf *out = &w->diagnosis;

	buf_clear(out);
	buf_append_u8(out, '[');
	for (size_t i = 0; i < w->notes.count; i++) {
		const struct note *n = &w->notes.at[i];

		/* An escaped octet takes six. */
		if (out->n + 6 * strlen(n->text) + 80 > 8192)
			break;
		buf_append_text(out, out->n > 1 ? ",{\"id\":" : "{\"id\":");
		json_text(out, note_id(n->code));
		buf_append_text(out, ",\"text\":");
		json_text(out, n->text);
		buf_append_u8(out, '}');
	}
	buf_append_u8(out, ']');
}

void
work_encode(struct work *w)
{
	encode_names(w);
	encode_diagnosis(w);
}

static enum step
ask_to_issue(struct request *r)
{
	struct work *w = r->work;
	struct msg m = { .type = MSG_ISSUE };
	struct err err;

	encode_names(w);
	encode_diagnosis(w);
	if (waiting_secret_make(r, &err) < 0)
		return reply_err(r, &err);
	if (w->names_wire.broken || w->requested_wire.broken ||
	    w->diagnosis.broken)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	m.issue.generation = r->live->generation;
	m.issue.door = (uint8_t)request_door(r);
	if (r->has_credential)
		m.issue.credential = BYTES_OF(r->credential);
	m.issue.profile = bytes_of_text(w->wishes.profile);
	m.issue.lifetime_s = w->wishes.lifetime_s;
	m.issue.spki = w->csr.key.spki;
	m.issue.names = buf_bytes(&w->names_wire);
	m.issue.names_requested = buf_bytes(&w->requested_wire);
	if (!w->csr.has_password)
		m.issue.csr = buf_bytes(&w->der);
	m.issue.diagnosis = buf_bytes(&w->diagnosis);
	m.issue.contact = bytes_of_text(w->wishes.contact);
	if (w->has_idempotency)
		m.issue.idempotency = BYTES_OF(w->idempotency);
	m.issue.status_hash = BYTES_OF(w->status_hash);
	m.issue.peer = bytes_of_text(r->conn->peer);
	m.issue.request_id = bytes_of_text(r->id);
	r->step = ISSUE_ASKED;
	return request_ask(r, &m);
}

static enum step
judge_and_ask(struct request *r)
{
	struct judges by = { 0 };
	struct err err;

	if (work_read(r->work, &err) < 0 ||
	    judge_policy(r, false, &by, &err) < 0 ||
	    work_judge(r->work, &by, r->live->issuer, &err) < 0) {
		/* An exposed key is blocked, whoever it is. */
		if (r->who.remembered && err.code != ERR_PRIVATE_KEY)
			return judge_ask_again(r, ISSUE_AGAIN);
		return judge_refuse_body(r, &err);
	}
	if (r->work->outcome != POLICY_DENIES)
		return ask_to_issue(r);
	if (r->who.remembered)
		return judge_ask_again(r, ISSUE_AGAIN);
	return judge_refuse_names(r);
}

/* ---- the answer ------------------------------------------------------------------ */

static void
add_notes(struct work *w, const struct msg_issued *m)
{
	char until[32];

	if (m->shortened) {
		clock_show(m->not_after, until);
		notes_add(&w->notes, NOTE_LIFETIME_SHORTENED,
			  "the certificate ends with the CA, at %s", until);
	}
	if (m->key_seen)
		notes_add(&w->notes, NOTE_KEY_REUSED,
			  "this key has an earlier certificate; a new key for "
			  "each is safer");
}

enum step
issue_reply(struct request *r, enum form form)
{
	const struct msg_issued *m = &r->ask.answer.issued;
	char serial[2 * LIMIT_SERIAL_BYTES + 1], disposition[96], index[24];
	char location[sizeof("/v1/certificates/") + sizeof(serial)];
	struct certificate_out out = { .state = "issued",
				       .serial = m->serial,
				       .der = m->certificate,
				       .names = &r->work->names,
				       .not_before = m->not_before,
				       .not_after = m->not_after,
				       .has_private = true,
				       .requester = m->requester,
				       .policy = m->policy,
				       .profile = m->profile,
				       .notes = &r->work->notes,
				       .has_log = true,
				       .log_index = m->log_index,
				       .log_head = m->log_head };
	const char *headers[] = { "Location",
				  location,
				  "Sanca-Serial",
				  serial,
				  "Sanca-Log-Index",
				  index,
				  "Content-Disposition",
				  disposition,
				  m->repeated ? "Idempotent-Replay" : NULL,
				  "true",
				  NULL };
	struct buf body = { 0 };
	struct err err;

	add_notes(r->work, m);
	if (names_decode(m->names, &r->work->names, &err) < 0 ||
	    certificate_out_write(&out, form, r->live, &body, &err) < 0) {
		buf_free(&body);
		return reply_err(r, &err);
	}
	hex_encode(m->serial, serial);
	snprintf(location, sizeof(location), "/v1/certificates/%s", serial);
	snprintf(index, sizeof(index), "%ju", (uintmax_t)m->log_index);
	disposition_write(m->serial, form, disposition);
	COUNT(r->front, issued);
	return reply_body(r, m->repeated ? 200 : 201, form_type(form), &body,
			  headers);
}

enum step
issue_refuse(struct request *r)
{
	struct work *w = r->work;
	const struct msg_refused *m = &r->ask.answer.refused;
	struct problem p = { .err = r->ask.err, .notes = &w->notes, .work = w };
	struct err none;

	if (p.err.code == ERR_UNAUTHORIZED || p.err.code == ERR_FORBIDDEN)
		auth_cache_drop(r->front->auth, r->credential);
	if (p.err.code == ERR_UNAUTHORIZED)
		(void)!err_set(&p.err, ERR_UNAUTHORIZED, AUTH_REFUSAL);
	if (r->ask.state == ASK_ANSWERED) {
		p.retry_after_s = m->retry_after_s;
		if (m->violations.n > 0 &&
		    violations_decode(m->violations, &w->signer, &none) == 0)
			p.violations[0] = &w->signer;
	}
	return reply_problem(r, &p);
}

/* The two processes had different settings: judge anew with those of now. */
static enum step
judge_anew(struct request *r)
{
	if (++r->tries >= LIMIT_GENERATION_TRIES + 1)
		return issue_refuse(r);
	r->step = ISSUE_PARKED;
	return request_park(r);
}

static enum step
take_answer(struct request *r, enum form form)
{
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type == MSG_ISSUED)
		return issue_reply(r, form);
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type == MSG_PENDED)
		return waiting_reply(r);
	if (r->ask.state == ASK_ANSWERED && r->ask.err.code == ERR_GENERATION)
		return judge_anew(r);
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type != MSG_REFUSED)
		return reply_fault(r, ERR_INTERNAL,
				   "the signer gave an answer of another kind");
	return issue_refuse(r);
}

/* Anybody could have sent the same: the answer would be somebody else's address,
 * or a second request that waits. */
static int
check_key(const struct request *r, struct err *err)
{
	if (r->has_credential || !r->work->has_idempotency)
		return 0;
	return err_set(err, ERR_MALFORMED,
		       "an Idempotency-Key needs a token, by which a request "
		       "is known again: leave it out, or send a token");
}

enum step
on_issue(struct request *r)
{
	struct bytes accept = guard_field_get(&r->head, "Accept");
	enum form form = FORM_PEM;
	struct err err;

	/* Before anything is issued: an answer that nobody can read would
	 * be a certificate nobody has. */
	if (accept_choose(accept, &form, &err) < 0)
		return reply_err(r, &err);
	switch ((enum issue_step)r->step) {
	case ISSUE_BEGIN:
		if (judge_options(r, &err) < 0 || check_key(r, &err) < 0)
			return reply_err(r, &err);
		return judge_and_ask(r);
	case ISSUE_AGAIN:
		if (!judge_take_identity(r))
			return STEP_DONE;
		return judge_and_ask(r);
	case ISSUE_PARKED:
		live_drop(&r->live);
		r->live = live_take(&r->front->live);
		return judge_and_ask(r);
	case ISSUE_ASKED:
		return take_answer(r, form);
	}
	return reply_fault(r, ERR_INTERNAL, "a step that there is not");
}
