/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Names against the name constraints of a CA (RFC 5280 4.2.1.10). */

#include "name_forms.h"

#include "sanca/policy.h"

#include <stdio.h>
#include <string.h>

/* The text of a constraint in lower case: old tools wrote it as it came. */
static struct bytes
constraint_lower(const struct constraint *c, char out[LIMIT_NAME_BYTES + 1])
{
	size_t n = c->n < LIMIT_NAME_BYTES ? c->n : LIMIT_NAME_BYTES;

	for (size_t i = 0; i < n; i++) {
		uint8_t v = c->v[i];

		out[i] = (char)(v >= 'A' && v <= 'Z' ? v | 0x20 : v);
	}
	out[n] = '\0';
	return (struct bytes){ (const uint8_t *)out, n };
}

/* "" holds for all; ".x" for what is below x; "x" for x itself and, where
 * below is set, for what is below it. */
static bool
host_matches(struct bytes host, struct bytes c, bool below)
{
	if (c.n == 0)
		return true;
	if (c.p[0] == '.')
		return dns_is_below(host, (struct bytes){ c.p + 1, c.n - 1 });
	return below ? dns_is_at_or_below(host, c) : bytes_equal(host, c);
}

static bool
dns_matches(const struct name *name, struct bytes c, bool excluded)
{
	struct bytes host = name_bytes(name);
	struct bytes bare = c;

	if (host_matches(host, c, true))
		return true;
	if (!excluded || !name_is_wildcard(name))
		return false;
	/* A wildcard stands for names that are excluded: Chromium and Firefox
	 * refuse it, others do not see it. */
	host = (struct bytes){ host.p + 2, host.n - 2 };
	if (bare.p[0] == '.')
		bare = (struct bytes){ bare.p + 1, bare.n - 1 };
	return dns_is_at_or_below(bare, host);
}

static bool
email_matches(const struct name *name, struct bytes c)
{
	if (c.n > 0 && memchr(c.p, '@', c.n))
		return bytes_equal(name_bytes(name), c);
	return host_matches(name_host(name), c, false);
}

static bool
ip_matches(const struct name *name, const struct constraint *c)
{
	if (c->n != 2 * name->n)
		return false;
	for (size_t i = 0; i < name->n; i++) {
		if ((name->v[i] ^ c->v[i]) & c->v[name->n + i])
			return false;
	}
	return true;
}

static bool
constraint_matches(const struct constraint *c, const struct name *name)
{
	char lower[LIMIT_NAME_BYTES + 1];
	struct bytes text = constraint_lower(c, lower);

	switch (name->type) {
	case NAME_DNS:
		return dns_matches(name, text, c->excluded);
	case NAME_EMAIL:
		/* The part before the "@" keeps its case. */
		if (c->n > 0 && memchr(c->v, '@', c->n))
			text = (struct bytes){ c->v, c->n };
		return email_matches(name, text);
	case NAME_URI:
		return host_matches(name_host(name), text, false);
	case NAME_IP:
		return ip_matches(name, c);
	}
	return false;
}

enum standing { INSIDE, EXCLUDED, NOT_PERMITTED };

static enum standing
standing_of(const struct constraints *constraints, const struct name *name)
{
	bool limited = false, permitted = false, excluded = false;

	for (size_t i = 0; i < constraints->count; i++) {
		const struct constraint *c = &constraints->at[i];
		bool matches = 0;

		if (c->type != name->type)
			continue;
		matches = constraint_matches(c, name);
		if (c->excluded) {
			excluded = excluded || matches;
		} else {
			limited = true;
			permitted = permitted || matches;
		}
	}
	if (excluded)
		return EXCLUDED;
	return limited && !permitted ? NOT_PERMITTED : INSIDE;
}

static void
check_one(const struct constraints *constraints, const struct name *name,
	  int index, struct violations *violations)
{
	enum standing standing = standing_of(constraints, name);
	char shown[LIMIT_NAME_BYTES + 1];

	name_show_text(name, shown);
	if (standing == EXCLUDED)
		violations_add(violations, index, 0, "outside-constraints",
			       "\"%s\": the CA's own name constraints exclude "
			       "it; clients would refuse the certificate",
			       shown);
	else if (standing == NOT_PERMITTED)
		violations_add(violations, index, 0, "outside-constraints",
			       "\"%s\": the CA's own name constraints do not "
			       "permit it; clients would refuse the "
			       "certificate",
			       shown);
}

bool
constraints_permit(const struct constraints *constraints,
		   const struct name *name)
{
	return !constraints->present ||
	       standing_of(constraints, name) == INSIDE;
}

void
constraints_check(const struct constraints *constraints,
		  const struct names *names, struct violations *violations)
{
	if (!constraints->present)
		return;
	if (constraints->unusable) {
		violations_add(violations, -1, 0, "constraints-unusable",
			       "the CA's certificate has name constraints of a "
			       "form that is not checked here, so nothing is "
			       "issued under it");
		return;
	}
	for (size_t i = 0; i < names->count && i < LIMIT_NAMES; i++)
		check_one(constraints, &names->at[i], (int)i, violations);
}
