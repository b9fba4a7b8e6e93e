/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads a DNS name octet by octet (RFC 1123 2.1, RFC 5890 2.3.1). */

#include "name_forms.h"

#include <arpa/inet.h>
#include <string.h>

/* More labels than any host of ours has; public CAs draw it there too. */
#define MAX_LABELS 10

static const char in_dns[] = "a DNS name";

static bool
is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_lower_hex(uint8_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f');
}

bool
text_is_address(struct bytes text)
{
	char copy[64];
	uint8_t out[16];

	if (text.n == 0 || text.n >= sizeof(copy) || memchr(text.p, 0, text.n))
		return false;
	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	/* RFC 4007 11: a zone follows the percent sign. */
	copy[strcspn(copy, "%")] = '\0';
	return inet_pton(AF_INET, copy, out) == 1 ||
	       inet_pton(AF_INET6, copy, out) == 1;
}

bool
dns_looks_numeric(struct bytes name)
{
	size_t start = name.n;
	size_t i = 0;

	while (start > 0 && name.p[start - 1] != '.')
		start--;
	if (start == name.n)
		return false;
	for (i = start; i < name.n && is_digit(name.p[i]); i++)
		;
	if (i == name.n)
		return true;
	if (name.n - start < 2 || name.p[start] != '0' ||
	    (name.p[start + 1] | 0x20) != 'x')
		return false;
	for (i = start + 2; i < name.n && is_lower_hex(name.p[i] | 0x20); i++)
		;
	return i == name.n;
}

static int
label_check(struct bytes label, const struct dns_form *form, struct refusal *r)
{
	const uint8_t *p = label.p;

	if (label.n == 0)
		return refuse(r, "name-malformed", "it has an empty label");
	if (label.n > LIMIT_DNS_LABEL_BYTES)
		return refuse(r, "name-malformed",
			      "a label of %zu octets; at most %d are allowed "
			      "(RFC 1035 2.3.4)",
			      label.n, LIMIT_DNS_LABEL_BYTES);
	if (memchr(p, '*', label.n))
		return refuse(
			r, "wildcard-malformed",
			"\"*\" may only be the whole first label, with at "
			"least two labels after it");
	if (p[0] == '-' || p[label.n - 1] == '-')
		return refuse(r, "name-malformed",
			      "a label begins or ends with a hyphen");
	if (memchr(p, '_', label.n) && !form->underscore)
		return refuse(
			r, "name-underscore",
			"host names have no underscore; if it must be, set "
			"\"underscore = yes\" in the policy");
	/* RFC 5890 2.3.1: a reserved LDH label that is not an A-label. */
	if (label.n >= 4 && p[2] == '-' && p[3] == '-' &&
	    (p[0] != 'x' || p[1] != 'n'))
		return refuse(
			r, "name-malformed",
			"a label with \"--\" in its third and fourth place "
			"is reserved (RFC 5890 2.3.1)");
	if (label.n >= 4 && p[0] == 'x' && p[1] == 'n' && p[2] == '-' &&
	    p[3] == '-' && form->idn == IDN_REFUSE)
		return refuse(
			r, "name-idn",
			"it has an A-label (xn--...), and the policy takes "
			"no internationalised names");
	return 0;
}

static int
octets_check(struct bytes name, struct refusal *r)
{
	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];

		if ((c >= 'a' && c <= 'z') || is_digit(c) || c == '-' ||
		    c == '.' || c == '_' || c == '*')
			continue;
		if (c >= 'A' && c <= 'Z')
			return refuse(r, "name-malformed",
				      "it is not in lower case");
		if (c == ',')
			return refuse(
				r, "name-malformed",
				"the character ',' may not stand in a DNS "
				"name; each entry holds one name");
		return refuse_octet(r, "name-malformed", c, i, in_dns);
	}
	return 0;
}

static int
ends_check(struct bytes name, struct refusal *r)
{
	if (name.n == 0)
		return refuse(r, "name-malformed", "the name is empty");
	if (name.p[0] == '.')
		return refuse(r, "name-malformed",
			      "it begins with a dot; a name in a certificate "
			      "has none there");
	if (name.p[name.n - 1] == '.')
		return refuse(r, "name-malformed",
			      "it ends with a dot; leave the dot away");
	if (name.n > LIMIT_DNS_NAME_BYTES)
		return refuse(r, "name-malformed",
			      "it has %zu octets; at most %d are allowed "
			      "(RFC 1035 2.3.4)",
			      name.n, LIMIT_DNS_NAME_BYTES);
	return 0;
}

static int
labels_check(struct bytes name, const struct dns_form *form, struct refusal *r)
{
	size_t labels = 0;
	size_t start = 0;

	for (size_t i = 0; i <= name.n; i++) {
		struct bytes label = { name.p + start, i - start };

		if (i < name.n && name.p[i] != '.')
			continue;
		start = i + 1;
		labels++;
		if (label.n == 1 && label.p[0] == '*' && labels == 1 &&
		    form->wildcard)
			continue;
		if (label_check(label, form, r) < 0)
			return -1;
	}
	if (labels > MAX_LABELS)
		return refuse(r, "name-malformed",
			      "it has %zu labels; at most %d are allowed",
			      labels, MAX_LABELS);
	if (name.p[0] == '*' && labels < 3)
		return refuse(r, "wildcard-malformed",
			      "a wildcard needs at least two labels after "
			      "\"*.\"; clients take no wider one");
	return 0;
}

int
dns_syntax_check(struct bytes name, const struct dns_form *form,
		 struct refusal *r)
{
	if (text_is_address(name))
		return refuse(r, "name-is-address",
			      "an address is not a DNS name; ask for it as an "
			      "IP name (iPAddress, \"ip:\")");
	if (octets_check(name, r) < 0 || ends_check(name, r) < 0 ||
	    labels_check(name, form, r) < 0)
		return -1;
	if (dns_looks_numeric(name))
		return refuse(r, "name-is-address",
			      "a name that ends in a number reads as an "
			      "address; ask for an address as an IP name "
			      "(iPAddress, \"ip:\")");
	return 0;
}
