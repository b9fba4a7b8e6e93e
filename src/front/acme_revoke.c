/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Revocation by an account, or by the key of the certificate (RFC 8555 7.6). The
 * signer decides whose a certificate is. */

#include "acme_request.h"
#include "revoke_body.h"
#include "revoke_proof.h"
#include "routes.h"

#include "sanca/revocation.h"

#include <string.h>

struct revocation {
	struct buf der;
	struct certificate certificate;
	unsigned reason;
	uint8_t serial[1 + LIMIT_SERIAL_BYTES]; /* as on the wire */
};

static void
revocation_free(struct revocation *v)
{
	buf_free(&v->der);
}

static int
read_reason(const json_t *payload, unsigned *ret, struct err *err)
{
	const json_t *v = json_object_get(payload, "reason");

	*ret = REASON_UNSPECIFIED;
	if (!v)
		return 0;
	if (revoke_reason_number(v, ret, err) < 0) {
		err->code = ERR_BAD_REASON;
		return -1;
	}
	/* What can be taken back needs somebody who may do that. */
	if (*ret == REASON_CERTIFICATE_HOLD || *ret == REASON_REMOVE_FROM_CRL)
		return err_set(err, ERR_BAD_REASON,
			       "by ACME a certificate is revoked for good: a "
			       "hold needs a token with the right to revoke");
	return 0;
}

static int
read_revocation(const struct request *r, struct revocation *v, struct err *err)
{
	const struct acme *a = r->acme;
	const struct certificate *c = &v->certificate;

	if (read_reason(a->jws.payload, &v->reason, err) < 0 ||
	    revoke_payload_read(a->jws.payload, &v->der, &v->certificate, err) <
		    0)
		return -1;
	if (revoke_certificate_check(c, r->live->issuer, err) < 0 ||
	    c->serial.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_NOT_FOUND,
			       "the certificate in \"payload\" was not issued "
			       "by this CA");
	v->serial[0] = (uint8_t)c->serial.n;
	memcpy(v->serial + 1, c->serial.p, c->serial.n);
	if (a->jws.jwk && !bytes_equal(buf_bytes(&a->spki), c->spki))
		return err_set(err, ERR_UNAUTHORIZED,
			       "\"jwk\" is not the key of this certificate; an "
			       "account is named by \"kid\"");
	return 0;
}

static enum step
ask_revoke(struct request *r)
{
	CLEANUP(revocation_free) struct revocation v = { 0 };
	struct acme *a = r->acme;
	struct msg m = { .type = MSG_REVOKE };
	struct err err;

	if (read_revocation(r, &v, &err) < 0)
		return reply_err(r, &err);
	m.revoke.serials = (struct bytes){ v.serial, 1U + v.serial[0] };
	m.revoke.reason = (uint8_t)v.reason;
	m.revoke.account = a->account.id;
	m.revoke.proof = buf_bytes(&a->jws.signing_input);
	m.revoke.signature = buf_bytes(&a->signature);
	m.revoke.peer = bytes_of_text(r->conn->peer);
	m.revoke.request_id = bytes_of_text(r->id);
	return acme_ask(r, &m);
}

static enum step
answer_revoke(struct request *r)
{
	struct buf body = { 0 };

	if (r->ask.answer.revoked.changed == 0)
		return reply_fault(r, ERR_ALREADY_REVOKED,
				   "the certificate is revoked already");
	return acme_reply(r, 200, "application/json", &body);
}

/* To the signer it is a change of reason, which it refuses. */
static enum step
refused_revoke(struct request *r)
{
	if (r->ask.err.code == ERR_CONFLICT)
		r->ask.err.code = ERR_ALREADY_REVOKED;
	return acme_refuse(r);
}

enum step
on_acme_revoke(struct request *r)
{
	static const struct acme_way way = {
		.by = ACME_BY_EITHER,
		.payload = ACME_OBJECT,
		.signer_reads = true,
		.ask = ask_revoke,
		.want = MSG_REVOKED,
		.answer = answer_revoke,
		.refused = refused_revoke,
	};

	return acme_run(r, &way);
}
