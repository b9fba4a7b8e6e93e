/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads identifiers and times of an order. */

#include "acme_identifiers.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <arpa/inet.h>
#include <string.h>

/* ---- identifiers ------------------------------------------------------------------ */

static int
read_type(const json_t *v, enum name_type *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct bytes type = { (const uint8_t *)json_string_value(v),
			      json_string_length(v) };

	if (!json_is_string(v))
		return err_set(err, ERR_MALFORMED,
			       "an identifier must have a \"type\", dns or "
			       "ip");
	if (bytes_is_text(type, "dns")) {
		*ret = NAME_DNS;
		return 0;
	}
	if (bytes_is_text(type, "ip")) {
		*ret = NAME_IP;
		return 0;
	}
	text_show(type, 40, &shown);
	return err_set(err, ERR_UNSUPPORTED_IDENTIFIER,
		       "identifiers of the type \"%s\" are not certified: "
		       "there are dns and ip (RFC 8738)",
		       buf_text(&shown));
}

static int
read_address(const char *text, uint8_t ret[16], struct bytes *ret_value,
	     struct err *err)
{
	size_t n = inet_pton(AF_INET, text, ret) == 1	 ? 4
		   : inet_pton(AF_INET6, text, ret) == 1 ? 16
							 : 0;

	if (n == 0)
		return err_set(err, ERR_MALFORMED,
			       "an identifier of the type ip must be one "
			       "address, as 10.0.0.5 or 2001:db8::1 (RFC 8738 "
			       "3)");
	*ret_value = (struct bytes){ ret, n };
	return 0;
}

int
acme_identifier_read(const json_t *object, struct work *w, struct err *err)
{
	struct wishes *wishes = &w->wishes;
	const json_t *value = json_object_get(object, "value");
	size_t i = wishes->name_count, n = json_string_length(value);
	struct raw_name *raw = NULL;
	enum name_type type = NAME_DNS;

	if (i == LIMIT_NAMES)
		return err_set(err, ERR_MALFORMED, "too many identifiers");
	if (read_type(json_object_get(object, "type"), &type, err) < 0)
		return -1;
	if (!json_is_string(value) || n == 0 || n > LIMIT_NAME_BYTES ||
	    memchr(json_string_value(value), 0, n))
		return err_set(err, ERR_MALFORMED,
			       "an identifier must have a \"value\" of 1 to "
			       "%d octets",
			       LIMIT_NAME_BYTES);
	memcpy(wishes->name[i], json_string_value(value), n + 1);
	raw = &wishes->names.at[i];
	raw->tag = (uint8_t)type;
	raw->value = (struct bytes){ (const uint8_t *)wishes->name[i], n };
	if (type == NAME_IP && read_address(wishes->name[i], wishes->address[i],
					    &raw->value, err) < 0)
		return -1;
	wishes->names.count = ++wishes->name_count;
	wishes->has_names = true;
	return 0;
}

int
acme_identifiers_read(const json_t *list, struct work *w, struct err *err)
{
	size_t n = json_is_array(list) ? json_array_size(list) : 0;

	if (n == 0 || n > LIMIT_NAMES)
		return err_set(err, ERR_MALFORMED,
			       "\"identifiers\" must be a list of 1 to %d",
			       LIMIT_NAMES);
	for (size_t i = 0; i < n; i++)
		if (acme_identifier_read(json_array_get(list, i), w, err) < 0)
			return -1;
	return 0;
}

int
acme_identifiers_prepare(struct work *w, const struct policy *policy,
			 struct err *err)
{
	const struct raw_cn none = { 0 };
	size_t asked = w->wishes.names.count;

	w->prepare.count = w->prepare.dropped = 0;
	w->notes.count = w->notes.dropped = 0;
	if (names_prepare(&w->wishes.names, none, &policy->names, &w->names,
			  &w->notes, &w->prepare, err) < 0)
		return -1;
	if (w->prepare.count + w->prepare.dropped > 0)
		return err_set(err, ERR_POLICY,
			       "an identifier cannot be certified: %s",
			       w->prepare.count > 0 ? w->prepare.at[0].text
						    : "none of them");
	if (w->names.count != asked)
		return err_set(err, ERR_MALFORMED,
			       "an identifier stands twice in the order");
	return 0;
}

/* ---- times --------------------------------------------------------------------------- */

/* So many digits at p. */
static bool
digits(const uint8_t *p, size_t n, int *ret)
{
	*ret = 0;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return false;
		*ret = *ret * 10 + (p[i] - '0');
	}
	return true;
}

/* "Z" or "+01:00", to seconds. */
static bool
read_zone(struct bytes t, int64_t *ret)
{
	int hour = 0, minute = 0;

	*ret = 0;
	if (t.n == 1)
		return t.p[0] == 'Z' || t.p[0] == 'z';
	if (t.n != 6 || (t.p[0] != '+' && t.p[0] != '-') || t.p[3] != ':' ||
	    !digits(t.p + 1, 2, &hour) || !digits(t.p + 4, 2, &minute) ||
	    hour > 23 || minute > 59)
		return false;
	*ret = (hour * 60 + minute) * 60;
	if (t.p[0] == '-')
		*ret = -*ret;
	return true;
}

/* "2026-11-22T20:40:38", and what follows. */
static bool
read_civil(struct bytes t, struct civil *c)
{
	return t.n >= 20 && digits(t.p, 4, &c->year) && t.p[4] == '-' &&
	       digits(t.p + 5, 2, &c->month) && t.p[7] == '-' &&
	       digits(t.p + 8, 2, &c->day) && (t.p[10] | 32) == 't' &&
	       digits(t.p + 11, 2, &c->hour) && t.p[13] == ':' &&
	       digits(t.p + 14, 2, &c->minute) && t.p[16] == ':' &&
	       digits(t.p + 17, 2, &c->second);
}

int
acme_time_read(struct bytes text, int64_t *ret, struct err *err)
{
	struct civil c = { 0 };
	struct err why;
	int64_t t = 0, zone = 0;
	size_t at = 19;

	if (read_civil(text, &c) && text.p[at] == '.') {
		do
			at++;
		while (at < text.n && text.p[at] >= '0' && text.p[at] <= '9');
		at = at == 20 ? text.n : at;
	}
	if (!read_civil(text, &c) ||
	    !read_zone((struct bytes){ text.p + at, text.n - at }, &zone) ||
	    clock_from_civil(&c, &t, &why) < 0)
		return err_set(err, ERR_MALFORMED,
			       "a time is written like 2027-01-31T12:00:00Z "
			       "(RFC 3339)");
	*ret = t - zone;
	return 0;
}
