/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* POST /v1/certificates/SERIAL/revoke: with a token, or with the key of the
 * certificate. The signer decides, and answers when all know of it. */

#include "auth.h"
#include "json_write.h"
#include "reply.h"
#include "revoke_body.h"
#include "revoke_proof.h"
#include "routes.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/revocation.h"

#include <string.h>
#include <strings.h>

enum revoke_step { REVOKE_BEGIN, REVOKE_ASKED };

struct serial {
	uint8_t wire[1 + LIMIT_SERIAL_BYTES]; /* with its length before it */
	struct bytes value;
};

static bool
read_serial(const struct request *r, struct serial *ret)
{
	size_t n = request_serial(r->path.segment, ret->wire + 1);

	ret->wire[0] = (uint8_t)n;
	ret->value = (struct bytes){ ret->wire + 1, n };
	return n > 0;
}

static enum step
ask(struct request *r, const struct serial *serial, struct msg *m)
{
	m->type = MSG_REVOKE;
	m->revoke.serials = (struct bytes){ serial->wire, serial->value.n + 1 };
	m->revoke.peer = bytes_of_text(r->conn->peer);
	m->revoke.request_id = bytes_of_text(r->id);
	r->step = REVOKE_ASKED;
	return request_ask(r, m);
}

static enum step
ask_with_token(struct request *r, const struct serial *serial)
{
	struct msg m = { 0 };
	unsigned reason = 0;
	struct err err;

	if (revoke_body_read(buf_bytes(&r->work->body), &reason, &err) < 0)
		return reply_err(r, &err);
	m.revoke.reason = (uint8_t)reason;
	m.revoke.credential = BYTES_OF(r->credential);
	return ask(r, serial, &m);
}

static enum step
ask_with_proof(struct request *r, const struct serial *serial)
{
	CLEANUP(revoke_proof_free) struct revoke_proof proof = { 0 };
	const struct revoke_subject subject = { r->live->issuer, serial->value,
						r->head.path };
	struct msg m = { 0 };
	struct err err;

	if (revoke_proof_read(buf_bytes(&r->work->body), &subject, &proof,
			      &err) < 0)
		return reply_err(r, &err);
	m.revoke.reason = (uint8_t)proof.reason;
	m.revoke.proof = buf_bytes(&proof.signing_input);
	m.revoke.signature = buf_bytes(&proof.signature);
	return ask(r, serial, &m);
}

/* RFC 8555 6.2. */
static bool
is_jose(const struct request *r)
{
	static const char type[] = "application/jose+json";
	struct bytes v = guard_field_get(&r->head, "Content-Type");
	size_t n = sizeof(type) - 1;

	return v.n >= n && strncasecmp((const char *)v.p, type, n) == 0 &&
	       (v.n == n || v.p[n] == ';' || v.p[n] == ' ');
}

static enum step
begin(struct request *r, const struct serial *serial)
{
	if (r->has_credential)
		return ask_with_token(r, serial);
	if (is_jose(r))
		return ask_with_proof(r, serial);
	return reply_fault(r, ERR_UNAUTHORIZED,
			   "to revoke a certificate needs a token with the "
			   "right to revoke, or a request signed with the key "
			   "of the certificate (application/jose+json, RFC "
			   "8555 7.6)");
}

static enum step
reply_revoked(struct request *r, const struct serial *serial)
{
	const struct msg_revoked *m = &r->ask.answer.revoked;
	bool is_lifted = m->reason == REASON_REMOVE_FROM_CRL;
	struct buf body = { 0 };

	buf_append_text(&body, is_lifted ? "{\"state\":\"issued\""
					 : "{\"state\":\"revoked\"");
	json_hex(&body, "serial", serial->value);
	json_field(&body, "reason",
		   bytes_of_text(revocation_reason_word(m->reason)));
	json_time(&body, "revoked_at", m->revoked_at);
	buf_printf(&body, ",\"log\":{\"index\":%ju", (uintmax_t)m->log_index);
	json_field(&body, "head", m->log_head);
	buf_append_text(&body, "}}\n");
	return reply_body(r, 200, "application/json", &body, NULL);
}

static enum step
reply_refused(struct request *r)
{
	struct problem p = { .err = r->ask.err };

	if (p.err.code == ERR_UNAUTHORIZED)
		auth_cache_drop(r->front->auth, r->credential);
	if (r->ask.state == ASK_ANSWERED)
		p.retry_after_s = r->ask.answer.refused.retry_after_s;
	return reply_problem(r, &p);
}

enum step
on_revoke(struct request *r)
{
	const struct ask *a = &r->ask;
	struct serial serial;

	if (!read_serial(r, &serial))
		return reply_fault(r, ERR_NOT_FOUND,
				   "there is no certificate with this serial");
	if ((enum revoke_step)r->step == REVOKE_BEGIN)
		return begin(r, &serial);
	if (a->state == ASK_ANSWERED && a->answer.type == MSG_REVOKED)
		return reply_revoked(r, &serial);
	if (a->state == ASK_ANSWERED && a->answer.type != MSG_REFUSED)
		return reply_fault(r, ERR_INTERNAL,
				   "the signer gave an answer of another kind");
	return reply_refused(r);
}
