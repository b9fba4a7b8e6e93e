/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Keys of ACME accounts: read, checked, and what they signed. */
#include "sanca/acme_key.h"
#include "sanca/der_read.h"
#include "sanca/gnutls_datum.h"
#include "sanca/text.h"

#include <string.h>

/* RFC 8410 10.1. */
static const uint8_t ed25519_head[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
					0x2b, 0x65, 0x70, 0x03, 0x21, 0x00 };
/* All that stands before the point: each of these has one length. */
static const uint8_t p256_head[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a,
				     0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
				     0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03,
				     0x01, 0x07, 0x03, 0x42, 0x00 };
static const uint8_t p384_head[] = { 0x30, 0x76, 0x30, 0x10, 0x06, 0x07,
				     0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
				     0x01, 0x06, 0x05, 0x2b, 0x81, 0x04,
				     0x00, 0x22, 0x03, 0x62, 0x00 };

static const struct form {
	enum acme_alg alg;
	const char *name;
	const char *crv; /* RFC 7518 6.2.1.1 */
	enum key_kind kind;
	unsigned bits;
	struct bytes head;
	size_t point_n;
} forms[] = {
	{ ACME_RS256, "RS256", NULL, KEY_RSA, 0, { 0 }, 0 },
	{ ACME_ES256,
	  "ES256",
	  "P-256",
	  KEY_EC_P256,
	  256,
	  { p256_head, sizeof(p256_head) },
	  65 },
	{ ACME_ES384,
	  "ES384",
	  "P-384",
	  KEY_EC_P384,
	  384,
	  { p384_head, sizeof(p384_head) },
	  97 },
	{ ACME_EDDSA,
	  "EdDSA",
	  "Ed25519",
	  0,
	  256,
	  { ed25519_head, sizeof(ed25519_head) },
	  32 },
};

static const struct form *
form_of(enum acme_alg alg)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (forms[i].alg == alg)
			return &forms[i];
	return NULL;
}

const char *
acme_alg_name(enum acme_alg alg)
{
	const struct form *f = form_of(alg);

	return f ? f->name : "none";
}

enum acme_alg
acme_alg_find(struct bytes name)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		if (bytes_is_text(name, forms[i].name))
			return forms[i].alg;
	return ACME_ALG_NONE;
}

/* NULL: RSA, or something else. */
static const struct form *
form_of_spki(struct bytes spki)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		const struct form *f = &forms[i];

		if (f->head.n > 0 && spki.n == f->head.n + f->point_n &&
		    memcmp(spki.p, f->head.p, f->head.n) == 0)
			return f;
	}
	return NULL;
}

static void
take_point(const struct form *f, struct bytes spki, struct acme_key *ret)
{
	*ret = (struct acme_key){ .alg = f->alg, .spki = spki };
	ret->point = (struct bytes){ spki.p + f->head.n, f->point_n };
	ret->facts.kind = f->kind;
	ret->facts.bits = f->bits;
	ret->facts.spki = spki;
	ret->facts.key_bits_value = ret->point;
}

/* ---- Ed25519 --------------------------------------------------------------- */

/* The least octet of y, and those between it and the greatest, where y is p or
 * more: p = 2^255 - 19 (RFC 8032 5.1.3). */
static bool
is_beyond_p(struct bytes point)
{
	for (size_t i = 1; i < 31; i++)
		if (point.p[i] != 0xff)
			return false;
	return point.p[0] >= 0xed && (point.p[31] & 0x7f) == 0x7f;
}

/* For points of small order anybody makes signatures. The y of all eight, in the
 * octets of RFC 8032 5.1.2 without the sign of x; their other encodings have a y
 * beyond p. */
