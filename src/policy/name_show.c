/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Names and their types in the words that people read. */

#include "name_forms.h"

#include <stdio.h>
#include <string.h>

void
name_show_text(const struct name *name, char out[LIMIT_NAME_BYTES + 1])
{
	char ip[IP_SHOW_BYTES];

	if (name->type == NAME_IP) {
		ip_show(name->v, name->n, ip);
		snprintf(out, LIMIT_NAME_BYTES + 1, "%s", ip);
		return;
	}
	memcpy(out, name->v, name->n);
	out[name->n] = '\0';
}

void
name_show(const struct name *name, struct buf *out)
{
	char text[LIMIT_NAME_BYTES + 1];

	if (name->n > LIMIT_NAME_BYTES)
		return;
	name_show_text(name, text);
	buf_append_text(out, text);
}

const char *
name_type_show(enum name_type type)
{
	switch (type) {
	case NAME_EMAIL:
		return "email";
	case NAME_DNS:
		return "DNS";
	case NAME_URI:
		return "URI";
	case NAME_IP:
		return "IP";
	}
	return "unknown";
}

/* Kinds of otherName that requests are known to hold. */
static const struct {
	const char *name;
	uint8_t n;
	uint8_t oid[12];
} other_names[] = {
	{ "UPN",
	  10,
	  { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x14, 0x02, 0x03 } },
	{ "NTDS object GUID",
	  9,
	  { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x19, 0x01 } },
	{ "NTDS security id",
	  10,
	  { 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x19, 0x02, 0x01 } },
	{ "Kerberos principal", 6, { 0x2b, 0x06, 0x01, 0x05, 0x02, 0x02 } },
	{ "permanentIdentifier",
	  8,
	  { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x03 } },
	{ "hardwareModuleName",
	  8,
	  { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x04 } },
	{ "XmppAddr", 8, { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x05 } },
	{ "SRVName", 8, { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x07 } },
	{ "SmtpUTF8Mailbox",
	  8,
	  { 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x09 } },
};

static void
other_name_show(struct bytes value, struct buf *out)
{
	struct bytes oid;

	if (value.n < 2 || value.p[0] != 0x06 || value.p[1] > value.n - 2) {
		buf_append_text(out, "otherName");
		return;
	}
	oid = (struct bytes){ value.p + 2, value.p[1] };
	for (size_t i = 0; i < ARRAY_SIZE(other_names); i++) {
		struct bytes known = { other_names[i].oid, other_names[i].n };

		if (bytes_equal(oid, known)) {
			buf_printf(out, "otherName (%s)", other_names[i].name);
			return;
		}
	}
	buf_append_text(out, "otherName (of a kind unknown here)");
}

void
general_name_show(const struct raw_name *raw, struct buf *out)
{
	static const char *const types[] = {
		"otherName",
		"rfc822Name",
		"dNSName",
		"x400Address",
		"directoryName",
		"ediPartyName",
		"uniformResourceIdentifier",
		"iPAddress",
		"registeredID",
	};
	unsigned tag = raw->tag & ~(unsigned)RAW_NAME_TYPED;

	if (tag == 0)
		other_name_show(raw->value, out);
	else if (tag < ARRAY_SIZE(types))
		buf_append_text(out, types[tag]);
	else
		buf_printf(out, "[%u]", tag);
}
