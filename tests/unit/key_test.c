/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Keys: which are taken, and what is said of the others (doc/conformance.tsv B). */

#include "tests/unit/refusal.h"

static const char change_rsa[] = "make a new request with a 2048-bit key";

static void
short_rsa_keys_are_refused_with_advice(void)
{
	is_refused("b-rsa-512.der", "badPublicKey", "512 bits");
	is_refused("b-rsa-1024.der", "badPublicKey", change_rsa);
}

static void
rsa_sizes_are_multiples_of_eight(void)
{
	is_refused("b-rsa-2047.der", "badPublicKey", "2047 bits");
	is_refused("b-rsa-2049.der", "badPublicKey", "no multiple of 8");
	is_taken("rsa-2048.der");
	is_taken("rsa-2056.der");
}

static void
long_rsa_keys_are_refused(void)
{
	is_refused("b-rsa-4104.der", "badPublicKey", "at most 4096");
	is_refused("b-rsa-8192.der", "badPublicKey", "at most 4096");
	is_refused("b-rsa-16384.der", "badPublicKey", "at most 4096");
}

/* A18: sizes are looked at before any arithmetic. */
static void
a_huge_exponent_costs_nothing(void)
{
	is_refused("a18-huge-exponent.der", "badPublicKey", "16384 bits");
}

static void
only_65537_is_an_exponent(void)
{
	is_refused("b04-e-1.der", "badPublicKey", "not 65537");
	is_refused("b04-e-2.der", "badPublicKey", "not 65537");
	is_refused("b04-e-3.der", "badPublicKey", "not 65537");
	is_refused("b04-e-65536.der", "badPublicKey", "not 65537");
	is_refused("b04-e--65537.der", "badPublicKey", "not 65537");
	is_refused("b04-e-4294967297.der", "badPublicKey", "not 65537");
	is_refused("b04-n-negative.der", "badCSR", "negative");
}

static void
a_modulus_with_a_small_factor_is_refused(void)
{
	is_refused("b05-even.der", "badPublicKey", "even");
	is_refused("b05-factor-3.der", "badPublicKey", "divisible by 3:");
	is_refused("b05-factor-751.der", "badPublicKey", "divisible by 751:");
}

static void
a_prime_power_is_refused(void)
{
	is_refused("b05-prime-power.der", "badPublicKey", "too close");
}

static void
roca_is_recognised(void)
{
	is_refused("b06-roca.der", "badPublicKey", "CVE-2017-15361");
}

static void
close_primes_are_found_up_to_the_last_round(void)
{
	is_refused("b08-next-prime.der", "badPublicKey", "too close");
	is_refused("b08-round-110.der", "badPublicKey", "too close");
	/* Beyond the bound the key passes; its junk signature does not. */
	is_refused("b08-round-111.der", "badSignatureAlgorithm", "RSA key");
}

static void
other_named_curves_are_refused_by_name(void)
{
	is_refused("b09-p192.der", "badPublicKey", "P-192");
	is_refused("b09-p224.der", "badPublicKey", "P-224");
	is_refused("b09-p521.der", "badPublicKey", "P-521");
}

static void
foreign_curves_are_refused(void)
{
	is_refused("b10-secp256k1.der", "badPublicKey", "secp256k1");
	is_refused("b10-brainpool.der", "badPublicKey", "1.3.36.3.3.2.8.1.1.7");
	is_refused("b10-gost.der", "badPublicKey", "1.2.643.7.1.1.1.1");
}

static void
explicit_parameters_are_refused(void)
{
	is_refused("b11-explicit.der", "badPublicKey", "explicit parameters");
	is_refused("b11-implicit.der", "badCSR", "NULL found");
}

static void
points_must_be_on_the_curve_and_uncompressed(void)
{
	is_refused("b12-off-curve.der", "badPublicKey", "not on its curve");
	is_refused("b12-infinity.der", "badPublicKey", "infinity");
	is_refused("b12-compressed.der", "badPublicKey", "compressed");
	is_refused("b12-hybrid.der", "badPublicKey", "wrong form");
	is_refused("b12-short.der", "badPublicKey", "64 octets");
	is_refused("b12-long.der", "badPublicKey", "66 octets");
	is_refused("b12-empty.der", "badPublicKey", "0 octets");
	is_refused("b12-x-is-p.der", "badPublicKey", "not on its curve");
	is_refused("b12-p384-zero.der", "badPublicKey", "not on its curve");
}

static void
other_kinds_of_key_are_refused_by_name(void)
{
	is_refused("b13-dsa.der", "badPublicKey", "DSA");
	is_refused("b13-dh.der", "badPublicKey", "1.2.840.113549.1.3.1");
	is_refused("b13-x25519.der", "badPublicKey", "X25519");
}

static void
the_list_of_kinds_is_closed(void)
{
	is_refused("b14-ed25519.der", "badPublicKey", "Ed25519");
	is_refused("b14-ed448.der", "badPublicKey", "Ed448");
	is_refused("b14-rsa-pss-key.der", "badPublicKey", "RSASSA-PSS");
	is_refused("b14-ml-dsa.der", "badPublicKey", "2.16.840.1.101.3.4.3.18");
}

