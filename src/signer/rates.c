/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How many certificates leave in a second and in a day. */
#include "rates.h"

#include "sanca/clock.h"

#include <inttypes.h>
#include <string.h>

/* A bound that is hit is said once in this time. */
#define WARN_EVERY_MS 10000

static int64_t
hour_of(int64_t wall_s)
{
	return wall_s > 0 ? wall_s / 3600 : 0;
}

/* Empties the hours that have begun since the last time. */
void
rates_move(struct rates *r, int64_t wall_s)
{
	int64_t hour = hour_of(wall_s);

	if (hour >= r->hour + RATES_HOURS || hour <= r->hour - RATES_HOURS) {
		memset(r->in_hour, 0, sizeof(r->in_hour));
		r->hour = hour;
	}
	for (; r->hour < hour; r->hour++)
		r->in_hour[(r->hour + 1) % RATES_HOURS] = 0;
}

void
rates_count(struct rates *r, int64_t wall_s)
{
	r->in_hour[hour_of(wall_s) % RATES_HOURS]++;
}

static uint64_t
in_day(const struct rates *r)
{
	uint64_t n = 0;

	for (size_t i = 0; i < RATES_HOURS; i++)
		n += r->in_hour[i];
	return n;
}

static bool
time_to_warn(struct rates *r)
{
	int64_t now = clock_monotonic_ms();

	if (r->warned_ms != 0 && now - r->warned_ms < WARN_EVERY_MS)
		return false;
	r->warned_ms = now;
	return true;
}

int
rates_take(struct rates *r, uint64_t per_second, uint64_t per_day,
	   int64_t wall_s, uint32_t *ret_retry_s, bool *ret_warn,
	   struct err *err)
{
	int64_t second = clock_monotonic_ms() / 1000;

	rates_move(r, wall_s);
	if (second != r->second) {
		r->second = second;
		r->in_second = 0;
	}
	if (per_second != 0 && r->in_second >= per_second) {
		*ret_retry_s = 1;
		*ret_warn = time_to_warn(r);
		return err_set(err, ERR_RATE_LIMITED,
			       "max-certificates-per-second = %" PRIu64
			       " is reached",
			       per_second);
	}
	if (per_day != 0 && in_day(r) >= per_day) {
		*ret_retry_s = 3600;
		*ret_warn = time_to_warn(r);
		return err_set(err, ERR_RATE_LIMITED,
			       "max-certificates-per-day = %" PRIu64
			       " is reached",
			       per_day);
	}
	r->in_second++;
	rates_count(r, wall_s);
	return 0;
}
