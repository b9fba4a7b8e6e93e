/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Times as RFC 5280 4.1.2.5 has them: UTCTime to 2049, then the other. */
#include "sanca/clock.h"
#include "sanca/der_read.h"
#include "sanca/der_write.h"

#include <stdio.h>

/* UTCTime reaches from 1950-01-01 to before 2050-01-01. */
#define YEAR_1950_S INT64_C(-631152000)
#define YEAR_2050_S INT64_C(2524608000)

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

/* The digits after the year, and Z. */
static int
read_rest(const uint8_t *p, const char *what, struct civil *c, int64_t *ret_s,
	  struct err *err)
{
	c->month = two_digits(p);
	c->day = two_digits(p + 2);
	c->hour = two_digits(p + 4);
	c->minute = two_digits(p + 6);
	c->second = two_digits(p + 8);
	if (clock_from_civil(c, ret_s, err) < 0)
		return err_context(err, "%s", what);
	return 0;
}

static int
take_form(struct der *d, uint8_t tag, const char *form, const char *what,
	  struct bytes *ret, struct err *err)
{
	struct bytes v = { 0 };

	if (der_take(d, tag, what, &v, err) < 0)
		return -1;
	if (v.n != bytes_of_text(form).n || v.p[v.n - 1] != 'Z' ||
	    !all_digits((struct bytes){ v.p, v.n - 1 }))
		return err_set(err, ERR_MALFORMED,
			       "%s: a time must be %s (RFC 5280 4.1.2.5)", what,
			       form);
	*ret = v;
	return 0;
}

static int
take_utc_time(struct der *d, const char *what, int64_t *ret_s, struct err *err)
{
	struct bytes v = { 0 };
	struct civil c = { 0 };

	if (take_form(d, DER_UTC_TIME, "YYMMDDHHMMSSZ", what, &v, err) < 0)
		return -1;
	c.year = two_digits(v.p);
	c.year += c.year < 50 ? 2000 : 1900;
	return read_rest(v.p + 2, what, &c, ret_s, err);
}

int
der_take_generalized_time(struct der *d, const char *what, int64_t *ret_s,
			  struct err *err)
{
	struct bytes v = { 0 };
	struct civil c = { 0 };

	if (take_form(d, DER_GENERALIZED_TIME, "YYYYMMDDHHMMSSZ", what, &v,
		      err) < 0)
		return -1;
	c.year = two_digits(v.p) * 100 + two_digits(v.p + 2);
	return read_rest(v.p + 4, what, &c, ret_s, err);
}

int
der_take_time(struct der *d, const char *what, int64_t *ret_s, struct err *err)
{
	int64_t t = 0;

	if (der_peek(d) == DER_UTC_TIME)
		return take_utc_time(d, what, ret_s, err);
	if (der_take_generalized_time(d, what, &t, err) < 0)
		return -1;
	if (t < YEAR_2050_S)
		return err_set(err, ERR_MALFORMED,
			       "%s: times before 2050 are UTCTime (RFC 5280 "
			       "4.1.2.5)",
			       what);
	*ret_s = t;
	return 0;
}

void
derw_generalized_time(struct derw *w, int64_t t_s)
{
	struct civil c = { 0 };
	char text[64];

	clock_civil(t_s, &c);
	snprintf(text, sizeof(text), "%04d%02d%02d%02d%02d%02dZ", c.year,
		 c.month, c.day, c.hour, c.minute, c.second);
	derw_text(w, DER_GENERALIZED_TIME, text);
}

static bool
is_utc_time(int64_t t_s)
{
	return t_s >= YEAR_1950_S && t_s < YEAR_2050_S;
}

size_t
der_time_size(int64_t t_s)
{
	return 2 + (is_utc_time(t_s) ? sizeof("YYMMDDHHMMSSZ") - 1
				     : sizeof("YYYYMMDDHHMMSSZ") - 1);
}

void
derw_time(struct derw *w, int64_t t_s)
{
	struct civil c = { 0 };
	char text[64];

	if (!is_utc_time(t_s)) {
		derw_generalized_time(w, t_s);
		return;
	}
	clock_civil(t_s, &c);
	snprintf(text, sizeof(text), "%02d%02d%02d%02d%02d%02dZ", c.year % 100,
		 c.month, c.day, c.hour, c.minute, c.second);
	derw_text(w, DER_UTC_TIME, text);
}
