/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* Borrowed views of bytes, and the one growable buffer. */
#ifndef SANCA_BYTES_H
#define SANCA_BYTES_H

#include "sanca/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A view: never owns, may contain any octet, p may be NULL when n is 0. */
struct bytes {
	const uint8_t *p;
	size_t n;
};

#define BYTES_OF(array)                                                        \
	((struct bytes){ (const uint8_t *)(array), sizeof(array) })

struct bytes bytes_of_text(const char *text);
bool bytes_equal(struct bytes a, struct bytes b);
/* In time that depends on the lengths only; for secrets and their hashes. */
bool bytes_equal_secret(struct bytes a, struct bytes b);
/* Orders by content, then by length (memcmp order). */
int bytes_compare(struct bytes a, struct bytes b);
bool bytes_is_text(struct bytes a, const char *text);
/* Offset of the first occurrence, or -1. */
ptrdiff_t bytes_find(struct bytes haystack, struct bytes needle);
/* Overwrites memory in a way the compiler keeps. */
void bytes_wipe(void *p, size_t n);

/*
 * An owned buffer. All zero is an empty one. After a failed allocation the
 * buffer is "broken": further appends do nothing, and buf_check() reports it,
 * so that a run of appends needs one check at its end.
 */
struct buf {
	uint8_t *p;
	size_t n;
	size_t cap;
	bool broken;
};

void buf_free(struct buf *b);	   /* leaves an empty buffer */
void buf_free_wipe(struct buf *b); /* the same for secrets */
void buf_clear(struct buf *b);	   /* n = 0, keeps the memory */
void buf_append(struct buf *b, const void *p, size_t n);
void buf_append_bytes(struct buf *b, struct bytes v);
void buf_append_u8(struct buf *b, uint8_t v);
void buf_append_text(struct buf *b, const char *text);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Room for n more octets; NULL when broken. The caller raises b->n. */
uint8_t *buf_reserve(struct buf *b, size_t n);
/* 0, or -1 with ERR_NOMEM when any append failed. */
MUST_CHECK int buf_check(const struct buf *b, struct err *err);
struct bytes buf_bytes(const struct buf *b);
/* NUL-terminates (the NUL is not counted) and returns the text; "" when
 * broken. Valid until the next append. */
const char *buf_text(struct buf *b);

#endif
