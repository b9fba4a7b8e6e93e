/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /console/acme/accounts/NUMBER: an account, and its orders. */

#include "console_acme.h"

#include "form_body.h"
#include "list.h"
#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/text.h"

/* All of a thumbprint. */
#define KEY_CHARS 43

struct look {
	const struct request *r;
	struct acme_order_filter filter;
	int64_t now;
	struct acme_account account;
	struct acme_binding binding; /* id 0: none */
	struct store_requester requester;
	struct buf orders;
	uint64_t reached;
};

static void
look_free(struct look *l)
{
	buf_free(&l->orders);
}

/* There is no verb for one by its number, but this is the next after the one
 * before it. */
static int
read_binding(struct store *store, struct look *l, struct err *err)
{
	struct acme_binding b = { 0 };

	if (l->account.binding == 0)
		return 0;
	if (store_binding_next(store, l->account.requester,
			       l->account.binding - 1, &b, err) < 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	if (b.id == l->account.binding)
		l->binding = b;
	return 0;
}

static int
read_all(struct store *store, void *ctx, struct err *err)
{
	struct look *l = ctx;

	if (store_account_whose(store, l->filter.account, &l->account,
				&l->requester, err) < 0)
		return -1;
	if (!console_acme_may_see(l->r, l->requester.name))
		return err_set(err, ERR_NOT_FOUND, "not for who asks");
	if (read_binding(store, l, err) < 0)
		return -1;
	return console_acme_orders_write(store, &l->filter, l->now, &l->orders,
					 &l->reached, err);
}

static int
read_before(const struct request *r, uint64_t *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf before = { 0 };
	const struct form_field fields[] = {
		{ .name = "before", .text = &before, .max = 20 },
	};

	if (form_query_read(r->head.query, fields, ARRAY_SIZE(fields), err) < 0)
		return -1;
	if (before.n > 0 &&
	    text_u64(buf_text(&before), INT64_MAX, ret, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "before is the number of an order");
	return 0;
}

/* ---- the page ---------------------------------------------------------------------- */

static void
state_write(const struct acme_account *a, struct buf *out)
{
	buf_append_text(out, console_acme_account_state(a));
	if (a->ended_at == 0)
		return;
	buf_append_text(out, " on ");
	console_time_write(a->ended_at, out);
}

static void
requester_write(const struct look *l, struct buf *out)
{
	bool is_link = session_may(l->r, RIGHT_ADMIN);

	if (is_link) {
		buf_append_text(out, "<a href=\"/console/requesters/");
		console_query_escape(bytes_of_text(l->requester.name), out);
		buf_append_text(out, "\">");
	}
	buf_append_text(out, "<bdi>");
	html_text(bytes_of_text(l->requester.name), out);
	buf_append_text(out, is_link ? "</bdi></a>" : "</bdi>");
}

static void
binding_write(const struct look *l, struct buf *out)
{
	if (l->binding.id == 0) {
		buf_append_text(out, "by nobody");
		return;
	}
	buf_append_text(out, "by the key <code>");
	html_text(bytes_of_text(l->binding.kid), out);
	buf_append_text(out, "</code>");
}

/* It ends where administrators are who have a shell, and nowhere else. */
static void
end_write(const struct acme_account *a, struct buf *out)
{
	if (a->ended_at == 0)
		buf_printf(
			out,
			"<p>An administrator ends it on the command line: "
			"<code>sanca acme deactivate %ju</code>. What it was "
			"issued stays.</p>\n",
			(uintmax_t)a->id);
}

static int
add_facts(struct page_values *v, const struct look *l, struct err *err)
{
	const struct acme_account *a = &l->account;
	CLEANUP(buf_free)
	struct buf state = { 0 }, requester = { 0 }, key = { 0 }, made = { 0 },
		   binding = { 0 }, end = { 0 };

	state_write(a, &state);
	requester_write(l, &requester);
	console_acme_key_write(a, KEY_CHARS, &key);
	console_time_write(a->created_at, &made);
	binding_write(l, &binding);
	end_write(a, &end);
	if (page_add_made(v, "state", &state, true, err) < 0 ||
	    page_add_made(v, "requester", &requester, true, err) < 0 ||
	    page_add_made(v, "key", &key, true, err) < 0 ||
	    page_add_made(v, "made", &made, true, err) < 0 ||
	    page_add_made(v, "binding", &binding, true, err) < 0 ||
	    page_add_made(v, "end", &end, true, err) < 0 ||
	    page_add_text(v, "contacts", a->contacts[0] ? a->contacts : "none",
			  err) < 0)
		return -1;
	return page_add_text(v, "peer", a->peer, err);
}

static int
add_orders(struct page_values *v, struct look *l, struct err *err)
{
	CLEANUP(buf_free) struct buf id = { 0 }, more = { 0 };

	buf_printf(&id, "%ju", (uintmax_t)l->account.id);
	if (l->orders.n == 0)
		buf_append_text(&l->orders, "<li>There are none here.</li>\n");
	if (l->reached > 0)
		buf_printf(
			&more,
			"<p><a class=\"button\" href=\"?before=%ju\">Earlier "
			"ones</a></p>\n",
			(uintmax_t)l->reached);
	if (page_add_made(v, "id", &id, false, err) < 0 ||
	    page_add_made(v, "orders", &l->orders, true, err) < 0)
		return -1;
	return page_add_made(v, "more", &more, true, err);
}

enum step
on_console_acme_account(struct request *r)
{
	const struct console_page page = { .title = "ACME account",
					   .place = CONSOLE_ACME };
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(look_free)
	struct look l = { .r = r, .now = clock_wall_s() };
	struct err err;

	if (read_before(r, &l.filter.before, &err) < 0)
		return reply_err(r, &err);
	l.filter.account = console_acme_number(r);
	if (lister_read(r->front->lister, read_all, &l, &err) < 0)
		return console_acme_no_such(
			r, "there is no such account that you may see", &err);
	if (add_facts(&v, &l, &err) < 0 || add_orders(&v, &l, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/acme_account.html", &v);
}
