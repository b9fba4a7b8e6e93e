/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is counted by the hour: accounts of an address, orders of an account. */
#ifndef SANCA_SIGNER_HOURLY_H
#define SANCA_SIGNER_HOURLY_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

/* A keyed hash says in which few places a count may stand, so that nobody chooses
 * whose place he takes; where all are taken, the count that began first makes room.
 * Lost at a restart. */
struct hourly {
	uint8_t key[16];
	struct hourly_place {
		uint64_t tag;	  /* of whom, by the same hash */
		int64_t until_ms; /* monotonic; past: of nobody */
		uint64_t count;
	} at[LIMIT_ACME_PLACES];
};

MUST_CHECK int hourly_start(struct hourly *h, struct err *err);
/* Takes one of the most within an hour (0: no limit); false: all are used up,
 * for so many seconds. */
bool hourly_take(struct hourly *h, struct bytes what, uint64_t most,
		 uint32_t *ret_retry_s);
/* The same without taking one. */
bool hourly_has(const struct hourly *h, struct bytes what, uint64_t most,
		uint32_t *ret_retry_s);
/* The address, or of IPv6 the /64, as something to count by. */
void hourly_put_peer(struct bytes peer, struct buf *out);

#endif
