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

/* Bits of a mask that is a prefix; -1 when it is none. */
static int
prefix_bits(const uint8_t *mask, size_t n)
{
	int bits = 0;

	while ((size_t)bits < n * 8 && (mask[bits / 8] & (0x80U >> (bits % 8))))
		bits++;
	for (size_t i = (size_t)bits; i < n * 8; i++) {
		if (mask[i / 8] & (0x80U >> (i % 8)))
			return -1;
	}
	return bits;
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
	if (is_zero(c->v, c->n)) {
		buf_append_text(out, n == 4 ? "all IPv4 addresses"
					    : "all IPv6 addresses");
		return;
	}
	bits = prefix_bits(c->v + n, n);
	ip_show(c->v, n, address);
	ip_show(c->v + n, n, mask);
	if (bits < 0)
		buf_printf(out, "%s mask %s", address, mask);
	else
		buf_printf(out, "%s/%d", address, bits);
}

static void
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

static void
list_show(const struct constraints *constraints, bool excluded, struct buf *out)
{
	size_t total = 0, shown = 0;

	for (size_t i = 0; i < constraints->count; i++)
		total += constraints->at[i].excluded == excluded;
	for (size_t i = 0; i < constraints->count; i++) {
		if (constraints->at[i].excluded != excluded)
			continue;
		if (shown > 0)
			buf_append_text(out,
					shown + 1 == total ? " and " : ", ");
		constraint_show(&constraints->at[i], out);
		shown++;
	}
}

static bool
has_any(const struct constraints *constraints, bool excluded)
{
	for (size_t i = 0; i < constraints->count; i++) {
		if (constraints->at[i].excluded == excluded)
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
