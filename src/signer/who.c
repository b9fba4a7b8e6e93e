/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who stands behind a credential. */
#include "who.h"

static bool
is_over(int64_t end, int64_t now)
{
	return end != 0 && end <= now;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	if (a == 0 || b == 0)
		return a == 0 ? b : a;
	return a < b ? a : b;
}

static int
refuse(struct err *err)
{
	return err_set(err, ERR_UNAUTHORIZED,
		       "this token is not known here, or has expired, or was "
		       "revoked");
}

int
caller_find(struct store *store, struct bytes credential, int64_t now,
	    struct caller *ret, struct err *err)
{
	struct store_requester requester = { 0 };
	struct store_token token = { 0 };

	if (credential.n != LIMIT_CREDENTIAL_BYTES ||
	    credential.p[0] != CREDENTIAL_TOKEN)
		return refuse(err);
	if (store_token_find(store, credential.p + 1, &token, &requester,
			     err) != 0)
		return err->code == ERR_NOT_FOUND ? refuse(err) : -1;
	if (token.revoked_at != 0 || is_over(token.expires_at, now) ||
	    is_over(requester.expires_at, now) || requester.disabled_at != 0)
		return refuse(err);
	*ret = (struct caller){
		.requester = requester,
		.rights = token.rights & requester.rights,
		.expires_at = earlier(token.expires_at, requester.expires_at),
	};
	return 0;
}

int
caller_check_right(const struct caller *c, enum right right, struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };

	if ((c->rights & (uint32_t)right) != 0)
		return 0;
	rights_show((uint32_t)right, &name);
	return err_set(err, ERR_FORBIDDEN,
		       "this token of %s has not the right \"%s\"",
		       c->requester.name, buf_text(&name));
}
