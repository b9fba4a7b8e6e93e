/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* From the forms of JWS to those of certificates: RSA keys, ECDSA signatures. */
#include "sanca/acme_key.h"
#include "sanca/der_write.h"

#include <string.h>

int
acme_key_write_rsa(struct bytes n, struct bytes e, struct buf *ret,
		   struct err *err)
{
	CLEANUP(derw_free) struct derw key = { 0 }, w = { 0 };
	size_t seq = 0;

	derw_positive(&key, e);
	derw_positive(&key, n);
	derw_wrap(&key, DER_SEQUENCE, 0);
	if (key.broken)
		return err_nomem(err);
	derw_bits(&w, derw_bytes(&key));
	seq = derw_mark(&w);
	derw_null(&w);
	derw_oid(&w, OID_RSA_ENCRYPTION);
	derw_wrap(&w, DER_SEQUENCE, seq);
	derw_wrap(&w, DER_SEQUENCE, 0);
	return derw_finish(&w, ret, err);
}

/* The orders of the groups (FIPS 186-4 D.1.2.3, D.1.2.4). */
static const uint8_t p256_order[32] = {
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
	0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
};
static const uint8_t p384_order[48] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf, 0x58, 0x1a, 0x0d, 0xb2,
	0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
};

/* Neither 0 nor the order nor more: r = s = 0 is what "psychic signatures" are
 * made of (CVE-2022-21449). */
static bool
is_in_range(struct bytes v, struct bytes order)
{
	static const uint8_t zero[48];

	return memcmp(v.p, zero, v.n) != 0 && memcmp(v.p, order.p, order.n) < 0;
}

int
acme_key_signature(enum acme_alg alg, struct bytes raw, struct buf *ret,
		   struct err *err)
{
	CLEANUP(derw_free) struct derw w = { 0 };
	struct bytes order =
		alg == ACME_ES384 ? BYTES_OF(p384_order) : BYTES_OF(p256_order);
	struct bytes r = { raw.p, order.n }, s = { 0 };

	if (raw.n != 2 * order.n)
		return err_set(err, ERR_MALFORMED,
			       "\"signature\" must have %zu octets for this "
			       "\"alg\"",
			       2 * order.n);
	s = (struct bytes){ raw.p + order.n, order.n };
	if (!is_in_range(r, order) || !is_in_range(s, order))
		return err_set(err, ERR_MALFORMED,
			       "\"signature\" holds a number that is 0 or too "
			       "large");
	derw_positive(&w, s);
	derw_positive(&w, r);
	derw_wrap(&w, DER_SEQUENCE, 0);
	return derw_finish(&w, ret, err);
}
