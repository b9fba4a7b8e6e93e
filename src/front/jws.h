/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Flattened JWS (RFC 7515 7.2.2), as strictly as RFC 8555 6.2 wants it. */
#ifndef SANCA_FRONT_JWS_H
#define SANCA_FRONT_JWS_H

#include "sanca/acme_key.h"

#include <jansson.h>

/* Views borrow from the JSON. */
struct jws {
	json_t *root, *header;
	json_t *payload; /* an object; NULL: the payload is empty */
	struct bytes protected_text, payload_text, signature_text;
	struct bytes alg, url, nonce, kid; /* n = 0: there is none */
	bool payload_escapes; /* JSON writes something in it as \u0041 or \n */
	const json_t *jwk;    /* an object; NULL: there is none */
	struct buf signing_input; /* RFC 7515 5.1: as it came */
	struct buf signature;	  /* octets, as they came */
};
/* The signer, which reads no JSON, looks for texts as they are. */
MUST_CHECK int jws_refuse_escapes(const struct jws *j, const char *what,
				  struct err *err);
void jws_free(struct jws *j);

/*
 * Exactly protected, payload and signature; a protected header without anything
 * that changes what the signature means or names a key elsewhere. Nothing is
 * verified. *ret begins as { 0 }. ERR_MALFORMED. what: "the body".
 */
MUST_CHECK int jws_open(struct bytes text, const char *what, struct jws *ret,
			struct err *err);
/* The same of an object that is part of another JSON; it is kept. */
MUST_CHECK int jws_open_object(json_t *object, const char *what,
			       struct jws *ret, struct err *err);
/* One of the four of accounts; ERR_BAD_SIGNATURE names them. */
MUST_CHECK int jws_algorithm(const struct jws *j, enum acme_alg *ret,
			     struct err *err);
/* signature in the form that certificates have. ERR_MALFORMED. */
MUST_CHECK int jws_signature(const struct jws *j, enum acme_alg alg,
			     struct buf *ret, struct err *err);

/* A string of an object, not empty; ERR_MALFORMED. what: "\"payload\"". */
MUST_CHECK int jws_text(const json_t *object, const char *key, const char *what,
			struct bytes *ret, struct err *err);
/* Octets of one that is base64url (RFC 7515 2), not empty; appended. */
MUST_CHECK int jws_octets(const json_t *object, const char *key,
			  const char *what, struct buf *ret, struct err *err);

/* The SubjectPublicKeyInfo of a JWK (RFC 7517, RFC 8037): strict, with the key
 * policy, no private key. ERR_BAD_PUBLIC_KEY, ERR_MALFORMED. key borrows from
 * spki. */
MUST_CHECK int jwk_read(const json_t *jwk, struct buf *spki,
			struct acme_key *key, struct err *err);

#endif
