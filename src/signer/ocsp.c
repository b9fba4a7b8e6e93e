/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Says how certificates stand, signed by the responder (RFC 6960). */
#include "signer.h"

#include "sanca/clock.h"
#include "sanca/serial.h"

/* Each takes some 50 us. */
#define OCSP_SHARED 4

/* One turn's work: times and state are the same for all of it. */
struct ocsp_work {
	struct signer *s;
	size_t count;
	struct ocsp_fields common;
};

static struct ocsp_ask *
ask_at(struct ocsp_queue *q, size_t i)
{
	return &q->at[(q->first + i) % LIMIT_OCSP_WAITING];
}

/* ---- taking ------------------------------------------------------------------ */

/* Takes the list apart; each single gets its CertID. */
static int
read_cert_ids(struct ocsp_ask *a, struct bytes in, struct err *err)
{
	for (a->count = 0; in.n > 0; a->count++) {
		size_t n = in.p[0];

		if (a->count == LIMIT_OCSP_CERTS || n == 0 || n > in.n - 1)
			return err_set(err, ERR_MALFORMED,
				       "OCSP: the list of CertIDs");
		a->singles[a->count] = (struct ocsp_single){
			.cert_id = { in.p + 1, n },
			.status = OCSP_UNKNOWN,
		};
		in = (struct bytes){ in.p + 1 + n, in.n - 1 - n };
	}
	if (a->count == 0)
		return err_set(err, ERR_MALFORMED, "OCSP without a CertID");
	return 0;
}

static int
keep_question(struct ocsp_ask *a, const struct msg_ocsp *m, struct err *err)
{
	struct bytes ids;

	buf_clear(&a->question);
	buf_append_bytes(&a->question, m->cert_ids);
	buf_append_bytes(&a->question, m->nonce);
	if (buf_check(&a->question, err) != 0)
		return -1;
	ids = (struct bytes){ a->question.p, m->cert_ids.n };
	a->nonce = (struct bytes){ a->question.p + ids.n, m->nonce.n };
	return read_cert_ids(a, ids, err);
}

static void
refuse(struct link *l, uint64_t id, const struct err *err)
{
	struct msg answer;

	refused_of(err, 1, id, &answer);
	link_send(l, &answer);
}

void
ocsp_take(struct signer *s, struct link *l, const struct msg *m)
{
	struct ocsp_ask *a = ask_at(&s->ocsp, s->ocsp.count);
	struct err err = { 0 };

	if (s->ocsp.count == LIMIT_OCSP_WAITING) {
		(void)!err_set(&err, ERR_UNAVAILABLE,
			       "%d OCSP questions wait already",
			       LIMIT_OCSP_WAITING);
		refuse(l, m->id, &err);
		return;
	}
	if (keep_question(a, &m->ocsp, &err) != 0) {
		if (err.code == ERR_MALFORMED)
			link_expel(l, &err);
		else
			refuse(l, m->id, &err);
		return;
	}
	a->link = l;
	a->link_number = l->number;
	a->id = m->id;
	s->ocsp.count++;
}

/* ---- looking up ---------------------------------------------------------------- */

static int
look_up(struct signer *s, struct ocsp_single *single, bool *ret_is_ours,
	struct err *err)
{
	struct store_standing standing = { 0 };
	struct cert_id id;

