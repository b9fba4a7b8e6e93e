/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Addresses that nobody can guess. */
#include "secret_link.h"

#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/text.h"

#include <string.h>

int
secret_link_draw(struct secret_link *ret, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf text = { 0 };
	uint8_t secret[32];

	if (random_bytes(secret, sizeof(secret), err) < 0)
		return -1;
	base64url_encode(BYTES_OF(secret), &text);
	sha256(BYTES_OF(secret), ret->hash);
	bytes_wipe(secret, sizeof(secret));
	if (buf_check(&text, err) < 0)
		return -1;
	snprintf(ret->text, sizeof(ret->text), "%s", buf_text(&text));
	return 0;
}

static int
address(const struct conf *conf, const char *before, const char *secret,
	const char *after, struct buf *out, struct err *err)
{
	if (!conf_https_origin(conf, out))
		return err_set(err, ERR_CONFIG,
			       "the address would lead nowhere, for there is "
			       "no HTTPS: set listen-tls and tls-name in "
			       "sanca.conf");
	buf_append_text(out, before);
	buf_append_text(out, secret);
	buf_append_text(out, after);
	return buf_check(out, err);
}

int
secret_link_console(const struct conf *conf, const struct secret_link *link,
		    struct buf *out, struct err *err)
{
	return address(conf, "/console/link/", link->text, "", out, err);
}

int
secret_link_calendar(const struct conf *conf, const struct secret_link *link,
		     struct buf *out, struct err *err)
{
	return address(conf, "/calendar/", link->text, ".ics", out, err);
}
