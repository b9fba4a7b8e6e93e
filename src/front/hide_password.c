/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Overwrites a challengePassword in the copy of a request that is kept. */

#include "work.h"

#include "sanca/der_read.h"

#include <string.h>

/* 1.2.840.113549.1.9.7, RFC 2985 5.4.1. */
static const uint8_t password_oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7,
					0x0d, 0x01, 0x09, 0x07 };

static void
hide_value(struct buf *der, struct bytes whole)
{
	memset(der->p + (whole.p - der->p), '*', whole.n);
}

/* An Attribute; the views point into der. */
static int
hide_in_attribute(struct buf *der, struct der *attributes, struct err *err)
{
	struct der attribute, values;
	struct bytes oid;

	if (der_enter(attributes, DER_SEQUENCE, "attribute", &attribute, err) <
		    0 ||
	    der_take(&attribute, DER_OID, "attribute type", &oid, err) < 0)
		return -1;
	if (!bytes_equal(oid, BYTES_OF(password_oid)))
		return 0;
	if (der_enter(&attribute, DER_SET, "attribute values", &values, err) <
	    0)
		return -1;
	while (!der_is_end(&values)) {
		struct der_tlv value;

		if (der_next(&values, &value, err) < 0)
			return -1;
		hide_value(der, value.value);
	}
	return 0;
}

int
hide_password(struct buf *der, struct err *err)
{
	struct der top = der_of(buf_bytes(der)), csr, info, attributes;
	struct bytes skipped;

	if (der_enter(&top, DER_SEQUENCE, "request", &csr, err) < 0 ||
	    der_enter(&csr, DER_SEQUENCE, "info", &info, err) < 0 ||
	    der_take(&info, DER_INTEGER, "version", &skipped, err) < 0 ||
	    der_take(&info, DER_SEQUENCE, "subject", &skipped, err) < 0 ||
	    der_take(&info, DER_SEQUENCE, "key", &skipped, err) < 0)
		return -1;
	if (der_is_end(&info))
		return 0;
	if (der_enter(&info, DER_CONTEXT_CONSTRUCTED(0), "attributes",
		      &attributes, err) < 0)
		return -1;
	while (!der_is_end(&attributes))
		if (hide_in_attribute(der, &attributes, err) < 0)
			return -1;
	return 0;
}
