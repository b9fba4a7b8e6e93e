/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Lists certificates by name, requester, end and state, page by page. */

#include "list.h"

#include "json_write.h"
#include "reply.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <stdlib.h>
#include <string.h>

#define LIST_DEFAULT_ROWS 100

/* One connection, one page at a time: reads are short, and a reader must not
 * hold up the writer's checkpoints. */
struct lister {
	pthread_mutex_t lock;
	const char *dir;
	struct store
		*store; /* opened at first use: the signer makes the file */
};

int
lister_new(const char *dir, struct lister **ret, struct err *err)
{
	struct lister *l = calloc(1, sizeof(*l));

	if (!l)
		return err_nomem(err);
	pthread_mutex_init(&l->lock, NULL);
	l->dir = dir;
	*ret = l;
	return 0;
}

void
lister_free(struct lister **lister)
{
	if (*lister) {
		store_free(&(*lister)->store);
		pthread_mutex_destroy(&(*lister)->lock);
		free(*lister);
	}
	*lister = NULL;
}

static int
read_state(const char *text, struct store_filter *f, int64_t now,
	   struct err *err)
{
	enum store_state state = STORE_ISSUED;

	if (store_state_find(bytes_of_text(text), &state)) {
		f->state = state;
		return 0;
	}
	if (strcmp(text, "valid") == 0) {
		f->state = STORE_ISSUED;
		f->ends_after = now;
		return 0;
	}
	if (strcmp(text, "expired") == 0) {
		f->state = STORE_ISSUED;
		f->ends_before = now;
		return 0;
	}
	return err_set(err, ERR_MALFORMED,
		       "status is issued, valid, expired, revoked, void or "
		       "reserved");
}

static int
read_number(const char *name, const char *text, uint64_t least, uint64_t most,
	    uint64_t *ret, struct err *err)
{
	if (text_u64(text, most, ret, err) < 0 || *ret < least)
		return err_set(err, ERR_MALFORMED,
			       "%s must be a number from %ju to %ju", name,
			       (uintmax_t)least, (uintmax_t)most);
	return 0;
}

static int
read_parameter(const struct guard_parameter *p, int64_t now,
	       struct store_filter *f, struct err *err)
{
	uint64_t v = 0;
	int64_t s = 0;

	if (strcmp(p->name, "name") == 0 && p->value[0]) {
		f->name = p->value;
	} else if (strcmp(p->name, "requester") == 0 && p->value[0]) {
		f->requester = p->value;
	} else if (strcmp(p->name, "expiring") == 0) {
		if (text_duration(p->value, &s, err) < 0 || s <= 0 ||
		    s > INT64_C(100) * 366 * 86400)
			return err_set(err, ERR_MALFORMED,
				       "expiring must be like \"30d\"");
		f->ends_after = now;
		f->ends_before = now + s;
	} else if (strcmp(p->name, "status") == 0) {
		return read_state(p->value, f, now, err);
	} else if (strcmp(p->name, "after") == 0) {
		return read_number("after", p->value, 0, INT64_MAX, &f->after,
				   err);
	} else if (strcmp(p->name, "limit") == 0) {
		if (read_number("limit", p->value, 1, LIMIT_PAGE_ROWS, &v,
				err) < 0)
			return -1;
		f->limit = (unsigned)v;
	} else {
		return err_set(err, ERR_MALFORMED,
			       "the query may hold name, requester, expiring, "
			       "status, after and limit");
	}
	return 0;
}

int
list_query_read(struct bytes query, int64_t now, struct list_query *ret,
		struct err *err)
{
	int n = guard_query(query, ret->at, ARRAY_SIZE(ret->at), err);

	if (n < 0)
		return -1;
	ret->filter = (struct store_filter){ .limit = LIST_DEFAULT_ROWS };
	ret->filter.newest_first = true;
	for (int i = 0; i < n; i++)
		if (read_parameter(&ret->at[i], now, &ret->filter, err) < 0)
			return -1;
	if (ret->filter.name) {
		name_to_find(ret->filter.name, ret->name);
		ret->filter.name = ret->name;
	}
	return 0;
}

struct page {
	const struct store_filter *filter;
	struct buf *out;
	unsigned rows;
	uint64_t last;
};

static int
write_row(const struct store_row *row, void *ctx)
{
	static _Thread_local struct names names;
	struct page *page = ctx;
	struct buf *out = page->out;
	const struct profile *profile =
		profile_get((enum profile_code)row->profile);
	struct err none;

	buf_printf(out, "%s{\"id\":%ju,\"state\":\"%s\"", page->rows ? "," : "",
		   (uintmax_t)row->id, store_state_name(row->state));
	json_hex(out, "serial", row->serial);
	buf_append_text(out, ",\"names\":");
	if (names_decode(row->names, &names, &none) < 0)
		names.count = 0;
	names_render(&names, out);
	json_time(out, "not_before", row->not_before);
	json_time(out, "not_after", row->not_after);
	if (row->revoked_at) {
		json_time(out, "revoked_at", row->revoked_at);
		json_field(out, "reason",
			   bytes_of_text(revocation_reason_word(row->reason)));
	}
	json_field(out, "requester", row->requester);
	json_field(out, "policy", row->policy);
	json_field(out, "profile", bytes_of_text(profile ? profile->name : ""));
	if (row->state == STORE_ISSUED || row->state == STORE_REVOKED) {
		json_hex(out, "sha256", BYTES_OF(row->sha256));
		json_hex(out, "sha1", BYTES_OF(row->sha1));
		buf_printf(out, ",\"log_index\":%ju",
			   (uintmax_t)row->log_index);
	}
	buf_append_u8(out, '}');
	page->rows++;
	page->last = row->id;
	return 0;
}

int
lister_read(struct lister *l, lister_fn *fn, void *ctx, struct err *err)
{
	int ret = 0;

	pthread_mutex_lock(&l->lock);
	if (!l->store)
		ret = store_open(l->dir, STORE_READ, &l->store, err);
	if (ret == 0)
		ret = fn(l->store, ctx, err);
	if (ret < 0 && l->store && store_is_broken(l->store))
		store_free(&l->store);
	pthread_mutex_unlock(&l->lock);
	return ret;
}

static int
read_page(struct store *store, void *ctx, struct err *err)
{
	struct page *page = ctx;

	return store_list(store, page->filter, write_row, page, err);
}

enum step
on_list(struct request *r)
{
	static _Thread_local struct list_query query;
	struct buf body = { 0 };
	struct page page = { .filter = &query.filter, .out = &body };
	struct err err;

	if (list_query_read(r->head.query, clock_wall_s(), &query, &err) < 0)
		return reply_err(r, &err);
	buf_append_text(&body, "{\"certificates\":[");
	if (lister_read(r->front->lister, read_page, &page, &err) < 0) {
		buf_free(&body);
		return reply_err(r, &err);
	}
	buf_append_u8(&body, ']');
	if (page.rows == query.filter.limit)
		buf_printf(&body, ",\"next\":%ju", (uintmax_t)page.last);
	buf_append_text(&body, "}\n");
	return reply_body(r, 200, "application/json", &body, NULL);
}
