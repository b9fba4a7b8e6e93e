/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* Keys of ACME accounts: those that are certified here, and Ed25519. */
#ifndef SANCA_ACME_KEY_H
#define SANCA_ACME_KEY_H

#include "sanca/key.h"

/* What such a key signs with (RFC 7518 3.1, RFC 8037): one for each kind. */
enum acme_alg { ACME_ALG_NONE, ACME_RS256, ACME_ES256, ACME_ES384, ACME_EDDSA };
/* "RS256" and so on. */
const char *acme_alg_name(enum acme_alg alg);
/* ACME_ALG_NONE: none of these four. */
enum acme_alg acme_alg_find(struct bytes name);

/* Views borrow from the SubjectPublicKeyInfo. */
struct acme_key {
	enum acme_alg alg;
	struct bytes spki;
	struct bytes point;	/* EC: 04, x, y; Ed25519: 32 octets */
	struct key_facts facts; /* not of Ed25519 */
};

/* Strictly, with the key policy of certificates (key_parse()): RSA of 2048 to
 * 4096 bits with e = 65537, points on their curve. ERR_BAD_PUBLIC_KEY. */
MUST_CHECK int acme_key_parse(struct bytes spki, struct acme_key *ret,
			      struct err *err);
/* One that has passed acme_key_parse() before, as it stands in ca.db. */
MUST_CHECK int acme_key_open(struct bytes spki, struct acme_key *ret,
			     struct err *err);
/* The member of its JWK that no other key has: n, or x (RFC 7518 6, RFC 8037 2). */
MUST_CHECK int acme_key_shown(const struct acme_key *key, struct bytes *ret,
			      struct err *err);
/* RFC 7638 3. */
MUST_CHECK int acme_key_thumbprint(const struct acme_key *key, uint8_t ret[32],
				   struct err *err);
/* signature in the form that certificates have: ECDSA-Sig-Value, the octets of
 * RSA and of Ed25519. ERR_UNAUTHORIZED when it is not by this key. */
MUST_CHECK int acme_key_verify(const struct acme_key *key, struct bytes data,
			       struct bytes signature, struct err *err);

/* The SubjectPublicKeyInfo of what a JWK holds. ES256, ES384: x and y, one after
 * the other; EdDSA: x. ERR_BAD_PUBLIC_KEY when it has another length. */
MUST_CHECK int acme_key_write_point(enum acme_alg alg, struct bytes point,
				    struct buf *ret, struct err *err);
MUST_CHECK int acme_key_write_rsa(struct bytes n, struct bytes e,
				  struct buf *ret, struct err *err);
/* r and s, one after the other (RFC 7518 3.4), to ECDSA-Sig-Value: each of the
 * length of the order and from 1 to the order less 1. ERR_MALFORMED. */
MUST_CHECK int acme_key_signature(enum acme_alg alg, struct bytes raw,
				  struct buf *ret, struct err *err);

#endif
