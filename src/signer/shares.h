/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What each requester has used up of a minute's allowance. */
#ifndef SANCA_SIGNER_SHARES_H
#define SANCA_SIGNER_SHARES_H

#include "sanca/limits.h"

#include <stdbool.h>
#include <stdint.h>

/* Of one requester, or of several when there are more than places. */
struct share {
	uint64_t requester;
	int64_t minute; /* 0: an empty place */
	uint64_t used;
	uint64_t left_out;
};

struct shares {
	struct share at[LIMIT_SHARES];
};

/* The minute of now, never 0. */
int64_t share_minute(void);
/* The share of this requester, which may be of an earlier minute: then the
 * caller begins it anew. When all places are taken in this minute, somebody
 * else's. */
struct share *share_find(struct shares *shares, uint64_t requester,
			 int64_t minute);
/* Takes one of the most that a requester has in a minute; false: all are used
 * up. */
bool share_take(struct shares *shares, uint64_t requester, uint64_t most);

#endif
