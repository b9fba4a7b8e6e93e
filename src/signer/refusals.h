/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Refusals of authenticated requesters, on their way into the log. */
#ifndef SANCA_SIGNER_REFUSALS_H
#define SANCA_SIGNER_REFUSALS_H

#include "shares.h"

#include "sanca/issuance_log.h"

/* What is kept of one until the next commit. */
struct refusal {
	char requester[LIMIT_LABEL_BYTES + 1];
	unsigned door;
	char code[33];
	char reason[513];
	char peer[65];
	char request_id[41];
};

struct refusals {
	size_t count;
	struct refusal at[LIMIT_REFUSALS_WAITING];
	struct shares shares; /* how many of each were logged */
	uint64_t left_out;    /* in all */
};

/* Takes one, unless this requester has had per_minute in this minute or the
 * queue is full. Texts are cut at their bounds. */
void refusals_add(struct refusals *q, uint64_t requester, uint64_t per_minute,
		  const struct refusal *refusal);
/* Copies text, cut at a character boundary, NUL-terminated. */
void refusal_text(struct bytes text, char *out, size_t size);
/* Appends all to the log, inside a transaction. They stay queued until
 * refusals_written(), for the commit can still fail. */
MUST_CHECK int refusals_write(struct refusals *q, struct issuance_log *log,
			      int64_t now, struct err *err);
void refusals_written(struct refusals *q);

#endif
