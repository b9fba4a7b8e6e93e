/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The growable buffer. */
#include "sanca/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUF_FIRST_BYTES 64

void
buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}

void
buf_free_wipe(struct buf *b)
{
	bytes_wipe(b->p, b->cap);
	buf_free(b);
}

void
buf_clear(struct buf *b)
{
	b->n = 0;
}

/* Not realloc: any buffer may hold a secret, and realloc would leave a copy
 * of it in the heap. */
static bool
buf_grow(struct buf *b, size_t cap)
{
	uint8_t *p = malloc(cap);

	if (p == NULL)
		return false;
	if (b->n > 0)
		memcpy(p, b->p, b->n);
	bytes_wipe(b->p, b->n);
	free(b->p);
	b->p = p;
	b->cap = cap;
	return true;
}

uint8_t *
buf_reserve(struct buf *b, size_t n)
{
	if (b->broken)
		return NULL;
	if (b->p == NULL || n > b->cap - b->n) {
		size_t cap = b->cap == 0 ? BUF_FIRST_BYTES : b->cap;

		if (n > PTRDIFF_MAX - b->n) {
			b->broken = true;
			return NULL;
		}
		while (cap < b->n + n)
			cap *= 2;
		if (!buf_grow(b, cap)) {
			b->broken = true;
			return NULL;
		}
	}
	return b->p + b->n;
}

void
buf_append(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;

	uint8_t *to = buf_reserve(b, n);

	if (to != NULL) {
		memcpy(to, p, n);
		b->n += n;
	}
}

void
buf_append_bytes(struct buf *b, struct bytes v)
{
	buf_append(b, v.p, v.n);
}

void
buf_append_u8(struct buf *b, uint8_t v)
{
	buf_append(b, &v, 1);
}

void
buf_append_text(struct buf *b, const char *text)
{
	buf_append(b, text, strlen(text));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	char text[256];
	va_list args;

	va_start(args, fmt);
	int n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);

	if (n < 0) {
		b->broken = true;
		return;
	}
	if ((size_t)n < sizeof(text)) {
		buf_append(b, text, (size_t)n);
		return;
	}

	uint8_t *to = buf_reserve(b, (size_t)n + 1);

	if (to == NULL)
		return;
	va_start(args, fmt);
	vsnprintf((char *)to, (size_t)n + 1, fmt, args);
	va_end(args);
	b->n += (size_t)n;
}

int
buf_check(const struct buf *b, struct err *err)
{
	return b->broken ? err_nomem(err) : 0;
}

struct bytes
buf_bytes(const struct buf *b)
{
	return (struct bytes){ b->p, b->n };
}

const char *
buf_text(struct buf *b)
{
	uint8_t *end = buf_reserve(b, 1);

	if (end == NULL)
		return "";
	*end = '\0';
	return (const char *)b->p;
}
