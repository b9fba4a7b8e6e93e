/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* OCSP questions of the front, answered in turns so that certificates do not
 * wait for them. */
#ifndef SANCA_SIGNER_OCSP_H
#define SANCA_SIGNER_OCSP_H

#include "link.h"

#include "sanca/mint.h"

struct signer;

struct ocsp_ask {
	struct link *link;
	uint64_t link_number;
	uint64_t id;
	struct buf question; /* cert_ids, then the nonce */
	size_t count;
	struct ocsp_single singles[LIMIT_OCSP_CERTS]; /* borrow from it */
	struct bytes nonce;
	struct buf response;
	struct err err; /* code ERR_NONE: answered */
};

/* A ring. */
struct ocsp_queue {
	size_t first, count;
	struct ocsp_ask at[LIMIT_OCSP_WAITING];
};

/* OCSP came: it waits for ocsp_turn(), or is refused when too many do. */
void ocsp_take(struct signer *s, struct link *l, const struct msg *m);
/* Answers what waits: all of it, or some when there are certificates to be
 * issued, too. */
void ocsp_turn(struct signer *s, bool busy);
void ocsp_queue_clear(struct ocsp_queue *q);

#endif
