/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The cabinet that Windows Mobile installs: _setup.xml, not compressed. */
#include "forms.h"

#include "sanca/clock.h"
#include "sanca/text.h"

/* A block of a cabinet holds at most this. */
#define BLOCK_BYTES 32768
#define HEADER_BYTES 36
#define FOLDER_BYTES 8

static const char file_name[] = "_setup.xml"; /* with its NUL */

static void
put_le(struct buf *out, uint32_t v, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		buf_append_u8(out, (uint8_t)(v >> 8 * i));
}

static void
certificate_write(const char *store, struct bytes der, struct buf *out)
{
	uint8_t digest[20];

	sha1(der, digest);
	buf_printf(out, "<characteristic type=\"%s\"><characteristic type=\"",
		   store);
	for (size_t i = 0; i < sizeof(digest); i++)
		buf_printf(out, "%02X", digest[i]);
	buf_append_text(out, "\"><parm name=\"EncodedCertificate\" value=\"");
	base64_encode(der, out);
	buf_append_text(out, "\"/></characteristic></characteristic>");
}

static int
setup_write(const struct trust_root *root, struct buf *out, struct err *err)
{
	struct der chain = der_of(root->chain_der);
	struct bytes one = { 0 };

	buf_append_text(out, "<wap-provisioningdoc>"
			     "<characteristic type=\"CertificateStore\">");
	while (!der_is_end(&chain)) {
		if (trust_chain_next(&chain, &one, err) < 0)
			return -1;
		certificate_write(bytes_equal(one, root->der) ? "ROOT" : "CA",
				  one, out);
	}
	buf_append_text(out, "</characteristic></wap-provisioningdoc>\n");
	return buf_check(out, err);
}

/* XOR of little-endian words; what is left over counts big-endian. */
static uint32_t
checksum(struct bytes in, uint32_t sum)
{
	uint32_t rest = 0;
	size_t i = 0;

	for (; i + 4 <= in.n; i += 4)
		sum ^= (uint32_t)in.p[i] | (uint32_t)in.p[i + 1] << 8 |
		       (uint32_t)in.p[i + 2] << 16 |
		       (uint32_t)in.p[i + 3] << 24;
	for (; i < in.n; i++)
		rest = rest << 8 | in.p[i];
	return sum ^ rest;
}

/* The day and second of the root, so that each run gives the same octets. */
static void
date_write(int64_t t_s, struct buf *out)
{
	struct civil c;
	uint32_t year = 0;

	clock_civil(t_s, &c);
	if (c.year >= 1980 && c.year <= 2107)
		year = (uint32_t)(c.year - 1980);
	put_le(out, year << 9 | (uint32_t)c.month << 5 | (uint32_t)c.day, 2);
	put_le(out,
	       (uint32_t)c.hour << 11 | (uint32_t)c.minute << 5 |
		       (uint32_t)c.second / 2,
	       2);
}

static void
blocks_write(struct bytes in, struct buf *out)
{
	while (in.n > 0) {
		struct bytes block = { in.p, in.n < BLOCK_BYTES ? in.n
								: BLOCK_BYTES };
		uint32_t n = (uint32_t)block.n;

		put_le(out, checksum(block, n | n << 16), 4);
		put_le(out, n, 2); /* stored */
		put_le(out, n, 2); /* of the file */
		buf_append_bytes(out, block);
		in.p += block.n;
		in.n -= block.n;
	}
}

int
trust_write_cab(const struct trust_root *root, struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf setup = { 0 };
	uint32_t blocks = 0, data = HEADER_BYTES + FOLDER_BYTES + 16;

	if (setup_write(root, &setup, err) < 0)
		return -1;
	data += sizeof(file_name);
	blocks = (uint32_t)((setup.n + BLOCK_BYTES - 1) / BLOCK_BYTES);
	buf_append(out, "MSCF", 4);
	put_le(out, 0, 4);
	put_le(out, data + 8 * blocks + (uint32_t)setup.n, 4);
	put_le(out, 0, 4);
	put_le(out, HEADER_BYTES + FOLDER_BYTES, 4); /* where the file stands */
	put_le(out, 0, 4);
	put_le(out, 0x0103, 2); /* version 1.3 */
	put_le(out, 1, 2);	/* folders */
	put_le(out, 1, 2);	/* files */
	put_le(out, 0, 2);	/* flags */
	put_le(out, 0, 2);	/* id of a set */
	put_le(out, 0, 2);	/* place in it */
	/* The folder. */
	put_le(out, data, 4);
	put_le(out, blocks, 2);
	put_le(out, 0, 2); /* not compressed */
	/* The file. */
	put_le(out, (uint32_t)setup.n, 4);
	put_le(out, 0, 4);
	put_le(out, 0, 2); /* folder */
	date_write(root->certificate.not_before, out);
	put_le(out, 0x20, 2); /* archive */
	buf_append(out, file_name, sizeof(file_name));
	blocks_write(buf_bytes(&setup), out);
	return buf_check(out, err);
}
