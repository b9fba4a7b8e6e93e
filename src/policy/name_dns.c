/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Brings a DNS name to its normal form, and compares names in it. */

#include "name_forms.h"

#include <string.h>

static bool
is_upper(uint8_t c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
has_octet_above_ascii(struct bytes in)
{
	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] >= 0x80)
			return true;
	}
	return false;
}

/* An A-label is lower case by definition (RFC 5890 2.3.2.1); written
 * otherwise it was not made by a tool that knows what it does. */
static bool
has_upper_alabel(struct bytes in)
{
	bool prefix = false;
	size_t start = 0;

	for (size_t i = 0; i < in.n; i++) {
		if (in.p[i] == '.') {
			start = i + 1;
			prefix = false;
		}
		if (i - start == 3 && i >= 3)
			prefix = (in.p[start] | 0x20) == 'x' &&
				 (in.p[start + 1] | 0x20) == 'n' &&
				 in.p[start + 2] == '-' && in.p[i] == '-';
		if (prefix && (is_upper(in.p[i]) || is_upper(in.p[start]) ||
			       is_upper(in.p[start + 1])))
			return true;
	}
	return false;
}

static int
dns_lower(struct bytes in, struct name_text *ret, struct name_changes *changes,
	  struct refusal *r)
{
	/* What is too long for a name says so before it is copied. */
	if (in.n >= sizeof(ret->v))
		return refuse(r, "name-malformed",
			      "it has %zu octets; at most %d are allowed "
			      "(RFC 1035 2.3.4)",
			      in.n, LIMIT_DNS_NAME_BYTES);
	if (has_upper_alabel(in))
		return refuse(r, "name-idn",
			      "an A-label (xn--...) must be in lower case "
			      "(RFC 5890 2.3.2.1)");
	for (size_t i = 0; i < in.n; i++) {
		uint8_t c = in.p[i];

		if (is_upper(c)) {
			c |= 0x20;
			changes->lowered = true;
		}
		ret->v[i] = (char)c;
	}
	ret->n = in.n;
	ret->v[in.n] = '\0';
	return 0;
}

/* The "*." of a wildcard is no part of what becomes A-labels. */
static int
dns_from_utf8(struct bytes in, struct name_text *ret,
	      struct name_changes *changes, struct refusal *r)
{
	size_t star = in.n > 2 && memcmp(in.p, "*.", 2) == 0 ? 2 : 0;
	struct name_text rest = { 0 };

	if (idn_to_alabels((struct bytes){ in.p + star, in.n - star }, &rest,
			   r) < 0)
		return -1;
	if (star + rest.n > LIMIT_NAME_BYTES)
		return refuse(r, "name-malformed", "it is too long");
	memcpy(ret->v, in.p, star);
	memcpy(ret->v + star, rest.v, rest.n + 1);
	ret->n = star + rest.n;
	changes->idn = true;
	return 0;
}

int
dns_normalise(struct bytes in, const struct dns_form *form,
	      struct name_text *ret, struct name_changes *changes,
	      struct refusal *r)
{
	struct bytes out;

	if (form->typed && has_octet_above_ascii(in)) {
		if (form->idn == IDN_REFUSE)
			return refuse(r, "name-idn",
				      "the policy takes no internationalised "
				      "names");
		if (dns_from_utf8(in, ret, changes, r) < 0)
			return -1;
	} else if (dns_lower(in, ret, changes, r) < 0) {
		return -1;
	}
	out = (struct bytes){ (const uint8_t *)ret->v, ret->n };
	if (dns_syntax_check(out, form, r) < 0)
		return -1;
	return idn_check_alabels(out, form->idn, r);
}

bool
dns_is_below(struct bytes host, struct bytes domain)
{
	size_t at = 0;

	if (domain.n == 0 || host.n < domain.n + 2)
		return false;
	at = host.n - domain.n;
	return host.p[at - 1] == '.' &&
	       memcmp(host.p + at, domain.p, domain.n) == 0;
}

bool
dns_is_at_or_below(struct bytes host, struct bytes domain)
{
	return (domain.n > 0 && bytes_equal(host, domain)) ||
	       dns_is_below(host, domain);
}

bool
name_is_short(const struct name *name)
{
	return name->type == NAME_DNS && !memchr(name->v, '.', name->n);
}

bool
name_is_wildcard(const struct name *name)
{
	return name->type == NAME_DNS && name->n > 2 && name->v[0] == '*' &&
	       name->v[1] == '.';
}

struct bytes
names_common_name(const struct names *names)
{
	const struct name *first = &names->at[0];

	if (names->count == 0 || first->type != NAME_DNS ||
	    first->n > LIMIT_COMMON_NAME_BYTES)
		return (struct bytes){ NULL, 0 };
	return name_bytes(first);
}
