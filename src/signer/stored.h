/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A reservation and what became of it, read back whole. */
#ifndef SANCA_SIGNER_STORED_H
#define SANCA_SIGNER_STORED_H

#include "sanca/key.h"
#include "sanca/store.h"

/* Copies: the store's own views do not outlive the next call. */
struct stored {
	uint64_t id;
	enum store_state state;
	uint64_t requester;
	unsigned door;
	const struct profile *profile; /* NULL: none that this version knows */
	char policy[LIMIT_LABEL_BYTES + 1];
	int64_t not_before, not_after;
	uint8_t request_digest[32];
	struct buf serial, names, peer, csr, diagnosis;
	/* when issued */
	int64_t issued_at;
	uint64_t log_index;
	struct buf certificate; /* DER */
	/* when revoked, or on hold */
	int64_t revoked_at; /* 0: it is not */
	unsigned reason;
};

MUST_CHECK int stored_load(struct store *store, uint64_t reservation,
			   struct stored *ret, struct err *err);
void stored_free(struct stored *s);

#endif
