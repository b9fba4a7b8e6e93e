/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /console/acme/orders/NUMBER: what was asked for, and what became of each name
 * of it. */

#include "console_acme.h"
#include "console_facts.h"

#include "form_body.h"
#include "list.h"
#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdlib.h>
#include <string.h>

struct look {
	const struct request *r;
	uint64_t id;
	int64_t now;
	struct acme_order order;
	struct acme_account account;
	struct store_requester requester;
	/* Of its certificate, and of that which it replaces; "": none. */
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char replaces[2 * LIMIT_SERIAL_BYTES + 1];
};

static void
look_free(struct look **l)
{
	if (!*l)
		return;
	acme_order_free(&(*l)->order);
	free(*l);
	*l = NULL;
}

static int
read_serial(struct store *store, uint64_t reservation, char *ret,
	    struct err *err)
{
	struct store_reservation row;

	if (reservation == 0)
		return 0;
	if (store_reservation_get(store, reservation, &row, err) < 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	if (row.serial.n <= LIMIT_SERIAL_BYTES)
		hex_encode(row.serial, ret);
	return 0;
}

static int
read_all(struct store *store, void *ctx, struct err *err)
{
	struct look *l = ctx;
	struct acme_order *o = &l->order;
	bool is_issued = false;

	if (store_order_get(store, l->id, o, err) < 0 ||
	    store_account_whose(store, o->account, &l->account, &l->requester,
				err) < 0)
		return -1;
	if (!console_acme_may_see(l->r, l->requester.name))
		return err_set(err, ERR_NOT_FOUND, "not for who asks");
	is_issued = acme_order_status(o, l->now) == ACME_ORDER_VALID;
	if (read_serial(store, is_issued ? o->reservation : 0, l->serial, err) <
	    0)
		return -1;
	return read_serial(store, o->replaces, l->replaces, err);
}

/* ---- its names --------------------------------------------------------------------- */

static void
how_write(const struct acme_authz *a, struct buf *out)
{
	if (a->method == ACME_PREAUTHORIZED) {
		buf_append_text(out, ", by the policy of its requester, "
				     "without a challenge");
		return;
	}
	if (a->method == ACME_NONE) {
		buf_append_text(out, ", no challenge was tried");
		return;
	}
	buf_printf(out, "%s %s",
		   a->state == ACME_PENDING ? ", it is being looked at by"
					    : ", by",
		   acme_method_name(a->method));
	if (a->address[0]) {
		buf_append_text(out, " at <code>");
		html_text(bytes_of_text(a->address), out);
		buf_append_text(out, "</code>");
	}
}

static void
when_write(const struct acme_authz *a, struct buf *out)
{
	if (a->decided_at) {
		buf_append_text(out, ", on ");
		console_time_write(a->decided_at, out);
	}
	if (a->state == ACME_PENDING || a->state == ACME_VALID) {
		buf_append_text(out, ", until ");
		console_time_write(a->expires_at, out);
	}
}

static void
authz_write(const struct acme_order *o, size_t i, int64_t now, struct buf *out)
{
	const struct acme_authz *a = &o->authz[i];

	buf_append_text(out, "<li>");
	console_acme_authz_name(a, out);
	buf_printf(out, ": <strong>%s</strong>", acme_authz_status(a, now));
	how_write(a, out);
	when_write(a, out);
	console_acme_fault_write(NULL, acme_order_name_fault(o, i, now), out);
	buf_append_text(out, "</li>\n");
}

/* ---- the page ---------------------------------------------------------------------- */

static void
state_write(const struct look *l, struct buf *out)
{
	const char *fault = acme_order_fault(&l->order, l->now);

	switch (acme_order_status(&l->order, l->now)) {
	case ACME_ORDER_PENDING:
		buf_append_text(out, "Not all of its names are shown to be its "
				     "client's yet.");
		return;
	case ACME_ORDER_READY:
		buf_append_text(out, "All of its names count; its client has "
				     "not yet sent the request.");
		return;
	case ACME_ORDER_PROCESSING:
		buf_append_text(out, "The certificate is being issued.");
		return;
	case ACME_ORDER_VALID:
		buf_append_text(out, "It has its certificate.");
		return;
	case ACME_ORDER_INVALID:
		buf_printf(out,
			   "No certificate comes of it any more: %s. Its "
			   "client may order anew.",
			   fault[0] ? acme_error_words(fault)
				    : "not all of its names count");
	}
}

static int
add_numbers(struct page_values *v, const struct look *l, struct err *err)
{
	CLEANUP(buf_free) struct buf id = { 0 }, account = { 0 };

	buf_printf(&id, "%ju", (uintmax_t)l->id);
	buf_printf(&account, "%ju", (uintmax_t)l->account.id);
	if (page_add_made(v, "id", &id, false, err) < 0 ||
	    page_add_made(v, "account", &account, false, err) < 0 ||
	    page_add_text(v, "requester", l->requester.name, err) < 0 ||
	    page_add_text(v, "profile",
			  l->order.profile[0] ? l->order.profile
					      : "as the policy has it",
			  err) < 0)
		return -1;
	return page_add_text(
		v, "state",
		acme_order_status_name(acme_order_status(&l->order, l->now)),
		err);
}

static int
add_all(struct page_values *v, const struct look *l, struct err *err)
{
	CLEANUP(buf_free)
	struct buf made = { 0 }, until = { 0 }, certificates = { 0 },
		   names = { 0 }, told = { 0 };

	console_time_write(l->order.created_at, &made);
	console_time_write(l->order.expires_at, &until);
	console_link_fact_write("Certificate", l->serial, &certificates);
	console_link_fact_write("It replaces", l->replaces, &certificates);
	state_write(l, &told);
	for (size_t i = 0; i < l->order.authz_count; i++)
		authz_write(&l->order, i, l->now, &names);
	if (page_add_made(v, "made", &made, true, err) < 0 ||
	    page_add_made(v, "until", &until, true, err) < 0 ||
	    page_add_made(v, "certificates", &certificates, true, err) < 0 ||
	    page_add_made(v, "names", &names, true, err) < 0 ||
	    page_add_made(v, "told", &told, false, err) < 0)
		return -1;
	return add_numbers(v, l, err);
}

static enum step
reply_order(struct request *r, struct look *l)
{
	const struct console_page page = { .title = "ACME order",
					   .place = CONSOLE_ACME };
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0)
		return reply_err(r, &err);
	if (lister_read(r->front->lister, read_all, l, &err) < 0)
		return console_acme_no_such(
			r,
			"there is no such order that you may see; orders are "
			"kept for a month after their end",
			&err);
	if (add_all(&v, l, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/acme_order.html", &v);
}

enum step
on_console_acme_order(struct request *r)
{
	CLEANUP(look_free) struct look *l = calloc(1, sizeof(*l));

	if (!l)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	l->r = r;
	l->id = console_acme_number(r);
	l->now = clock_wall_s();
	return reply_order(r, l);
}
