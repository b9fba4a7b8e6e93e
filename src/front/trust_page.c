/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /trust: the root, its fingerprints, how a device comes to trust it. */

#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <string.h>

enum step
on_trust(struct request *r)
{
	const struct page page = { .title = "Trust", .is_public = true };
	struct bytes root = r->live->root.der;
	const char *url = r->live->conf->public_url;
	char sha256_hex[65], sha256_colons[3 * 32], sha1_colons[3 * 20];
	char sha1_hex[41], until[32];
	struct buf main = { 0 };
	struct certificate c;
	uint8_t d256[32], d1[20];
	struct err err;

	sha256(root, d256);
	sha1(root, d1);
	hex_encode(BYTES_OF(d256), sha256_hex);
	hex_encode_colons(BYTES_OF(d256), sha256_colons);
	hex_encode(BYTES_OF(d1), sha1_hex);
	hex_encode_colons(BYTES_OF(d1), sha1_colons);
	if (certificate_parse(root, &c, &err) < 0)
		return reply_err(r, &err);
	clock_show(c.not_after, until);
	const struct html_value values[] = {
		{ "ca", bytes_of_text(r->live->issuer->common_name), false },
		{ "until", bytes_of_text(until), false },
		{ "sha256", bytes_of_text(sha256_hex), false },
		{ "sha256-colons", bytes_of_text(sha256_colons), false },
		{ "sha1", bytes_of_text(sha1_hex), false },
		{ "sha1-colons", bytes_of_text(sha1_colons), false },
		/* From the settings, never from the Host field of a request. */
		{ "url", bytes_of_text(url[0] ? url : "http://THIS-SERVER"),
		  false },
	};

	if (page_fill("trust.html", values, ARRAY_SIZE(values), &main, &err) <
	    0) {
		buf_free(&main);
		return reply_err(r, &err);
	}
	return reply_page(r, &page, &main);
}
