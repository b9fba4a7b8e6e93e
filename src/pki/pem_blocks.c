/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* PEM (RFC 7468) read block by block, leniently in its layout only. */
#include "pem_blocks.h"

#include "sanca/text.h"

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define LONGEST_LABEL 64
/* RFC 1421 and RFC 7468 have 64, MIME 76. */
#define LONGEST_LINE 76

static struct bytes
after(struct bytes v, size_t n)
{
	/* An empty view may have no memory to step in. */
	return n == 0 ? v : (struct bytes){ v.p + n, v.n - n };
}

static bool
is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool
pem_is_blank(struct bytes v)
{
	for (size_t i = 0; i < v.n; i++)
		if (!is_space(v.p[i]))
			return false;
	return true;
}

/* Reads "LABEL-----" at the front of *text and steps over it. */
static int
take_label(struct bytes *text, const char *which, struct bytes *ret,
	   struct err *err)
{
	struct bytes head = { text->p, text->n };
	ptrdiff_t n = -1;

	if (head.n > LONGEST_LABEL)
		head.n = LONGEST_LABEL;
	n = bytes_find(head, bytes_of_text(DASHES));
	if (n < 0)
		return err_set(
			err, ERR_MALFORMED,
			"a %s line of the PEM text is not complete: five "
			"dashes are missing at its end",
			which);
	*ret = (struct bytes){ text->p, (size_t)n };
	*text = after(*text, (size_t)n + sizeof(DASHES) - 1);
	return 0;
}

int
pem_next_block(struct bytes *text, struct pem_block *ret, bool *ret_found,
	       struct err *err)
{
	struct bytes rest = *text, end_label = { 0 };
	ptrdiff_t n = bytes_find(rest, bytes_of_text(BEGIN));

	*ret_found = n >= 0;
	if (n < 0)
		return 0;
	ret->before = (struct bytes){ rest.p, (size_t)n };
	rest = after(rest, (size_t)n + sizeof(BEGIN) - 1);
	if (take_label(&rest, "BEGIN", &ret->label, err) < 0)
		return -1;
	n = bytes_find(rest, bytes_of_text(END));
	if (n < 0)
		return err_set(err, ERR_MALFORMED,
			       "the PEM text is cut off: its END line is "
			       "missing");
	ret->contents = (struct bytes){ rest.p, (size_t)n };
	rest = after(rest, (size_t)n + sizeof(END) - 1);
	if (take_label(&rest, "END", &end_label, err) < 0)
		return -1;
	if (!bytes_equal(ret->label, end_label))
		return err_set(err, ERR_MALFORMED,
			       "the BEGIN and END lines of the PEM text have "
			       "different labels");
	*text = rest;
	return 0;
}

int
pem_decode(struct bytes contents, struct buf *ret, bool *ret_untidy,
	   struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf packed = { 0 };
	size_t line = 0;
	bool untidy = false;

	for (size_t i = 0; i < contents.n; i++) {
		uint8_t c = contents.p[i];

		if (!is_space(c)) {
			buf_append_u8(&packed, c);
			untidy |= ++line > LONGEST_LINE;
			continue;
		}
		line = 0;
		untidy |= c != '\n' && (c != '\r' || i + 1 == contents.n ||
					contents.p[i + 1] != '\n');
	}
	if (buf_check(&packed, err) < 0)
		return -1;
	if (packed.n == 0)
		return err_set(err, ERR_MALFORMED,
			       "there is nothing between the BEGIN and END "
			       "lines");
	if (base64_decode(buf_bytes(&packed), ret, err) < 0)
		return err_context(err,
				   "the text between the BEGIN and END lines");
	if (ret_untidy != NULL)
		*ret_untidy = untidy;
	return 0;
}

/* "BEGIN ENCRYPTED PRIVATE KEY" and longer ones. */
#define LONGEST_KEY_LABEL 48

/* Does BEGIN stand before the place on its line? */
static bool
begins_block(struct bytes text, size_t place)
{
	size_t from = place > LONGEST_KEY_LABEL ? place - LONGEST_KEY_LABEL : 0;

	for (size_t i = place; i > from; i--) {
		if (text.p[i - 1] == '\n' || text.p[i - 1] == '\r') {
			from = i;
			break;
		}
	}
	return bytes_find((struct bytes){ text.p + from, place - from },
			  bytes_of_text("BEGIN")) >= 0;
}

bool
pem_has_private_key(struct bytes text)
{
	/* PEM, OpenSSH, PGP and SSH2 all say so; PuTTY has its own form. */
	struct bytes words = bytes_of_text("PRIVATE KEY");
	bool found =
		bytes_find(text, bytes_of_text("PuTTY-User-Key-File")) >= 0;
	size_t at = 0;

	while (!found) {
		ptrdiff_t place = bytes_find(after(text, at), words);

		if (place < 0)
			return false;
		found = begins_block(text, at + (size_t)place);
		at += (size_t)place + words.n;
	}
	return true;
}