static bool
is_small_order(struct bytes point)
{
	static const uint8_t small[][32] = {
		/* order 4: 0 */
		{ 0 },
		/* order 1: 1 */
		{ 0x01 },
		/* order 8 */
		{ 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0,
		  0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
		  0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39,
		  0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
		{ 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f,
		  0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
		  0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6,
		  0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
		/* order 2: p - 1 */
		{ 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		  0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
	};

	for (size_t i = 0; i < ARRAY_SIZE(small); i++)
		if (memcmp(point.p, small[i], 31) == 0 &&
		    (point.p[31] & 0x7f) == small[i][31])
			return true;
	return false;
}

static int
check_ed25519(struct bytes point, struct err *err)
{
	if (is_beyond_p(point))
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "this is no key of Ed25519: its y is not below "
			       "2^255 - 19 (RFC 8032 5.1.3)");
	if (is_small_order(point))
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "this key of Ed25519 is a point of small order, "
			       "for which anybody can sign: make a new key");
	return 0;
}

int
acme_key_parse(struct bytes spki, struct acme_key *ret, struct err *err)
{
	const struct form *f = form_of_spki(spki);
	struct key_facts facts;

	if (f && f->alg == ACME_EDDSA) {
		take_point(f, spki, ret);
		return check_ed25519(ret->point, err);
	}
	if (key_parse(spki, &facts, err) < 0) {
		err->code = ERR_BAD_PUBLIC_KEY;
		return -1;
	}
	if (f)
		take_point(f, spki, ret);
	else
		*ret = (struct acme_key){ .alg = ACME_RS256, .spki = spki };
	ret->facts = facts;
	return 0;
}

/* What passed key_parse() then passes it now; of RSA the modulus is not looked
 * at once more, which takes longer than a signature does. */
int
acme_key_open(struct bytes spki, struct acme_key *ret, struct err *err)
{
	const struct form *f = form_of_spki(spki);
	struct der outer = der_of(spki), in = { 0 }, key = { 0 }, rsa = { 0 };
	struct bytes alg = { 0 }, bits = { 0 }, n = { 0 };

	if (f) {
		take_point(f, spki, ret);
		return 0;
	}
	if (der_enter(&outer, DER_SEQUENCE, "the key", &in, err) < 0 ||
	    der_take_whole(&in, DER_SEQUENCE, "the key", &alg, err) < 0 ||
	    der_take_bits(&in, "the key", &bits, err) < 0)
		return -1;
	key = der_of(bits);
	if (der_enter(&key, DER_SEQUENCE, "the key", &rsa, err) < 0 ||
	    der_take_positive(&rsa, "the modulus", &n, err) < 0)
		return -1;
	*ret = (struct acme_key){ .alg = ACME_RS256, .spki = spki };
	ret->facts.kind = KEY_RSA;
	ret->facts.bits = (unsigned)(8 * n.n);
	ret->facts.spki = spki;
	ret->facts.key_bits_value = bits;
	return 0;
}

/* ---- RFC 7638 ------------------------------------------------------------------ */

static void
add_member(struct buf *out, const char *name, struct bytes octets)
{
	buf_printf(out, ",\"%s\":\"", name);
	base64url_encode(octets, out);
	buf_append_u8(out, '"');
}

int
acme_key_shown(const struct acme_key *key, struct bytes *ret, struct err *err)
{
	struct der in = der_of(key->facts.key_bits_value), rsa = { 0 };

	if (key->alg == ACME_RS256)
		return der_enter(&in, DER_SEQUENCE, "the key", &rsa, err) < 0 ||
				       der_take_positive(&rsa, "the modulus",
							 ret, err) < 0
			       ? -1
			       : 0;
	*ret = key->point;
	if (key->alg != ACME_EDDSA)
		*ret = (struct bytes){ key->point.p + 1, key->point.n / 2 };
	return 0;
}

static int
write_rsa(const struct acme_key *key, struct buf *out, struct err *err)
{
	struct der in = der_of(key->facts.key_bits_value), rsa = { 0 };
	struct bytes n = { 0 }, e = { 0 };

	if (der_enter(&in, DER_SEQUENCE, "the key", &rsa, err) < 0 ||
	    der_take_positive(&rsa, "the modulus", &n, err) < 0 ||
	    der_take_positive(&rsa, "the exponent", &e, err) < 0)
		return -1;
	buf_append_text(out, "{\"e\":\"");
	base64url_encode(e, out);
	buf_append_text(out, "\",\"kty\":\"RSA\"");
	add_member(out, "n", n);
	return 0;
}

int
acme_key_thumbprint(const struct acme_key *key, uint8_t ret[32],
		    struct err *err)
{
	CLEANUP(buf_free) struct buf json = { 0 };
	const struct form *f = form_of(key->alg);
	struct bytes xy = key->point;
	size_t half = xy.n / 2;

	if (!f)
		return err_set(err, ERR_INTERNAL, "a key of no kind");
	if (key->alg == ACME_RS256) {
		if (write_rsa(key, &json, err) < 0)
			return -1;
	} else {
		buf_printf(&json, "{\"crv\":\"%s\",\"kty\":\"%s\"", f->crv,
			   key->alg == ACME_EDDSA ? "OKP" : "EC");
	}
	if (key->alg == ACME_EDDSA) {
		add_member(&json, "x", xy);
	} else if (key->alg != ACME_RS256) {
		add_member(&json, "x", (struct bytes){ xy.p + 1, half });
		add_member(&json, "y", (struct bytes){ xy.p + 1 + half, half });
	}
	buf_append_u8(&json, '}');
	if (buf_check(&json, err) < 0)
		return -1;
	sha256(buf_bytes(&json), ret);
	return 0;
}

/* ---- signatures ------------------------------------------------------------------ */

static int
verify_with(gnutls_pubkey_t key, struct bytes spki, struct bytes data,
	    struct bytes signature, struct err *err)
{
	gnutls_datum_t der = datum_of(spki);
	gnutls_datum_t signed_data = datum_of(data);
	gnutls_datum_t sig = datum_of(signature);

	if (gnutls_pubkey_import(key, &der, GNUTLS_X509_FMT_DER) < 0)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "this key of Ed25519 cannot be read");
	if (gnutls_pubkey_verify_data2(key, GNUTLS_SIGN_EDDSA_ED25519, 0,
				       &signed_data, &sig) < 0)
		return err_set(err, ERR_UNAUTHORIZED, "it does not verify");
	return 0;
}

