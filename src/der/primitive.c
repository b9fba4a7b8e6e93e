/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* DER rules for the contents of primitive values. */
#include "primitive.h"

#include "sanca/der_read.h"

/* X.690 8.2, 11.1. */
static int
check_boolean(struct bytes v, struct err *err)
{
	if (v.n == 1 && (v.p[0] == 0x00 || v.p[0] == 0xff))
		return 0;
	return err_set(err, ERR_MALFORMED,
		       "a BOOLEAN is neither 00 nor FF (X.690 11.1)");
}

/* X.690 8.3.2: the first nine bits are not all alike. */
static int
check_integer(struct bytes v, struct err *err)
{
	if (v.n == 0)
		return err_set(err, ERR_MALFORMED, "an INTEGER is empty");
	if (v.n > 1 && ((v.p[0] == 0x00 && v.p[1] < 0x80) ||
			(v.p[0] == 0xff && v.p[1] >= 0x80)))
		return err_set(err, ERR_MALFORMED,
			       "an INTEGER is not in its shortest form (X.690 "
			       "8.3.2)");
	return 0;
}

/* X.690 8.6.2, 11.2.1: unused bits are zero. */
static int
check_bit_string(struct bytes v, struct err *err)
{
	if (v.n == 0 || v.p[0] > 7 || (v.n == 1 && v.p[0] != 0))
		return err_set(err, ERR_MALFORMED,
			       "a BIT STRING counts its unused bits wrongly");
	if (v.n > 1 && (v.p[v.n - 1] & ((1U << v.p[0]) - 1)) != 0)
		return err_set(
			err, ERR_MALFORMED,
			"unused bits of a BIT STRING are not zero (X.690 "
			"11.2.1)");
	return 0;
}

static int
check_null(struct bytes v, struct err *err)
{
	if (v.n == 0)
		return 0;
	return err_set(err, ERR_MALFORMED, "a NULL has contents");
}

/* X.690 8.19.2: each subidentifier in its shortest form, the last one
 * complete. */
static int
check_oid(struct bytes v, struct err *err)
{
	bool first = true;

	if (v.n == 0 || (v.p[v.n - 1] & 0x80) != 0)
		return err_set(err, ERR_MALFORMED,
			       "an OBJECT IDENTIFIER is incomplete");
	for (size_t i = 0; i < v.n; i++) {
		if (first && v.p[i] == 0x80)
			return err_set(err, ERR_MALFORMED,
				       "an OBJECT IDENTIFIER is not in its "
				       "shortest form (X.690 8.19.2)");
		first = (v.p[i] & 0x80) == 0;
	}
	return 0;
}

int
primitive_check(uint8_t tag, struct bytes v, struct err *err)
{
	switch (tag) {
	case DER_BOOLEAN:
		return check_boolean(v, err);
	case DER_INTEGER:
	case DER_ENUMERATED: /* encoded like INTEGER (X.690 8.4) */
		return check_integer(v, err);
	case DER_BIT_STRING:
		return check_bit_string(v, err);
	case DER_NULL:
		return check_null(v, err);
	case DER_OID:
		return check_oid(v, err);
	default:
		return 0;
	}
}
