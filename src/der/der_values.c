/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Typed values read from DER: BOOLEAN, INTEGER, BIT STRING. */
#include "primitive.h"

#include "sanca/der_read.h"

/* Takes a value and holds its contents to DER. */
static int
take_checked(struct der *d, uint8_t tag, const char *what, struct bytes *ret,
	     struct err *err)
{
	struct bytes value = { 0 };

	if (der_take(d, tag, what, &value, err) < 0)
		return -1;
	if (primitive_check(tag, value, err) < 0)
		return err_context(err, "%s", what);
	*ret = value;
	return 0;
}

int
der_take_boolean(struct der *d, const char *what, bool *ret, struct err *err)
{
	struct bytes v = { 0 };

	if (take_checked(d, DER_BOOLEAN, what, &v, err) < 0)
		return -1;
	*ret = v.p[0] != 0;
	return 0;
}

static int
take_number(struct der *d, uint8_t tag, const char *what, uint64_t *ret,
	    struct err *err)
{
	const char *type = tag == DER_INTEGER ? "INTEGER" : "ENUMERATED";
	struct bytes v = { 0 };
	uint64_t n = 0;

	if (take_checked(d, tag, what, &v, err) < 0)
		return -1;
	if (v.p[0] >= 0x80)
		return err_set(err, ERR_MALFORMED, "%s: the %s is negative",
			       what, type);
	if (v.n > 9 || (v.n == 9 && v.p[0] != 0))
		return err_set(err, ERR_MALFORMED, "%s: the %s is too large",
			       what, type);
	for (size_t i = 0; i < v.n; i++)
		n = n << 8 | v.p[i];
	*ret = n;
	return 0;
}

int
der_take_u64(struct der *d, const char *what, uint64_t *ret, struct err *err)
{
	return take_number(d, DER_INTEGER, what, ret, err);
}

int
der_take_enumerated(struct der *d, const char *what, uint64_t *ret,
		    struct err *err)
{
	return take_number(d, DER_ENUMERATED, what, ret, err);
}

int
der_take_positive(struct der *d, const char *what, struct bytes *ret,
		  struct err *err)
{
	struct bytes v = { 0 };

	if (take_checked(d, DER_INTEGER, what, &v, err) < 0)
		return -1;
	if (v.p[0] >= 0x80)
		return err_set(err, ERR_MALFORMED,
			       "%s: the INTEGER is negative", what);
	if (v.n == 1 && v.p[0] == 0)
		return err_set(err, ERR_MALFORMED, "%s: the INTEGER is zero",
			       what);
	if (v.p[0] == 0) {
		v.p++;
		v.n--;
	}
	*ret = v;
	return 0;
}

int
der_take_bits(struct der *d, const char *what, struct bytes *ret,
	      struct err *err)
{
	struct bytes v = { 0 };

	if (take_checked(d, DER_BIT_STRING, what, &v, err) < 0)
		return -1;
	if (v.p[0] != 0)
		return err_set(err, ERR_MALFORMED,
			       "%s: the BIT STRING has unused bits", what);
	*ret = (struct bytes){ v.p + 1, v.n - 1 };
	return 0;
}

int
der_named_bits(struct bytes value, const char *what, uint16_t *ret,
	       struct err *err)
{
	unsigned bits = 0;

	if (primitive_check(DER_BIT_STRING, value, err) < 0)
		return err_context(err, "%s", what);
	if (value.n > 3)
		return err_set(
			err, ERR_MALFORMED,
			"%s: the BIT STRING has more bits than there are "
			"names for",
			what);
	if (value.n > 1 && (value.p[value.n - 1] >> value.p[0] & 1U) == 0)
		return err_set(err, ERR_MALFORMED,
			       "%s: zero bits at the end of a list of named "
			       "bits (X.690 11.2.2)",
			       what);
	if (value.n > 1)
		bits = (unsigned)value.p[1] << 8;
	if (value.n > 2)
		bits |= value.p[2];
	*ret = (uint16_t)bits;
	return 0;
}
