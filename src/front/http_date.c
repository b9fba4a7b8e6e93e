/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads and writes times as HTTP has them. */

#include "http_date.h"

#include "sanca/clock.h"

#include <stdio.h>
#include <string.h>

#define DAY_S 86400
#define FORM "000, 00 000 0000 00:00:00 GMT"

static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
				    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
/* 1970 began on a Thursday. */
static const char days[7][4] = {
	"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"
};

void
http_date_write(int64_t t_s, char out[HTTP_DATE_BYTES])
{
	int64_t day = t_s / DAY_S - (t_s % DAY_S < 0);
	struct civil c;

	clock_civil(t_s, &c);
	snprintf(out, HTTP_DATE_BYTES, "%s, %02u %s %04u %02u:%02u:%02u GMT",
		 days[(day % 7 + 7) % 7], (unsigned)c.day % 100,
		 months[(c.month - 1) % 12], (unsigned)c.year % 10000,
		 (unsigned)c.hour % 100, (unsigned)c.minute % 100,
		 (unsigned)c.second % 100);
}

/* -1 at what is no digit: then the whole is no date. */
static int
number(const uint8_t *p, size_t n)
{
	int v = 0;

	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		v = v * 10 + (p[i] - '0');
	}
	return v;
}

static int
month(const uint8_t *p)
{
	for (int i = 0; i < 12; i++)
		if (memcmp(p, months[i], 3) == 0)
			return i + 1;
	return -1;
}

bool
http_date_read(struct bytes text, int64_t *ret_t_s)
{
	char again[HTTP_DATE_BYTES];
	struct civil c = { 0 };
	int64_t t = 0;
	struct err none;

	if (text.n != sizeof(FORM) - 1)
		return false;
	c.day = number(text.p + 5, 2);
	c.month = month(text.p + 8);
	c.year = number(text.p + 12, 4);
	c.hour = number(text.p + 17, 2);
	c.minute = number(text.p + 20, 2);
	c.second = number(text.p + 23, 2);
	if (clock_from_civil(&c, &t, &none) < 0)
		return false;
	/* What was not looked at must be as it would be written. */
	http_date_write(t, again);
	if (!bytes_is_text(text, again))
		return false;
	*ret_t_s = t;
	return true;
}
