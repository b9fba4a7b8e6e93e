/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What somebody signed, as the front shows it: a JWS Signing Input. */
#ifndef SANCA_SIGNER_PROOF_H
#define SANCA_SIGNER_PROOF_H

#include "sanca/bytes.h"

struct conf;

/* header "." payload, both in base64url (RFC 7515 2). */
struct proof {
	struct buf header;
	struct buf payload;
};

void proof_free(struct proof *p);
/* ERR_MALFORMED. */
MUST_CHECK int proof_open(struct bytes signing_input, struct proof *ret,
			  struct err *err);
/* Does the payload hold the base64url of these octets? Whoever signed it had
 * them in mind: they are long, and their own beginning and end. */
bool proof_holds(const struct proof *p, struct bytes octets);
/* The number of this member of the payload, as front/json_read.c reads it; 0 when
 * there is none. */
unsigned proof_number(const struct proof *p, const char *member);
/* Does the header say that it is for this path of this CA? */
bool proof_is_for(const struct proof *p, const struct conf *conf,
		  const char *path);
/* Does the payload show this key, as a JWK? */
bool proof_shows_key(const struct proof *p, struct bytes spki);
/* Does the payload hold a JWS whose header shows this key? */
bool proof_holds_key(const struct proof *p, struct bytes spki);

#endif
