/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads and verifies a revocation signed with the certificate's own key. */

#include "revoke_proof.h"

#include "json_read.h"
#include "revoke_body.h"

#include "sanca/der_read.h"
#include "sanca/der_write.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <string.h>

void
revoke_proof_free(struct revoke_proof *p)
{
	buf_free(&p->signing_input);
	buf_free(&p->signature);
}

/* What comes in; views borrow from the JSON. */
struct jws {
	json_t *root, *header, *payload;
	struct bytes protected_text, payload_text, signature_text;
	const struct algorithm *algorithm;
};

static void
jws_free(struct jws *j)
{
	json_free(&j->root);
	json_free(&j->header);
	json_free(&j->payload);
}

/* Those of the keys that are certified here. */
static const struct algorithm {
	const char *name;
	enum key_kind kind;
	enum sig_alg sig_alg;
	size_t half; /* octets of r and of s (RFC 7518 3.4); 0: RSA */
} algorithms[] = {
	{ "RS256", KEY_RSA, SIG_RSA_SHA256, 0 },
	{ "ES256", KEY_EC_P256, SIG_ECDSA_SHA256, 32 },
	{ "ES384", KEY_EC_P384, SIG_ECDSA_SHA384, 48 },
};

static int
take_text(const json_t *object, const char *key, const char *what,
	  struct bytes *ret, struct err *err)
{
	const json_t *v = json_object_get(object, key);

	if (!json_is_string(v) || json_string_length(v) == 0)
		return err_set(err, ERR_MALFORMED, "%s has no \"%s\"", what,
			       key);
	*ret = (struct bytes){ (const uint8_t *)json_string_value(v),
			       json_string_length(v) };
	return 0;
}

/* base64url of a JSON object. */
static int
open_part(struct bytes text, const char *what, json_t **ret, struct err *err)
{
	CLEANUP(buf_free) struct buf json = { 0 };

	if (base64url_decode(text, &json, err) < 0)
		return err_set(err, ERR_MALFORMED, "%s is not base64url", what);
	return json_read_object(buf_bytes(&json), what, ret, err);
}

static int
open_jws(struct bytes body, struct jws *j, struct err *err)
{
	static const char what[] = "the JWS";

	if (json_read_object(body, "the body", &j->root, err) < 0 ||
	    take_text(j->root, "protected", what, &j->protected_text, err) <
		    0 ||
	    take_text(j->root, "payload", what, &j->payload_text, err) < 0 ||
	    take_text(j->root, "signature", what, &j->signature_text, err) < 0)
		return -1;
	/* RFC 8555 6.2: no unprotected header, one signature. */
	if (json_object_size(j->root) != 3)
		return err_set(err, ERR_MALFORMED,
			       "the JWS may hold protected, payload and "
			       "signature, and nothing else");
	if (open_part(j->protected_text, "\"protected\"", &j->header, err) < 0)
		return -1;
	return open_part(j->payload_text, "\"payload\"", &j->payload, err);
}

/* ---- the protected header ---------------------------------------------------- */

