/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Name constraints of a CA, for the policy to hold names to. */
#include "certificate_parts.h"
#include "extension.h"

#include <string.h>

/* A text as DNS names are compared: without regard to case. What stands before
 * an "@" keeps its case (RFC 5280 7.5: the local part is compared exactly). */
static bool
take_text(struct bytes value, struct constraint *ret)
{
	const uint8_t *at = NULL;

	if (value.n > LIMIT_NAME_BYTES)
		return false;
	at = value.n > 0 ? memrchr(value.p, '@', value.n) : NULL;
	for (size_t i = 0; i < value.n; i++) {
		uint8_t c = value.p[i];
		bool local = at != NULL && value.p + i < at;

		if (c <= 0x20 || c >= 0x7f)
			return false;
		ret->v[i] = !local && c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20)
							   : c;
	}
	ret->v[value.n] = '\0';
	ret->n = value.n;
	return true;
}

/* Address and mask (RFC 5280 4.2.1.10). */
static bool
take_range(struct bytes value, struct constraint *ret)
{
	if (value.n != 8 && value.n != 32)
		return false;
	for (size_t i = 0; i < value.n; i++)
		ret->v[i] = value.p[i];
	ret->n = value.n;
	return true;
}

/* False for a form that we cannot hold names to. */
static bool
take_base(const struct der_tlv *base, struct constraint *ret)
{
	switch (base->tag) {
	case DER_CONTEXT(NAME_EMAIL):
		ret->type = NAME_EMAIL;
		return take_text(base->value, ret);
	case DER_CONTEXT(NAME_DNS):
		ret->type = NAME_DNS;
		return take_text(base->value, ret);
	case DER_CONTEXT(NAME_URI):
		ret->type = NAME_URI;
		return take_text(base->value, ret);
	case DER_CONTEXT(NAME_IP):
		ret->type = NAME_IP;
		return take_range(base->value, ret);
	default:
		return false;
	}
}

/* GeneralSubtree; minimum and maximum must not be used by the profile, so one
 * that has them is not understood here. */
static int
read_subtree(struct der *in, bool excluded, struct constraints *ret,
	     struct err *err)
{
	static const char what[] = "nameConstraints";
	struct constraint constraint = { .excluded = excluded };
	struct der fields = { 0 };
	struct der_tlv base = { 0 };

	if (der_enter(in, DER_SEQUENCE, what, &fields, err) < 0 ||
	    der_next(&fields, &base, err) < 0)
		return -1;
	if (!der_is_end(&fields) || ret->count == ARRAY_SIZE(ret->at) ||
	    !take_base(&base, &constraint)) {
		ret->unusable = true;
		return 0;
	}
	ret->at[ret->count++] = constraint;
	return 0;
}

static int
read_subtrees(struct der *in, uint8_t tag, struct constraints *ret,
	      struct err *err)
{
	static const char what[] = "nameConstraints";
	struct der subtrees = { 0 };

	if (der_peek(in) != tag)
		return 0;
	if (der_enter(in, tag, what, &subtrees, err) < 0)
		return -1;
	if (der_is_end(&subtrees))
		return err_set(err, ERR_MALFORMED, "%s has an empty list",
			       what);
	while (!der_is_end(&subtrees))
		if (read_subtree(&subtrees, tag == DER_CONTEXT_CONSTRUCTED(1),
				 ret, err) < 0)
			return -1;
	return 0;
}

int
name_constraints_read(struct bytes value, struct constraints *ret,
		      struct err *err)
{
	static const char what[] = "nameConstraints";
	struct der in = { 0 };
	struct constraints constraints = { .present = true };

	if (extension_enter(value, what, &in, err) < 0 ||
	    read_subtrees(&in, DER_CONTEXT_CONSTRUCTED(0), &constraints, err) <
		    0 ||
	    read_subtrees(&in, DER_CONTEXT_CONSTRUCTED(1), &constraints, err) <
		    0 ||
	    der_end(&in, what, err) < 0)
		return -1;
	*ret = constraints;
	return 0;
}
