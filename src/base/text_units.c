/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Numbers and durations as people write them. */
#include "sanca/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Octets of a wrong text that its refusal repeats. */
#define QUOTED_BYTES 40

/* Largest first, which gives the shortest spelling. */
static const struct {
	char letter;
	int64_t seconds;
} units[] = {
	{ 'y', 365 * INT64_C(86400) },
	{ 'w', 7 * INT64_C(86400) },
	{ 'd', 86400 },
	{ 'h', 3600 },
	{ 'm', 60 },
	{ 's', 1 },
};

/* Reads the digits at the start; returns how many, 0 when there are none or
 * their number is above max. */
static size_t
read_digits(const char *text, uint64_t max, uint64_t *ret)
{
	uint64_t v = 0;
	size_t n = 0;

	for (; text[n] >= '0' && text[n] <= '9'; n++) {
		uint64_t digit = (uint64_t)(text[n] - '0');

		if (v > (UINT64_MAX - digit) / 10)
			return 0;
		v = v * 10 + digit;
	}
	if (n > 0 && v > max)
		return 0;
	*ret = v;
	return n;
}

static int
refuse(const char *text, const char *why, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	text_show(bytes_of_text(text), QUOTED_BYTES, &shown);
	return err_set(err, ERR_USAGE, "\"%s\" %s", buf_text(&shown), why);
}

int
text_duration(const char *text, int64_t *ret_s, struct err *err)
{
	static const char why[] = "is not a duration: write a whole number and "
				  "one of s, m, h, d, w, y, such as 90d";
	uint64_t v = 0;
	size_t n = read_digits(text, INT64_MAX, &v);
	int64_t seconds = 0;

	if (n == 0)
		return refuse(text, why, err);
	if (text[n] == '\0')
		seconds = 1;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (text[n] == units[i].letter && text[n + 1] == '\0')
			seconds = units[i].seconds;
	if (seconds == 0)
		return refuse(text, why, err);
	if ((int64_t)v > INT64_MAX / seconds)
		return refuse(text, "is too long a duration", err);
	*ret_s = (int64_t)v * seconds;
	return 0;
}

void
text_duration_show(int64_t s, char *out)
{
	size_t i = 0;

	while (i < ARRAY_SIZE(units) - 1 &&
	       (s == 0 || s % units[i].seconds != 0))
		i++;
	snprintf(out, 24, "%" PRId64 "%c", s / units[i].seconds,
		 units[i].letter);
}

int
text_u64(const char *text, uint64_t max, uint64_t *ret, struct err *err)
{
	uint64_t v = 0;
	size_t n = read_digits(text, max, &v);

	if (n == 0 || text[n] != '\0') {
		char why[80];

		snprintf(why, sizeof(why),
			 "is not a whole number from 0 to %" PRIu64, max);
		return refuse(text, why, err);
	}
	*ret = v;
	return 0;
}
