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

	/* Rows that many entries speak of, the last one seen. */
	struct store_requester requester;
	struct store_issuer issuer;
	struct hash issuer_sha256;
	/* Reused, so that millions of entries need no allocation. */
	struct buf body, certificate, serial, row_body;
	struct names names;
};

/* ---- verify_rows.c: entries held against the rows they speak of -------------------- */

MUST_CHECK int verify_issue(struct verification *v, uint64_t index,
			    int64_t time, struct bytes body, struct err *err);
MUST_CHECK int verify_void(struct verification *v, uint64_t index,
			   struct bytes body, struct err *err);
MUST_CHECK int verify_init(struct verification *v, uint64_t index,
			   struct bytes body, struct err *err);
/* ---- verify_tables.c: rows that no entry leads to ---------------------------------- */

MUST_CHECK int verify_tables(struct verification *v, struct err *err);

#endif
