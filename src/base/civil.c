/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Seconds since 1970 as civil time and back, without the C library's zones. */
#include "sanca/clock.h"

#include <stdio.h>

#define DAY_S INT64_C(86400)
/* 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
#define CIVIL_FIRST_S INT64_C(-62167219200)
#define CIVIL_LAST_S INT64_C(253402300799)

/* The calendar repeats after 400 years of 146097 days. Counting years from
 * March puts the leap day last, so that the days before a month follow one
 * line: (153 m + 2) / 5. */
#define ERA_DAYS 146097
/* Days from 0000-03-01 to 1970-01-01. */
#define EPOCH_DAYS 719468

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Division that rounds down, for a positive divisor. */
static int64_t
floor_divide(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* t outside the years 0-9999 gives the nearest time inside. */
void
clock_civil(int64_t t_s, struct civil *ret)
{
	if (t_s < CIVIL_FIRST_S)
		t_s = CIVIL_FIRST_S;
	if (t_s > CIVIL_LAST_S)
		t_s = CIVIL_LAST_S;

	int64_t days = floor_divide(t_s, DAY_S);
	int second = (int)(t_s - days * DAY_S);

	days += EPOCH_DAYS;

	int64_t era = floor_divide(days, ERA_DAYS);
	int in_era = (int)(days - era * ERA_DAYS);
	int year = (in_era - in_era / 1460 + in_era / 36524 -
		    in_era / (ERA_DAYS - 1)) /
		   365;
	int in_year = in_era - (365 * year + year / 4 - year / 100);
	int from_march = (5 * in_year + 2) / 153;

	ret->day = in_year - (153 * from_march + 2) / 5 + 1;
	ret->month = from_march < 10 ? from_march + 3 : from_march - 9;
	ret->year = year + (int)era * 400 + (ret->month <= 2);
	ret->hour = second / 3600;
	ret->minute = second / 60 % 60;
	ret->second = second % 60;
}

int
clock_from_civil(const struct civil *c, int64_t *ret_t_s, struct err *err)
{
	if (c->year < 0 || c->year > 9999 || c->month < 1 || c->month > 12 ||
	    c->day < 1 || c->day > days_in_month(c->year, c->month) ||
	    c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 ||
	    c->second < 0 || c->second > 59)
		return err_set(err, ERR_MALFORMED,
			       "%04d-%02d-%02dT%02d:%02d:%02dZ is no time",
			       c->year, c->month, c->day, c->hour, c->minute,
			       c->second);

	int64_t year = c->year - (c->month <= 2);
	int from_march = c->month > 2 ? c->month - 3 : c->month + 9;
	int64_t era = floor_divide(year, 400);
	int64_t in_era = year - era * 400;
	int64_t days = era * ERA_DAYS + in_era * 365 + in_era / 4 -
		       in_era / 100 + (153 * from_march + 2) / 5 + c->day - 1 -
		       EPOCH_DAYS;

	*ret_t_s = days * DAY_S + c->hour * 3600 + c->minute * 60 + c->second;
	return 0;
}

bool
clock_is_overdue(int64_t begin_s, int64_t end_s, int64_t now_s)
{
	return end_s - now_s < (end_s - begin_s) / 4;
}

void
clock_show(int64_t t_s, char *out)
{
	struct civil c = { 0 };

	clock_civil(t_s, &c);
	snprintf(out, 32, "%04u-%02u-%02uT%02u:%02u:%02uZ",
		 (unsigned int)c.year % 10000, (unsigned int)c.month % 100,
		 (unsigned int)c.day % 100, (unsigned int)c.hour % 100,
		 (unsigned int)c.minute % 100, (unsigned int)c.second % 100);
}