static int
find_algorithm(struct jws *j, struct err *err)
{
	struct bytes name;

	if (take_text(j->header, "alg", "\"protected\"", &name, err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(algorithms); i++)
		if (bytes_is_text(name, algorithms[i].name))
			j->algorithm = &algorithms[i];
	if (!j->algorithm)
		return err_set(err, ERR_BAD_SIGNATURE,
			       "\"alg\" must be RS256, ES256 or ES384");
	return 0;
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
check_header(struct jws *j, const struct revoke_subject *subject,
	     struct err *err)
{
	/* They change what the signature means, or name another key. */
	static const char *const refused[] = { "crit", "b64", "kid" };
	const json_t *jwk = json_object_get(j->header, "jwk");
	struct bytes url;

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		if (json_object_get(j->header, refused[i]))
			return err_set(err, ERR_MALFORMED,
				       "\"%s\" is not taken in \"protected\": "
				       "the key is that of the certificate",
				       refused[i]);
	if (jwk && !json_is_object(jwk))
		return err_set(err, ERR_MALFORMED, "\"jwk\" is no object");
	if (take_text(j->header, "url", "\"protected\"", &url, err) < 0)
		return -1;
	if (!bytes_equal(path_of(url), subject->path))
		return err_set(err, ERR_FORBIDDEN,
			       "\"url\" in \"protected\" is not the address of "
			       "this request: somebody else may have been sent "
			       "this revocation");
	return find_algorithm(j, err);
}

/* ---- the payload ------------------------------------------------------------- */

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

static int
check_certificate(const struct certificate *c,
		  const struct revoke_subject *subject, struct err *err)
{
	const struct certificate *ca = &subject->issuer->certificate;

	if (!bytes_equal(c->issuer, ca->subject) ||
	    (c->authority_key_id.n > 0 &&
	     !bytes_equal(c->authority_key_id, ca->subject_key_id)))
		return err_set(err, ERR_NOT_FOUND,
			       "the certificate in \"payload\" was not issued "
			       "by this CA");
	if (!bytes_equal(c->serial, subject->serial))
		return err_set(err, ERR_NOT_FOUND,
			       "the certificate in \"payload\" has another "
			       "serial than the address of this request");
	/* What somebody made up does not reach the signer. */
	return key_verify(&subject->issuer->key, c->sig_alg, c->tbs,
			  c->signature, err);
}

/* ---- the signature ----------------------------------------------------------- */

/* RFC 7518 3.4 to RFC 3279 2.2.3. */
static int
to_der(struct bytes raw, size_t half, struct buf *ret, struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };

	if (raw.n != 2 * half)
		return err_set(err, ERR_MALFORMED,
			       "\"signature\" must have %zu octets for this "
			       "\"alg\"",
			       2 * half);
	derw_positive(&w, (struct bytes){ raw.p + half, half });
	derw_positive(&w, (struct bytes){ raw.p, half });
	derw_wrap(&w, DER_SEQUENCE, 0);
	return derw_finish(&w, ret, err);
}

static int
read_signature(const struct jws *j, struct buf *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf raw = { 0 };

	if (base64url_decode(j->signature_text, &raw, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "\"signature\" is not base64url");
	if (raw.n > LIMIT_SIGNATURE_BYTES)
		return err_set(err, ERR_MALFORMED, "\"signature\" is too long");
	if (j->algorithm->half > 0)
		return to_der(buf_bytes(&raw), j->algorithm->half, ret, err);
	buf_append_bytes(ret, buf_bytes(&raw));
	return buf_check(ret, err);
}

/* The signer verifies it again; here, so that who is wrong is told why. */
static int
verify(const struct jws *j, const struct certificate *c,
       const struct revoke_proof *p, struct err *err)
{
	struct key_facts key;

	if (key_parse(c->spki, &key, err) < 0)
		return err_context(err, "the key of the certificate");
	if (key.kind != j->algorithm->kind)
		return err_set(err, ERR_BAD_SIGNATURE,
			       "\"alg\" is not for the key of this "
			       "certificate");
	if (key_verify(&key, j->algorithm->sig_alg,
		       buf_bytes(&p->signing_input), buf_bytes(&p->signature),
		       err) < 0)
		return err_set(err, ERR_FORBIDDEN,
			       "this is not signed with the key of the "
			       "certificate");
	return 0;
}

static int
make_signing_input(const struct jws *j, struct buf *ret, struct err *err)
{
	buf_append_bytes(ret, j->protected_text);
	buf_append_u8(ret, '.');
	buf_append_bytes(ret, j->payload_text);
	if (buf_check(ret, err) < 0)
		return -1;
	if (ret->n > LIMIT_REVOKE_PROOF_BYTES)
		return err_set(err, ERR_TOO_LARGE, "the JWS is too large");
	return 0;
}

int
revoke_proof_read(struct bytes body, const struct revoke_subject *subject,
		  struct revoke_proof *ret, struct err *err)
{
	CLEANUP(jws_free) struct jws j = { 0 };
	CLEANUP(buf_free) struct buf der = { 0 };
	struct certificate c;
	struct bytes text;

	if (open_jws(body, &j, err) < 0 || check_header(&j, subject, err) < 0 ||
	    take_text(j.payload, "certificate", "\"payload\"", &text, err) <
		    0 ||
	    read_reason(&j, &ret->reason, err) < 0)
		return -1;
	if (base64url_decode(text, &der, err) < 0 ||
	    certificate_parse(buf_bytes(&der), &c, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "\"certificate\" in \"payload\" is not the "
			       "base64url of a certificate");
	if (check_certificate(&c, subject, err) < 0 ||
	    make_signing_input(&j, &ret->signing_input, err) < 0 ||
	    read_signature(&j, &ret->signature, err) < 0)
		return -1;
	return verify(&j, &c, ret, err);
}
