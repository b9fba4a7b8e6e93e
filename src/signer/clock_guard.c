/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* When the wall clock may be believed. */
#include "clock_guard.h"

#include "sanca/clock.h"
#include "sanca/limits.h"

#include <inttypes.h>

void
clock_guard_start(struct clock_guard *g, int64_t newest_entry_s)
{
	*g = (struct clock_guard){
		.base_wall_s = clock_wall_s(),
		.base_monotonic_ms = clock_monotonic_ms(),
		.floor_s = newest_entry_s,
	};
}

int64_t
clock_guard_expected_s(const struct clock_guard *g)
{
	int64_t passed_ms = clock_monotonic_ms() - g->base_monotonic_ms;

	return g->base_wall_s + passed_ms / 1000;
}

static int
doubt(struct clock_guard *g, int64_t now, int64_t should, const char *what,
      struct err *err)
{
	char is[32];
	char reference[32];
	int rc = 0;

	clock_show(now, is);
	clock_show(should, reference);
	rc = err_set(&g->doubt, ERR_CLOCK,
		     "the clock says %s, but %s %s; nothing is issued until "
		     "an administrator has set it right and then runs `sanca "
		     "clock accept`",
		     is, what, reference);
	g->doubted = true;
	*err = g->doubt;
	return rc;
}

int
clock_guard_check(struct clock_guard *g, struct err *err)
{
	int64_t now = clock_wall_s();
	int64_t expected = clock_guard_expected_s(g);

	if (g->doubted) {
		*err = g->doubt;
		return -1;
	}
	if (now < expected - LIMIT_CLOCK_JUMP_S ||
	    now > expected + LIMIT_CLOCK_JUMP_S)
		return doubt(g, now, expected,
			     "by the time that has passed it should be", err);
	if (now < g->floor_s - LIMIT_CLOCK_BACK_S)
		return doubt(g, now, g->floor_s,
			     "the last log entry was made at", err);
	return 0;
}

void
clock_guard_logged(struct clock_guard *g, int64_t time_s)
{
	if (time_s > g->floor_s)
		g->floor_s = time_s;
}

void
clock_guard_accept(struct clock_guard *g)
{
	clock_guard_start(g, clock_wall_s());
}
