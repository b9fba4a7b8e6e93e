/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Orders: made and shown (RFC 8555 7.4). */

#include "acme_cert_id.h"
#include "acme_identifiers.h"
#include "acme_json.h"
#include "acme_request.h"
#include "list.h"
#include "routes.h"
#include "work.h"

#include "sanca/clock.h"

#include <stdio.h>
#include <string.h>

/* What a client waits before it asks again whether something is done. */
#define PROCESSING_S 1

/* ---- read and shown ----------------------------------------------------------------- */

static int
add_replaces(struct store *store, struct acme *a, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	struct acme_certified c = { 0 };

	a->replaces[0] = '\0';
	if (a->order.replaces == 0)
		return 0;
	if (acme_certified_read(store, a->order.replaces, &c, err) < 0)
		return -1;
	acme_cert_id_write((struct bytes){ c.key_id, c.key_id_n },
			   (struct bytes){ c.serial, c.serial_n }, &text);
	snprintf(a->replaces, sizeof(a->replaces), "%s", buf_text(&text));
	return buf_check(&text, err);
}

static int
read_order(struct store *store, void *ctx, struct err *err)
{
	struct acme *a = ctx;

	acme_order_free(&a->order);
	a->order = (struct acme_order){ 0 };
	if (store_order_get(store, a->id, &a->order, err) < 0)
		return -1;
	/* Whether somebody else has one of this number is not told. */
	if (a->order.account != a->account.id)
		return err_set(err, ERR_NOT_FOUND, "of another account");
	return add_replaces(store, a, err);
}

int
acme_order_read(struct request *r, uint64_t id, struct err *err)
{
	r->acme->id = id;
	if (lister_read(r->front->lister, read_order, r->acme, err) == 0)
		return 0;
	if (err->code == ERR_NOT_FOUND)
		return err_set(err, ERR_NOT_FOUND,
			       "this account has no order %ju", (uintmax_t)id);
	return -1;
}

enum step
acme_order_reply(struct request *r, unsigned status)
{
	struct acme *a = r->acme;
	int64_t now = clock_wall_s();
	struct buf body = { 0 };

	snprintf(a->location, sizeof(a->location), "%s" ACME_PATH "/order/%ju",
		 a->origin, (uintmax_t)a->order.id);
	if (acme_order_status(&a->order, now) == ACME_ORDER_PROCESSING)
		a->retry_after_s = PROCESSING_S;
	acme_json_order(&a->order, a->origin, a->replaces, now, &body);
	return acme_reply(r, status, "application/json", &body);
}

static enum step
show_order(struct request *r)
{
	struct err err;

	if (!acme_take_id(r))
		return STEP_DONE;
	if (acme_order_read(r, r->acme->id, &err) < 0)
		return reply_err(r, &err);
	return acme_order_reply(r, 200);
}

enum step
on_acme_order(struct request *r)
{
	static const struct acme_way way = { .by = ACME_BY_ACCOUNT,
					     .payload = ACME_EMPTY,
					     .ask = show_order };

	return acme_run(r, &way);
}

/* ---- made ------------------------------------------------------------------------------ */

struct replaced {
	struct acme_cert_id id;
	struct acme_certified certified;
};

static int
find_replaced(struct store *store, void *ctx, struct err *err)
{
	struct replaced *p = ctx;

	return acme_cert_id_find(store, &p->id, &p->certified, err);
}

/* RFC 9773 5. */
static int
read_replaces(const struct request *r, struct replaced *p, struct msg *m,
	      struct err *err)
{
	const json_t *payload = r->acme->jws.payload;
	struct bytes text;

	if (!json_object_get(payload, "replaces"))
		return 0;
	if (jws_text(payload, "replaces", "\"payload\"", &text, err) < 0 ||
	    acme_cert_id_read(text, &p->id, err) < 0)
		return -1;
	if (lister_read(r->front->lister, find_replaced, p, err) < 0) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		return err_set(err, ERR_MALFORMED,
			       "\"replaces\" names no certificate of this CA");
	}
	m->order_new.replaces = (struct bytes){ p->id.serial, p->id.serial_n };
	return 0;
}

static int
read_times(const json_t *payload, struct msg *m, struct err *err)
{
	struct bytes text;

	if (json_object_get(payload, "notBefore"))
		return err_set(err, ERR_MALFORMED,
			       "\"notBefore\" is not taken: a certificate "
			       "begins when it is issued");
	if (!json_object_get(payload, "notAfter"))
		return 0;
	if (jws_text(payload, "notAfter", "\"payload\"", &text, err) < 0 ||
	    acme_time_read(text, &m->order_new.not_after, err) < 0)
		return -1;
	if (m->order_new.not_after <= clock_wall_s())
		return err_set(err, ERR_MALFORMED,
			       "\"notAfter\" lies in the past");
	return 0;
}

