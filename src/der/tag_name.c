/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Tags in words, for messages of this layer. */
#include "tag_name.h"

#include "sanca/der_read.h"

#include <stdio.h>

static const struct {
	uint8_t tag;
	const char *name;
} names[] = {
	{ DER_BOOLEAN, "BOOLEAN" },
	{ DER_INTEGER, "INTEGER" },
	{ DER_BIT_STRING, "BIT STRING" },
	{ DER_OCTET_STRING, "OCTET STRING" },
	{ DER_NULL, "NULL" },
	{ DER_OID, "OBJECT IDENTIFIER" },
	{ DER_UTF8_STRING, "UTF8String" },
	{ DER_PRINTABLE_STRING, "PrintableString" },
	{ DER_T61_STRING, "T61String" },
	{ DER_IA5_STRING, "IA5String" },
	{ DER_UTC_TIME, "UTCTime" },
	{ DER_GENERALIZED_TIME, "GeneralizedTime" },
	{ DER_VISIBLE_STRING, "VisibleString" },
	{ DER_UNIVERSAL_STRING, "UniversalString" },
	{ DER_BMP_STRING, "BMPString" },
	{ DER_SEQUENCE, "SEQUENCE" },
	{ DER_SET, "SET" },
};

void
tag_name(uint8_t tag, char out[TAG_NAME_BYTES])
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		if (names[i].tag == tag) {
			snprintf(out, TAG_NAME_BYTES, "%s", names[i].name);
			return;
		}
	}
	if ((tag & 0xc0) == 0x80)
		snprintf(out, TAG_NAME_BYTES, "[%u]", tag & 0x1fU);
	else
		snprintf(out, TAG_NAME_BYTES, "tag 0x%02x", tag);
}
