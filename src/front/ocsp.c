/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* OCSP over HTTP (RFC 6960 appendix A, RFC 5019): from the cache, or asked. */

#include "ocsp_cache.h"
#include "ocsp_path.h"
#include "reply.h"
#include "routes.h"
#include "work.h"

#include "sanca/clock.h"

#include <string.h>

/* Most requests are answered by begin() alone, without a line in the log and
 * without memory but what the library needs: this is asked for with each TLS
 * connection of others. */
enum ocsp_step { OCSP_BEGIN, OCSP_ASKED };
/* What is revoked while the signer answers is asked for again. */
#define OCSP_TRIES 4

/* Status 200 too: the fault is told in the protocol of the client. */
static enum step
reply_status(struct request *r, enum ocsp_response_status status)
{
	struct buf body = { 0 };

	COUNT(r->front, ocsp_errors);
	buf_append_bytes(&body, ocsp_error_response(status));
	return reply_body(r, 200, OCSP_TYPE, &body, NULL);
}

static enum step
reply_answer(struct request *r, struct bytes response)
{
	struct buf body = { 0 };

	COUNT(r->front, ocsp_signed);
	buf_append_bytes(&body, response);
	return reply_body(r, 200, OCSP_TYPE, &body, NULL);
}

static void
serve(void *ctx, struct dated *answer)
{
	(void)reply_dated(ctx, answer);
}

static bool
can_be_kept(const struct ocsp_request *q)
{
	return q->count == 1 && q->is_plain;
}

/* Not by a front that is about to end: the signer may count it as gone already,
 * and no longer wait for it when something is revoked. */
static enum ocsp_cached
serve_kept(struct request *r, const struct ocsp_request *q, bool may_renew)
{
	enum ocsp_cached found = OCSP_CACHED_NO;

	if (!can_be_kept(q) || atomic_load(&r->front->draining))
		return OCSP_CACHED_NO;
	found = ocsp_cache_serve(r->front->ocsp, &q->at[0], clock_wall_s(),
				 may_renew, serve, r);
	if (found == OCSP_CACHED_SERVED)
		COUNT(r->front, ocsp_kept);
	return found;
}

/* The signer cannot be asked: what is kept counts until its time is over. */
static enum step
reply_without_signer(struct request *r, const struct ocsp_request *q,
		     enum ocsp_response_status status)
{
	if (serve_kept(r, q, false) == OCSP_CACHED_SERVED)
		return STEP_DONE;
	return reply_status(r, status);
}

/* ---- asking ------------------------------------------------------------------ */

static void
wake(void *ctx)
{
	struct request *r = ctx;

	atomic_fetch_sub(&r->front->ocsp_waiting, 1);
	request_wake(r);
}

static enum step
ask(struct request *r, const struct ocsp_request *q)
{
	uint8_t ids[LIMIT_OCSP_CERTS * (LIMIT_CERT_ID_BYTES + 1)];
	struct msg m = { .type = MSG_OCSP };
	struct err err;
	size_t n = 0;

	for (size_t i = 0; i < q->count; i++) {
		struct bytes id = q->at[i].whole;

		ids[n++] = (uint8_t)id.n;
		memcpy(ids + n, id.p, id.n);
		n += id.n;
	}
	m.ocsp.cert_ids = (struct bytes){ ids, n };
	m.ocsp.nonce = q->nonce;
	r->step = OCSP_ASKED;
	r->ask.wake = wake;
	r->ask.ctx = r;
	if (atomic_fetch_add(&r->front->ocsp_waiting, 1) < LIMIT_OCSP_WAITING &&
	    signer_ask(r->front->signer, &r->ask, &m, request_suspend, &err) ==
		    0)
		return STEP_WAIT;
	atomic_fetch_sub(&r->front->ocsp_waiting, 1);
	return reply_without_signer(r, q, OCSP_TRY_LATER);
}

static bool
is_about_us(const struct request *r, const struct ocsp_request *q)
{
	bool any = false;

	for (size_t i = 0; i < q->count; i++) {
		/* Longer than those with a hash that we know. */
		if (q->at[i].whole.n > LIMIT_CERT_ID_BYTES)
			return false;
		any = any || ocsp_issuer_is(&r->live->ocsp_issuer, &q->at[i]);
	}
	return any;
}

static enum step
begin(struct request *r, const struct ocsp_request *q)
{
	if (serve_kept(r, q, true) == OCSP_CACHED_SERVED)
		return STEP_DONE;
	/* RFC 6960 2.3: not one that this responder speaks for. */
	if (!is_about_us(r, q))
		return reply_status(r, OCSP_UNAUTHORIZED);
	return ask(r, q);
}

