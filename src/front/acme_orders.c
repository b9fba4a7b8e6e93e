/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The list of an account's orders, page by page (RFC 8555 7.1.2.1). */

#include "acme_account.h"
#include "list.h"
#include "routes.h"

#include "sanca/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct page {
	uint64_t account, after;
	uint64_t
		at[LIMIT_ACME_ORDERS_PAGE + 1]; /* one more: is there a next? */
	bool is_invalid[LIMIT_ACME_ORDERS_PAGE + 1];
	size_t count;
	struct acme_order one;
};

static void
page_free(struct page **p)
{
	if (*p)
		acme_order_free(&(*p)->one);
	free(*p);
}

static int
read_page(struct store *store, void *ctx, struct err *err)
{
	struct page *p = ctx;
	int64_t now = clock_wall_s();

	if (store_order_list(store, p->account, p->after, p->at,
			     ARRAY_SIZE(p->at), &p->count, err) < 0)
		return -1;
	for (size_t i = 0; i < p->count; i++) {
		if (store_order_get(store, p->at[i], &p->one, err) < 0)
			return -1;
		p->is_invalid[i] =
			acme_order_status(&p->one, now) == ACME_ORDER_INVALID;
	}
	return 0;
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

/* RFC 8555 7.1.2.1: those that are invalid are left out, so that a page may be
 * short. */
static enum step
reply_page(struct request *r, const struct page *p)
{
	struct acme *a = r->acme;
	size_t shown = p->count < ARRAY_SIZE(p->at) ? p->count : p->count - 1;
	struct buf body = { 0 };
	bool first = true;

	buf_append_text(&body, "{\"orders\":[");
	for (size_t i = 0; i < shown; i++) {
		if (p->is_invalid[i])
			continue;
		buf_printf(&body, "%s\"%s" ACME_PATH "/order/%ju\"",
			   first ? "" : ",", a->origin, (uintmax_t)p->at[i]);
		first = false;
	}
	buf_append_text(&body, "]}\n");
	if (shown < p->count)
		snprintf(a->link, sizeof(a->link),
			 "<%s" ACME_PATH "/account/%ju/orders?cursor=%ju>;"
			 "rel=\"next\"",
			 a->origin, (uintmax_t)p->account,
			 (uintmax_t)p->at[shown - 1]);
	return acme_reply(r, 200, "application/json", &body);
}

static enum step
show_orders(struct request *r)
{
	CLEANUP(page_free) struct page *p = calloc(1, sizeof(*p));
	struct err err;

	if (!p)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (!acme_take_account(r))
		return STEP_DONE;
	p->account = r->acme->account.id;
	if (read_cursor(r, &p->after, &err) < 0 ||
	    lister_read(r->front->lister, read_page, p, &err) < 0)
		return reply_err(r, &err);
	return reply_page(r, p);
}

enum step
on_acme_orders(struct request *r)
{
	static const struct acme_way way = { .by = ACME_BY_ACCOUNT,
					     .payload = ACME_EMPTY,
					     .ask = show_orders };

	return acme_run(r, &way);
}
