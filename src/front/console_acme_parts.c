/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Accounts, orders and their faults in words, for the pages about ACME. */

#include "console_acme.h"

#include "console_pending.h"
#include "page.h"

#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Orders on a page; names of an order whose faults are told in a list. */
#define ORDER_ROWS 50
#define FAULTS_TOLD 4

bool
console_acme_may_see(const struct request *r, const char *requester)
{
	return session_may(r, RIGHT_LIST) ||
	       strcmp(requester, r->session.requester) == 0;
}

uint64_t
console_acme_number(const struct request *r)
{
	char text[24];
	uint64_t number = 0;
	struct err err;

	if (r->path.segment.n >= sizeof(text))
		return 0;
	snprintf(text, sizeof(text), "%.*s", (int)r->path.segment.n,
		 (const char *)r->path.segment.p);
	return text_u64(text, INT64_MAX, &number, &err) == 0 ? number : 0;
}

enum step
console_acme_no_such(struct request *r, const char *what, const struct err *err)
{
	if (err->code != ERR_NOT_FOUND)
		return reply_err(r, err);
	return reply_fault(r, ERR_NOT_FOUND, "%s", what);
}

const char *
console_acme_account_state(const struct acme_account *a)
{
	if (a->ended_at == 0)
		return "active";
	return a->ended_by == ACME_ENDED_BY_CA ? "ended by this CA"
					       : "ended by its client";
}

void
console_acme_key_write(const struct acme_account *a, size_t n, struct buf *out)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	base64url_encode(BYTES_OF(a->thumbprint), &text);
	buf_printf(out, "<code>%.*s</code>", (int)n, buf_text(&text));
	if (text.broken)
		out->broken = true;
}

void
console_acme_authz_name(const struct acme_authz *a, struct buf *out)
{
	if (a->wildcard)
		buf_append_text(out, "<code>*.</code>");
	html_name(&a->name, out);
}

void
console_acme_fault_write(const struct acme_authz *of, const char *fault,
			 struct buf *out)
{
	if (fault[0] == '\0')
		return;
	buf_append_text(out, "<p>");
	if (of) {
		console_acme_authz_name(of, out);
		buf_append_text(out, ": ");
	}
	buf_append_text(out, "<bdi>");
	html_text(bytes_of_text(acme_error_words(fault)), out);
	buf_append_text(out, "</bdi></p>\n");
}

/* ---- a list of orders ------------------------------------------------------------ */

static void
faults_write(const struct acme_order *o, int64_t now, struct buf *out)
{
	size_t told = 0;

	console_acme_fault_write(NULL, acme_order_fault(o, now), out);
	for (size_t i = 0; i < o->authz_count && told < FAULTS_TOLD; i++) {
		const char *fault = acme_order_name_fault(o, i, now);

		told += fault[0] != '\0';
		console_acme_fault_write(&o->authz[i], fault, out);
	}
}

static void
names_write(const struct acme_order *o, struct buf *out)
{
	CLEANUP(buf_free) struct buf encoded = { 0 };

	names_encode(&o->names, &encoded);
	console_names_short(buf_bytes(&encoded), out);
}

static int
item_write(const struct acme_order *o, const char *requester, int64_t now,
	   struct buf *out, struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(buf_free)
	struct buf id = { 0 }, account = { 0 }, names = { 0 }, made = { 0 },
		   faults = { 0 };

	buf_printf(&id, "%ju", (uintmax_t)o->id);
	buf_printf(&account, "%ju", (uintmax_t)o->account);
	names_write(o, &names);
	console_time_write(o->created_at, &made);
	faults_write(o, now, &faults);
	if (page_add_made(&v, "id", &id, true, err) < 0 ||
	    page_add_made(&v, "account", &account, true, err) < 0 ||
	    page_add_made(&v, "names", &names, true, err) < 0 ||
	    page_add_made(&v, "made", &made, true, err) < 0 ||
	    page_add_made(&v, "faults", &faults, true, err) < 0 ||
	    page_add_text(&v, "requester", requester, err) < 0 ||
	    page_add_text(&v, "state",
			  acme_order_status_name(acme_order_status(o, now)),
			  err) < 0)
		return -1;
	return page_fill("console/acme_order_item.html", v.at, v.count, out,
			 err);
}

static int
one_write(struct store *store, uint64_t id, struct acme_order *o, int64_t now,
	  struct buf *out, struct err *err)
{
	struct store_requester requester;
	struct acme_account account;

	if (store_order_get(store, id, o, err) < 0)
		/* Swept since its number was read. */
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	if (store_account_whose(store, o->account, &account, &requester, err) <
	    0)
		return -1;
	return item_write(o, requester.name, now, out, err);
}

int
console_acme_orders_write(struct store *store,
			  const struct acme_order_filter *filter, int64_t now,
			  struct buf *out, uint64_t *ret_reached,
			  struct err *err)
{
	struct acme_order *o = calloc(1, sizeof(*o));
	uint64_t ids[ORDER_ROWS];
	size_t count = 0;
	int rc = 0;

	if (!o)
		return err_set(err, ERR_NOMEM, "an order");
	rc = store_order_newest(store, filter, ids, ARRAY_SIZE(ids), &count,
				ret_reached, err);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = one_write(store, ids[i], o, now, out, err);
	acme_order_free(o);
	free(o);
	return rc;
}
