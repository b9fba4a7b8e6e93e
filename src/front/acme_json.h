/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The objects of ACME as JSON (RFC 8555 7.1). */
#ifndef SANCA_FRONT_ACME_JSON_H
#define SANCA_FRONT_ACME_JSON_H

#include "reply.h"

#include "sanca/store_acme.h"

#define ACME_ERROR_PREFIX "urn:ietf:params:acme:error:"
/* The type of errors.def where RFC 8555, RFC 9773 or the profiles draft have it
 * too; else the nearest by its HTTP status. */
const char *acme_error_type(const char *type, unsigned status);

/* Each writes one object. origin: of its addresses. */
void acme_json_account(const struct acme_account *a, const char *origin,
		       struct buf *out);
/* replaces: as a CertID; "": none. */
void acme_json_order(const struct acme_order *o, const char *origin,
		     const char *replaces, int64_t now, struct buf *out);
void acme_json_authz(const struct acme_authz *a, const char *origin,
		     int64_t now, struct buf *out);
void acme_json_challenge(const struct acme_authz *a, enum acme_method method,
			 const char *origin, struct buf *out);
/* {"type":"dns","value":…} */
void acme_json_identifier(enum name_type type, struct bytes shown,
			  struct buf *out);
/* ,"identifier":… of the name that a violation speaks of; nothing when it speaks
 * of none. */
void acme_json_violated(const struct problem *p, const struct violations *from,
			int index, struct buf *out);
/* Is it tried, and not decided? */
bool acme_authz_is_tried(const struct acme_authz *a, int64_t now);

#endif
