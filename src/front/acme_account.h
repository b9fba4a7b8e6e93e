/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Accounts, and what binds them to one outside (RFC 8555 7.3.4). */
#ifndef SANCA_FRONT_ACME_ACCOUNT_H
#define SANCA_FRONT_ACME_ACCOUNT_H

#include "acme_request.h"

void acme_account_url(const struct request *r, uint64_t id,
		      char ret[ACME_URL_BYTES]);
/* The number in the address is that of the account that signed; false:
 * answered. */
bool acme_take_account(struct request *r);

/* A binding as it is shown; its MAC is for the signer to verify. */
struct acme_binding_shown {
	struct jws jws;
	uint8_t alg; /* 1 HS256, 2 HS384, 3 HS512; 0: none is shown */
};
void acme_binding_free(struct acme_binding_shown *b);
/* externalAccountBinding of a newAccount. ERR_BINDING_REQUIRED: there is none,
 * and there must be one. */
MUST_CHECK int acme_binding_read(const struct request *r,
				 struct acme_binding_shown *ret,
				 struct err *err);

#endif