/* ---- the answer -------------------------------------------------------------- */

static bool
is_current(struct request *r, const struct ocsp_request *q, uint64_t as_of)
{
	for (size_t i = 0; i < q->count; i++)
		if (!ocsp_cache_is_current(r->front->ocsp, q->at[i].serial,
					   as_of))
			return false;
	return true;
}

static enum step
ask_again(struct request *r, const struct ocsp_request *q)
{
	if (++r->tries < OCSP_TRIES)
		return ask(r, q);
	return reply_status(r, OCSP_TRY_LATER);
}

static enum step
take_answer(struct request *r, const struct ocsp_request *q,
	    const struct msg_ocsp_answer *a)
{
	int64_t now = clock_wall_s();
	struct err err;

	if (!is_current(r, q, a->as_of))
		return ask_again(r, q);
	if (now < a->this_update || now >= a->next_update)
		return reply_status(r, OCSP_TRY_LATER);
	if (!a->keep || !can_be_kept(q))
		return reply_answer(r, a->response);
	if (ocsp_cache_put(r->front->ocsp, &q->at[0], a, &err) < 0)
		return err.code == ERR_CONFLICT ? ask_again(r, q)
						: reply_answer(r, a->response);
	/* With the fields that HTTP caches want; unless it is gone again. */
	if (!atomic_load(&r->front->draining) &&
	    ocsp_cache_serve(r->front->ocsp, &q->at[0], now, false, serve, r) ==
		    OCSP_CACHED_SERVED) {
		COUNT(r->front, ocsp_signed);
		return STEP_DONE;
	}
	return reply_answer(r, a->response);
}

/* RFC 6960 4.2.1. */
static enum ocsp_response_status
status_of(enum err_code code)
{
	if (code == ERR_NOT_FOUND)
		return OCSP_UNAUTHORIZED;
	if (code == ERR_MALFORMED)
		return OCSP_MALFORMED_REQUEST;
	/* Those that pass by themselves, or when somebody mends them. */
	return err_info(code)->http_status == 503 ? OCSP_TRY_LATER
						  : OCSP_INTERNAL_ERROR;
}

static enum step
asked(struct request *r, const struct ocsp_request *q)
{
	const struct ask *a = &r->ask;

	if (a->state == ASK_ANSWERED && a->answer.type == MSG_OCSP_ANSWER)
		return take_answer(r, q, &a->answer.ocsp_answer);
	if (a->state == ASK_ANSWERED && a->answer.type != MSG_REFUSED)
		return reply_status(r, OCSP_INTERNAL_ERROR);
	return reply_without_signer(r, q, status_of(a->err.code));
}

/* ---- requests ---------------------------------------------------------------- */

static enum step
refuse_place(struct request *r)
{
	const struct conf *conf = r->live->conf;

	if (!conf->ocsp)
		return reply_fault(r, ERR_NOT_FOUND,
				   "this CA answers no OCSP requests (ocsp = "
				   "no in sanca.conf): /ca.crl lists what is "
				   "revoked");
	if (!conf->public_url[0])
		return reply_fault(r, ERR_NOT_FOUND,
				   "this CA answers no OCSP requests, for "
				   "nobody has said under which address it is "
				   "reached: set public-url in sanca.conf");
	return reply_fault(r, ERR_NOT_FOUND, "there is no issuer with this id");
}

/* p = NULL: there is none that could be read. After a wait it is read again:
 * views into it do not outlive a step. */
static enum step
answer(struct request *r, struct bytes der)
{
	struct ocsp_request q;
	struct err err;

	if (!r->live->conf->ocsp || !r->live->conf->public_url[0] ||
	    !bytes_is_text(r->path.segment, r->live->issuer->id))
		return refuse_place(r);
	if (!der.p || der.n > LIMIT_OCSP_REQUEST_BYTES ||
	    ocsp_request_parse(der, &q, &err) < 0)
		return reply_status(r, OCSP_MALFORMED_REQUEST);
	return (enum ocsp_step)r->step == OCSP_BEGIN ? begin(r, &q)
						     : asked(r, &q);
}

enum step
on_ocsp_post(struct request *r)
{
	return answer(r, buf_bytes(&r->work->body));
}

enum step
on_ocsp_get(struct request *r)
{
	uint8_t der[LIMIT_TARGET_BYTES];
	ptrdiff_t n = ocsp_path_decode(r->path.rest, der, sizeof(der));

	/* One address for each question, or caches on the way keep it again
	 * and again. */
	if (r->head.query.p)
		return answer(r, (struct bytes){ 0 });
	return answer(r, n > 0 ? (struct bytes){ der, (size_t)n }
			       : (struct bytes){ 0 });
}
