/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The list of an account's orders, page by page (RFC 8555 7.1.2.1). */

#include "acme_account.h"
#include "list.h"
#include "routes.h"

#include <stdio.h>
#include <string.h>

struct page {
	uint64_t account, after;
	uint64_t
		at[LIMIT_ACME_ORDERS_PAGE + 1]; /* one more: is there a next? */
	size_t count;
};

static int
read_page(struct store *store, void *ctx, struct err *err)
{
	struct page *p = ctx;

	return store_order_list(store, p->account, p->after, p->at,
				ARRAY_SIZE(p->at), &p->count, err);
}

static int
read_cursor(const struct request *r, uint64_t *ret, struct err *err)
{
	struct guard_parameter p[1];
	int n = guard_query(r->head.query, p, ARRAY_SIZE(p), err);

	*ret = 0;
	if (n < 0)
		return -1;
	if (n == 0 || (strcmp(p[0].name, "cursor") == 0 &&
		       acme_number(bytes_of_text(p[0].value), ret)))
		return 0;
	return err_set(err, ERR_MALFORMED,
		       "the query may hold cursor, as the link to the next "
		       "page has it");
}

static enum step
show_orders(struct request *r)
{
	struct acme *a = r->acme;
	struct page p = { .account = a->account.id };
	struct buf body = { 0 };
	size_t shown = 0;
	struct err err;

	if (!acme_take_account(r))
		return STEP_DONE;
	if (read_cursor(r, &p.after, &err) < 0 ||
	    lister_read(r->front->lister, read_page, &p, &err) < 0)
		return reply_err(r, &err);
	shown = p.count < ARRAY_SIZE(p.at) ? p.count : p.count - 1;
	buf_append_text(&body, "{\"orders\":[");
	for (size_t i = 0; i < shown; i++)
		buf_printf(&body, "%s\"%s" ACME_PATH "/order/%ju\"",
			   i ? "," : "", a->origin, (uintmax_t)p.at[i]);
	buf_append_text(&body, "]}\n");
	if (shown < p.count)
		snprintf(a->link, sizeof(a->link),
			 "<%s" ACME_PATH "/account/%ju/orders?cursor=%ju>;"
			 "rel=\"next\"",
			 a->origin, (uintmax_t)p.account,
			 (uintmax_t)p.at[shown - 1]);
	return acme_reply(r, 200, "application/json", &body);
}

enum step
on_acme_orders(struct request *r)
{
	static const struct acme_way way = { .by = ACME_BY_ACCOUNT,
					     .payload = ACME_EMPTY,
					     .ask = show_orders };

	return acme_run(r, &way);
}
