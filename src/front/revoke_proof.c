/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads and verifies a revocation signed with the certificate's own key. */

#include "revoke_proof.h"

#include "revoke_body.h"

#include "sanca/revocation.h"
#include "sanca/text.h"

#include <string.h>

void
revoke_proof_free(struct revoke_proof *p)
{
	buf_free(&p->signing_input);
	buf_free(&p->signature);
}

/* The path of "http://HOST/PATH"; n = 0: it has none. */
static struct bytes
path_of(struct bytes url)
{
	const uint8_t *slash = NULL;

	if (!text_skip_prefix(&url, "https://") &&
	    !text_skip_prefix(&url, "http://"))
		return (struct bytes){ 0 };
	slash = url.n > 0 ? memchr(url.p, '/', url.n) : NULL;
	if (!slash || slash == url.p)
		return (struct bytes){ 0 };
	return (struct bytes){ slash, url.n - (size_t)(slash - url.p) };
}

static int
check_header(const struct jws *j, const struct revoke_subject *subject,
	     struct err *err)
{
	if (j->kid.n > 0)
		return err_set(err, ERR_MALFORMED,
			       "\"kid\" is not taken in \"protected\": the "
			       "key is that of the certificate");
	if (!bytes_equal(path_of(j->url), subject->path))
		return err_set(err, ERR_FORBIDDEN,
			       "\"url\" in \"protected\" is not the address of "
			       "this request: somebody else may have been sent "
			       "this revocation");
	if (!j->payload)
		return err_set(err, ERR_MALFORMED, "\"payload\" is empty");
	return 0;
}

/* ---- the payload ------------------------------------------------------------- */

int
revoke_payload_read(const json_t *payload, struct buf *der,
		    struct certificate *ret, struct err *err)
{
	if (jws_octets(payload, "certificate", "\"payload\"", der, err) < 0)
		return -1;
	if (certificate_parse(buf_bytes(der), ret, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "\"certificate\" in \"payload\" is not the "
			       "base64url of a certificate");
	return 0;
}

static int
read_reason(const struct jws *j, unsigned *ret, struct err *err)
{
	const json_t *v = json_object_get(j->payload, "reason");
	unsigned reason = REASON_UNSPECIFIED;

	if (json_object_size(j->payload) != (v ? 2U : 1U))
		return err_set(err, ERR_MALFORMED,
			       "\"payload\" may hold certificate and reason, "
			       "and nothing else");
	if (v && revoke_reason_number(v, &reason, err) < 0)
		return -1;
	if (reason == REASON_CERTIFICATE_HOLD ||
	    reason == REASON_REMOVE_FROM_CRL)
		return err_set(err, ERR_FORBIDDEN,
			       "with the key of a certificate it can be "
			       "revoked for good; to put it on hold, or to "
			       "lift a hold, a token with the right to revoke "
			       "is needed");
	*ret = reason;
	return 0;
}

int
revoke_certificate_check(const struct certificate *c,
			 const struct issuer *issuer, struct err *err)
{
	const struct certificate *ca = &issuer->certificate;

	if (!bytes_equal(c->issuer, ca->subject) ||
	    (c->authority_key_id.n > 0 &&
	     !bytes_equal(c->authority_key_id, ca->subject_key_id)))
		return err_set(err, ERR_NOT_FOUND,
			       "the certificate in \"payload\" was not issued "
			       "by this CA");
	/* What somebody made up does not reach the signer. */
	return key_verify(&issuer->key, c->sig_alg, c->tbs, c->signature, err);
}

static int
check_certificate(const struct certificate *c,
		  const struct revoke_subject *subject, struct err *err)
{
	if (revoke_certificate_check(c, subject->issuer, err) < 0)
		return -1;
	if (!bytes_equal(c->serial, subject->serial))
		return err_set(err, ERR_NOT_FOUND,
			       "the certificate in \"payload\" has another "
			       "serial than the address of this request");
	return 0;
}

/* ---- the signature ----------------------------------------------------------- */

/* The signer verifies it again; here, so that who is wrong is told why. */
static int
verify(const struct jws *j, const struct certificate *c,
       const struct revoke_proof *p, struct err *err)
{
	enum acme_alg alg = ACME_ALG_NONE;
	struct acme_key key;

	if (jws_algorithm(j, &alg, err) < 0)
		return -1;
	if (acme_key_parse(c->spki, &key, err) < 0)
		return err_context(err, "the key of the certificate");
	if (key.alg != alg)
		return err_set(err, ERR_BAD_SIGNATURE,
			       "\"alg\" is not for the key of this "
			       "certificate");
	if (acme_key_verify(&key, buf_bytes(&j->signing_input),
			    buf_bytes(&p->signature), err) < 0)
		return err_set(err, ERR_FORBIDDEN,
			       "this is not signed with the key of the "
			       "certificate");
	return 0;
}

int
revoke_proof_read(struct bytes body, const struct revoke_subject *subject,
		  struct revoke_proof *ret, struct err *err)
{
	CLEANUP(jws_free) struct jws j = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	enum acme_alg alg = ACME_ALG_NONE;
	struct certificate c;

	if (jws_open(body, "the body", &j, err) < 0 ||
	    check_header(&j, subject, err) < 0 ||
	    jws_algorithm(&j, &alg, err) < 0 ||
	    read_reason(&j, &ret->reason, err) < 0 ||
	    revoke_payload_read(j.payload, &der, &c, err) < 0)
		return -1;
	if (check_certificate(&c, subject, err) < 0 ||
	    jws_signature(&j, alg, &ret->signature, err) < 0 ||
	    verify(&j, &c, ret, err) < 0)
		return -1;
	if (j.signing_input.n > LIMIT_REVOKE_PROOF_BYTES)
		return err_set(err, ERR_TOO_LARGE, "the JWS is too large");
	ret->signing_input = j.signing_input;
	j.signing_input = (struct buf){ 0 };
	return 0;
}
