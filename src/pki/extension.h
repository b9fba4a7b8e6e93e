/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Extensions (RFC 5280 4.2), for requests and certificates. */
#ifndef SANCA_PKI_EXTENSION_H
#define SANCA_PKI_EXTENSION_H

#include "sanca/der_read.h"

struct extension {
	struct bytes oid;
	bool critical;
	struct bytes value; /* contents of the OCTET STRING */
};

MUST_CHECK int extension_next(struct der *in, struct extension *ret,
			      struct err *err);

/* Whether one more may follow those seen: not the same again (RFC 5280 4.2),
 * at most LIMIT_CSR_EXTENSIONS. The message begins with who_has, such as "the
 * certificate has". */
MUST_CHECK int extension_check_new(const struct bytes *seen, size_t count,
				   struct bytes oid, enum err_code code,
				   const char *who_has, struct err *err);

/* Into the SEQUENCE that a value is: all of it DER, and not empty. */
MUST_CHECK int extension_enter(struct bytes value, const char *what,
			       struct der *ret, struct err *err);
/* cA, and pathLenConstraint or -1. */
MUST_CHECK int extension_basic_constraints(struct bytes value, bool *ret_ca,
					   int *ret_path_len, struct err *err);
MUST_CHECK int extension_key_usage(struct bytes value, uint16_t *ret,
				   struct err *err);
/* The two that are issued here, and the first of any other. */
struct purposes {
	bool server_auth, client_auth;
	bool ocsp_signing;	  /* of our responder; it is an other too */
	struct bytes first_other; /* n = 0: none */
};
MUST_CHECK int extension_purposes(struct bytes value, struct purposes *ret,
				  struct err *err);

#endif
