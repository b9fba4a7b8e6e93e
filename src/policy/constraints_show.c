/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Name constraints in words. */

#include "name_forms.h"

#include "sanca/policy.h"
#include "sanca/text.h"

#include <string.h>

static bool
is_zero(const uint8_t *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (v[i] != 0)
			return false;
	}
	return true;
}

int
constraint_prefix(const struct constraint *c)
{
	size_t n = c->n / 2;
	const uint8_t *mask = c->v + n;
	int bits = 0;

	while ((size_t)bits < n * 8 && (mask[bits / 8] & (0x80U >> (bits % 8))))
		bits++;
	for (size_t i = (size_t)bits; i < n * 8; i++) {
		if (mask[i / 8] & (0x80U >> (i % 8)))
			return -1;
	}
	return bits;
}

bool
constraint_is_total(const struct constraint *c)
{
	if (c->type == NAME_IP)
		return is_zero(c->v + c->n / 2, c->n / 2);
	return c->n == 0;
}

static void
network_show(const struct constraint *c, struct buf *out)
{
	char address[IP_SHOW_BYTES], mask[IP_SHOW_BYTES];
	size_t n = c->n / 2;
	int bits = 0;

	if (c->n != 8 && c->n != 32) {
		buf_append_text(out, "a malformed network");
		return;
	}
	if (constraint_is_total(c)) {
		buf_append_text(out, n == 4 ? "all IPv4 addresses"
					    : "all IPv6 addresses");
		return;
	}
	bits = constraint_prefix(c);
	ip_show(c->v, n, address);
	ip_show(c->v + n, n, mask);
	if (bits < 0)
		buf_printf(out, "%s mask %s", address, mask);
	else
		buf_printf(out, "%s/%d", address, bits);
}

void
constraint_show(const struct constraint *c, struct buf *out)
{
	if (c->type == NAME_IP) {
		network_show(c, out);
		return;
	}
	if (c->n == 0) {
		buf_printf(out, "all %s",
			   c->type == NAME_DNS	   ? "DNS names"
			   : c->type == NAME_EMAIL ? "e-mail addresses"
						   : "URIs");
		return;
	}
	if (c->type == NAME_EMAIL)
		buf_append_text(out, "e-mail at ");
	if (c->type == NAME_URI)
		buf_append_text(out, "URIs at ");
	text_show((struct bytes){ c->v, c->n }, LIMIT_NAME_BYTES, out);
}

static bool
is_no_host(const struct constraint *c)
{
	return c->type != NAME_IP &&
	       bytes_is_text((struct bytes){ c->v, c->n }, CONSTRAINT_NO_HOST);
}

bool
constraint_is_nothing(const struct constraints *all, const struct constraint *c)
{
	bool taken_back = false;

	if (c->excluded || !is_no_host(c))
		return false;
	for (size_t i = 0; i < all->count; i++) {
		const struct constraint *other = &all->at[i];

		if (other == c || other->type != c->type)
			continue;
		if (!other->excluded)
			return false;
		taken_back = taken_back || is_no_host(other);
	}
	return taken_back;
}

/* Does this one only take back what never exists? */
static bool
takes_nothing_back(const struct constraints *all, const struct constraint *c)
{
	bool nothing = false;

	if (!c->excluded || !is_no_host(c))
		return false;
	for (size_t i = 0; i < all->count; i++)
		nothing = nothing || (all->at[i].type == c->type &&
				      constraint_is_nothing(all, &all->at[i]));
	return nothing;
}

/* Permitting nothing is told as excluding all. */
static bool
is_told(const struct constraints *all, const struct constraint *c,
	bool excluded)
{
	if (takes_nothing_back(all, c))
		return false;
	return (c->excluded || constraint_is_nothing(all, c)) == excluded;
}

static void
list_show(const struct constraints *constraints, bool excluded, struct buf *out)
{
	size_t total = 0, shown = 0;

	for (size_t i = 0; i < constraints->count; i++)
		total += is_told(constraints, &constraints->at[i], excluded);
	for (size_t i = 0; i < constraints->count; i++) {
		const struct constraint *c = &constraints->at[i];
		struct constraint all = { .type = c->type };

		if (!is_told(constraints, c, excluded))
			continue;
		if (shown > 0)
			buf_append_text(out,
					shown + 1 == total ? " and " : ", ");
		constraint_show(
			constraint_is_nothing(constraints, c) ? &all : c, out);
		shown++;
	}
}

static bool
has_any(const struct constraints *constraints, bool excluded)
{
	for (size_t i = 0; i < constraints->count; i++) {
		if (is_told(constraints, &constraints->at[i], excluded))
			return true;
	}
	return false;
}

void
constraints_show(const struct constraints *constraints, struct buf *out)
{
	bool permits = has_any(constraints, false);
	bool excludes = has_any(constraints, true);

	if (!constraints->present) {
		buf_append_text(out, "none");
		return;
	}
	if (permits) {
		buf_append_text(out, "permits ");
		list_show(constraints, false, out);
	}
	if (excludes) {
		buf_append_text(out, permits ? "; excludes " : "excludes ");
		list_show(constraints, true, out);
	}
	if (constraints->unusable)
		buf_printf(out, "%sholds forms that are not checked here",
			   permits || excludes ? "; " : "");
}