static void
a_key_has_one_encoding(void)
{
	is_refused("b20-rsa-null-missing.der", "badCSR", "NULL");
	is_refused("b20-rsa-trailing.der", "badCSR", "too many");
	is_refused("b20-rsa-unused-bits.der", "badCSR", "unused bits");
	is_refused("b20-ec-trailing.der", "badCSR", "too many");
	is_refused("b20-ec-parameters-trailing.der", "badCSR", "too many");
	is_refused("b20-ec-unused-bits.der", "badCSR", "unused bits");
}

/* RFC 5280 4.2.1.2 method 1 is the SHA-1 of the BIT STRING's contents. */
static void
key_ids_are_of_the_right_octets(void)
{
	CLEANUP(buf_free) struct buf der = fixture_read("fixtures", "good.der");
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&der));
	const struct key_facts *key = &r->csr.key;
	uint8_t id[20], print[32];

	is_int(r->result, 0, "%s", r->err.text);
	is_int(key->kind, KEY_EC_P256, "kind");
	is_int(key->bits, 256, "bits");
	is_int(key->key_bits_value.n, 65, "the point");
	sha1(key->key_bits_value, id);
	sha256(key->spki, print);
	is_mem(key->key_id, 20, id, 20, "key id");
	is_mem(key->spki_sha256, 32, print, 32, "fingerprint");
	is_int(print[0] != id[0] || print[1] != id[1], 1, "not the same");
}

/* B21: of two spellings of one key at most one is taken, whichever octet of
 * a SubjectPublicKeyInfo changes. */
static void
no_other_spelling_of_a_key_is_taken(void)
{
	CLEANUP(buf_free) struct buf der = fixture_read("fixtures", "good.der");
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&der));
	uint8_t spki[LIMIT_SPKI_BYTES];
	size_t n = r->csr.key.spki.n;
	struct key_facts key = { 0 };
	struct err err = { 0 };

	memcpy(spki, r->csr.key.spki.p, n);
	for (size_t i = 0; i < n - 64; i++) {
		uint8_t was = spki[i];

		for (unsigned v = 0; v < 256; v++) {
			spki[i] = (uint8_t)v;
			if (v != was)
				ok(key_parse((struct bytes){ spki, n }, &key,
					     &err) < 0,
				   "octet %zu as 0x%02x", i, v);
		}
		spki[i] = was;
	}
	is_int(key_parse((struct bytes){ spki, n }, &key, &err), 0,
	       "as it was");
}

static void
an_algorithm_fits_one_kind_of_key(void)
{
	is_refused("a14-rsa-oid-ec-key.der", "badSignatureAlgorithm",
		   "elliptic-curve key");
	is_refused("a14-ec-oid-rsa-key.der", "badSignatureAlgorithm",
		   "RSA key");
	is_refused("a14-ecdsa-null.der", "badSignatureAlgorithm", "absent");
	is_refused("a14-rsa-odd-parameters.der", "badSignatureAlgorithm",
		   "NULL");
	is_refused("a14-rsa-pss.der", "badSignatureAlgorithm", "RSASSA-PSS");
	is_refused("a14-unknown-algorithm.der", "badSignatureAlgorithm",
		   "1.2.3.4");
	/* RFC 4055 5, and what Microsoft writes. */
	is_taken("a14-rsa-no-parameters.der");
}

static void
each_algorithm_is_read_as_it_is_written(void)
{
	for (int a = SIG_RSA_SHA1; a <= SIG_ECDSA_SHA512; a++) {
		enum sig_alg got = SIG_NONE;
		struct err err = { 0 };

		is_int(sig_alg_parse(sig_alg_der((enum sig_alg)a), &got, &err),
		       0, "%s", sig_alg_name((enum sig_alg)a));
		is_int(got, a, "the same");
	}
	is_int(sig_alg_der(SIG_NONE).n, 0, "none");
}

TAP_MAIN(short_rsa_keys_are_refused_with_advice,
	 rsa_sizes_are_multiples_of_eight, long_rsa_keys_are_refused,
	 a_huge_exponent_costs_nothing, only_65537_is_an_exponent,
	 a_modulus_with_a_small_factor_is_refused, a_prime_power_is_refused,
	 roca_is_recognised, close_primes_are_found_up_to_the_last_round,
	 other_named_curves_are_refused_by_name, foreign_curves_are_refused,
	 explicit_parameters_are_refused,
	 points_must_be_on_the_curve_and_uncompressed,
	 other_kinds_of_key_are_refused_by_name, the_list_of_kinds_is_closed,
	 a_key_has_one_encoding, key_ids_are_of_the_right_octets,
	 no_other_spelling_of_a_key_is_taken, an_algorithm_fits_one_kind_of_key,
	 each_algorithm_is_read_as_it_is_written)
