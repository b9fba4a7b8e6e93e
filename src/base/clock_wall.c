/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The wall clock: alone in its file, so that a test can bring its own. */
#include "sanca/clock.h"

#include <time.h>

int64_t
clock_wall_s(void)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}