static int
verify_ed25519(struct bytes spki, struct bytes data, struct bytes signature,
	       struct err *err)
{
	gnutls_pubkey_t key = NULL;
	int rc = 0;

	if (signature.n != 64)
		return err_set(err, ERR_UNAUTHORIZED, "it has no 64 octets");
	if (gnutls_pubkey_init(&key) < 0)
		return err_nomem(err);
	rc = verify_with(key, spki, data, signature, err);
	gnutls_pubkey_deinit(key);
	return rc;
}

int
acme_key_verify(const struct acme_key *key, struct bytes data,
		struct bytes signature, struct err *err)
{
	int rc = key->alg == ACME_EDDSA
			 ? verify_ed25519(key->spki, data, signature, err)
			 : key_verify(&key->facts, sig_alg_of(key->facts.kind),
				      data, signature, err);

	if (rc == 0 || err->code == ERR_NOMEM)
		return rc;
	return err_set(err, ERR_UNAUTHORIZED,
		       "this is not signed with the key of the account");
}

/* ---- from a JWK --------------------------------------------------------------------- */

int
acme_key_write_point(enum acme_alg alg, struct bytes point, struct buf *ret,
		     struct err *err)
{
	const struct form *f = form_of(alg);
	size_t n = f && alg != ACME_EDDSA ? f->point_n - 1 : 32;

	if (!f || f->head.n == 0 || point.n != n)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "the coordinates of the key have another "
			       "length than its curve");
	buf_append_bytes(ret, f->head);
	if (alg != ACME_EDDSA)
		buf_append_u8(ret, 0x04);
	buf_append_bytes(ret, point);
	return buf_check(ret, err);
}
