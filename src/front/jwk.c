/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* From a JWK to a SubjectPublicKeyInfo. */

#include "jws.h"

#include "sanca/limits.h"

static const char what[] = "\"jwk\"";

static const struct curve {
	const char *kty, *crv;
	enum acme_alg alg;
	size_t n; /* octets of a coordinate */
	bool has_y;
} curves[] = {
	{ "EC", "P-256", ACME_ES256, 32, true },
	{ "EC", "P-384", ACME_ES384, 48, true },
	{ "OKP", "Ed25519", ACME_EDDSA, 32, false },
};

/* Whoever sends one has given it away. */
static int
refuse_private(const json_t *jwk, struct err *err)
{
	static const char *const members[] = { "d",  "p",  "q",	  "dp",
					       "dq", "qi", "oth", "k" };

	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		if (json_object_get(jwk, members[i]))
			return err_set(err, ERR_BAD_PUBLIC_KEY,
				       "the JWK holds \"%s\", which belongs "
				       "to a private key: make a new key, and "
				       "send its public half alone",
				       members[i]);
	return 0;
}

static int
refuse_kind(struct err *err)
{
	return err_set(err, ERR_BAD_PUBLIC_KEY,
		       "the key of an account is RSA of %d to %d bits, EC on "
		       "P-256 or P-384, or OKP on Ed25519",
		       LIMIT_RSA_MIN_BITS, LIMIT_RSA_MAX_BITS);
}

static int
read_point(const json_t *jwk, const struct curve *c, struct buf *spki,
	   struct err *err)
{
	CLEANUP(buf_free) struct buf point = { 0 };

	if (jws_octets(jwk, "x", what, &point, err) < 0)
		return -1;
	/* RFC 7518 6.2.1.2: the full length of the curve. */
	if (point.n != c->n)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "\"x\" has %zu octets, and %s has %zu", point.n,
			       c->crv, c->n);
	if (c->has_y && jws_octets(jwk, "y", what, &point, err) < 0)
		return -1;
	return acme_key_write_point(c->alg, buf_bytes(&point), spki, err);
}

static int
read_rsa(const json_t *jwk, struct buf *spki, struct err *err)
{
	CLEANUP(buf_free) struct buf n = { 0 }, e = { 0 };

	if (jws_octets(jwk, "n", what, &n, err) < 0 ||
	    jws_octets(jwk, "e", what, &e, err) < 0)
		return -1;
	/* RFC 7518 2, Base64urlUInt: as few octets as will do. */
	if (n.p[0] == 0 || e.p[0] == 0)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "\"n\" or \"e\" begins with a zero octet");
	if (n.n > LIMIT_RSA_MAX_BITS / 8 || e.n > 8)
		return refuse_kind(err);
	return acme_key_write_rsa(buf_bytes(&n), buf_bytes(&e), spki, err);
}

static const struct curve *
find_curve(struct bytes kty, struct bytes crv)
{
	for (size_t i = 0; i < ARRAY_SIZE(curves); i++)
		if (bytes_is_text(kty, curves[i].kty) &&
		    bytes_is_text(crv, curves[i].crv))
			return &curves[i];
	return NULL;
}

static int
read_key(const json_t *jwk, struct buf *spki, struct err *err)
{
	struct bytes kty = { 0 }, crv = { 0 };
	const struct curve *c = NULL;

	if (jws_text(jwk, "kty", what, &kty, err) < 0)
		return -1;
	if (bytes_is_text(kty, "RSA"))
		return read_rsa(jwk, spki, err);
	if (!bytes_is_text(kty, "EC") && !bytes_is_text(kty, "OKP"))
		return refuse_kind(err);
	if (jws_text(jwk, "crv", what, &crv, err) < 0)
		return -1;
	c = find_curve(kty, crv);
	return c ? read_point(jwk, c, spki, err) : refuse_kind(err);
}

int
jwk_read(const json_t *jwk, struct buf *spki, struct acme_key *key,
	 struct err *err)
{
	if (refuse_private(jwk, err) < 0 || read_key(jwk, spki, err) < 0)
		return -1;
	return acme_key_parse(buf_bytes(spki), key, err);
}
