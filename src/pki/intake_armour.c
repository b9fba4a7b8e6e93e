/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The one request in a text: a PEM block, or bare base64. */
#include "intake.h"
#include "pem_blocks.h"

#include "sanca/text.h"

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
	text_show(label, 64, &shown);
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

static bool
is_base64(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

/* "MI" begins the base64 of any SEQUENCE of 128 octets or more. What has
 * nothing but base64 in it is worth a look, too: it may be a short key. */
static bool
is_bare_base64(struct bytes text)
{
	size_t at = 0, end = 0;

	while (at < text.n && pem_is_blank((struct bytes){ text.p + at, 1 }))
		at++;
	if (text.n - at >= 2 && text.p[at] == 'M' && text.p[at + 1] == 'I')
		return true;
	for (end = at; end < text.n; end++)
		if (!is_base64(text.p[end]) &&
		    !pem_is_blank((struct bytes){ text.p + end, 1 }))
			return false;
	return end > at && text.p[at] == 'M';
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
	if (pem_decode(text, ret_der, &untidy, err) < 0)
		return -1;
	notes_add(notes, NOTE_BARE_BASE64,
		  "the request had no BEGIN and END lines: read as base64");
	return 0;
}

int
intake_armour(struct bytes text, struct buf *ret_der, struct notes *notes,
	      struct err *err)
{
	struct pem_block block = { 0 }, first = { 0 };
	size_t count = 0;
	bool found = true, around = false, untidy = false;

	for (;;) {
		if (pem_next_block(&text, &block, &found, err) < 0)
			return -1;
		if (!found)
			break;
		if (check_label(block.label, err) < 0)
			return -1;
		if (count++ == 0)
			first = block;
		around |= !pem_is_blank(block.before);
	}
	if (count == 0)
		return read_bare(text, ret_der, notes, err);
	if (count > 1)
		return err_set(err, ERR_BAD_CSR,
			       "%zu requests were sent in one file: send one "
			       "request only",
			       count);
	if (pem_decode(first.contents, ret_der, &untidy, err) < 0)
		return -1;
	if (around || !pem_is_blank(text))
		notes_add(notes, NOTE_TEXT_AROUND,
			  "text before or after the request was skipped");
	if (untidy)
		notes_add(notes, NOTE_PEM_UNTIDY,
			  "the lines of the PEM text were broken or indented "
			  "in an unusual way: mended");
	return 0;
}
