/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* E-mail addresses: the plain part of RFC 5321 4.1.2, ASCII only. */

#include "name_forms.h"

#include <string.h>

/* RFC 5321 4.5.3.1.1 */
#define MAX_LOCAL_BYTES 64
#define MAX_EMAIL_BYTES 254

/* Narrower than RFC 5322 atext: what shells, SQL or printed lists of names
 * could trip over is left out. */
static bool
is_local_octet(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("+-_.=", c));
}

static int
local_check(struct bytes local, struct refusal *r)
{
	static const char id[] = "email-malformed";

	if (local.n == 0)
		return refuse(r, id, "nothing stands before the \"@\"");
	if (local.n > MAX_LOCAL_BYTES)
		return refuse(r, id,
			      "%zu octets stand before the \"@\"; at most %d "
			      "are allowed (RFC 5321 4.5.3.1.1)",
			      local.n, MAX_LOCAL_BYTES);
	for (size_t i = 0; i < local.n; i++) {
		if (!is_local_octet(local.p[i]))
			return refuse_octet(r, id, local.p[i], i,
					    "an e-mail address");
	}
	if (local.p[0] == '.' || local.p[local.n - 1] == '.' ||
	    memmem(local.p, local.n, "..", 2))
		return refuse(r, id,
			      "a dot stands at an end or beside another");
	return 0;
}

int
email_split(struct bytes in, struct bytes *ret_local, struct bytes *ret_domain,
	    struct refusal *r)
{
	const uint8_t *at = in.n > 0 ? memchr(in.p, '@', in.n) : NULL;
	struct bytes local, domain;

	if (!at)
		return refuse(r, "email-malformed",
			      "an e-mail address has an \"@\"");
	local = (struct bytes){ in.p, (size_t)(at - in.p) };
	domain = (struct bytes){ at + 1, in.n - local.n - 1 };
	if (in.n > MAX_EMAIL_BYTES)
		return refuse(r, "email-malformed",
			      "it has %zu octets; at most %d are allowed", in.n,
			      MAX_EMAIL_BYTES);
	if (domain.n > 0 && memchr(domain.p, '@', domain.n))
		return refuse(r, "email-malformed",
			      "it has more than one \"@\"");
	if (domain.n > 0 && domain.p[0] == '[')
		return refuse(r, "email-malformed",
			      "an address in brackets is no mail domain here");
	if (local_check(local, r) < 0)
		return -1;
	*ret_local = local;
	*ret_domain = domain;
	return 0;
}

int
email_normalise(struct bytes in, const struct dns_form *form,
		struct name_text *ret, struct name_changes *changes,
		struct refusal *r)
{
	struct bytes local = { 0 }, domain = { 0 };
	struct name_text host = { 0 };

	if (email_split(in, &local, &domain, r) < 0 ||
	    dns_normalise(domain, form, &host, changes, r) < 0)
		return -1;
	if (local.n + 1 + host.n > MAX_EMAIL_BYTES)
		return refuse(r, "email-malformed", "it is too long");
	memcpy(ret->v, local.p, local.n);
	ret->v[local.n] = '@';
	memcpy(ret->v + local.n + 1, host.v, host.n + 1);
	ret->n = local.n + 1 + host.n;
	return 0;
}
