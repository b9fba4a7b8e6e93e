/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Cookies, secrets and tokens of the console: pure functions over octets. */

#include "session.h"

#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

/* What makes a token of a secret: the signer knows the secret by another
 * hash. */
#define TOKEN_LABEL "sanca console form 1 "

static bool
is_secret(struct bytes v)
{
	CLEANUP(buf_free_wipe) struct buf octets = { 0 };
	struct err err;

	return v.n == SESSION_SECRET_CHARS &&
	       base64url_decode(v, &octets, &err) == 0 && octets.n == 32;
}

/* RFC 6265 4.2.1: "; " between them; what stands between two is no pair of
 * ours. */
static struct bytes
next_pair(struct bytes *rest)
{
	const uint8_t *end = memchr(rest->p, ';', rest->n);
	struct bytes pair = { rest->p,
			      end ? (size_t)(end - rest->p) : rest->n };
	size_t used = pair.n + (end ? 1 : 0);

	rest->p += used;
	rest->n -= used;
	while (pair.n > 0 && *pair.p == ' ') {
		pair.p++;
		pair.n--;
	}
	return pair;
}

bool
session_cookie_read(struct bytes cookies, const char *name,
		    char ret[SESSION_SECRET_CHARS + 1])
{
	size_t n = strlen(name), seen = 0;
	struct bytes value = { 0 };

	ret[0] = '\0';
	while (cookies.n > 0) {
		struct bytes pair = next_pair(&cookies);

		if (pair.n <= n || memcmp(pair.p, name, n) != 0 ||
		    pair.p[n] != '=')
			continue;
		value = (struct bytes){ pair.p + n + 1, pair.n - n - 1 };
		seen++;
	}
	if (seen != 1 || !is_secret(value))
		return false;
	memcpy(ret, value.p, value.n);
	ret[value.n] = '\0';
	return true;
}

int
session_secret_new(char ret[SESSION_SECRET_CHARS + 1], struct err *err)
{
	return random_base64url(32, ret, err);
}

void
session_secret_hash(const char *secret, uint8_t ret[32])
{
	CLEANUP(buf_free_wipe) struct buf octets = { 0 };
	struct err err;

	memset(ret, 0, 32);
	if (base64url_decode(bytes_of_text(secret), &octets, &err) == 0)
		sha256(buf_bytes(&octets), ret);
}

void
session_token_make(const char *secret, char ret[SESSION_SECRET_CHARS + 1])
{
	CLEANUP(buf_free) struct buf text = { 0 };
	char labelled[sizeof(TOKEN_LABEL) + SESSION_SECRET_CHARS + 1];
	uint8_t hash[32];

	snprintf(labelled, sizeof(labelled), TOKEN_LABEL "%s", secret);
	sha256(bytes_of_text(labelled), hash);
	bytes_wipe(labelled, sizeof(labelled));
	base64url_encode(BYTES_OF(hash), &text);
	snprintf(ret, SESSION_SECRET_CHARS + 1, "%s", buf_text(&text));
}

/* On this origin whatever follows: but no line end, quote or space may get into
 * a header field or a page. */
bool
session_next_is_ours(struct bytes next)
{
	static const char prefix[] = "/console/";

	if (next.n < sizeof(prefix) - 1 || next.n > LIMIT_NEXT_BYTES ||
	    memcmp(next.p, prefix, sizeof(prefix) - 1) != 0)
		return false;
	for (size_t i = 0; i < next.n; i++) {
		uint8_t c = next.p[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') &&
		    (!c || !strchr("/_.~-?=&%+:,*@", c)))
			return false;
	}
	return true;
}

void
session_cookie_write(const char *name, const char *secret, char ret[192])
{
	snprintf(ret, 192, "%s=%s; Path=/; Secure; HttpOnly; SameSite=Strict%s",
		 name, secret, secret[0] ? "" : "; Max-Age=0");
}
