/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is said of a root: its names and fingerprints. */
#include "sanca/der_read.h"
#include "sanca/text.h"
#include "sanca/trust.h"

#include <stdio.h>
#include <string.h>

/* The name as it is, in UTF-8. */
static void
name_read(struct bytes subject, struct buf *out)
{
	dn_find(subject, OID_COMMON_NAME, out);
	if (out->n == 0)
		dn_find(subject, OID_ORGANIZATION, out);
	if (out->n == 0)
		dn_show(subject, out);
}

static int
name_fill(struct bytes name, char out[LIMIT_DN_VALUE_BYTES], struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct bytes first;
	/* Room for an ellipsis and the NUL. */
	size_t most = LIMIT_DN_VALUE_BYTES - 4;

	text_show(name, name.n, &shown);
	if (buf_check(&shown, err) < 0)
		return -1;
	first = text_first(buf_bytes(&shown), most);
	snprintf(out, LIMIT_DN_VALUE_BYTES, "%.*s%s", (int)first.n,
		 (const char *)first.p, first.n < shown.n ? "…" : "");
	return 0;
}

static bool
is_letter(uint8_t c)
{
	return c >= 'a' && c <= 'z';
}

/* Letters and digits of ASCII, "-" for each run of other characters. Returns
 * whether there was a letter. */
static bool
slug_read(struct bytes name, char *slug, size_t size)
{
	size_t n = 0;
	bool has_letter = false;

	for (size_t i = 0; i < name.n && n + 1 < size; i++) {
		uint8_t c = name.p[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		has_letter = has_letter || is_letter(c);
		if (is_letter(c) || (c >= '0' && c <= '9'))
			slug[n++] = (char)c;
		else if (n > 0 && slug[n - 1] != '-')
			slug[n++] = '-';
	}
	if (n > 0 && slug[n - 1] == '-')
		n--;
	slug[n] = '\0';
	return has_letter;
}

static void
slug_fill(struct bytes name, struct trust_root *root)
{
	char slug[sizeof(root->slug)];

	if (!slug_read(name, slug, sizeof(slug)))
		snprintf(root->slug, sizeof(root->slug), "ca-%.16s",
			 root->sha256_hex);
	else if (strlen(slug) < 5) /* Windows has devices CON, AUX, COM1, … */
		snprintf(root->slug, sizeof(root->slug), "ca-%.4s", slug);
	else
		snprintf(root->slug, sizeof(root->slug), "%s", slug);
}

static void
fingerprints_fill(struct trust_root *root)
{
	sha256(root->der, root->sha256);
	sha1(root->der, root->sha1);
	hex_encode(BYTES_OF(root->sha256), root->sha256_hex);
	hex_encode_colons(BYTES_OF(root->sha256), root->sha256_colons);
	for (size_t i = 0; i < sizeof(root->sha1); i++)
		snprintf(root->sha1_hex + 2 * i, 3, "%02X", root->sha1[i]);
}

int
trust_root_init(struct bytes der, struct bytes chain_der, const char *url,
		struct trust_root *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };
	struct certificate certificate;
	char shown[LIMIT_DN_VALUE_BYTES];

	if (strlen(url) >= sizeof(ret->url))
		return err_set(err, ERR_CONFIG, "the address is too long");
	if (certificate_parse(der, &certificate, err) < 0)
		return err_context(err, "the root");
	name_read(certificate.subject, &name);
	if (buf_check(&name, err) < 0 ||
	    name_fill(buf_bytes(&name), shown, err) < 0)
		return -1;
	*ret = (struct trust_root){
		.der = der,
		.chain_der = chain_der,
		.certificate = certificate,
	};
	fingerprints_fill(ret);
	slug_fill(buf_bytes(&name), ret);
	memcpy(ret->name, shown, sizeof(shown));
	snprintf(ret->url, sizeof(ret->url), "%s", url);
	return 0;
}
