/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* Public keys: strict SubjectPublicKeyInfo and the key policy. */
#ifndef SANCA_KEY_H
#define SANCA_KEY_H

#include "sanca/policy.h"

struct key_facts {
	enum key_kind kind;
	unsigned bits;
	struct bytes spki;	     /* borrowed from the input */
	struct bytes key_bits_value; /* contents of the BIT STRING */
	uint8_t spki_sha256[32]; /* of the canonical SPKI: block list, TLSA */
	uint8_t key_id[20];	 /* RFC 5280 4.2.1.2 method 1 */
};

/*
 * Parses a SubjectPublicKeyInfo strictly (RFC 3279, 5480) and applies the key
 * policy: RSA of LIMIT_RSA_MIN..MAX bits in multiples of 8 with e = 65537,
 * named curves P-256 and P-384 uncompressed and on the curve; small factors,
 * ROCA and close primes refused. Cheap checks first. ERR_BAD_PUBLIC_KEY says
 * what to change; a wrong encoding is ERR_MALFORMED. spki must outlive ret.
 */
MUST_CHECK int key_parse(struct bytes spki, struct key_facts *ret,
			 struct err *err);

/* SHA-1 and SHA-256 by GnuTLS. */
void sha256(struct bytes in, uint8_t out[32]);
/* What is kept in ca.db of a hash that is shown over the wire (of a token, of the
 * secret in a link): whoever reads the database, as the front may, cannot show
 * what stands there. */
void sha256_to_keep(const uint8_t shown[32], uint8_t ret[32]);
void sha1(struct bytes in, uint8_t out[20]);

/* Signature algorithms that we verify; signing uses the SHA-2 ones. */
enum sig_alg {
	SIG_NONE = 0,
	SIG_RSA_SHA1,
	SIG_RSA_SHA256,
	SIG_RSA_SHA384,
	SIG_RSA_SHA512,
	SIG_ECDSA_SHA1,
	SIG_ECDSA_SHA256,
	SIG_ECDSA_SHA384,
	SIG_ECDSA_SHA512,
};
/* Reads an AlgorithmIdentifier strictly: parameters absent for ECDSA, NULL or
 * absent for RSA (RFC 4055 5; Microsoft's requests leave them out).
 * ERR_BAD_SIGNATURE names what was found. */
MUST_CHECK int sig_alg_parse(struct bytes algorithm_identifier,
			     enum sig_alg *ret, struct err *err);
/* Whole AlgorithmIdentifier, DER. */
struct bytes sig_alg_der(enum sig_alg alg);
const char *sig_alg_name(enum sig_alg alg);
/* What a key of this kind signs with, here and in JWS (RFC 7518 3.1): the hash
 * fits its strength. SIG_NONE: of no known kind. */
enum sig_alg sig_alg_of(enum key_kind kind);

/* Verifies with GnuTLS; the algorithm must fit the key. A signature that does
 * not verify is ERR_BAD_CSR. Thread safe. */
MUST_CHECK int key_verify(const struct key_facts *key, enum sig_alg alg,
			  struct bytes signed_data, struct bytes signature,
			  struct err *err);
/* The same over the digest of the data, by the hash of alg. */
MUST_CHECK int key_verify_digest(const struct key_facts *key, enum sig_alg alg,
				 struct bytes digest, struct bytes signature,
				 struct err *err);

#endif
