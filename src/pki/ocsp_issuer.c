/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Whom an OCSP request asks, and the answer to those who cannot be helped. */
#include "sanca/der_read.h"
#include "sanca/revocation.h"

/* RFC 6960 4.1.1: the DER of the subject, and the public key without tag,
 * length and unused bits. */
void
ocsp_issuer_init(const struct issuer *issuer, struct ocsp_issuer *ret)
{
	struct bytes name = issuer->certificate.subject;
	struct bytes key = issuer->key.key_bits_value;

	sha1(name, ret->name_sha1);
	sha1(key, ret->key_sha1);
	sha256(name, ret->name_sha256);
	sha256(key, ret->key_sha256);
}

bool
ocsp_issuer_is(const struct ocsp_issuer *issuer, const struct cert_id *id)
{
	if (der_oid_is(id->hash_algorithm, OID_SHA1))
		return bytes_equal(id->issuer_name_hash,
				   BYTES_OF(issuer->name_sha1)) &&
		       bytes_equal(id->issuer_key_hash,
				   BYTES_OF(issuer->key_sha1));
	return der_oid_is(id->hash_algorithm, OID_SHA256) &&
	       bytes_equal(id->issuer_name_hash,
			   BYTES_OF(issuer->name_sha256)) &&
	       bytes_equal(id->issuer_key_hash, BYTES_OF(issuer->key_sha256));
}

struct bytes
ocsp_error_response(enum ocsp_response_status status)
{
#define RESPONSE(status)                                                       \
	{                                                                      \
		DER_SEQUENCE, 3, DER_ENUMERATED, 1, status                     \
	}
	static const uint8_t malformed[] = RESPONSE(OCSP_MALFORMED_REQUEST);
	static const uint8_t internal[] = RESPONSE(OCSP_INTERNAL_ERROR);
	static const uint8_t later[] = RESPONSE(OCSP_TRY_LATER);
	static const uint8_t unauthorized[] = RESPONSE(OCSP_UNAUTHORIZED);
#undef RESPONSE

	switch (status) {
	case OCSP_MALFORMED_REQUEST:
		return BYTES_OF(malformed);
	case OCSP_TRY_LATER:
		return BYTES_OF(later);
	case OCSP_UNAUTHORIZED:
		return BYTES_OF(unauthorized);
	case OCSP_SUCCESSFUL: /* needs an answer: it is no error */
	case OCSP_INTERNAL_ERROR:
		break;
	}
	return BYTES_OF(internal);
}
