/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* External account binding: a JWS within newAccount (RFC 8555 7.3.4). */

#include "acme_account.h"

#include "sanca/conf_acme.h"
#include "sanca/limits.h"

void
acme_binding_free(struct acme_binding_shown *b)
{
	jws_free(&b->jws);
}

static int
find_mac(struct acme_binding_shown *b, struct err *err)
{
	/* The number is that of ACCOUNT_NEW; octets of the MAC. */
	static const struct {
		const char *name;
		size_t n;
	} macs[] = { { "HS256", 32 }, { "HS384", 48 }, { "HS512", 64 } };

	for (size_t i = 0; i < ARRAY_SIZE(macs); i++) {
		if (!bytes_is_text(b->jws.alg, macs[i].name))
			continue;
		b->alg = (uint8_t)(i + 1);
		if (b->jws.signature.n == macs[i].n)
			return 0;
		return err_set(err, ERR_MALFORMED,
			       "the MAC of the binding must have %zu octets",
			       macs[i].n);
	}
	return err_set(err, ERR_MALFORMED,
		       "\"alg\" of the binding must be HS256, HS384 or HS512");
}

static bool
is_kid(struct bytes kid)
{
	if (kid.n != ACME_KID_CHARS)
		return false;
	for (size_t i = 0; i < kid.n; i++) {
		uint8_t c = kid.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && c != '-' && c != '_')
			return false;
	}
	return true;
}

/* What is bound must be the key that signed the request. */
static int
check_payload(const struct acme *a, const struct jws *j, struct err *err)
{
	CLEANUP(buf_free) struct buf spki = { 0 };
	struct acme_key key;

	if (j->payload && jwk_read(j->payload, &spki, &key, err) == 0 &&
	    bytes_equal(buf_bytes(&spki), buf_bytes(&a->spki)))
		return 0;
	return err_set(err, ERR_MALFORMED,
		       "the payload of the binding is not the key in \"jwk\" "
		       "of the request");
}

static int
check(const struct request *r, struct acme_binding_shown *b, struct err *err)
{
	const struct jws *j = &b->jws;

	if (j->jwk || json_object_get(j->header, "nonce"))
		return err_set(err, ERR_MALFORMED,
			       "the protected header of a binding holds alg, "
			       "kid and url, and no jwk or nonce");
	if (jws_refuse_escapes(j, "the payload of the binding", err) < 0)
		return -1;
	if (!bytes_equal(j->url, r->acme->jws.url))
		return err_set(err, ERR_MALFORMED,
			       "\"url\" of the binding is not that of the "
			       "request");
	if (j->signing_input.n > LIMIT_ACME_BINDING_BYTES)
		return err_set(err, ERR_MALFORMED, "the binding is too large");
	if (find_mac(b, err) < 0 || check_payload(r->acme, j, err) < 0)
		return -1;
	if (is_kid(j->kid))
		return 0;
	return err_set(err, ERR_UNAUTHORIZED,
		       "\"kid\" of the binding is none of this CA (sanca eab "
		       "new)");
}

int
acme_binding_read(const struct request *r, struct acme_binding_shown *ret,
		  struct err *err)
{
	json_t *v =
		json_object_get(r->acme->jws.payload, "externalAccountBinding");

	if (!v && !conf_acme_needs_binding(r->live->conf,
					   profile_find(r->path.segment)))
		return 0;
	if (!v)
		return err_set(err, ERR_BINDING_REQUIRED,
			       "an account here is bound to a requester: ask "
			       "who runs this CA for a key (sanca eab new), "
			       "and give it to your client");
	if (jws_open_object(v, "\"externalAccountBinding\"", &ret->jws, err) <
	    0)
		return -1;
	return check(r, ret, err);
}
