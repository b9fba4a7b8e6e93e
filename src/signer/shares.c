/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What each requester has used up of a minute's allowance. */
#include "shares.h"

#include "sanca/bytes.h"
#include "sanca/clock.h"

int64_t
share_minute(void)
{
	return clock_monotonic_ms() / 60000 + 1;
}

struct share *
share_find(struct shares *shares, uint64_t requester, int64_t minute)
{
	struct share *oldest = &shares->at[0];

	for (size_t i = 0; i < ARRAY_SIZE(shares->at); i++) {
		struct share *s = &shares->at[i];

		if (s->requester == requester && s->minute != 0)
			return s;
		if (s->minute < oldest->minute)
			oldest = s;
	}
	/* Somebody of this same minute is not forgotten for another: they
	 * share. */
	if (oldest->minute != minute)
		*oldest = (struct share){ .requester = requester };
	return oldest;
}

bool
share_take(struct shares *shares, uint64_t requester, uint64_t most)
{
	int64_t minute = share_minute();
	struct share *share = share_find(shares, requester, minute);

	if (share->minute != minute) {
		share->minute = minute;
		share->used = 0;
	}
	if (share->used >= most)
		return false;
	share->used++;
	return true;
}
