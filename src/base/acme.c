/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The words of ACME that more than one process says. */
#include "sanca/acme.h"

#include "sanca/text.h"

#include <string.h>

static const struct {
	enum acme_method method;
	const char *name;
} methods[] = {
	{ ACME_NONE, "none" },
	{ ACME_HTTP_01, "http-01" },
	{ ACME_DNS_01, "dns-01" },
	{ ACME_TLS_ALPN_01, "tls-alpn-01" },
	{ ACME_PREAUTHORIZED, "preauthorized" },
};

const char *
acme_method_name(enum acme_method method)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		if (methods[i].method == method)
			return methods[i].name;
	return "unknown";
}

enum acme_method
acme_method_find(struct bytes name)
{
	for (size_t i = 0; i < ARRAY_SIZE(methods); i++)
		if (methods[i].method != ACME_PREAUTHORIZED &&
		    bytes_is_text(name, methods[i].name))
			return methods[i].method;
	return ACME_NONE;
}

bool
acme_method_fits(enum acme_method method, bool is_wildcard, bool is_address)
{
	switch (method) {
	case ACME_HTTP_01:
	case ACME_TLS_ALPN_01:
		return !is_wildcard;
	case ACME_DNS_01:
		return !is_address;
	case ACME_NONE:
	case ACME_PREAUTHORIZED:
		break;
	}
	return false;
}

void
acme_key_authorization(const char token[ACME_TOKEN_CHARS + 1],
		       const uint8_t thumbprint[32],
		       char ret[ACME_KEY_AUTHORIZATION_CHARS + 1])
{
	CLEANUP(buf_free) struct buf b = { 0 };

	ret[0] = '\0';
	buf_append_text(&b, token);
	buf_append_u8(&b, '.');
	base64url_encode((struct bytes){ thumbprint, 32 }, &b);
	if (b.n == ACME_KEY_AUTHORIZATION_CHARS)
		memcpy(ret, buf_text(&b), ACME_KEY_AUTHORIZATION_CHARS + 1);
}

const char *
acme_error_words(const char *error)
{
	const char *at = strchr(error, ' ');

	return at != NULL ? at + 1 : error;
}
