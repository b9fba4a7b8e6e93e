/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How certificates are named in ACME renewal information (RFC 9773 4.1). */
#ifndef SANCA_FRONT_ACME_CERT_ID_H
#define SANCA_FRONT_ACME_CERT_ID_H

#include "sanca/limits.h"
#include "sanca/store.h"

struct acme_cert_id {
	size_t key_id_n, serial_n;
	uint8_t key_id[64];		    /* of the issuer */
	uint8_t serial[LIMIT_SERIAL_BYTES]; /* magnitude */
};
/* Strict: one form for each certificate. ERR_MALFORMED. */
MUST_CHECK int acme_cert_id_read(struct bytes text, struct acme_cert_id *ret,
				 struct err *err);
void acme_cert_id_write(struct bytes key_id, struct bytes serial,
			struct buf *out);

/* What is known of it. */
struct acme_certified {
	uint64_t reservation, issuer;
	enum store_state state;
	int64_t issued_at, not_after;
	uint8_t key_id[64]; /* of its issuer */
	size_t key_id_n;
	uint8_t serial[LIMIT_SERIAL_BYTES];
	size_t serial_n;
};
/* ERR_NOT_FOUND: this CA never issued it. */
MUST_CHECK int acme_cert_id_find(struct store *store,
				 const struct acme_cert_id *id,
				 struct acme_certified *ret, struct err *err);
/* The same by its reservation. */
MUST_CHECK int acme_certified_read(struct store *store, uint64_t reservation,
				   struct acme_certified *ret, struct err *err);

#endif
