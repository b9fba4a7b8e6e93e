/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The certificate of an order with its chain (RFC 8555 7.4.2). There is one
 * chain, so there is no link to another. Where the root itself signs, it follows:
 * certbot refuses a chain of one certificate. */

#include "acme_request.h"
#include "certificate_out.h"
#include "list.h"
#include "routes.h"

#include "sanca/text.h"

struct issued {
	uint64_t reservation;
	struct buf tbs, der;
};

static void
issued_free(struct issued *i)
{
	buf_free(&i->tbs);
	buf_free(&i->der);
}

static int
read_issued(struct store *store, void *ctx, struct err *err)
{
	struct issued *i = ctx;
	struct store_reservation row = { 0 };
	struct store_certificate c = { 0 };

	if (store_reservation_get(store, i->reservation, &row, err) < 0)
		return -1;
	buf_append_bytes(&i->tbs, row.tbs);
	if (buf_check(&i->tbs, err) < 0 ||
	    store_certificate_get(store, i->reservation, &c, err) < 0)
		return -1;
	return certificate_assemble(buf_bytes(&i->tbs), (enum sig_alg)c.sig_alg,
				    c.signature, &i->der, err);
}

static enum step
show_certificate(struct request *r)
{
	CLEANUP(issued_free) struct issued i = { 0 };
	struct certificate_out out = { 0 };
	struct buf body = { 0 };
	struct err err;

	if (!acme_take_id(r))
		return STEP_DONE;
	if (acme_order_read(r, r->acme->id, &err) < 0)
		return reply_err(r, &err);
	i.reservation = r->acme->order.reservation;
	if (i.reservation == 0)
		return reply_fault(r, ERR_NOT_FOUND,
				   "this order has no certificate yet");
	if (lister_read(r->front->lister, read_issued, &i, &err) < 0)
		return err.code == ERR_NOT_FOUND
			       ? reply_fault(r, ERR_NOT_FOUND,
					     "this order has no certificate "
					     "yet")
			       : reply_err(r, &err);
	out.der = buf_bytes(&i.der);
	if (certificate_out_write(&out, FORM_PEM, r->live, &body, &err) < 0) {
		buf_free(&body);
		return reply_err(r, &err);
	}
	if (r->live->chain_pem.n == 0)
		pem_encode("CERTIFICATE", buf_bytes(&r->live->issuer->der),
			   &body);
	return acme_reply(r, 200, "application/pem-certificate-chain", &body);
}

enum step
on_acme_certificate(struct request *r)
{
	static const struct acme_way way = { .by = ACME_BY_ACCOUNT,
					     .payload = ACME_EMPTY,
					     .ask = show_certificate };

	return acme_run(r, &way);
}
