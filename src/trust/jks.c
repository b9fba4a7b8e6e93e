/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A Java keystore of the old kind, which every Java reads. */
#include "forms.h"

#include <string.h>

/* What Java itself protects its own with: no secret, a checksum. */
static const char password[] = "changeit";

static void
put_be(struct buf *out, uint64_t v, unsigned octets)
{
	while (octets-- > 0)
		buf_append_u8(out, (uint8_t)(v >> 8 * octets));
}

static void
put_text(struct buf *out, const char *text)
{
	put_be(out, strlen(text), 2);
	buf_append_text(out, text);
}

static int
digest_put(struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	uint8_t digest[20];

	for (const char *p = password; *p; p++)
		put_be(&text, (uint8_t)*p, 2);
	buf_append_text(&text, "Mighty Aphrodite");
	buf_append_bytes(&text, buf_bytes(out));
	if (buf_check(&text, err) < 0)
		return -1;
	sha1(buf_bytes(&text), digest);
	buf_append(out, digest, sizeof(digest));
	return 0;
}

int
trust_write_jks(const struct trust_root *root, struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf store = { 0 };
	int64_t since_s = root->certificate.not_before;

	put_be(&store, 0xfeedfeed, 4);
	put_be(&store, 2, 4); /* version */
	put_be(&store, 1, 4); /* entries */
	put_be(&store, 2, 4); /* a trusted certificate */
	put_text(&store, root->slug);
	put_be(&store, since_s > 0 ? (uint64_t)since_s * 1000 : 0, 8);
	put_text(&store, "X.509");
	put_be(&store, root->der.n, 4);
	buf_append_bytes(&store, root->der);
	if (digest_put(&store, err) < 0)
		return -1;
	buf_append_bytes(out, buf_bytes(&store));
	return buf_check(out, err);
}
