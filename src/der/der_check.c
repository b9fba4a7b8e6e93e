/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Walks one whole value and holds all of it to DER (X.690 10 and 11). */
#include "primitive.h"
#include "tag_name.h"

#include "sanca/der_read.h"
#include "sanca/limits.h"

enum {
	CLASS_MASK = 0xc0,
	CONSTRUCTED = 0x20,
	NUMBER_MASK = 0x1f,
	NUMBER_SEQUENCE = 0x10,
	NUMBER_SET = 0x11,
};

/* One open constructed value; previous is its last element, for the order of
 * a SET OF. */
struct level {
	struct der at;
	bool is_set;
	struct bytes previous;
};

static int
refuse_form(uint8_t tag, const char *why, struct err *err)
{
	char name[TAG_NAME_BYTES];

	tag_name(tag, name);
	return err_set(err, ERR_MALFORMED, "%s: %s", name, why);
}

/* X.690 8.1.2.5, 10.2: of the universal types only SEQUENCE and SET are
 * constructed. Types whose DER nobody here could judge are refused. */
static int
check_form(uint8_t tag, struct err *err)
{
	if ((tag & CLASS_MASK) != 0)
		return 0;
	switch (tag & NUMBER_MASK) {
	case NUMBER_SEQUENCE:
	case NUMBER_SET:
		if (tag & CONSTRUCTED)
			return 0;
		return refuse_form(tag, "a SEQUENCE or SET must be constructed",
				   err);
	case 0x08: /* EXTERNAL */
	case 0x09: /* REAL */
	case 0x0b: /* EMBEDDED PDV */
	case 0x0e: /* TIME, with many forms */
	case 0x0f: /* reserved */
	case 0x1d: /* CHARACTER STRING */
		return refuse_form(tag, "a type that has no place here", err);
	default:
		if (!(tag & CONSTRUCTED))
			return 0;
		return refuse_form(tag,
				   "a value in pieces is BER, not DER (X.690 "
				   "10.2)",
				   err);
	}
}

/* X.690 11.6: ascending by their encodings. */
static int
check_set_order(struct level *level, struct bytes element, struct err *err)
{
	if (!level->is_set)
		return 0;
	if (level->previous.n > 0 &&
	    bytes_compare(level->previous, element) > 0)
		return err_set(err, ERR_MALFORMED,
			       "the elements of a SET OF are not in order: "
			       "this is BER, not DER (X.690 11.6)");
	level->previous = element;
	return 0;
}

/* Takes one element of the innermost level; opens it when constructed. */
static int
check_element(struct level *levels, size_t *depth, struct err *err)
{
	struct level *inner = &levels[*depth - 1];
	struct der_tlv tlv = { 0 };

	if (der_next(&inner->at, &tlv, err) < 0 ||
	    check_form(tlv.tag, err) < 0 ||
	    check_set_order(inner, tlv.whole, err) < 0)
		return -1;
	if (!(tlv.tag & CONSTRUCTED))
		return primitive_check(tlv.tag, tlv.value, err);
	if (*depth > LIMIT_DER_DEPTH)
		return err_set(err, ERR_MALFORMED,
			       "values are nested deeper than %d levels",
			       LIMIT_DER_DEPTH);
	levels[*depth] = (struct level){
		.at = der_of(tlv.value),
		.is_set = tlv.tag == DER_SET,
	};
	(*depth)++;
	return 0;
}

int
der_check(struct bytes whole, struct err *err)
{
	struct level levels[LIMIT_DER_DEPTH + 1];
	struct der at = der_of(whole);
	struct der_tlv first = { 0 };
	size_t depth = 1;

	if (der_next(&at, &first, err) < 0 ||
	    der_end(&at, "the value", err) < 0)
		return -1;
	levels[0] = (struct level){ .at = der_of(whole) };
	while (depth > 0) {
		if (der_is_end(&levels[depth - 1].at))
			depth--;
		else if (check_element(levels, &depth, err) < 0)
			return -1;
	}
	return 0;
}
