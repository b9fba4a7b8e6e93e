/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Times as RFC 5280 4.1.2.5 has them: UTCTime to 2049, then the other. */
#include "sanca/clock.h"
#include "sanca/der_read.h"
#include "sanca/der_write.h"

#include <stdio.h>

static bool
all_digits(struct bytes v)
{
	for (size_t i = 0; i < v.n; i++)
		if (v.p[i] < '0' || v.p[i] > '9')
			return false;
	return true;
}

static int
two_digits(const uint8_t *p)
{
	return (p[0] - '0') * 10 + (p[1] - '0');
}

int
der_take_time(struct der *d, const char *what, int64_t *ret_s, struct err *err)
{
	bool utc = der_peek(d) == DER_UTC_TIME;
	size_t year_digits = utc ? 2 : 4;
	struct bytes v = { 0 };
	struct civil c = { 0 };

	if (der_take(d, utc ? DER_UTC_TIME : DER_GENERALIZED_TIME, what, &v,
		     err) < 0)
		return -1;
	if (v.n != year_digits + 11 || v.p[v.n - 1] != 'Z' ||
	    !all_digits((struct bytes){ v.p, v.n - 1 }))
		return err_set(err, ERR_MALFORMED,
			       "%s: a time must be %s (RFC 5280 4.1.2.5)", what,
			       utc ? "YYMMDDHHMMSSZ" : "YYYYMMDDHHMMSSZ");
	c.year = two_digits(v.p);
	if (utc)
		c.year += c.year < 50 ? 2000 : 1900;
	else
		c.year = c.year * 100 + two_digits(v.p + 2);
	if (!utc && c.year < 2050)
		return err_set(err, ERR_MALFORMED,
			       "%s: times before 2050 are UTCTime (RFC 5280 "
			       "4.1.2.5)",
			       what);
	v.p += year_digits;
	c.month = two_digits(v.p);
	c.day = two_digits(v.p + 2);
	c.hour = two_digits(v.p + 4);
	c.minute = two_digits(v.p + 6);
	c.second = two_digits(v.p + 8);
	if (clock_from_civil(&c, ret_s, err) < 0)
		return err_context(err, "%s", what);
	return 0;
}

void
derw_time(struct derw *w, int64_t t_s)
{
	struct civil c = { 0 };
	char text[64];

	clock_civil(t_s, &c);
	if (c.year >= 1950 && c.year < 2050)
		snprintf(text, sizeof(text), "%02d%02d%02d%02d%02d%02dZ",
			 c.year % 100, c.month, c.day, c.hour, c.minute,
			 c.second);
	else
		snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02dZ",
			 c.year, c.month, c.day, c.hour, c.minute, c.second);
	derw_text(w,
		  c.year >= 1950 && c.year < 2050 ? DER_UTC_TIME
						  : DER_GENERALIZED_TIME,
		  text);
}
