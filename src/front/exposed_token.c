/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A token that was sent in the clear. */

#include "exposed_token.h"

#include "auth.h"
#include "reply.h"

#include "sanca/logline.h"
#include "sanca/text.h"

static void
log_exposed(const struct request *r)
{
	const struct ask *a = &r->ask;
	const struct msg_auth_ok *ok = &a->answer.auth_ok;
	CLEANUP(buf_free) struct buf who = { 0 };

	if (a->state == ASK_ANSWERED && a->answer.type == MSG_AUTH_OK) {
		text_show(ok->requester, LIMIT_LABEL_BYTES, &who);
		logline(LOGLINE_WARNING,
			"a token of requester %s was sent in the clear by %s "
			"and must be taken as known to others: sanca token "
			"revoke %s, and give out a new one (request %s)",
			buf_text(&who), r->conn->peer, buf_text(&who), r->id);
	} else if (a->err.code == ERR_UNAUTHORIZED) {
		logline(LOGLINE_WARNING,
			"a token was sent in the clear by %s; it is not known "
			"here, or no longer valid: there is nothing to revoke "
			"(request %s)",
			r->conn->peer, r->id);
	} else {
		logline(LOGLINE_WARNING,
			"a token was sent in the clear by %s and must be taken "
			"as known to others; whose it is cannot be told: ask "
			"there, and revoke it (request %s)",
			r->conn->peer, r->id);
	}
}

void
exposed_token_refuse(struct request *r)
{
	struct problem p = { .close = true };

	log_exposed(r);
	r->ask.state = ASK_IDLE;
	(void)!err_set(&p.err, ERR_TOKEN_EXPOSED,
		       "tokens are not taken over plain HTTP here "
		       "(allow-plain-tokens); others may have read this one: "
		       "have it revoked, and use https");
	reply_problem(r, &p);
}

void
exposed_token_begin(struct request *r, struct bytes field)
{
	struct msg m = { .type = MSG_AUTH };
	struct err err = { 0 };

	COUNT(r->front, exposed);
	r->is_exposed = true;
	r->auth_pending = true;
	r->ask.wake = request_wake;
	r->ask.ctx = r;
	m.auth.credential = BYTES_OF(r->credential);
	if (auth_read(field, r->credential, &err) == 0 &&
	    signer_ask(r->front->signer, &r->ask, &m, request_suspend, &err) ==
		    0)
		return;
	r->auth_pending = false;
	exposed_token_refuse(r);
}