	if (cert_id_parse(single->cert_id, &id, err) != 0)
		return -1;
	if (!ocsp_issuer_is(&s->ocsp_issuer, &id))
		return 0;
	*ret_is_ours = true;
	/* The serial says which row; the row decides whether it is its own. */
	if (store_standing_get(s->store,
			       serial_number_get(s->serial_secret, id.serial),
			       &standing, err) != 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	if (!bytes_equal(standing.serial, id.serial))
		return 0;
	if (standing.is_revoked) {
		single->status = OCSP_REVOKED;
		single->revoked_at = standing.revoked_at;
		single->reason = standing.reason;
	} else if (standing.is_issued) {
		single->status = OCSP_GOOD;
	}
	return 0;
}

static int
look_up_all(struct signer *s, struct ocsp_ask *a, struct err *err)
{
	bool is_ours = false;

	for (size_t i = 0; i < a->count; i++)
		if (look_up(s, &a->singles[i], &is_ours, err) != 0)
			return -1;
	if (!is_ours)
		return err_set(err, ERR_NOT_FOUND,
			       "these certificates are of another issuer");
	return 0;
}

/* ---- signing --------------------------------------------------------------------- */

static void
sign_one(void *ctx, size_t index, unsigned slot)
{
	struct ocsp_work *w = ctx;
	struct ocsp_ask *a = ask_at(&w->s->ocsp, index);
	struct ocsp_fields fields = w->common;

	if (a->err.code != ERR_NONE)
		return;
	fields.singles = a->singles;
	fields.count = a->count;
	fields.nonce = a->nonce;
	if (ocsp_response_write(&fields, w->s->responder.key, slot,
				&a->response, &a->err) == 0)
		a->err.code = ERR_NONE;
}

/* Certificates that the clock would be wrong for do not get answers of now
 * either. */
static int
check_turn(struct signer *s, int64_t now, struct err *err)
{
	if (clock_guard_check(&s->clock, err) != 0)
		return -1;
	return responder_check(s, now, err);
}

static void
set_times(const struct signer *s, int64_t now, struct ocsp_fields *ret)
{
	int64_t life = s->configuration->conf->ocsp_lifetime_s;

	*ret = (struct ocsp_fields){
		.produced_at = now,
		.this_update = now - LIMIT_CLOCK_SKEW_S,
		.next_update = now + life,
		.certificate = buf_bytes(&s->responder.certificate),
	};
	/* Who checks later could not check the signature. */
	if (ret->next_update > s->responder.not_after)
		ret->next_update = s->responder.not_after;
}

static void
prepare(struct ocsp_work *w, int64_t now)
{
	struct err turn_err = { 0 };
	bool may_sign = check_turn(w->s, now, &turn_err) == 0;

	set_times(w->s, now, &w->common);
	for (size_t i = 0; i < w->count; i++) {
		struct ocsp_ask *a = ask_at(&w->s->ocsp, i);

		a->err.code = ERR_NONE;
		buf_clear(&a->response);
		if (!may_sign)
			a->err = turn_err;
		else if (look_up_all(w->s, a, &a->err) == 0)
			a->err.code = ERR_NONE;
	}
}

/* ---- answering --------------------------------------------------------------------- */

/* Only what stays as it is until somebody revokes something: an unknown serial
 * may be issued in a moment. */
static bool
may_be_kept(const struct ocsp_ask *a)
{
	return a->count == 1 && a->nonce.n == 0 &&
	       a->singles[0].status != OCSP_UNKNOWN;
}

static void
answer_of(const struct ocsp_work *w, const struct ocsp_ask *a, struct msg *m)
{
	if (a->err.code != ERR_NONE) {
		refused_of(&a->err, 1, a->id, m);
		return;
	}
	*m = (struct msg){ .type = MSG_OCSP_ANSWER, .id = a->id };
	m->ocsp_answer.response = buf_bytes(&a->response);
	m->ocsp_answer.keep = may_be_kept(a);
	m->ocsp_answer.this_update = w->common.this_update;
	m->ocsp_answer.next_update = w->common.next_update;
	m->ocsp_answer.as_of = w->s->revocations.newest;
	w->s->counters.ocsp_signatures++;
}

/* All are the front's; one that came over an earlier channel is dropped. */
static void
answer_all(struct ocsp_work *w)
{
	struct signer *s = w->s;
	struct link *front = &s->links[LINK_FRONT];
	size_t n = 0;

	for (size_t i = 0; i < w->count; i++) {
		const struct ocsp_ask *a = ask_at(&s->ocsp, i);

		if (a->link_number == front->number)
			answer_of(w, a, &s->answers[n++]);
	}
	link_send_many(front, s->answers, n);
}

void
ocsp_turn(struct signer *s, bool busy)
{
	struct ocsp_work w = { .s = s, .count = s->ocsp.count };

	if (busy && w.count > LIMIT_OCSP_A_TURN)
		w.count = LIMIT_OCSP_A_TURN;
	if (w.count == 0)
		return;
	prepare(&w, clock_wall_s());
	pool_run(s->pool, sign_one, &w, w.count, OCSP_SHARED);
	answer_all(&w);
	s->ocsp.first = (s->ocsp.first + w.count) % LIMIT_OCSP_WAITING;
	s->ocsp.count -= w.count;
}

void
ocsp_queue_clear(struct ocsp_queue *q)
{
	for (size_t i = 0; i < LIMIT_OCSP_WAITING; i++) {
		buf_free(&q->at[i].question);
		buf_free(&q->at[i].response);
	}
}
