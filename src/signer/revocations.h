/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Revocations that are on the disk, on their way to those who must know. */
#ifndef SANCA_SIGNER_REVOCATIONS_H
#define SANCA_SIGNER_REVOCATIONS_H

#include "link.h"

/* An answer that waits until the front has forgotten what it kept. */
struct revocation_wait {
	struct link *link; /* who asked */
	uint64_t link_number;
	uint64_t number; /* the front acknowledges this one, or a later one */
	int64_t until_ms;
	struct msg answer;
	char head[512]; /* what answer borrows */
};

struct revocations {
	uint64_t newest;    /* store_revocation_newest() */
	int64_t changed_ms; /* when, monotonic; 0: not in this run */
	/* When a front was expelled that may still run, monotonic; or 0. */
	int64_t expelled_ms;
	size_t waiting_count;
	struct revocation_wait waiting[LIMIT_REVOKE_WAITING];
};

/* At the start: how far the database is. */
MUST_CHECK int revocations_open(struct signer *s, struct err *err);
/* ERR_UNAVAILABLE when no more can wait. */
MUST_CHECK int revocations_check_room(const struct signer *s, struct err *err);
/* A transaction with revocations was committed: tells the front (serials as in
 * REVOKE), and answers once it knows. */
void revocations_committed(struct signer *s, struct link *asker,
			   struct bytes serials, const struct msg *answer);
/* A front has said HELLO: its cache begins anew. */
void revocations_greet(struct signer *s);
/* The front has forgotten all up to this number. */
void revocations_acknowledged(struct signer *s, uint64_t number);
/* Each second: the front has gone, or does not answer. */
void revocations_look(struct signer *s);

#endif
