/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: der */
/* DER writer that writes backwards: a length is known when it is written. */
#ifndef SANCA_DER_WRITE_H
#define SANCA_DER_WRITE_H

#include "sanca/bytes.h"
#include "sanca/der_read.h"

/*
 * Values are put in reverse order: last element first. derw_mark() before
 * the elements of a constructed value, derw_wrap() after them.
 *
 *	size_t seq = derw_mark(&w);
 *	derw_oid(&w, OID_CN);          // second element
 *	derw_u64(&w, 1);               // first element
 *	derw_wrap(&w, DER_SEQUENCE, seq);
 *
 * The buffer grows; a failed allocation makes it broken, reported by
 * derw_finish().
 */
struct derw {
	uint8_t *p;
	size_t cap;
	size_t used; /* octets at the end of p */
	bool broken;
};

void derw_free(struct derw *w);
/* Forgets what was written and keeps the memory. */
void derw_clear(struct derw *w);
size_t derw_mark(const struct derw *w);
void derw_wrap(struct derw *w, uint8_t tag, size_t mark);
/* Octets as they are (an already encoded value). */
void derw_raw(struct derw *w, struct bytes encoded);
/* A primitive value. */
void derw_tlv(struct derw *w, uint8_t tag, struct bytes contents);
void derw_text(struct derw *w, uint8_t tag, const char *text);
void derw_boolean(struct derw *w, bool v);
void derw_null(struct derw *w);
void derw_oid(struct derw *w, struct bytes oid);
void derw_u64(struct derw *w, uint64_t v);
/* INTEGER from a magnitude; leading zeros dropped, sign octet added. */
void derw_positive(struct derw *w, struct bytes magnitude);
/* BIT STRING with no unused bits. */
void derw_bits(struct derw *w, struct bytes v);
/* BIT STRING of named bits (bit 0 is 0x8000), trailing zeros dropped. */
void derw_named_bits(struct derw *w, uint16_t bits);
/* UTCTime to 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5). */
void derw_time(struct derw *w, int64_t t_s);
/* Octets that derw_time() writes. */
size_t der_time_size(int64_t t_s);
/* GeneralizedTime in any year (RFC 6960 4.2.2.1). */
void derw_generalized_time(struct derw *w, int64_t t_s);

/* Appends what was written to ret; ERR_NOMEM when broken. */
MUST_CHECK int derw_finish(struct derw *w, struct buf *ret, struct err *err);
/* The same as a view, valid until the next write. */
struct bytes derw_bytes(const struct derw *w);

/* Tag and length alone, for a value that is written forwards because it is too
 * large for memory. Returns how many octets they take. */
#define DER_HEADER_BYTES 10
size_t der_header(uint8_t tag, uint64_t length, uint8_t out[DER_HEADER_BYTES]);

#endif
