/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The certificates of a PEM text. */
#include "pem_blocks.h"

#include "sanca/certificate.h"
#include "sanca/der_read.h"
#include "sanca/text.h"

static int
check_label(struct bytes label, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (bytes_is_text(label, "CERTIFICATE") ||
	    bytes_is_text(label, "X509 CERTIFICATE"))
		return 0;
	text_show(label, 64, &shown);
	return err_set(err, ERR_MALFORMED,
		       "a PEM block with the label \"%s\" stands where "
		       "certificates are expected",
		       buf_text(&shown));
}

static int
append_block(const struct pem_block *block, struct buf *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf der = { 0 };

	if (check_label(block->label, err) < 0 ||
	    pem_decode(block->contents, &der, NULL, err) < 0 ||
	    der_check(buf_bytes(&der), err) < 0)
		return -1;
	buf_append_bytes(ret, buf_bytes(&der));
	return buf_check(ret, err);
}

int
pem_read_certificates(struct bytes pem, struct buf *ret_ders, size_t *ret_count,
		      struct err *err)
{
	CLEANUP(buf_free) struct buf ders = { 0 };
	struct pem_block block = { 0 };
	bool found = false;
	size_t count = 0;

	if (pem_has_private_key(pem))
		return err_set(err, ERR_PRIVATE_KEY,
			       "a private key stands where certificates are "
			       "expected: keep it in a file of its own");
	for (;;) {
		if (pem_next_block(&pem, &block, &found, err) < 0)
			return -1;
		if (!found)
			break;
		if (count++ == LIMIT_CHAIN_CERTIFICATES)
			return err_set(err, ERR_MALFORMED,
				       "there are more than %d certificates",
				       LIMIT_CHAIN_CERTIFICATES);
		if (append_block(&block, &ders, err) < 0)
			return err_context(err, "certificate %zu", count);
	}
	buf_append_bytes(ret_ders, buf_bytes(&ders));
	if (buf_check(ret_ders, err) < 0)
		return -1;
	*ret_count = count;
	return 0;
}
