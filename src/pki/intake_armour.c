/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* PEM (RFC 7468, read leniently in its layout only) and bare base64. */
#include "intake.h"

#include "sanca/text.h"

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define LONGEST_LABEL 64
/* RFC 1421 and RFC 7468 have 64, MIME 76. */
#define LONGEST_LINE 76

struct block {
	struct bytes label;
	struct bytes before;   /* what stood between the last block and this */
	struct bytes contents; /* base64 with layout */
};

static struct bytes
after(struct bytes v, size_t n)
{
	return (struct bytes){ v.p + n, v.n - n };
}

static bool
is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_blank(struct bytes v)
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
	ptrdiff_t n;

	if (head.n > LONGEST_LABEL)
		head.n = LONGEST_LABEL;
	n = bytes_find(head, bytes_of_text(DASHES));
	if (n < 0)
		return err_set(
			err, ERR_BAD_CSR,
			"a %s line of the PEM text is not complete: five "
			"dashes are missing at its end",
			which);
	*ret = (struct bytes){ text->p, (size_t)n };
	*text = after(*text, (size_t)n + sizeof(DASHES) - 1);
	return 0;
}

/* The next block of *text, which is stepped over; false when there is
 * none. */
static int
next_block(struct bytes *text, struct block *ret, bool *ret_found,
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
		return err_set(err, ERR_BAD_CSR,
			       "the PEM text is cut off: its END line is "
			       "missing");
	ret->contents = (struct bytes){ rest.p, (size_t)n };
	rest = after(rest, (size_t)n + sizeof(END) - 1);
	if (take_label(&rest, "END", &end_label, err) < 0)
		return -1;
	if (!bytes_equal(ret->label, end_label))
		return err_set(err, ERR_BAD_CSR,
			       "the BEGIN and END lines of the PEM text have "
			       "different labels");
	*text = rest;
	return 0;
}

static const struct {
	const char *label;
	const char *advice;
} known_labels[] = {
	{ "CERTIFICATE", "that is a certificate; send the request that the "
			 "server made (CERTIFICATE REQUEST)" },
	{ "X509 CERTIFICATE", "that is a certificate; send the request that "
			      "the server made (CERTIFICATE REQUEST)" },
	{ "TRUSTED CERTIFICATE", "that is a certificate; send the request that "
				 "the server made (CERTIFICATE REQUEST)" },
	{ "PKCS7", "that is a certificate chain or a renewal request; make a "
		   "new request as PKCS#10 (certreq: RequestType=PKCS10)" },
	{ "CMS", "that is a signed message; make a new request as PKCS#10 "
		 "(certreq: RequestType=PKCS10)" },
	{ "PUBLIC KEY", "a public key alone proves nothing; send a "
			"certificate request made with its private key" },
	{ "X509 CRL", "that is a list of revoked certificates; send a "
		      "certificate request" },
};

static int
check_label(struct bytes label, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (bytes_is_text(label, "CERTIFICATE REQUEST") ||
	    bytes_is_text(label, "NEW CERTIFICATE REQUEST"))
		return 0;
	text_show(label, LONGEST_LABEL, &shown);
	for (size_t i = 0; i < ARRAY_SIZE(known_labels); i++)
		if (bytes_is_text(label, known_labels[i].label))
			return err_set(
				err, ERR_BAD_CSR,
				"a PEM block with the label %s was sent: "
				"%s",
				buf_text(&shown), known_labels[i].advice);
	return err_set(err, ERR_BAD_CSR,
		       "a PEM block with the label \"%s\" was sent: send one "
		       "with the label CERTIFICATE REQUEST only",
		       buf_text(&shown));
}

/* Decodes base64 without its white space; says whether the layout was other
 * than lines of usual length with LF or CRLF. */
static int
decode(struct bytes contents, struct buf *ret, bool *ret_untidy,
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
		return err_set(err, ERR_BAD_CSR,
			       "there is nothing between the BEGIN and END "
			       "lines");
	if (base64_decode(buf_bytes(&packed), ret, err) < 0) {
		if (err->code == ERR_MALFORMED)
			err->code = ERR_BAD_CSR;
		return err_context(err, "the base64 text of the request");
	}
	*ret_untidy = untidy;
	return 0;
}

/* The base64 of any DER that begins with a SEQUENCE of 256 octets or more. */
static bool
is_bare_base64(struct bytes text)
{
	while (text.n > 0 && is_space(text.p[0]))
		text = after(text, 1);
	return text.n >= 2 && text.p[0] == 'M' && text.p[1] == 'I';
}

static int
read_bare(struct bytes text, struct buf *ret_der, struct notes *notes,
	  struct err *err)
{
	bool untidy = false;

	if (!is_bare_base64(text))
		return err_set(err, ERR_MALFORMED,
			       "this is no certificate request: send the file "
			       "that begins with -----BEGIN CERTIFICATE "
			       "REQUEST-----, or the same in DER");
	if (decode(text, ret_der, &untidy, err) < 0)
		return -1;
	notes_add(notes, NOTE_BARE_BASE64,
		  "the request had no BEGIN and END lines: read as base64");
	return 0;
}

int
intake_armour(struct bytes text, struct buf *ret_der, struct notes *notes,
	      struct err *err)
{
	struct block block = { 0 }, first = { 0 };
	size_t count = 0;
	bool found = true, around = false, untidy = false;

	for (;;) {
		if (next_block(&text, &block, &found, err) < 0)
			return -1;
		if (!found)
			break;
		if (check_label(block.label, err) < 0)
			return -1;
		if (count++ == 0)
			first = block;
		around |= !is_blank(block.before);
	}
	if (count == 0)
		return read_bare(text, ret_der, notes, err);
	if (count > 1)
		return err_set(err, ERR_BAD_CSR,
			       "%zu requests were sent in one file: send one "
			       "request only",
			       count);
	if (decode(first.contents, ret_der, &untidy, err) < 0)
		return -1;
	if (around || !is_blank(text))
		notes_add(notes, NOTE_TEXT_AROUND,
			  "text before or after the request was skipped");
	if (untidy)
		notes_add(notes, NOTE_PEM_UNTIDY,
			  "the lines of the PEM text were broken or indented "
			  "in an unusual way: mended");
	return 0;
}
