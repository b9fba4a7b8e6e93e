/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Violations in the flat form that REFUSED carries. */
#include "wire.h"

#include <string.h>

/* dropped u32, then per violation: name_index + 1 u32, line u32, id u8 length +
 * octets, text u16 length + octets; integers little endian. */

static void
put(struct buf *out, uint32_t v, unsigned octets)
{
	for (unsigned i = 0; i < octets; i++)
		buf_append_u8(out, (uint8_t)(v >> (8 * i)));
}

static size_t
wire_size(const struct violation *v)
{
	return 4 + 4 + 1 + strlen(v->id) + 2 + strlen(v->text);
}

/* How many fit in the field. */
static size_t
count_fitting(const struct violations *v)
{
	size_t used = 4;
	size_t n = 0;

	while (n < v->count && n < LIMIT_VIOLATIONS &&
	       used + wire_size(&v->at[n]) <= LIMIT_VIOLATIONS_BYTES)
		used += wire_size(&v->at[n++]);
	return n;
}

void
violations_encode(const struct violations *v, struct buf *out)
{
	size_t n = count_fitting(v);
	size_t dropped = v->dropped + (v->count - n);

	put(out, dropped < UINT32_MAX ? (uint32_t)dropped : UINT32_MAX, 4);
	for (size_t i = 0; i < n; i++) {
		const struct violation *one = &v->at[i];

		put(out, (uint32_t)(one->name_index + 1), 4);
		put(out, (uint32_t)one->line, 4);
		put(out, (uint32_t)strlen(one->id), 1);
		buf_append_text(out, one->id);
		put(out, (uint32_t)strlen(one->text), 2);
		buf_append_text(out, one->text);
	}
}

static bool
take(struct bytes *in, unsigned octets, uint32_t *ret)
{
	uint32_t v = 0;

	if (in->n < octets)
		return false;
	for (unsigned i = 0; i < octets; i++)
		v |= (uint32_t)in->p[i] << (8 * i);
	in->p += octets;
	in->n -= octets;
	*ret = v;
	return true;
}

static bool
take_text(struct bytes *in, unsigned octets, char *out, size_t size)
{
	uint32_t n = 0;

	if (!take(in, octets, &n) || n >= size || n > in->n)
		return false;
	if (wire_fault((struct bytes){ in->p, n }, size, WIRE_TEXT) != NULL)
		return false;
	if (n > 0)
		memcpy(out, in->p, n);
	out[n] = '\0';
	in->p += n;
	in->n -= n;
	return true;
}

static bool
take_violation(struct bytes *in, struct violation *ret)
{
	uint32_t name = 0;
	uint32_t line = 0;

	if (!take(in, 4, &name) || !take(in, 4, &line) || name > LIMIT_NAMES)
		return false;
	ret->name_index = (int)name - 1;
	ret->line = line;
	return take_text(in, 1, ret->id, sizeof(ret->id)) &&
	       take_text(in, 2, ret->text, sizeof(ret->text));
}

int
violations_decode(struct bytes in, struct violations *ret, struct err *err)
{
	uint32_t dropped = 0;

	ret->count = 0;
	ret->dropped = 0;
	if (in.n == 0)
		return 0;
	if (!take(&in, 4, &dropped))
		return err_set(err, ERR_MALFORMED, "violations are cut");
	while (in.n > 0) {
		if (ret->count == LIMIT_VIOLATIONS ||
		    !take_violation(&in, &ret->at[ret->count])) {
			ret->count = 0;
			return err_set(err, ERR_MALFORMED,
				       "violations are malformed");
		}
		ret->count++;
	}
	ret->dropped = dropped;
	return 0;
}
