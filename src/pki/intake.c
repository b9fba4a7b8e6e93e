/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* From a body of unknown encoding to the DER of exactly one request. */
#include "intake.h"
#include "pem_blocks.h"

/* A SEQUENCE whose length takes the long form, as any request's does, or that
 * is just as long as the body: a short private key is to be known too. */
static bool
is_binary(struct bytes v)
{
	return v.n >= 2 && v.p[0] == DER_SEQUENCE &&
	       (v.p[1] >= 0x80 || v.p[1] + 2U == v.n);
}

static int
decode(struct bytes body, struct buf *ret, struct notes *notes, struct err *err)
{
	CLEANUP(buf_free) struct buf space = { 0 };
	struct bytes text = { 0 };

	if (is_binary(body)) {
		notes_add(notes, NOTE_BINARY,
			  "the request was sent in binary form (DER)");
		buf_append_bytes(ret, body);
		return buf_check(ret, err);
	}
	if (intake_text(body, &space, &text, notes, err) < 0)
		return -1;
	if (pem_has_private_key(text))
		return intake_refuse_key("a private key", err);
	return intake_armour(text, ret, notes, err);
}

int
intake_read(struct bytes body, struct buf *ret_der, struct notes *notes,
	    struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf der = { 0 };
	struct bytes request = { 0 };

	if (pem_is_blank(body))
		return err_set(err, ERR_MALFORMED,
			       "nothing was sent: send the certificate request "
			       "as the tool wrote it (PEM or DER)");
	if (body.n > LIMIT_BODY_BYTES)
		return err_set(err, ERR_TOO_LARGE,
			       "%zu octets were sent, at most %d are taken",
			       body.n, LIMIT_BODY_BYTES);
	if (decode(body, &der, notes, err) < 0 ||
	    intake_unwrap(buf_bytes(&der), &request, notes, err) < 0) {
		if (err->code == ERR_MALFORMED)
			err->code = ERR_BAD_CSR;
		return -1;
	}
	if (request.n > LIMIT_CSR_BYTES)
		return err_set(err, ERR_TOO_LARGE,
			       "the request has %zu octets, at most %d are "
			       "taken",
			       request.n, LIMIT_CSR_BYTES);
	buf_append_bytes(ret_der, request);
	return buf_check(ret_der, err);
}
