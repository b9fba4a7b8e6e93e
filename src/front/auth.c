/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads bearer tokens (RFC 6750 2.1) and says where they may be shown. */

#include "auth.h"

#include "sanca/key.h"

#include <string.h>
#include <strings.h>

/* Fields by which a proxy says that the peer is not the client. */
static const char *const forwarding[] = {
	"Forwarded",	   "Via", "X-Real-IP", "X-Client-IP", "True-Client-IP",
	"CF-Connecting-IP"
};

static bool
is_forwarded(const struct guard_head *head)
{
	static const char prefix[] = "X-Forwarded";

	for (size_t i = 0; i < ARRAY_SIZE(forwarding); i++)
		if (guard_field_get(head, forwarding[i]).p)
			return true;
	for (size_t i = 0; i < head->count; i++) {
		struct bytes name = head->at[i].name;

		if (name.n >= sizeof(prefix) - 1 &&
		    strncasecmp((const char *)name.p, prefix,
				sizeof(prefix) - 1) == 0)
			return true;
	}
	return false;
}

enum token_place
auth_place(const struct conf *conf, bool tls, bool loopback,
	   const struct guard_head *head)
{
	if (tls || conf->allow_plain_tokens == PLAIN_TOKENS_YES)
		return TOKEN_ALLOWED;
	if (conf->allow_plain_tokens == PLAIN_TOKENS_LOOPBACK && loopback &&
	    !is_forwarded(head))
		return TOKEN_ALLOWED;
	return TOKEN_EXPOSED;
}

static bool
is_token_octet(uint8_t c)
{
	/* b64token of RFC 6750 2.1 */
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("-._~+/=", c));
}

int
auth_read(struct bytes field, uint8_t ret[LIMIT_CREDENTIAL_BYTES],
	  struct err *err)
{
	static const char scheme[] = "Bearer ";
	struct bytes token;

	if (field.n <= sizeof(scheme) - 1 ||
	    strncasecmp((const char *)field.p, scheme, sizeof(scheme) - 1) != 0)
		return err_set(err, ERR_UNAUTHORIZED, AUTH_REFUSAL);
	token.p = field.p + sizeof(scheme) - 1;
	token.n = field.n - (sizeof(scheme) - 1);
	while (token.n > 0 && *token.p == ' ') {
		token.p++;
		token.n--;
	}
	if (token.n == 0 || token.n > LIMIT_TOKEN_BYTES)
		return err_set(err, ERR_UNAUTHORIZED, AUTH_REFUSAL);
	for (size_t i = 0; i < token.n; i++)
		if (!is_token_octet(token.p[i]))
			return err_set(err, ERR_UNAUTHORIZED, AUTH_REFUSAL);
	ret[0] = CREDENTIAL_TOKEN;
	sha256(token, ret + 1);
	return 0;
}
