/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Elliptic-curve public keys (RFC 5480): named curve, point on it. */
#include "key_checks.h"
#include "limbs.h"

#include "sanca/der_read.h"

#define EC_LIMBS_MAX 6

/* y^2 = x^3 - 3 x + b modulo p (FIPS 186-4 D.1.2), big-endian. */
struct curve {
	const struct bytes *oid;
	enum key_kind kind;
	unsigned bits;
	const uint8_t *p, *b;
};

static const uint8_t p256_p[32] = {
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
};
static const uint8_t p256_b[32] = {
	0x5a, 0xc6, 0x35, 0xd8, 0xaa, 0x3a, 0x93, 0xe7, 0xb3, 0xeb, 0xbd,
	0x55, 0x76, 0x98, 0x86, 0xbc, 0x65, 0x1d, 0x06, 0xb0, 0xcc, 0x53,
	0xb0, 0xf6, 0x3b, 0xce, 0x3c, 0x3e, 0x27, 0xd2, 0x60, 0x4b,
};
static const uint8_t p384_p[48] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff,
	0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff,
};
static const uint8_t p384_b[48] = {
	0xb3, 0x31, 0x2f, 0xa7, 0xe2, 0x3e, 0xe7, 0xe4, 0x98, 0x8e, 0x05, 0x6b,
	0xe3, 0xf8, 0x2d, 0x19, 0x18, 0x1d, 0x9c, 0x6e, 0xfe, 0x81, 0x41, 0x12,
	0x03, 0x14, 0x08, 0x8f, 0x50, 0x13, 0x87, 0x5a, 0xc6, 0x56, 0x39, 0x8d,
	0x8a, 0x2e, 0xd1, 0x9d, 0x2a, 0x85, 0xc8, 0xed, 0xd3, 0xec, 0x2a, 0xef,
};

static const struct curve curves[] = {
	{ &OID_P256, KEY_EC_P256, 256, p256_p, p256_b },
	{ &OID_P384, KEY_EC_P384, 384, p384_p, p384_b },
};

static int
refuse_curve(struct bytes oid, struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };

	der_oid_show(oid, &name);
	return err_set(err, ERR_BAD_PUBLIC_KEY,
		       "the curve %s is not taken: make a new request with a "
		       "key on P-256 or P-384 (openssl: prime256v1, secp384r1)",
		       buf_text(&name));
}

/* Its place in the table. */
static int
find_curve(struct bytes parameters, size_t *ret, struct err *err)
{
	struct der in = der_of(parameters);
	struct bytes oid = { 0 };

	/* RFC 5480 2.1.1: MUST be namedCurve. With explicit parameters a
	 * verifier may be led to another generator (CVE-2020-0601). */
	if (der_peek(&in) == DER_SEQUENCE)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "the elliptic curve is spelled out in explicit "
			       "parameters: make a new key with a named curve "
			       "(openssl: -pkeyopt ec_param_enc:named_curve)");
	if (der_take(&in, DER_OID, "the elliptic curve", &oid, err) < 0 ||
	    der_end(&in, "the elliptic curve", err) < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(curves); i++) {
		if (der_oid_is(oid, *curves[i].oid)) {
			*ret = i;
			return 0;
		}
	}
	return refuse_curve(oid, err);
}

/* SEC 1 2.3.3: 04, x, y. */
static int
check_form(const struct curve *curve, struct bytes point, struct err *err)
{
	size_t field = curve->bits / 8;

	if (point.n == 1 && point.p[0] == 0x00)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "the elliptic-curve key is the point at "
			       "infinity: this is no key, make a new one");
	if (point.n > 0 && (point.p[0] == 0x02 || point.p[0] == 0x03))
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "the elliptic-curve point is compressed, which "
			       "many clients cannot read: make the request "
			       "with an uncompressed point (openssl: -pkeyopt "
			       "ec_point_format:uncompressed)");
	if (point.n != 1 + 2 * field || point.p[0] != 0x04)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "the elliptic-curve point has %zu octets or a "
			       "wrong form; %zu octets beginning with 04 are "
			       "needed",
			       point.n, 1 + 2 * field);
	return 0;
}

/* r = a * b modulo p. */
static void
multiply(mp_limb_t *r, const mp_limb_t *a, const mp_limb_t *b,
	 const mp_limb_t *p, mp_size_t n)
{
	mp_limb_t product[2 * EC_LIMBS_MAX];
	mp_limb_t quotient[EC_LIMBS_MAX + 1];

	mpn_mul_n(product, a, b, n);
	mpn_tdiv_qr(quotient, r, 0, product, 2 * n, p, n);
}

/* r = r + a modulo p. */
static void
add(mp_limb_t *r, const mp_limb_t *a, const mp_limb_t *p, mp_size_t n)
{
	if (mpn_add_n(r, r, a, n) != 0 || mpn_cmp(r, p, n) >= 0)
		mpn_sub_n(r, r, p, n);
}

static bool
is_on_curve(const struct curve *curve, const uint8_t *xy)
{
	mp_limb_t p[EC_LIMBS_MAX], b[EC_LIMBS_MAX], x[EC_LIMBS_MAX],
		y[EC_LIMBS_MAX], left[EC_LIMBS_MAX], right[EC_LIMBS_MAX];
	size_t field = curve->bits / 8, count = field / 8;
	mp_size_t n = (mp_size_t)count;

	limbs_from_octets((struct bytes){ curve->p, field }, p, count);
	limbs_from_octets((struct bytes){ curve->b, field }, b, count);
	limbs_from_octets((struct bytes){ xy, field }, x, count);
	limbs_from_octets((struct bytes){ xy + field, field }, y, count);
	if (mpn_cmp(x, p, n) >= 0 || mpn_cmp(y, p, n) >= 0)
		return false;
	/* y^2 + 3 x = x^3 + b */
	multiply(left, y, y, p, n);
	for (int i = 0; i < 3; i++)
		add(left, x, p, n);
	multiply(right, x, x, p, n);
	multiply(right, right, x, p, n);
	add(right, b, p, n);
	return mpn_cmp(left, right, n) == 0;
}

int
key_check_ec(struct bytes parameters, struct bytes bits, struct key_facts *ret,
	     struct err *err)
{
	const struct curve *curve = NULL;
	size_t place = 0;

	if (find_curve(parameters, &place, err) < 0)
		return -1;
	curve = &curves[place];
	if (check_form(curve, bits, err) < 0)
		return -1;
	if (!is_on_curve(curve, bits.p + 1))
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "the elliptic-curve point is not on its curve: "
			       "this is no key, make a new one");
	ret->kind = curve->kind;
	ret->bits = curve->bits;
	return 0;
}
