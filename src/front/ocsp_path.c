/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Decodes an OCSP request from the address of a GET, in every legal spelling. */

#include "ocsp_path.h"

#define PADDING 64
#define NONE 0xff

static int
hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 4648 4; PADDING for '='. */
static uint8_t
base64_value(int c)
{
	if (c >= 'A' && c <= 'Z')
		return (uint8_t)(c - 'A');
	if (c >= 'a' && c <= 'z')
		return (uint8_t)(c - 'a' + 26);
	if (c >= '0' && c <= '9')
		return (uint8_t)(c - '0' + 52);
	if (c == '+')
		return 62;
	if (c == '/')
		return 63;
	return c == '=' ? PADDING : NONE;
}

int
ocsp_path_next(struct ocsp_path_reader *r)
{
	int c = 0;

	if (r->rest.n == 0)
		return OCSP_PATH_END;
	c = *r->rest.p++;
	r->rest.n--;
	if (c == '%') {
		int high = 0, low = 0;

		if (r->rest.n < 2)
			return OCSP_PATH_BAD;
		high = hex_value(r->rest.p[0]);
		low = hex_value(r->rest.p[1]);
		if (high < 0 || low < 0)
			return OCSP_PATH_BAD;
		c = high << 4 | low;
		r->rest.p += 2;
		r->rest.n -= 2;
	}
	return base64_value(c) == NONE ? OCSP_PATH_BAD : c;
}

struct decoder {
	uint8_t *out;
	size_t n, max;
	uint32_t bits;
	unsigned count;	  /* characters of this group of four */
	unsigned padding; /* of them '=' */
	bool ended;	  /* after padding nothing may follow */
};

/* Four characters are three octets, less one for each '='. */
static bool
end_group(struct decoder *d)
{
	unsigned octets = 3 - d->padding;

	if (d->padding > 2 || d->n + octets > d->max ||
	    (d->bits & ((1u << 8 * d->padding) - 1)) != 0)
		return false;
	for (unsigned i = 0; i < octets; i++)
		d->out[d->n++] = (uint8_t)(d->bits >> (16 - 8 * i));
	d->ended = d->padding > 0;
	d->bits = d->count = d->padding = 0;
	return true;
}

static bool
take(struct decoder *d, uint8_t value)
{
	if (d->ended || (d->padding > 0 && value != PADDING))
		return false;
	if (value == PADDING)
		d->padding++;
	d->bits = d->bits << 6 | (value & 63);
	return ++d->count < 4 || end_group(d);
}

ptrdiff_t
ocsp_path_decode(struct bytes text, uint8_t *out, size_t max)
{
	struct ocsp_path_reader reader = { .rest = text };
	struct decoder d = { .out = out, .max = max };
	int c = 0;

	do
		c = ocsp_path_next(&reader);
	while (c == '/');
	for (; c >= 0; c = ocsp_path_next(&reader))
		if (!take(&d, base64_value(c)))
			return -1;
	if (c != OCSP_PATH_END || d.count != 0 || d.n == 0)
		return -1;
	return (ptrdiff_t)d.n;
}
