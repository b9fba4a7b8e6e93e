/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /console/acme: the newest orders, and the accounts. Who may not list sees
 * those of his own. */

#include "console_acme.h"

#include "form_body.h"
#include "list.h"
#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

/* Accounts on a page; characters of a key there. */
#define ACCOUNT_ROWS 50
#define KEY_SHOWN 11

struct listing {
	struct buf requester; /* whose; empty: of all */
	uint64_t before, after;
	int64_t now;
	/* What was found. */
	struct buf orders, accounts;
	uint64_t reached; /* orders go on before it; 0: they end */
	uint64_t last;	  /* account */
	bool has_more;
};

static void
listing_free(struct listing *l)
{
	buf_free(&l->requester);
	buf_free(&l->orders);
	buf_free(&l->accounts);
}

/* ---- what is asked for ----------------------------------------------------------- */

static int
read_number(struct buf *text, const char *name, uint64_t *ret, struct err *err)
{
	if (text->n > 0 && text_u64(buf_text(text), INT64_MAX, ret, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "%s is a number that a page of this list gave",
			       name);
	return 0;
}

static int
read_query(const struct request *r, struct listing *l, struct err *err)
{
	CLEANUP(buf_free) struct buf before = { 0 }, after = { 0 };
	const struct form_field fields[] = {
		{ .name = "requester",
		  .text = &l->requester,
		  .max = LIMIT_LABEL_BYTES },
		{ .name = "before", .text = &before, .max = 20 },
		{ .name = "after", .text = &after, .max = 20 },
	};

	if (form_query_read(r->head.query, fields, ARRAY_SIZE(fields), err) <
		    0 ||
	    read_number(&before, "before", &l->before, err) < 0 ||
	    read_number(&after, "after", &l->after, err) < 0)
		return -1;
	if (!session_may(r, RIGHT_LIST)) {
		buf_clear(&l->requester);
		buf_append_text(&l->requester, r->session.requester);
	}
	return buf_check(&l->requester, err);
}

/* ---- what there is ----------------------------------------------------------------- */

static int
account_write(const struct acme_account *a, const char *requester,
	      struct buf *out, struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(buf_free) struct buf id = { 0 }, key = { 0 }, made = { 0 };

	buf_printf(&id, "%ju", (uintmax_t)a->id);
	console_acme_key_write(a, KEY_SHOWN, &key);
	console_time_write(a->created_at, &made);
	if (page_add_made(&v, "id", &id, false, err) < 0 ||
	    page_add_made(&v, "key", &key, true, err) < 0 ||
	    page_add_made(&v, "made", &made, true, err) < 0 ||
	    page_add_text(&v, "requester", requester, err) < 0 ||
	    page_add_text(&v, "state", console_acme_account_state(a), err) <
		    0 ||
	    page_add_text(&v, "contacts",
			  a->contacts[0] ? a->contacts : "no contacts",
			  err) < 0)
		return -1;
	return page_fill("console/acme_account_item.html", v.at, v.count, out,
			 err);
}

static int
read_accounts(struct store *store, struct listing *l, uint64_t of,
	      struct err *err)
{
	struct acme_account a = { .id = l->after };
	struct store_requester requester;

	for (unsigned i = 0; i < ACCOUNT_ROWS; i++) {
		if (store_account_next(store, of, a.id, &a, err) < 0)
			return err->code == ERR_NOT_FOUND ? 0 : -1;
		if (store_requester_by_id(store, a.requester, &requester, err) <
			    0 ||
		    account_write(&a, requester.name, &l->accounts, err) < 0)
			return -1;
		l->last = a.id;
	}
	l->has_more = store_account_next(store, of, a.id, &a, err) == 0;
	return l->has_more || err->code == ERR_NOT_FOUND ? 0 : -1;
}

static int
read_all(struct store *store, void *ctx, struct err *err)
{
	struct listing *l = ctx;
	struct acme_order_filter filter = { .before = l->before };
	struct store_requester requester = { 0 };

	if (l->requester.n > 0 &&
	    store_requester_find(store, buf_bytes(&l->requester), &requester,
				 err) < 0)
		return -1;
	filter.requester = requester.id;
	if (console_acme_orders_write(store, &filter, l->now, &l->orders,
				      &l->reached, err) < 0)
		return -1;
	return read_accounts(store, l, requester.id, err);
}

/* ---- the page ---------------------------------------------------------------------- */

static void
more_write(const struct listing *l, const char *what, uint64_t from,
	   const char *label, struct buf *out)
{
	if (from == 0)
		return;
	buf_printf(out, "<p><a class=\"button\" href=\"?%s=%ju", what,
		   (uintmax_t)from);
	if (l->requester.n > 0) {
		buf_append_text(out, "&amp;requester=");
		console_query_escape(buf_bytes(&l->requester), out);
	}
	buf_printf(out, "\">%s</a></p>\n", label);
}

static int
add_place(struct page_values *v, const struct request *r, struct err *err)
{
	const struct conf *conf = r->live->conf;
	struct buf place = { 0 };

	if (!conf->acme_enabled) {
		buf_append_text(&place, "It is not served: sanca.conf has no "
					"<code>enabled = yes</code> in "
					"<code>[acme]</code>.");
	} else {
		buf_append_text(&place, "Clients find it at <code>");
		if (conf_https_origin(conf, &place))
			buf_append_text(&place, "/acme/directory");
		buf_append_text(&place, "</code>.");
	}
	return page_add_made(v, "place", &place, true, err);
}

static int
add_all(struct page_values *v, struct request *r, struct listing *l,
	struct err *err)
{
	CLEANUP(buf_free)
	struct buf orders = { 0 }, accounts = { 0 }, whose = { 0 };

	more_write(l, "before", l->reached, "Earlier ones", &orders);
	more_write(l, "after", l->has_more ? l->last : 0, "More", &accounts);
	if (l->orders.n == 0)
		buf_append_text(&l->orders, "<li>There are none here.</li>\n");
	if (l->accounts.n == 0)
		buf_append_text(&l->accounts,
				"<li>There are none here.</li>\n");
	buf_append_text(&whose, l->requester.n > 0 ? "Of <bdi>" : "Of all");
	html_text(buf_bytes(&l->requester), &whose);
	buf_append_text(&whose, l->requester.n > 0 ? "</bdi>." : ".");
	if (page_add_made(v, "more-orders", &orders, true, err) < 0 ||
	    page_add_made(v, "more-accounts", &accounts, true, err) < 0 ||
	    page_add_made(v, "whose", &whose, true, err) < 0 ||
	    page_add_made(v, "orders", &l->orders, true, err) < 0 ||
	    page_add_made(v, "accounts", &l->accounts, true, err) < 0)
		return -1;
	return add_place(v, r, err);
}

enum step
on_console_acme(struct request *r)
{
	const struct console_page page = { .title = "ACME",
					   .place = CONSOLE_ACME };
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(listing_free) struct listing l = { .now = clock_wall_s() };
	struct err err;

	if (read_query(r, &l, &err) < 0)
		return reply_err(r, &err);
	if (lister_read(r->front->lister, read_all, &l, &err) < 0)
		return console_acme_no_such(r, "there is no such requester",
					    &err);
	if (add_all(&v, r, &l, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/acme.html", &v);
}
