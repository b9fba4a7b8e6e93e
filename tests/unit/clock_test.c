/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Civil time against the C library's, the clocks and the random octets. */
#include "sanca/clock.h"

#include "tests/tap.h"

#include <time.h>

#define FIRST_S INT64_C(-62167219200) /* 0000-01-01T00:00:00Z */
#define LAST_S INT64_C(253402300799)  /* 9999-12-31T23:59:59Z */

static bool
agrees(int64_t t_s)
{
	struct civil c = { 0 };
	struct err err = { 0 };
	struct tm tm = { 0 };
	time_t t = t_s;
	int64_t back = t_s + 1;

	clock_civil(t_s, &c);
	return gmtime_r(&t, &tm) != NULL && c.year == tm.tm_year + 1900 &&
	       c.month == tm.tm_mon + 1 && c.day == tm.tm_mday &&
	       c.hour == tm.tm_hour && c.minute == tm.tm_min &&
	       c.second == tm.tm_sec &&
	       clock_from_civil(&c, &back, &err) == 0 && back == t_s &&
	       timegm(&tm) == t_s;
}

static void
each_day_of_ten_thousand_years_agrees(void)
{
	int64_t wrong = 0;

	/* Both ends of each day. */
	for (int64_t t_s = FIRST_S; t_s < LAST_S; t_s += 86400)
		wrong += !agrees(t_s) + !agrees(t_s + 86399);
	is_int(wrong, 0, "days that do not");
}

static void
odd_seconds_agree(void)
{
	int64_t wrong = 0;

	for (int64_t t_s = FIRST_S; t_s < LAST_S; t_s += 7654321)
		wrong += !agrees(t_s);
	is_int(wrong, 0, "across all years");
	/* 1969/1970, 2038, 2049/2050, 2100-02-28, 9999. */
	static const int64_t around[] = { 0,
					  INT64_C(2147483647),
					  INT64_C(2524608000),
					  INT64_C(4107542400),
					  LAST_S - 3700,
					  FIRST_S + 3700 };

	for (size_t i = 0; i < ARRAY_SIZE(around); i++)
		for (int64_t d = -3700; d <= 3700; d++)
			wrong += !agrees(around[i] + d);
	is_int(wrong, 0, "each second around the borders");
}

static void
known_times_are_shown(void)
{
	static const struct {
		int64_t t_s;
		const char *want;
	} cases[] = {
		{ -1, "1969-12-31T23:59:59Z" },
		{ 0, "1970-01-01T00:00:00Z" },
		{ INT64_C(2147483648), "2038-01-19T03:14:08Z" },
		{ INT64_C(2524607999), "2049-12-31T23:59:59Z" },
		{ INT64_C(2524608000), "2050-01-01T00:00:00Z" },
		{ INT64_C(4107542399), "2100-02-28T23:59:59Z" },
		{ INT64_C(4107542400), "2100-03-01T00:00:00Z" },
		{ LAST_S, "9999-12-31T23:59:59Z" },
		{ FIRST_S, "0000-01-01T00:00:00Z" },
		{ INT64_MAX, "9999-12-31T23:59:59Z" },
		{ INT64_MIN, "0000-01-01T00:00:00Z" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		char out[32];

		clock_show(cases[i].t_s, out);
		is_str(out, cases[i].want, "case %zu", i);
	}
}

static void
impossible_times_are_refused(void)
{
	static const struct civil wrong[] = {
		{ -1, 1, 1, 0, 0, 0 },	      { 10000, 1, 1, 0, 0, 0 },
		{ 2026, 0, 1, 0, 0, 0 },      { 2026, 13, 1, 0, 0, 0 },
		{ 2026, 1, 0, 0, 0, 0 },      { 2026, 1, 32, 0, 0, 0 },
		{ 2026, 4, 31, 0, 0, 0 },     { 2026, 2, 29, 0, 0, 0 },
		{ 2100, 2, 29, 0, 0, 0 },     { 2024, 2, 30, 0, 0, 0 },
		{ 2026, 1, 1, 24, 0, 0 },     { 2026, 1, 1, -1, 0, 0 },
		{ 2026, 1, 1, 0, 60, 0 },     { 2026, 1, 1, 0, -1, 0 },
		{ 2016, 12, 31, 23, 59, 60 }, { 2026, 1, 1, 0, 0, -1 },
	};
	static const struct civil leap = { 2000, 2, 29, 0, 0, 0 };
	struct err err = { 0 };
	int64_t t_s = 7;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		is_int(clock_from_civil(&wrong[i], &t_s, &err), -1, "case %zu",
		       i);
	is_int(t_s, 7, "a refused time is not given");
	is_int(clock_from_civil(&leap, &t_s, &err), 0, "2000 was a leap year");
}

static void
clocks_go_forward(void)
{
	int64_t us = clock_monotonic_us(), ms = clock_monotonic_ms();

	ok(us > 0 && ms >= us / 1000 && ms < us / 1000 + 60000,
	   "milliseconds and microseconds are one clock");
	ok(clock_monotonic_us() >= us, "not backward");
	ok(clock_wall_s() - time(NULL) <= 1, "the wall clock is time()");
	ok(time(NULL) - clock_wall_s() <= 1, "from both sides");
}

static void
random_octets_differ(void)
{
	uint8_t a[64] = { 0 }, b[64] = { 0 };
	static uint8_t many[100000];
	struct err err = { 0 };
	uint8_t seen = 0;

	is_int(random_bytes(a, sizeof(a), &err), 0, "64 octets");
	is_int(random_bytes(b, sizeof(b), &err), 0, "64 more");
	ok(memcmp(a, b, sizeof(a)) != 0, "are others");
	/* getrandom(2) may give less than asked for above 256. */
	is_int(random_bytes(many, sizeof(many), &err), 0, "100000 octets");
	for (size_t i = sizeof(many) - 64; i < sizeof(many); i++)
		seen |= many[i];
	ok(seen != 0, "are filled to the end");
	is_int(random_bytes(a, 0, &err), 0, "none");
}

TAP_MAIN(each_day_of_ten_thousand_years_agrees, odd_seconds_agree,
	 known_times_are_shown, impossible_times_are_refused, clocks_go_forward,
	 random_octets_differ)
