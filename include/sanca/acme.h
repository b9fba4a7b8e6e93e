/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* Words that front, signer, validator and command line share about ACME. */
#ifndef SANCA_ACME_H
#define SANCA_ACME_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

/* How a name was shown to be its asker's. The numbers are stored: append only. */
enum acme_method {
	ACME_NONE = 0,
	ACME_HTTP_01 = 1,	 /* RFC 8555 8.3 */
	ACME_DNS_01 = 2,	 /* RFC 8555 8.4 */
	ACME_TLS_ALPN_01 = 3,	 /* RFC 8737 */
	ACME_PREAUTHORIZED = 15, /* by the requester's policy: no challenge */
};
/* "http-01"; "none", "preauthorized". */
const char *acme_method_name(enum acme_method method);
/* One of the three challenges; ACME_NONE: it is none. */
enum acme_method acme_method_find(struct bytes name);
/* May it decide about such a name? Wildcards by dns-01 alone (RFC 8555 8),
 * addresses never by dns-01 (RFC 8738 3). */
bool acme_method_fits(enum acme_method method, bool is_wildcard,
		      bool is_address);

/* What stands in the row; "expired" follows from the clock. Numbers are
 * stored. */
enum acme_state {
	ACME_PENDING = 1,
	ACME_VALID = 2,
	ACME_INVALID = 3,
	ACME_DEACTIVATED = 4,
};

/* 32 random octets in base64url (RFC 8555 11.3 asks for 128 bits). */
#define ACME_TOKEN_CHARS 43
/* TOKEN "." base64url of the thumbprint (RFC 8555 8.1). */
#define ACME_KEY_AUTHORIZATION_CHARS (ACME_TOKEN_CHARS + 1 + 43)
void acme_key_authorization(const char token[ACME_TOKEN_CHARS + 1],
			    const uint8_t thumbprint[32],
			    char ret[ACME_KEY_AUTHORIZATION_CHARS + 1]);

/* The id of a binding: base64url of 16 random octets. */
#define ACME_KID_CHARS 22

/* Why a validation failed: a type of RFC 8555 6.7 and words for a person. */
#define ACME_ERROR_BYTES 700
/* The words of "TYPE words" (borrowed); all of it where there is no TYPE. */
const char *acme_error_words(const char *error);

#endif
