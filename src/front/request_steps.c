/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Takes one request from its body to its answer, over waits for the signer. */

#include "request.h"

#include "auth.h"
#include "exposed_token.h"
#include "judge.h"
#include "reply.h"
#include "routes.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <string.h>

void
request_suspend(void *ctx)
{
	struct request *r = ctx;

	MHD_suspend_connection(r->mhd);
}

void
request_wake(void *ctx)
{
	struct request *r = ctx;

	MHD_resume_connection(r->mhd);
}

enum step
request_ask(struct request *r, const struct msg *m)
{
	struct err err;

	r->ask.wake = request_wake;
	r->ask.ctx = r;
	if (signer_ask(r->front->signer, &r->ask, m, request_suspend, &err) < 0)
		return reply_err(r, &err);
	return STEP_WAIT;
}

bool
request_must_ask_again(const struct request *r)
{
	return r->ask.state == ASK_ANSWERED &&
	       r->ask.answer.type == MSG_REFUSED &&
	       r->ask.err.code == ERR_GENERATION &&
	       r->tries < LIMIT_GENERATION_TRIES;
}

enum step
request_park(struct request *r)
{
	struct err err;

	r->ask.wake = request_wake;
	r->ask.ctx = r;
	if (signer_park(r->front->signer, &r->ask, LIMIT_GENERATION_WAIT_MS,
			request_suspend, &err) < 0)
		return reply_err(r, &err);
	return STEP_WAIT;
}

enum door
request_door(const struct request *r)
{
	return r->listener == LISTENER_CLIENT ? DOOR_CLIENT_TLS : DOOR_HTTP;
}

size_t
request_serial(struct bytes text, uint8_t ret[LIMIT_SERIAL_BYTES])
{
	ptrdiff_t n = 0;

	/* Hex and nothing else: hex_decode() is lenient for people. */
	for (size_t i = 0; i < text.n; i++)
		if (!text.p[i] || !strchr("0123456789abcdefABCDEF", text.p[i]))
			return 0;
	n = hex_decode(text, ret, LIMIT_SERIAL_BYTES);
	return n > 0 ? (size_t)n : 0;
}

void
request_copy_label(char out[LIMIT_LABEL_BYTES + 1], struct bytes in)
{
	size_t n = in.n < LIMIT_LABEL_BYTES ? in.n : LIMIT_LABEL_BYTES;

	memcpy(out, in.p ? in.p : (const uint8_t *)"", n);
	out[n] = '\0';
}

void
request_identified(struct request *r)
{
	const struct msg_auth_ok *ok = &r->ask.answer.auth_ok;

	r->auth_pending = false;
	if (r->is_exposed) {
		exposed_token_refuse(r);
		return;
	}
	if (r->route->auth == ROUTE_SESSION) {
		session_identified(r);
		return;
	}
	if (r->ask.state != ASK_ANSWERED || r->ask.answer.type != MSG_AUTH_OK) {
		auth_cache_drop(r->front->auth, r->credential);
		if (r->ask.err.code == ERR_UNAUTHORIZED)
			reply_fault(r, ERR_UNAUTHORIZED, AUTH_REFUSAL);
		else
			reply_err(r, &r->ask.err);
		return;
	}
	request_copy_label(r->who.requester, ok->requester);
	request_copy_label(r->who.policy, ok->policy);
	r->who.rights = ok->rights;
	r->who.remembered = false;
	r->who.known = true;
	auth_cache_put(r->front->auth, r->credential, clock_monotonic_ms(),
		       &r->who);
	r->ask.state = ASK_IDLE;
	/* Who may only ask waits. */
	if (r->route->auth == ROUTE_WAIT &&
	    (r->who.rights & RIGHT_REQUEST) != 0)
		return;
	if ((r->who.rights & r->route->right) != r->route->right)
		reply_fault(r, ERR_FORBIDDEN,
			    "this token has no right to do that");
}

int
request_body(struct request *r, const char *p, size_t n)
{
	r->body_n += n;
	if (r->body_n > LIMIT_DISCARD_BYTES)
		return -1;
	/* Said when it has been read: the library takes an answer before a
	 * body or after it, not amidst. */
	r->too_large = r->body_n > LIMIT_BODY_BYTES;
	if (!r->too_large && r->work)
		buf_append(&r->work->body, p, n);
	return 0;
}

enum step
request_continue(struct request *r)
{
	struct problem p = { .close = true };

	if (r->answered)
		return STEP_DONE;
	if (r->conn && r->conn->wire.fault) {
		COUNT(r->front, guarded);
		(void)!err_set(&p.err, guard_fault_code(r->conn->wire.fault),
			       "%s", guard_fault_text(r->conn->wire.fault));
		return reply_problem(r, &p);
	}
	if (r->too_large) {
		(void)!err_set(&p.err, ERR_TOO_LARGE,
			       "a body may have at most %d octets",
			       LIMIT_BODY_BYTES);
		return reply_problem(r, &p);
	}
	if (r->work && r->work->body.broken)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (r->block_pending)
		return judge_blocked(r);
	if ((r->route->auth == ROUTE_SESSION ||
	     r->route->auth == ROUTE_CONSOLE) &&
	    !session_passes_form(r))
		return STEP_DONE;
	return r->route->handler(r);
}
