/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How many certificates leave in a second and in a day. */
#ifndef SANCA_SIGNER_RATES_H
#define SANCA_SIGNER_RATES_H

#include "sanca/bytes.h"

#define RATES_HOURS 24

/* The day is counted in hours of the wall clock, the second by the monotonic
 * one. */
struct rates {
	int64_t second;
	uint64_t in_second;
	int64_t hour; /* the newest one counted */
	uint64_t in_hour[RATES_HOURS];
	uint64_t recovered; /* of what was reserved before the start, so many
			     * were looked for */
	int64_t warned_ms;
};

/* The day now ends here; what is older is forgotten. */
void rates_move(struct rates *r, int64_t wall_s);
/* Counts a certificate that was reserved at this time, not later than the end
 * of the day, whatever the bounds. */
void rates_count(struct rates *r, int64_t wall_s);
/* Counts one more, or refuses with ERR_RATE_LIMITED; bounds of 0 are none.
 * *ret_retry_s says when to come again, *ret_warn that it is time for a line
 * in the process log. */
MUST_CHECK int rates_take(struct rates *r, uint64_t per_second,
			  uint64_t per_day, int64_t wall_s,
			  uint32_t *ret_retry_s, bool *ret_warn,
			  struct err *err);

#endif
