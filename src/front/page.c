/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The first page: the root, its fingerprints, how to ask for a certificate. */

#include "html.h"
#include "live.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <string.h>

extern const unsigned char web_index[];
extern const size_t web_index_len;

/* "CN=Contoso CA, O=Contoso" to "Contoso CA"; another form stays whole. */
static struct bytes
common_name_of(const struct buf *shown)
{
	struct bytes name = buf_bytes(shown);
	struct bytes rest = { 0 };

	if (name.n < 4 || memcmp(name.p, "CN=", 3) != 0)
		return name;
	rest = (struct bytes){ name.p + 3, 0 };
	while (rest.n < name.n - 3 && rest.p[rest.n] != ',' &&
	       rest.p[rest.n] != '\\')
		rest.n++;
	/* Escaped: shown as it is rather than torn. */
	if (rest.n < name.n - 3 && rest.p[rest.n] == '\\')
		return name;
	return rest;
}

int
page_render(const struct live *live, struct bytes root_der, struct buf *ret,
	    struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };
	struct certificate root;
	char sha256_hex[65], sha256_colons[3 * 32], sha1_colons[3 * 20];
	char sha1_hex[41], until[32];
	uint8_t d256[32], d1[20];
	struct html_value values[8];
	size_t n = 0;

	if (certificate_parse(root_der, &root, err) < 0)
		return -1;
	sha256(root_der, d256);
	sha1(root_der, d1);
	hex_encode(BYTES_OF(d256), sha256_hex);
	hex_encode_colons(BYTES_OF(d256), sha256_colons);
	hex_encode(BYTES_OF(d1), sha1_hex);
	hex_encode_colons(BYTES_OF(d1), sha1_colons);
	clock_show(root.not_after, until);
	dn_show(root.subject, &name);
	values[n++] = (struct html_value){ "name", common_name_of(&name) };
	values[n++] = (struct html_value){ "until", bytes_of_text(until) };
	values[n++] =
		(struct html_value){ "sha256", bytes_of_text(sha256_hex) };
	values[n++] = (struct html_value){ "sha256-colons",
					   bytes_of_text(sha256_colons) };
	values[n++] = (struct html_value){ "sha1", bytes_of_text(sha1_hex) };
	values[n++] = (struct html_value){ "sha1-colons",
					   bytes_of_text(sha1_colons) };
	/* From the settings, never from the Host field of a request. */
	values[n++] = (struct html_value){
		"url",
		bytes_of_text(live->conf->public_url[0] ? live->conf->public_url
							: "http://THIS-SERVER")
	};
	return html_fill((struct bytes){ web_index, web_index_len }, values, n,
			 ret, err);
}
