/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Distinguished names for people (RFC 4514). */
#include "dn_text.h"

#include "sanca/certificate.h"
#include "sanca/der_read.h"
#include "sanca/text.h"

#include <string.h>

/* RFC 4514 2.4. The backslash is left to text_show(), which spells it out. */
static void
append_escaped(struct bytes shown, struct buf *out)
{
	for (size_t i = 0; i < shown.n; i++) {
		uint8_t c = shown.p[i];
		bool at_edge = i == 0 || i + 1 == shown.n;

		if (strchr("\"+,;<>", c) != NULL || (c == ' ' && at_edge) ||
		    (c == '#' && i == 0))
			buf_append_u8(out, '\\');
		buf_append_u8(out, c);
	}
}

static void
append_value(const struct der_tlv *value, struct buf *out)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (!dn_text(value->tag, value->value, &text)) {
		buf_append_u8(out, '#');
		for (size_t i = 0; i < value->whole.n && i < 32; i++)
			buf_printf(out, "%02x", value->whole.p[i]);
		return;
	}
	text_show(buf_bytes(&text), LIMIT_DN_VALUE_BYTES, &shown);
	append_escaped(buf_bytes(&shown), out);
}

static int
append_rdn(struct der *rdn, struct buf *out, struct err *err)
{
	bool first = true;

	while (!der_is_end(rdn)) {
		struct der in = { 0 };
		struct bytes oid = { 0 };
		struct der_tlv value = { 0 };

		if (der_enter(rdn, DER_SEQUENCE, "", &in, err) < 0 ||
		    der_take(&in, DER_OID, "", &oid, err) < 0 ||
		    der_next(&in, &value, err) < 0 || der_end(&in, "", err) < 0)
			return -1;
		if (!first)
			buf_append_u8(out, '+');
		first = false;
		der_oid_show(oid, out);
		buf_append_u8(out, '=');
		append_value(&value, out);
	}
	return 0;
}

/* The sets of a name; -1 when it is none. */
static int
split(struct bytes name_der, struct bytes rdns[LIMIT_RDNS], size_t *ret_count,
      struct err *err)
{
	struct der at = der_of(name_der), in = { 0 };
	size_t count = 0;

	if (der_enter(&at, DER_SEQUENCE, "", &in, err) < 0 ||
	    der_end(&at, "", err) < 0)
		return -1;
	while (!der_is_end(&in)) {
		if (count == LIMIT_RDNS)
			return err_set(err, ERR_MALFORMED, "too many RDNs");
		if (der_take(&in, DER_SET, "", &rdns[count++], err) < 0)
			return -1;
	}
	*ret_count = count;
	return 0;
}

/* RFC 4514 2.1: the last one comes first. */
void
dn_show(struct bytes name_der, struct buf *out)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	struct bytes rdns[LIMIT_RDNS];
	struct err ignored = { 0 };
	size_t count = 0;
	bool good = split(name_der, rdns, &count, &ignored) == 0;

	for (size_t i = count; good && i > 0; i--) {
		struct der rdn = der_of(rdns[i - 1]);

		if (i < count)
			buf_append_u8(&text, ',');
		good = append_rdn(&rdn, &text, &ignored) == 0;
	}
	if (good)
		buf_append_bytes(out, buf_bytes(&text));
	else
		buf_append_text(out, "(a malformed name)");
}
