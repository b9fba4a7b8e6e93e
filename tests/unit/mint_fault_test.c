/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about faults below us: a bad signature, no randomness. */

#include "sanca/clock.h"
#include "tests/tap.h"
#include "tests/unit/mint_fixture.h"

#include <gnutls/abstract.h>

/* The linker sends the calls of libmint here (--wrap). */
int __real_gnutls_privkey_sign_hash2(gnutls_privkey_t signer,
				     gnutls_sign_algorithm_t algorithm,
				     unsigned int flags,
				     const gnutls_datum_t *data,
				     gnutls_datum_t *signature);
int __wrap_gnutls_privkey_sign_hash2(gnutls_privkey_t signer,
				     gnutls_sign_algorithm_t algorithm,
				     unsigned int flags,
				     const gnutls_datum_t *data,
				     gnutls_datum_t *signature);

static bool flip;
static unsigned flip_bit;
static enum { RANDOM_GOOD, RANDOM_FAILS, RANDOM_CONSTANT } random_mode;

int
__wrap_gnutls_privkey_sign_hash2(gnutls_privkey_t signer,
				 gnutls_sign_algorithm_t algorithm,
				 unsigned int flags, const gnutls_datum_t *data,
				 gnutls_datum_t *signature)
{
	int rc = __real_gnutls_privkey_sign_hash2(signer, algorithm, flags,
						  data, signature);

	if (rc == 0 && flip)
		signature->data[flip_bit / 8 % signature->size] ^=
			(unsigned char)(1u << flip_bit % 8);
	return rc;
}

/* Stands before the one of libbase. */
int
random_bytes(void *out, size_t n, struct err *err)
{
	static uint64_t state = 0x9e3779b97f4a7c15u;
	uint8_t *to = out;

	if (random_mode == RANDOM_FAILS)
		return err_set(err, ERR_OS, "getrandom: not today");
	for (size_t i = 0; i < n; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		to[i] = random_mode == RANDOM_CONSTANT ? 0
						       : (uint8_t)(state >> 56);
	}
	return 0;
}

static void
check_flips(const char *kind, bool verify, bool caught)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	struct bytes tbs = bytes_of_text("a TBSCertificate");
	struct err err = { 0 };

	ok(ca_key_generate(kind, &key, &err) == 0, "%s", err.text);
	for (flip_bit = 0; flip_bit < 560; flip_bit += 7) {
		CLEANUP(buf_free) struct buf signature = { 0 };
		int rc;

		flip = true;
		rc = ca_key_sign(key, 0, verify, tbs, &signature, &err);
		flip = false;
		if (!caught) {
			is_int(rc, 0, "%s unchecked", kind);
			continue;
		}
		is_int(rc, -1, "%s: bit %u is noticed", kind, flip_bit);
		is_int(signature.n, 0, "nothing is released");
		is_int(err.code, ERR_CRYPTO, "as a fault of cryptography");
	}
	ok(!caught || strstr(err.text, "thrown away"), "\"%s\"", err.text);
}

static void
a_flipped_bit_in_an_rsa_signature_never_leaves(void)
{
	check_flips("rsa-2048", false, true);
}

static void
a_flipped_bit_in_an_ecdsa_signature_never_leaves_when_asked(void)
{
	check_flips("ec-p256", true, true);
	check_flips("ec-p384", true, true);
	check_flips("ec-p256", false, false);
}

static void
a_root_with_a_bad_signature_is_not_made(void)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(buf_free) struct buf der = { 0 };
	struct root_fields fields = { .common_name = "x",
				      .not_before = NOW,
				      .not_after = NOW + DAY };
	struct err err = { 0 };

	ok(ca_key_generate("ec-p256", &key, &err) == 0, "%s", err.text);
	flip_bit = 100;
	flip = true;
	is_int(root_create(&fields, key, &der, &err), -1, "refused");
	flip = false;
	is_int(der.n, 0, "nothing is released");
	is_int(root_create(&fields, key, &der, &err), 0, "and made without");
}

static void
without_randomness_there_is_no_serial_and_no_root(void)
{
	CLEANUP(ca_key_free) struct ca_key *key = NULL;
	CLEANUP(buf_free) struct buf der = { 0 };
	struct root_fields fields = { .common_name = "x",
				      .not_before = NOW,
				      .not_after = NOW + DAY };
	uint8_t serial[SERIAL_BYTES] = { 0 };
	uint8_t untouched[SERIAL_BYTES] = { 0 };
	struct err err = { 0 };

	ok(ca_key_generate("ec-p256", &key, &err) == 0, "%s", err.text);
	random_mode = RANDOM_FAILS;
	is_int(serial_draw(serial, &err), -1, "no serial");
	is_mem(serial, sizeof(serial), untouched, sizeof(untouched),
	       "not even a part of one");
	is_int(root_create(&fields, key, &der, &err), -1, "no root");
	ok(strstr(err.text, "not today"), "\"%s\"", err.text);
	is_int(der.n, 0, "nothing is released");
	random_mode = RANDOM_CONSTANT;
	is_int(serial_draw(serial, &err), -1, "zeros are no serial");
	random_mode = RANDOM_GOOD;
	is_int(serial_draw(serial, &err), 0, "and drawn again after that");
}

TAP_MAIN(a_flipped_bit_in_an_rsa_signature_never_leaves,
	 a_flipped_bit_in_an_ecdsa_signature_never_leaves_when_asked,
	 a_root_with_a_bad_signature_is_not_made,
	 without_randomness_there_is_no_serial_and_no_root)
