/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads forms: fields of a table, each within its bounds, and no others. */

#include "form_body.h"

#include "session.h"

#include "sanca/text.h"

#include <string.h>

/* One name=value, still escaped. */
struct pair {
	struct bytes name, value;
};

static int
take_pair(struct bytes *rest, struct pair *ret, struct err *err)
{
	const uint8_t *end = memchr(rest->p, '&', rest->n);
	size_t n = end ? (size_t)(end - rest->p) : rest->n;
	const uint8_t *sign = memchr(rest->p, '=', n);

	if (!sign)
		return err_set(err, ERR_MALFORMED,
			       "a form is name=value&name=value");
	ret->name = (struct bytes){ rest->p, (size_t)(sign - rest->p) };
	ret->value = (struct bytes){ sign + 1, n - ret->name.n - 1 };
	n += end ? 1 : 0;
	rest->p += n;
	rest->n -= n;
	return 0;
}

/* The next octet; -1: a broken escape. */
static int
decode_octet(struct bytes in, size_t *i)
{
	uint8_t c = in.p[(*i)++];
	int high = 0, low = 0;

	if (c == '+')
		return ' ';
	if (c != '%')
		return c;
	if (*i + 1 >= in.n)
		return -1;
	high = hex_digit(in.p[*i]);
	low = hex_digit(in.p[*i + 1]);
	*i += 2;
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static int
decode(struct bytes in, const struct form_field *field, struct err *err)
{
	size_t begin = field->text->n;
	struct bytes added;

	for (size_t i = 0; i < in.n;) {
		int c = decode_octet(in, &i);
		bool is_space = c == '\t' || c == '\r' || c == '\n';

		if (c < 0)
			return err_set(err, ERR_MALFORMED,
				       "%s has a broken escape", field->name);
		if (c == 0x7f || (c < 0x20 && !(is_space && field->is_long)))
			return err_set(err, ERR_MALFORMED,
				       "%s has a control character",
				       field->name);
		if (field->text->n - begin == field->max)
			return err_set(err, ERR_MALFORMED,
				       "%s may have at most %zu octets",
				       field->name, field->max);
		buf_append_u8(field->text, (uint8_t)c);
	}
	if (buf_check(field->text, err) < 0)
		return -1;
	added = (struct bytes){ field->text->p + begin,
				field->text->n - begin };
	if (added.n > 0 && !text_is_utf8(added))
		return err_set(err, ERR_MALFORMED, "%s is not UTF-8",
			       field->name);
	return 0;
}

static int
take_value(struct bytes value, const struct form_field *field, size_t *io_seen,
	   struct err *err)
{
	size_t most = field->most > 0 ? field->most : 1;

	if (*io_seen == most)
		return err_set(err, ERR_MALFORMED,
			       "%s is given more than %zu time%s", field->name,
			       most, most == 1 ? "" : "s");
	if ((*io_seen)++ > 0)
		buf_append_u8(field->text, '\n');
	if (field->given)
		*field->given = true;
	return decode(value, field, err);
}

static int
unknown(struct bytes name, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	text_show(name, 40, &shown);
	return err_set(err, ERR_MALFORMED, "there is no field \"%s\" here",
		       buf_text(&shown));
}

static bool
is_passed_over(struct bytes name, const char *const *others)
{
	for (; *others; others++)
		if (bytes_is_text(name, *others))
			return true;
	return false;
}

static int
read_all(struct bytes in, const struct form_field *fields, size_t count,
	 const char *const *others, struct err *err)
{
	size_t seen[32] = { 0 }, total = 0;

	if (count > ARRAY_SIZE(seen))
		return err_set(err, ERR_INTERNAL, "a form of %zu fields",
			       count);
	for (size_t i = 0; i < count; i++) {
		buf_clear(fields[i].text);
		if (fields[i].given)
			*fields[i].given = false;
	}
	while (in.n > 0) {
		struct pair pair;
		size_t i = 0;

		if (++total > LIMIT_FORM_FIELDS)
			return err_set(err, ERR_MALFORMED,
				       "a form may have at most %d fields",
				       LIMIT_FORM_FIELDS);
		if (take_pair(&in, &pair, err) < 0)
			return -1;
		while (i < count && !bytes_is_text(pair.name, fields[i].name))
			i++;
		if (i < count) {
			if (take_value(pair.value, &fields[i], &seen[i], err) <
			    0)
				return -1;
		} else if (!is_passed_over(pair.name, others)) {
			return unknown(pair.name, err);
		}
	}
	return 0;
}

int
form_body_read(struct bytes body, const struct form_field *fields,
	       size_t count, struct err *err)
{
	static const char *const others[] = { SESSION_TOKEN_FIELD, NULL };

	return read_all(body, fields, count, others, err);
}

int
form_query_read(struct bytes query, const struct form_field *fields,
		size_t count, struct err *err)
{
	static const char *const others[] = { "done", "n", NULL };

	return read_all(query, fields, count, others, err);
}

int
form_body_find(struct bytes body, const char *name, size_t max,
	       struct buf *ret, struct err *err)
{
	const struct form_field field = { .name = name,
					  .text = ret,
					  .max = max };
	size_t seen = 0;

	buf_clear(ret);
	while (body.n > 0) {
		struct pair pair;

		if (take_pair(&body, &pair, err) < 0)
			return -1;
		if (bytes_is_text(pair.name, name) &&
		    take_value(pair.value, &field, &seen, err) < 0)
			return -1;
	}
	if (seen == 0)
		return err_set(err, ERR_MALFORMED, "%s is missing", name);
	return 0;
}
