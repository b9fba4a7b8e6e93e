/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* RSA public keys (RFC 3279 2.3.1): encoding, size and exponent. */
#include "key_checks.h"

#include "sanca/der_read.h"

static unsigned
bit_length(struct bytes magnitude)
{
	return (unsigned)(magnitude.n * 8) -
	       ((unsigned)__builtin_clz(magnitude.p[0]) - 24);
}

/* Sizes first: they cost nothing, all else grows with them. */
static int
check_size(unsigned bits, struct err *err)
{
	if (bits < LIMIT_RSA_MIN_BITS)
		return err_set(
			err, ERR_BAD_PUBLIC_KEY,
			"the RSA key has %u bits, at least %d are "
			"needed: make a new request with a 2048-bit key "
			"(New-ExchangeCertificate -KeySize 2048; certreq: "
			"KeyLength=2048; openssl req -newkey rsa:2048)",
			bits, LIMIT_RSA_MIN_BITS);
	if (bits > LIMIT_RSA_MAX_BITS)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "the RSA key has %u bits, at most %d are taken: "
			       "make a new request with a key of 2048, 3072 or "
			       "4096 bits",
			       bits, LIMIT_RSA_MAX_BITS);
	if (bits % 8 != 0)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "the RSA key has %u bits, which is no multiple "
			       "of 8: make a new request with a key of 2048, "
			       "3072 or 4096 bits",
			       bits);
	return 0;
}

int
key_check_rsa(struct bytes parameters, struct bytes bits, struct key_facts *ret,
	      struct err *err)
{
	static const uint8_t null[] = { 0x05, 0x00 };
	static const uint8_t f4[] = { 0x01, 0x00, 0x01 };
	struct der outer = der_of(bits), in = { 0 };
	struct bytes modulus = { 0 }, exponent = { 0 };

	if (!bytes_equal(parameters, BYTES_OF(null)))
		return err_set(err, ERR_MALFORMED,
			       "the public key's algorithm rsaEncryption needs "
			       "NULL as its parameters (RFC 3279 2.3.1)");
	if (der_enter(&outer, DER_SEQUENCE, "the RSA key", &in, err) < 0 ||
	    der_end(&outer, "the RSA key", err) < 0 ||
	    der_take_positive(&in, "the RSA modulus", &modulus, err) < 0 ||
	    der_take(&in, DER_INTEGER, "the RSA exponent", &exponent, err) <
		    0 ||
	    der_end(&in, "the RSA key", err) < 0)
		return -1;
	ret->kind = KEY_RSA;
	ret->bits = bit_length(modulus);
	if (check_size(ret->bits, err) < 0)
		return -1;
	if (!bytes_equal(exponent, BYTES_OF(f4)))
		return err_set(
			err, ERR_BAD_PUBLIC_KEY,
			"the RSA key's public exponent is not 65537: make "
			"a new key with the usual exponent");
	return key_check_modulus(modulus, err);
}
