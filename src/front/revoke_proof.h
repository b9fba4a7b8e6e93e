/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A revocation that is signed with the certificate's own key (RFC 8555 7.6). */
#ifndef SANCA_FRONT_REVOKE_PROOF_H
#define SANCA_FRONT_REVOKE_PROOF_H

#include "jws.h"

#include "sanca/certificate.h"

struct revoke_proof {
	struct buf signing_input; /* RFC 7515 5.1: as it came */
	struct buf signature;	  /* in the form that certificates have */
	unsigned reason;
};
void revoke_proof_free(struct revoke_proof *p);

/* What it must be about. */
struct revoke_subject {
	const struct issuer *issuer;
	struct bytes serial; /* magnitude */
	struct bytes path;   /* of this request */
};

/*
 * Reads a flattened JWS: exactly protected, payload and signature. The
 * certificate in the payload must be that of the serial and of our issuer; url
 * must have this path. Of url the host is not compared: behind a proxy we do
 * not know under which one we are reached. ERR_MALFORMED; ERR_FORBIDDEN when
 * the signature is not by the certificate's key, or the reason is a hold, which
 * is not for the holder of a key; ERR_BAD_REASON; ERR_NOT_FOUND when it is not
 * about this serial.
 */
MUST_CHECK int revoke_proof_read(struct bytes body,
				 const struct revoke_subject *subject,
				 struct revoke_proof *ret, struct err *err);

/* The certificate that a payload is about; it borrows from der. */
MUST_CHECK int revoke_payload_read(const json_t *payload, struct buf *der,
				   struct certificate *ret, struct err *err);
/* Whether this CA has signed it; ERR_NOT_FOUND. */
MUST_CHECK int revoke_certificate_check(const struct certificate *c,
					const struct issuer *issuer,
					struct err *err);

#endif
