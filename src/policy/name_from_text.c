/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a person types for a name. */

#include "name_forms.h"

#include "sanca/text.h"

#include <arpa/inet.h>
#include <string.h>

/* More than any name has, so that names_prepare() sees the excess. */
#define MAX_TYPED_BYTES 1024

static bool
address_read(struct bytes text, uint8_t space[16], size_t *ret_n)
{
	char copy[64];

	if (text.n == 0 || text.n >= sizeof(copy) || memchr(text.p, 0, text.n))
		return false;
	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	if (inet_pton(AF_INET, copy, space) == 1) {
		*ret_n = 4;
		return true;
	}
	*ret_n = 16;
	return inet_pton(AF_INET6, copy, space) == 1;
}

static enum name_type
type_guess(struct bytes text)
{
	if (bytes_find(text, bytes_of_text("://")) >= 0)
		return NAME_URI;
	if (text.n > 0 && memchr(text.p, '@', text.n))
		return NAME_EMAIL;
	return NAME_DNS;
}

int
name_from_text(struct bytes text, uint8_t space[16], struct raw_name *ret,
	       struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	uint8_t address[16];
	size_t n = 0;
	bool ip = 0;
	enum name_type type = NAME_DNS;

	if (text.n == 0)
		return err_set(err, ERR_MALFORMED, "a name is empty");
	if (text.n > MAX_TYPED_BYTES)
		return err_set(err, ERR_MALFORMED,
			       "a name of %zu octets is too long", text.n);
	ip = text_skip_prefix(&text, "ip:");
	if (!ip && text_skip_prefix(&text, "dns:"))
		type = NAME_DNS;
	else if (!ip && text_skip_prefix(&text, "email:"))
		type = NAME_EMAIL;
	else if (!ip && text_skip_prefix(&text, "uri:"))
		type = NAME_URI;
	else if (address_read(text, address, &n))
		type = NAME_IP;
	else
		type = type_guess(text);
	if (ip && type != NAME_IP) {
		text_show(text, 64, &shown);
		return err_set(err, ERR_MALFORMED,
			       "\"%s\" is not an IPv4 or IPv6 address",
			       buf_text(&shown));
	}
	if (type == NAME_IP) {
		memcpy(space, address, n);
		*ret = (struct raw_name){ NAME_IP, { space, n } };
	} else {
		*ret = (struct raw_name){ (uint8_t)type | RAW_NAME_TYPED,
					  text };
	}
	return 0;
}
