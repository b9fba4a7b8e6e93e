/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* An order gets its certificate (RFC 8555 7.4): the request must ask for the
 * names of the order, all of them and no other. */

#include "acme_finalize.h"

#include "acme_request.h"
#include "routes.h"

#include "sanca/clock.h"

#include <string.h>
#include <strings.h>

/* ---- the names --------------------------------------------------------------------- */

static void
note_odd(struct work *w, const struct name *name, int index, const char *what)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	name_show(name, &shown);
	violations_add(&w->odd, index, 0, "names-of-another-order",
		       "the certificate request %s %s %s", what,
		       name_type_show(name->type), buf_text(&shown));
}

/* Each is a subproblem (RFC 8555 6.7.1), and those speak of w->names: what the
 * request lacks stands there behind what it has. */
static int
compare_names(struct work *w, const struct names *order, struct err *err)
{
	size_t own = w->names.count;

	w->odd.count = w->odd.dropped = 0;
	for (size_t i = 0; i < own; i++)
		if (!names_hold(order, &w->names.at[i]))
			note_odd(w, &w->names.at[i], (int)i, "also asks for");
	for (size_t i = 0; i < order->count; i++) {
		size_t at = w->names.count;

		if (names_hold(&w->names, &order->at[i]))
			continue;
		if (at < LIMIT_NAMES)
			w->names.at[w->names.count++] = order->at[i];
		note_odd(w, &order->at[i], at < LIMIT_NAMES ? (int)at : -1,
			 "does not ask for");
	}
	if (w->odd.count == 0)
		return 0;
	return err_set(err, ERR_BAD_CSR,
		       "%s (RFC 8555 7.4: its names are those of the order)",
		       w->odd.at[0].text);
}

/* A CN stands for one of the names, or for something that nobody has shown. */
static int
check_common_name(const struct work *w, const struct names *order,
		  struct err *err)
{
	if (w->csr.common_names == 0)
		return 0;
	for (size_t i = 0; w->csr.common_names == 1 && i < order->count; i++) {
		CLEANUP(buf_free) struct buf shown = { 0 };

		name_show(&order->at[i], &shown);
		if (shown.n == w->csr.common_name_n &&
		    strncasecmp((const char *)shown.p, w->csr.common_name,
				shown.n) == 0)
			return 0;
	}
	return err_set(err, ERR_BAD_CSR,
		       "the CN of the certificate request is none of the "
		       "names of the order: leave it out");
}

int
acme_finalize_names(struct work *w, const struct policy *policy,
		    const struct names *order, struct err *err)
{
	struct names_rules rules = policy->names;
	const struct raw_cn cn = { w->csr.common_names,
				   { (const uint8_t *)w->csr.common_name,
				     w->csr.common_name_n } };

	/* So that a CN which stands alone counts. */
	rules.common_name = CN_APPEND;
	w->prepare.count = w->prepare.dropped = 0;
	if (names_prepare(&w->csr.names, cn, &rules, &w->names, &w->notes,
			  &w->prepare, err) < 0)
		return -1;
	if (w->prepare.count > 0)
		return err_set(err, ERR_BAD_CSR, "the certificate request: %s",
			       w->prepare.at[0].text);
	return compare_names(w, order, err) < 0
		       ? -1
		       : check_common_name(w, order, err);
}

/* ---- the request --------------------------------------------------------------------- */

int
acme_finalize_csr(const json_t *payload, struct work *w, struct err *err)
{
	w->notes.count = w->notes.dropped = 0;
	buf_clear(&w->der);
	if (jws_octets(payload, "csr", "\"payload\"", &w->der, err) < 0)
		return -1;
	if (w->der.n > LIMIT_ACME_CSR_BYTES)
		return err_set(err, ERR_BAD_CSR,
			       "the certificate request is larger than %d "
			       "octets",
			       LIMIT_ACME_CSR_BYTES);
	if (csr_parse(buf_bytes(&w->der), &w->csr, &w->notes, err) == 0 &&
	    csr_verify(&w->csr, &w->notes, err) == 0)
		return 0;
	/* RFC 8555 6.7: badPublicKey is about the key of the account. */
	if (err->code != ERR_NOMEM)
		err->code = ERR_BAD_CSR;
	return -1;
}

static int
check_ready(const struct acme_order *o, struct err *err)
{
	enum acme_order_status status = acme_order_status(o, clock_wall_s());

	if (status == ACME_ORDER_READY)
		return 0;
	return err_set(err, ERR_ORDER_NOT_READY,
		       "the order is %s, and only one that is ready can be "
		       "finalized",
		       acme_order_status_name(status));
}

static int
prepare(struct request *r, struct err *err)
{
	struct acme *a = r->acme;
	const struct policy *policy = acme_policy_of(r);

	if (acme_order_read(r, a->id, err) < 0 ||
	    check_ready(&a->order, err) < 0)
		return -1;
	if (!policy)
		return err_set(err, ERR_UNAUTHORIZED,
			       "the requester of this account has no policy "
			       "in these settings");
	if (acme_finalize_csr(a->jws.payload, r->work, err) < 0 ||
	    acme_finalize_names(r->work, policy, &a->order.names, err) < 0)
		return -1;
	if (a->jws.signing_input.n > LIMIT_ACME_PROOF_BYTES)
		return err_set(err, ERR_TOO_LARGE, "the JWS is too large");
	work_encode(r->work);
	if (buf_check(&r->work->names_wire, err) < 0)
		return -1;
	return buf_check(&r->work->diagnosis, err);
}

static enum step
ask_finalize(struct request *r)
{
	struct acme *a = r->acme;
	struct work *w = r->work;
	struct msg m = { .type = MSG_FINALIZE };
	struct err err;

	if (!acme_take_id(r))
		return STEP_DONE;
	if (prepare(r, &err) < 0)
		return acme_refuse_names(r, &err, &w->odd);
	m.finalize.generation = r->live->generation;
	m.finalize.account = a->account.id;
	m.finalize.order = a->id;
	m.finalize.spki = w->csr.key.spki;
	m.finalize.names = buf_bytes(&w->names_wire);
	m.finalize.csr = buf_bytes(&w->der);
	m.finalize.diagnosis = buf_bytes(&w->diagnosis);
	m.finalize.proof = buf_bytes(&a->jws.signing_input);
	m.finalize.signature = buf_bytes(&a->signature);
	m.finalize.peer = bytes_of_text(r->conn->peer);
	m.finalize.request_id = bytes_of_text(r->id);
	return acme_ask(r, &m);
}

static enum step
answer_finalize(struct request *r)
{
	struct err err;

	COUNT(r->front, issued);
	if (acme_order_read(r, r->acme->id, &err) < 0)
		return reply_err(r, &err);
	return acme_order_reply(r, 200);
}

enum step
on_acme_finalize(struct request *r)
{
	static const struct acme_way way = {
		.by = ACME_BY_ACCOUNT,
		.payload = ACME_OBJECT,
		.signer_reads = true,
		.ask = ask_finalize,
		.want = MSG_ISSUED,
		.answer = answer_finalize,
	};

	return acme_run(r, &way);
}