/* That of the order, else that of the directory; of what the directory
 * advertises. */
static int
read_profile(const struct request *r, struct msg *m, struct err *err)
{
	const json_t *payload = r->acme->jws.payload;
	struct bytes own = r->path.segment, name = own;
	const struct profile *p = NULL;

	if (json_object_get(payload, "profile") &&
	    jws_text(payload, "profile", "\"payload\"", &name, err) < 0)
		return -1;
	if (name.n == 0 && !json_object_get(payload, "profile"))
		return 0;
	p = acme_profile_offered(r->live->conf, name);
	if (!p || (own.n > 0 && !bytes_is_text(own, p->name)))
		return err_set(err, ERR_INVALID_PROFILE,
			       "there is no such profile: the directory lists "
			       "those that there are");
	m->order_new.profile = bytes_of_text(p->name);
	return 0;
}

static int
read_names(struct request *r, bool is_authz, struct err *err)
{
	const json_t *payload = r->acme->jws.payload;
	const struct policy *policy = acme_policy_of(r);
	struct work *w = r->work;
	int rc = 0;

	if (!policy)
		return err_set(err, ERR_UNAUTHORIZED,
			       "the requester of this account has no policy "
			       "in these settings: who runs this CA can bind "
			       "the account to one (sanca eab new)");
	w->wishes.name_count = w->wishes.names.count = 0;
	rc = is_authz
		     ? acme_identifier_read(
			       json_object_get(payload, "identifier"), w, err)
		     : acme_identifiers_read(
			       json_object_get(payload, "identifiers"), w, err);
	if (rc < 0 || acme_identifiers_prepare(w, policy, err) < 0)
		return -1;
	/* RFC 8555 7.4.1. */
	if (is_authz && name_is_wildcard(&w->names.at[0]))
		return err_set(err, ERR_MALFORMED,
			       "a wildcard is authorized within an order "
			       "alone");
	buf_clear(&r->acme->names);
	names_encode(&w->names, &r->acme->names);
	return buf_check(&r->acme->names, err);
}

static enum step
ask_for(struct request *r, bool is_authz)
{
	struct replaced replaced = { 0 };
	struct acme *a = r->acme;
	struct msg m = { .type = MSG_ORDER_NEW };
	struct err err;

	if (read_names(r, is_authz, &err) < 0)
		return acme_refuse_names(r, &err, &r->work->prepare);
	if (!is_authz && (read_times(a->jws.payload, &m, &err) < 0 ||
			  read_profile(r, &m, &err) < 0 ||
			  read_replaces(r, &replaced, &m, &err) < 0))
		return reply_err(r, &err);
	m.order_new.generation = r->live->generation;
	m.order_new.account = a->account.id;
	m.order_new.is_authz = is_authz;
	m.order_new.names = buf_bytes(&a->names);
	m.order_new.peer = bytes_of_text(r->conn->peer);
	m.order_new.request_id = bytes_of_text(r->id);
	return acme_ask(r, &m);
}

static enum step
ask_order(struct request *r)
{
	return ask_for(r, false);
}

static enum step
answer_order(struct request *r)
{
	struct err err;

	if (acme_order_read(r, r->ask.answer.done.number, &err) < 0)
		return reply_err(r, &err);
	return acme_order_reply(r, 201);
}

enum step
on_acme_new_order(struct request *r)
{
	static const struct acme_way way = {
		.by = ACME_BY_ACCOUNT,
		.payload = ACME_OBJECT,
		.ask = ask_order,
		.want = MSG_DONE,
		.answer = answer_order,
	};

	return acme_run(r, &way);
}

static enum step
ask_authz(struct request *r)
{
	return ask_for(r, true);
}

static enum step
answer_authz(struct request *r)
{
	struct acme *a = r->acme;
	struct buf body = { 0 };
	struct err err;

	if (acme_authz_read(r, r->ask.answer.done.number, &err) < 0)
		return reply_err(r, &err);
	snprintf(a->location, sizeof(a->location), "%s" ACME_PATH "/authz/%ju",
		 a->origin, (uintmax_t)a->authz.id);
	acme_json_authz(&a->authz, a->origin, clock_wall_s(), &body);
	return acme_reply(r, 201, "application/json", &body);
}

enum step
on_acme_new_authz(struct request *r)
{
	static const struct acme_way way = {
		.by = ACME_BY_ACCOUNT,
		.payload = ACME_OBJECT,
		.ask = ask_authz,
		.want = MSG_DONE,
		.answer = answer_authz,
	};

	return acme_run(r, &way);
}
