/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: pki */
/* Reasons of revocation, CRLs read back, OCSP requests. */
#ifndef SANCA_REVOCATION_H
#define SANCA_REVOCATION_H

#include "sanca/certificate.h"

/* ---- reasons ---------------------------------------------------------------- */

enum revocation_reason {
#define REVOCATION_REASON(name, number, word, can_be_given, meaning)           \
	REASON_##name = (number),
#include "sanca/revocation_reasons.def"
#undef REVOCATION_REASON
};
/* "keyCompromise"; "unknown" for a number that is none. */
const char *revocation_reason_word(unsigned reason);
/* What it means, for people; "" for a number that is none. */
const char *revocation_reason_meaning(unsigned reason);
/* Reads a word, in upper or lower case, also with dashes ("key-compromise").
 * Only those that can be given: ERR_USAGE names them. */
MUST_CHECK int revocation_reason_parse(struct bytes word, unsigned *ret,
				       struct err *err);
bool revocation_reason_can_be_given(unsigned reason);
/*
 * What may follow what: now is the present reason, or -1 when it was never
 * revoked; next the one asked for, REASON_REMOVE_FROM_CRL to lift a hold. A
 * hold may be lifted or become final, what was lifted may be revoked anew, what
 * is final may become keyCompromise and nothing else. ERR_ALREADY_REVOKED when
 * nothing would change, ERR_CONFLICT when it may not be.
 */
MUST_CHECK int revocation_check(int now, unsigned next, struct err *err);

/* ---- CRLs (RFC 5280 5) ------------------------------------------------------- */

/* In the data directory: the newest CRL, DER. The signer writes it (rename), the
 * front serves it. */
#define CRL_FILE "public/ca.crl"

/* Views borrow from the DER. Strictly parsed but for the entries, which
 * crl_next() looks at one by one: of a large CRL only head and tail are read. */
struct crl {
	struct bytes tbs;
	enum sig_alg sig_alg;
	struct bytes issuer; /* Name, with tag */
	int64_t this_update, next_update;
	struct bytes authority_key_id; /* n = 0: none */
	uint64_t number;
	struct bytes signature;
	struct bytes entries; /* not yet walked; n = 0: none */
};
struct crl_entry {
	struct bytes serial; /* magnitude */
	int64_t revoked_at;
	unsigned reason; /* REASON_UNSPECIFIED when none stands there */
};
/* May this reason stand on a full CRL, and in an OCSP response? removeFromCRL is
 * for delta CRLs (RFC 5280 5.3.1). */
bool crl_reason_is_valid(unsigned reason);
MUST_CHECK int crl_parse(struct bytes der, struct crl *ret, struct err *err);
/* Takes the next entry off crl->entries; ERR_NOT_FOUND at the end. */
MUST_CHECK int crl_next(struct crl *crl, struct crl_entry *ret,
			struct err *err);

/* ---- OCSP (RFC 6960) --------------------------------------------------------- */

/* OCSPResponseStatus (RFC 6960 4.2.1). */
enum ocsp_response_status {
	OCSP_SUCCESSFUL = 0,
	OCSP_MALFORMED_REQUEST = 1,
	OCSP_INTERNAL_ERROR = 2,
	OCSP_TRY_LATER = 3,
	OCSP_UNAUTHORIZED = 6,
};
/* The whole OCSPResponse of an error: five octets without a signature. */
struct bytes ocsp_error_response(enum ocsp_response_status status);

/* Views borrow from the DER. */
struct cert_id {
	struct bytes whole;	     /* with tag and length, as it was asked */
	struct bytes hash_algorithm; /* OID */
	struct bytes issuer_name_hash, issuer_key_hash;
	struct bytes
		serial; /* magnitude; n = 0: zero or negative, never ours */
};
/* One CertID, DER (RFC 6960 4.1.1). ERR_MALFORMED. */
MUST_CHECK int cert_id_parse(struct bytes der, struct cert_id *ret,
			     struct err *err);

struct ocsp_request {
	size_t count;
	struct cert_id at[LIMIT_OCSP_CERTS];
	struct bytes nonce; /* contents of the OCTET STRING; n = 0: none */
	/* One CertID and no nonce: the answer is good for others too. */
	bool is_plain;
};
/*
 * Strict DER. Signature and requestorName are passed over (RFC 6960 4.1.2
 * leaves them to the responder); a critical extension that is not known, more than
 * LIMIT_OCSP_CERTS, none at all, a nonce of 0 or more than
 * LIMIT_OCSP_NONCE_BYTES octets (RFC 9654 2.1): ERR_MALFORMED.
 */
MUST_CHECK int ocsp_request_parse(struct bytes der, struct ocsp_request *ret,
				  struct err *err);

/* What CertIDs name an issuer by. */
struct ocsp_issuer {
	uint8_t name_sha1[20], key_sha1[20];
	uint8_t name_sha256[32], key_sha256[32];
};
void ocsp_issuer_init(const struct issuer *issuer, struct ocsp_issuer *ret);
/* Is this CertID one of this issuer's, in SHA-1 or SHA-256? */
bool ocsp_issuer_is(const struct ocsp_issuer *issuer, const struct cert_id *id);

#endif
