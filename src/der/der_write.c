/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* DER written from its end to its beginning. */
#include "sanca/der_write.h"

#include <stdlib.h>
#include <string.h>

#define DERW_FIRST_BYTES 512

void
derw_free(struct derw *w)
{
	free(w->p);
	*w = (struct derw){ 0 };
}

void
derw_clear(struct derw *w)
{
	w->used = 0;
}

size_t
derw_mark(const struct derw *w)
{
	return w->used;
}

static bool
grow(struct derw *w, size_t n)
{
	size_t cap = w->cap == 0 ? DERW_FIRST_BYTES : w->cap;
	uint8_t *p = NULL;

	if (n > SIZE_MAX / 4 - w->used)
		return false;
	while (cap < w->used + n)
		cap *= 2;
	p = malloc(cap);
	if (p == NULL)
		return false;
	if (w->used > 0)
		memcpy(p + cap - w->used, w->p + w->cap - w->used, w->used);
	free(w->p);
	w->p = p;
	w->cap = cap;
	return true;
}

static void
put(struct derw *w, const void *p, size_t n)
{
	if (w->broken || n == 0)
		return;
	if (n > w->cap - w->used && !grow(w, n)) {
		w->broken = true;
		return;
	}
	w->used += n;
	memcpy(w->p + w->cap - w->used, p, n);
}

static void
put_octet(struct derw *w, uint8_t octet)
{
	put(w, &octet, 1);
}

/* X.690 10.1: the length in as few octets as possible. */
size_t
der_header(uint8_t tag, uint64_t length, uint8_t out[DER_HEADER_BYTES])
{
	size_t octets = 0;

	out[0] = tag;
	if (length < 0x80) {
		out[1] = (uint8_t)length;
		return 2;
	}
	for (uint64_t rest = length; rest > 0; rest >>= 8)
		octets++;
	out[1] = (uint8_t)(0x80 | octets);
	for (size_t i = octets; i > 0; i--, length >>= 8)
		out[1 + i] = (uint8_t)(length & 0xff);
	return 2 + octets;
}

static void
put_header(struct derw *w, uint8_t tag, size_t length)
{
	uint8_t header[DER_HEADER_BYTES];
	size_t n = der_header(tag, length, header);

	put(w, header, n);
}

void
derw_wrap(struct derw *w, uint8_t tag, size_t mark)
{
	put_header(w, tag, w->used - mark);
}

void
derw_raw(struct derw *w, struct bytes encoded)
{
	put(w, encoded.p, encoded.n);
}

void
derw_tlv(struct derw *w, uint8_t tag, struct bytes contents)
{
	put(w, contents.p, contents.n);
	put_header(w, tag, contents.n);
}

void
derw_text(struct derw *w, uint8_t tag, const char *text)
{
	derw_tlv(w, tag, bytes_of_text(text));
}

void
derw_boolean(struct derw *w, bool v)
{
	put_octet(w, v ? 0xff : 0x00);
	put_header(w, DER_BOOLEAN, 1);
}

void
derw_null(struct derw *w)
{
	put_header(w, DER_NULL, 0);
}

void
derw_oid(struct derw *w, struct bytes oid)
{
	derw_tlv(w, DER_OID, oid);
}

void
derw_u64(struct derw *w, uint64_t v)
{
	uint8_t octets[8];

	for (size_t i = 0; i < sizeof(octets); i++)
		octets[i] = (uint8_t)(v >> (56 - 8 * i) & 0xff);
	derw_positive(w, BYTES_OF(octets));
}

void
derw_positive(struct derw *w, struct bytes magnitude)
{
	size_t mark = derw_mark(w);

	while (magnitude.n > 0 && magnitude.p[0] == 0) {
		magnitude.p++;
		magnitude.n--;
	}
	put(w, magnitude.p, magnitude.n);
	if (magnitude.n == 0 || magnitude.p[0] >= 0x80)
		put_octet(w, 0);
	derw_wrap(w, DER_INTEGER, mark);
}

void
derw_bits(struct derw *w, struct bytes v)
{
	size_t mark = derw_mark(w);

	put(w, v.p, v.n);
	put_octet(w, 0);
	derw_wrap(w, DER_BIT_STRING, mark);
}

void
derw_named_bits(struct derw *w, uint16_t bits)
{
	uint8_t octets[3] = { 0, (uint8_t)(bits >> 8), (uint8_t)(bits & 0xff) };
	size_t n = octets[2] != 0 ? 3 : octets[1] != 0 ? 2 : 1;

	if (n > 1)
		octets[0] = (uint8_t)__builtin_ctz(octets[n - 1]);
	derw_tlv(w, DER_BIT_STRING, (struct bytes){ octets, n });
}

int
derw_finish(struct derw *w, struct buf *ret, struct err *err)
{
	if (w->broken)
		return err_nomem(err);
	buf_append_bytes(ret, derw_bytes(w));
	return buf_check(ret, err);
}

struct bytes
derw_bytes(const struct derw *w)
{
	if (w->broken || w->used == 0)
		return (struct bytes){ NULL, 0 };
	return (struct bytes){ w->p + w->cap - w->used, w->used };
}
