/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A verification on its way: what is known, and what was counted. */
#ifndef LOG_VERIFY_H
#define LOG_VERIFY_H

#include "head.h"
#include "tree.h"

#include "sanca/names.h"

struct verification {
	struct store *store;
	struct log_verdict *verdict;
	const struct log_head *against;
	log_progress_fn *progress;
	void *ctx;
	uint64_t total;

	struct head_key *key;
	struct hash log_public_key;
	uint8_t serial_secret[SERIAL_SECRET_BYTES];
	struct tree tree;
	uint64_t last_size; /* of the last head that was good */
	/* The next head; size 0 when there is none. */
	struct log_head head;
	struct hash head_root;
	uint64_t tiles, blocked;
	uint64_t crl_number; /* of the last CRL */

	/* Rows that many entries speak of, the last one seen. */
	struct store_requester requester;
	struct store_issuer issuer;
	struct hash issuer_sha256;
	/* Reused, so that millions of entries need no allocation. */
	struct buf body, certificate, serial, row_body;
	struct names names;
};

/* ---- verify_rows.c: entries held against the rows they speak of -------------------- */

/* An absent row is a fault of the data here: ERR_CORRUPT "its WHAT is missing";
 * returns -1. */
MUST_CHECK int verify_absent(const char *what, struct err *err);
/* Has this one in v->issuer. */
MUST_CHECK int verify_issuer(struct verification *v, uint64_t id,
			     struct err *err);
/* That the body is what was written again into v->row_body. */
MUST_CHECK int verify_body(struct verification *v, struct bytes body,
			   struct err *err);
MUST_CHECK int verify_issue(struct verification *v, uint64_t index,
			    int64_t time, struct bytes body, struct err *err);
MUST_CHECK int verify_void(struct verification *v, uint64_t index,
			   struct bytes body, struct err *err);
MUST_CHECK int verify_init(struct verification *v, uint64_t index,
			   struct bytes body, struct err *err);

/* ---- verify_revocations.c: the same for revocations and CRLs ----------------------- */

MUST_CHECK int verify_revoke(struct verification *v, uint64_t index,
			     struct bytes body, struct err *err);
MUST_CHECK int verify_crl(struct verification *v, uint64_t index,
			  struct bytes body, struct err *err);
/* Their rows that no entry leads to, or that do not fit a reservation. */
MUST_CHECK int verify_revocation_tables(struct verification *v,
					const struct store_totals *have,
					struct err *err);

/* ---- verify_tables.c: rows that no entry leads to ---------------------------------- */

MUST_CHECK int verify_tables(struct verification *v, struct err *err);

#endif
