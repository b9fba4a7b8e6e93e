/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: der */
/* Strict DER reader (X.690): what it accepts, re-encodes to itself. */
#ifndef SANCA_DER_READ_H
#define SANCA_DER_READ_H

#include "sanca/bytes.h"

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_UTF8_STRING = 0x0c,
	DER_PRINTABLE_STRING = 0x13,
	DER_T61_STRING = 0x14,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_VISIBLE_STRING = 0x1a,
	DER_UNIVERSAL_STRING = 0x1c,
	DER_BMP_STRING = 0x1e,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
};
/* Context-specific tags, primitive and constructed. */
#define DER_CONTEXT(n) (0x80 + (n))
#define DER_CONTEXT_CONSTRUCTED(n) (0xa0 + (n))

/* A cursor over the contents of a constructed value. */
struct der {
	struct bytes rest;
};

struct der_tlv {
	uint8_t tag;
	struct bytes value; /* contents */
	struct bytes whole; /* with tag and length */
};

struct der der_of(struct bytes contents);
bool der_is_end(const struct der *d);
/* Tag of the next value, or -1 at the end. */
int der_peek(const struct der *d);

/* Next value of any tag. Refuses high tag numbers, indefinite and non-minimal
 * lengths, and values that reach beyond the input. All errors of this header
 * are ERR_MALFORMED. */
MUST_CHECK int der_next(struct der *d, struct der_tlv *ret, struct err *err);
/* Next value, which must have this tag; `what` names it in the message. */
MUST_CHECK int der_take(struct der *d, uint8_t tag, const char *what,
			struct bytes *ret_value, struct err *err);
/* The same, giving the value with its tag and length. */
MUST_CHECK int der_take_whole(struct der *d, uint8_t tag, const char *what,
			      struct bytes *ret_whole, struct err *err);
/* The same, giving a cursor over a constructed value. */
MUST_CHECK int der_enter(struct der *d, uint8_t tag, const char *what,
			 struct der *ret, struct err *err);
/* Refuses anything left over. */
MUST_CHECK int der_end(const struct der *d, const char *what, struct err *err);

/* Walks the whole of one value: every length, BOOLEAN, INTEGER, NULL, OID,
 * BIT STRING, SET OF order and string type must be DER, nesting at most
 * LIMIT_DER_DEPTH, nothing after it. With it passed, re-encoding gives the
 * same octets. Explicit stack-free recursion bound; linear time. */
MUST_CHECK int der_check(struct bytes whole, struct err *err);

/* Typed values. Each checks that the contents are DER. */
MUST_CHECK int der_take_boolean(struct der *d, const char *what, bool *ret,
				struct err *err);
MUST_CHECK int der_take_u64(struct der *d, const char *what, uint64_t *ret,
			    struct err *err);
MUST_CHECK int der_take_enumerated(struct der *d, const char *what,
				   uint64_t *ret, struct err *err);
/* Positive INTEGER as its magnitude without a leading zero octet. */
MUST_CHECK int der_take_positive(struct der *d, const char *what,
				 struct bytes *ret, struct err *err);
/* BIT STRING with no unused bits. */
MUST_CHECK int der_take_bits(struct der *d, const char *what, struct bytes *ret,
			     struct err *err);
/* BIT STRING of at most 16 named bits (KeyUsage): bit 0 is 0x8000. */
MUST_CHECK int der_named_bits(struct bytes value, const char *what,
			      uint16_t *ret, struct err *err);
/* UTCTime or GeneralizedTime as RFC 5280 4.1.2.5 wants them. */
MUST_CHECK int der_take_time(struct der *d, const char *what, int64_t *ret_s,
			     struct err *err);
/* GeneralizedTime of any year, without a fraction, as RFC 6960 4.2.2.1 has
 * it. */
MUST_CHECK int der_take_generalized_time(struct der *d, const char *what,
					 int64_t *ret_s, struct err *err);

/* Contents octets of OIDs: oid.def gives OID_<NAME> as struct bytes. */
#define OID(name, dotted, ...) extern const struct bytes OID_##name;
#include "sanca/oid.def"
#undef OID
bool der_oid_is(struct bytes contents, struct bytes oid);
/* "1.3.6.1.4.1.311.2.1.14", or the name when the table has one. */
void der_oid_show(struct bytes contents, struct buf *out);

#endif
