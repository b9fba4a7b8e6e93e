/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads flattened JWS: which parts there are, and what the header says. */

#include "jws.h"

#include "json_read.h"

#include "sanca/limits.h"
#include "sanca/text.h"

void
jws_free(struct jws *j)
{
	json_free(&j->root);
	json_free(&j->header);
	json_free(&j->payload);
	buf_free(&j->signing_input);
	buf_free(&j->signature);
}

static struct bytes
text_of(const json_t *v)
{
	return (struct bytes){ (const uint8_t *)json_string_value(v),
			       json_string_length(v) };
}

int
jws_text(const json_t *object, const char *key, const char *what,
	 struct bytes *ret, struct err *err)
{
	const json_t *v = json_object_get(object, key);

	if (!v)
		return err_set(err, ERR_MALFORMED, "%s has no \"%s\"", what,
			       key);
	if (!json_is_string(v) || json_string_length(v) == 0)
		return err_set(err, ERR_MALFORMED,
			       "\"%s\" in %s must be a text, and not empty",
			       key, what);
	*ret = text_of(v);
	return 0;
}

int
jws_octets(const json_t *object, const char *key, const char *what,
	   struct buf *ret, struct err *err)
{
	struct bytes text;

	if (jws_text(object, key, what, &text, err) < 0)
		return -1;
	if (base64url_decode(text, ret, err) == 0)
		return 0;
	if (err->code == ERR_NOMEM)
		return -1;
	return err_set(err, ERR_MALFORMED,
		       "\"%s\" in %s is not base64url (RFC 7515 2)", key, what);
}

/* ---- the parts ------------------------------------------------------------------- */

/* But for "\\/", as clients in PHP write "/": the signer takes that. */
static bool
has_escape(struct bytes json)
{
	for (size_t i = 0; i + 1 < json.n; i++)
		if (json.p[i] == '\\' && json.p[i + 1] != '/')
			return true;
	return false;
}

static int
refuse_escapes(bool escapes, const char *what, struct err *err)
{
	if (!escapes)
		return 0;
	return err_set(err, ERR_MALFORMED,
		       "%s holds an escape of JSON, such as \\u0041: here each "
		       "character is written as it is",
		       what);
}

int
jws_refuse_escapes(const struct jws *j, const char *what, struct err *err)
{
	return refuse_escapes(j->payload_escapes, what, err);
}

/* base64url of a JSON object. */
static int
open_part(struct bytes text, const char *what, json_t **ret, bool *ret_escapes,
	  struct err *err)
{
	CLEANUP(buf_free) struct buf json = { 0 };

	if (base64url_decode(text, &json, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "%s is not base64url (RFC 7515 2)", what);
	*ret_escapes = has_escape(buf_bytes(&json));
	return json_read_object(buf_bytes(&json), what, ret, err);
}

static int
open_parts(struct jws *j, const char *what, struct err *err)
{
	const json_t *payload = json_object_get(j->root, "payload");
	bool escapes = false;

	if (jws_text(j->root, "protected", what, &j->protected_text, err) < 0 ||
	    jws_octets(j->root, "signature", what, &j->signature, err) < 0)
		return -1;
	if (!payload)
		return err_set(err, ERR_MALFORMED, "%s has no \"payload\"",
			       what);
	if (!json_is_string(payload))
		return err_set(err, ERR_MALFORMED,
			       "\"payload\" in %s must be a text", what);
	/* RFC 8555 6.2: no unprotected header, one signature. */
	if (json_object_size(j->root) != 3)
		return err_set(err, ERR_MALFORMED,
			       "%s must be one JWS of protected, payload and "
			       "signature, and nothing else",
			       what);
	j->payload_text = text_of(payload);
	if (j->signature.n > LIMIT_SIGNATURE_BYTES)
		return err_set(err, ERR_MALFORMED, "\"signature\" is too long");
	if (open_part(j->protected_text, "\"protected\"", &j->header, &escapes,
		      err) < 0 ||
	    refuse_escapes(escapes, "\"protected\"", err) < 0)
		return -1;
	/* RFC 8555 6.3: a POST-as-GET has an empty one. */
	return j->payload_text.n > 0
		       ? open_part(j->payload_text, "\"payload\"", &j->payload,
				   &j->payload_escapes, err)
		       : 0;
}

static int
make_signing_input(struct jws *j, struct err *err)
{
	buf_append_bytes(&j->signing_input, j->protected_text);
	buf_append_u8(&j->signing_input, '.');
	buf_append_bytes(&j->signing_input, j->payload_text);
	return buf_check(&j->signing_input, err);
}

/* ---- the protected header ---------------------------------------------------------- */

static int
optional_text(const json_t *header, const char *key, struct bytes *ret,
	      struct err *err)
{
	if (!json_object_get(header, key))
		return 0;
	return jws_text(header, key, "\"protected\"", ret, err);
}

static int
read_header(struct jws *j, struct err *err)
{
	/* They change what the signature means, or say where its key is. */
	static const char *const refused[] = { "crit", "b64",	   "zip",
					       "jku",  "x5u",	   "x5c",
					       "x5t",  "x5t#S256", "enc" };

	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		if (json_object_get(j->header, refused[i]))
			return err_set(err, ERR_MALFORMED,
				       "\"%s\" is not taken in \"protected\"",
				       refused[i]);
	j->jwk = json_object_get(j->header, "jwk");
	if (j->jwk && !json_is_object(j->jwk))
		return err_set(err, ERR_MALFORMED, "\"jwk\" is no object");
	if (jws_text(j->header, "alg", "\"protected\"", &j->alg, err) < 0 ||
	    jws_text(j->header, "url", "\"protected\"", &j->url, err) < 0 ||
	    optional_text(j->header, "kid", &j->kid, err) < 0)
		return -1;
	return optional_text(j->header, "nonce", &j->nonce, err);
}

static int
open_root(struct jws *j, const char *what, struct err *err)
{
	if (open_parts(j, what, err) < 0 || read_header(j, err) < 0)
		return -1;
	return make_signing_input(j, err);
}

int
jws_open(struct bytes text, const char *what, struct jws *ret, struct err *err)
{
	if (json_read_object(text, what, &ret->root, err) < 0)
		return -1;
	return open_root(ret, what, err);
}

int
jws_open_object(json_t *object, const char *what, struct jws *ret,
		struct err *err)
{
	if (!json_is_object(object))
		return err_set(err, ERR_MALFORMED, "%s is no object", what);
	ret->root = json_incref(object);
	return open_root(ret, what, err);
}

/* ---- the signature --------------------------------------------------------------------- */

int
jws_algorithm(const struct jws *j, enum acme_alg *ret, struct err *err)
{
	*ret = acme_alg_find(j->alg);
	if (*ret == ACME_ALG_NONE)
		return err_set(err, ERR_BAD_SIGNATURE,
			       "\"alg\" must be ES256, ES384, EdDSA or RS256");
	return 0;
}

int
jws_signature(const struct jws *j, enum acme_alg alg, struct buf *ret,
	      struct err *err)
{
	if (alg == ACME_ES256 || alg == ACME_ES384)
		return acme_key_signature(alg, buf_bytes(&j->signature), ret,
					  err);
	buf_append_bytes(ret, buf_bytes(&j->signature));
	return buf_check(ret, err);
}
