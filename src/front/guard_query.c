/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Splits and decodes the query of a request. */

#include "guard.h"

#include "sanca/text.h"

#include <string.h>

/* The next octet of a value. The escapes were checked by guard_check(). */
static uint8_t
decode_octet(struct bytes in, size_t *i)
{
	uint8_t c = in.p[(*i)++];

	if (c == '%' && *i + 1 < in.n) {
		c = (uint8_t)(hex_digit(in.p[*i]) << 4 |
			      hex_digit(in.p[*i + 1]));
		*i += 2;
	} else if (c == '+') {
		c = ' ';
	}
	return c;
}

/* Decodes into out; -1 when it does not fit or is not printable. */
static int
decode(struct bytes in, char *out, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < in.n;) {
		uint8_t c = decode_octet(in, &i);

		if (c < 0x20 || c > 0x7e || n + 1 >= size)
			return -1;
		out[n++] = (char)c;
	}
	out[n] = '\0';
	return 0;
}

static int
read_parameter(struct bytes part, struct guard_parameter *ret, struct err *err)
{
	const uint8_t *sign = memchr(part.p, '=', part.n);
	struct bytes name = part, value = { 0 };

	if (!sign)
		return err_set(err, ERR_MALFORMED,
			       "the query must be name=value&name=value");
	name.n = (size_t)(sign - part.p);
	value.p = sign + 1;
	value.n = part.n - name.n - 1;
	if (name.n == 0 || decode(name, ret->name, sizeof(ret->name)) < 0 ||
	    decode(value, ret->value, sizeof(ret->value)) < 0)
		return err_set(err, ERR_MALFORMED,
			       "a parameter of the query is too long or not "
			       "printable");
	return 0;
}

int
guard_query(struct bytes query, struct guard_parameter *ret, size_t max,
	    struct err *err)
{
	size_t count = 0;

	while (query.n > 0) {
		const uint8_t *end = memchr(query.p, '&', query.n);
		struct bytes part = query;

		if (end)
			part.n = (size_t)(end - query.p);
		if (count == max)
			return err_set(err, ERR_MALFORMED,
				       "too many parameters in the query");
		if (read_parameter(part, &ret[count], err) < 0)
			return -1;
		for (size_t i = 0; i < count; i++)
			if (strcmp(ret[i].name, ret[count].name) == 0)
				return err_set(err, ERR_MALFORMED,
					       "%s stands twice in the query",
					       ret[i].name);
		count++;
		part.n += end ? 1 : 0;
		query.p += part.n;
		query.n -= part.n;
	}
	return (int)count;
}

static int
read_box(struct bytes value, const struct guard_box *box, struct err *err)
{
	if (box->text->n > 0)
		return err_set(err, ERR_MALFORMED,
			       "%s stands twice in the query", box->name);
	for (size_t i = 0; i < value.n;) {
		uint8_t c = decode_octet(value, &i);
		bool is_space = c == '\t' || c == '\r' || c == '\n';

		if (c == 0x7f || (c < 0x20 && !(is_space && box->is_long)))
			return err_set(err, ERR_MALFORMED,
				       "%s has a control character", box->name);
		buf_append_u8(box->text, c);
	}
	if (!text_is_utf8(buf_bytes(box->text)))
		return err_set(err, ERR_MALFORMED, "%s is not UTF-8",
			       box->name);
	return buf_check(box->text, err);
}

int
guard_query_boxes(struct bytes query, const struct guard_box *boxes,
		  size_t count, struct err *err)
{
	while (query.n > 0) {
		const uint8_t *end = memchr(query.p, '&', query.n);
		size_t n = end ? (size_t)(end - query.p) : query.n;
		const uint8_t *sign = memchr(query.p, '=', n);
		struct bytes name = { query.p,
				      sign ? (size_t)(sign - query.p) : n };

		for (size_t i = 0; i < count && sign; i++) {
			struct bytes value = { sign + 1, n - name.n - 1 };

			if (bytes_is_text(name, boxes[i].name) &&
			    read_box(value, &boxes[i], err) < 0)
				return -1;
		}
		n += end ? 1 : 0;
		query.p += n;
		query.n -= n;
	}
	return 0;
}
