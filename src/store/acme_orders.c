/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* ACME: orders, each read with its authorizations in one query. */
#include "acme_rows.h"

#include <stdlib.h>
#include <string.h>

void
acme_order_free(struct acme_order *o)
{
	free(o->authz);
	o->authz = NULL;
	o->authz_count = 0;
}

static int
link_authz(struct store *s, uint64_t order, size_t place, uint64_t authz,
	   struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ORDER_AUTHZ_ADD);

	put_u64(&q, order);
	put_u64(&q, place);
	put_u64(&q, authz);
	return query_run(&q, err);
}

static int
add_row(struct store *s, const struct acme_order *row, struct bytes names,
	uint64_t *ret_id, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ORDER_ADD);

	put_u64(&q, row->account);
	put_i64(&q, row->created_at);
	put_i64(&q, row->expires_at);
	put_text(&q, bytes_of_text(row->profile));
	put_i64(&q, row->not_after);
	put_blob(&q, names);
	put_u64(&q, row->replaces);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

int
store_order_add(struct store *s, const struct acme_order *row,
		const uint64_t *authz, uint64_t *ret_id, struct err *err)
{
	CLEANUP(buf_free) struct buf names = { 0 };
	uint64_t id = 0;

	names_encode(&row->names, &names);
	if (buf_check(&names, err) != 0 ||
	    add_row(s, row, buf_bytes(&names), &id, err) != 0)
		return -1;
	for (size_t i = 0; i < row->names.count; i++)
		if (link_authz(s, id, i, authz[i], err) != 0)
			return -1;
	*ret_id = id;
	return 0;
}

/* In ORDER_COLUMNS of statements.def. */
#define ORDER_COLUMN_COUNT 11

/* A reservation that is void is none: the order is ready again. */
static int
order_take(struct query *q, struct acme_order *ret, struct err *err)
{
	bool is_void = false, is_issued = false;
	struct bytes names;

	ret->id = take_u64(q);
	ret->account = take_u64(q);
	ret->created_at = take_i64(q);
	ret->expires_at = take_i64(q);
	if (take_string(q, ret->profile, sizeof(ret->profile), err) != 0)
		return -1;
	ret->not_after = take_i64(q);
	names = take_bytes(q);
	if (names_decode(names, &ret->names, err) != 0)
		return -1;
	ret->replaces = take_u64(q);
	ret->reservation = take_u64(q);
	is_void = take_u64(q) != 0;
	is_issued = take_u64(q) != 0;
	if (is_void)
		ret->reservation = 0;
	ret->certificate = is_issued ? STORE_ISSUED : STORE_RESERVED;
	return 0;
}

static int
first_row(struct query *q, struct acme_order *ret, struct err *err)
{
	if (order_take(q, ret, err) != 0)
		return -1;
	ret->authz = calloc(ret->names.count + 1, sizeof(*ret->authz));
	if (ret->authz == NULL)
		return err_set(err, ERR_NOMEM, "an order");
	return authz_take(q, &ret->authz[0], err);
}

/* The order's own columns come with each row. */
static int
further_row(struct query *q, struct acme_order *ret, struct err *err)
{
	if (ret->authz_count >= ret->names.count)
		return err_set(err, ERR_CORRUPT,
			       "order %ju has more authorizations than names",
			       (uintmax_t)ret->id);
	q->at = ORDER_COLUMN_COUNT;
	return authz_take(q, &ret->authz[ret->authz_count], err);
}

int
store_order_get(struct store *s, uint64_t id, struct acme_order *ret,
		struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ORDER_GET);
	bool row = false;

	acme_order_free(ret);
	put_u64(&q, id);
	if (query_one(&q, "such order", err) != 0 ||
	    first_row(&q, ret, err) != 0)
		return -1;
	for (ret->authz_count = 1;; ret->authz_count++) {
		if (query_next(&q, &row, err) != 0)
			return -1;
		if (!row)
			break;
		if (further_row(&q, ret, err) != 0)
			return -1;
	}
	if (ret->authz_count != ret->names.count)
		return err_set(err, ERR_CORRUPT,
			       "order %ju lacks authorizations", (uintmax_t)id);
	return 0;
}

int
store_order_list(struct store *s, uint64_t account, uint64_t after,
		 uint64_t *ret, size_t max, size_t *ret_count, struct err *err)
{
	CLEANUP(query_end)
	struct query q =
		query_of(s, account != 0 ? Q_ORDER_LIST : Q_ORDER_LIST_ALL);
	bool row = false;

	if (account != 0)
		put_u64(&q, account);
	put_u64(&q, after);
	put_u64(&q, max);
	for (*ret_count = 0; *ret_count < max; (*ret_count)++) {
		if (query_next(&q, &row, err) != 0)
			return -1;
		if (!row)
			break;
		ret[*ret_count] = take_u64(&q);
	}
	return 0;
}

/* One more than is wanted, to see whether there is more. */
static void
put_filter(struct query *q, const struct acme_order_filter *filter, size_t max)
{
	if (filter->account != 0)
		put_u64(q, filter->account);
	put_u64(q, filter->before != 0 ? filter->before : INT64_MAX);
	put_u64(q,
		(filter->requester != 0 ? LIMIT_ACME_ORDERS_LOOKS : max) + 1);
}

int
store_order_newest(struct store *s, const struct acme_order_filter *filter,
		   uint64_t *ret, size_t max, size_t *ret_count,
		   uint64_t *ret_reached, struct err *err)
{
	CLEANUP(query_end)
	struct query q = query_of(s, filter->account != 0 ? Q_ORDER_NEWEST_OF
							  : Q_ORDER_NEWEST);
	uint64_t id = 0, requester = 0;
	bool row = false;

	put_filter(&q, filter, max);
	*ret_count = 0;
	for (size_t looks = 0;; looks++) {
		if (query_next(&q, &row, err) != 0)
			return -1;
		if (!row || *ret_count == max ||
		    looks == LIMIT_ACME_ORDERS_LOOKS)
			break;
		id = take_u64(&q);
		requester = take_u64(&q);
		if (filter->requester == 0 || filter->requester == requester)
			ret[(*ret_count)++] = id;
	}
	*ret_reached = row ? id : 0;
	return 0;
}

int
store_order_by_replaces(struct store *s, uint64_t reservation,
			struct acme_order *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ORDER_BY_REPLACES);

	acme_order_free(ret);
	put_u64(&q, reservation);
	if (query_one(&q, "order that replaces it", err) != 0)
		return -1;
	return order_take(&q, ret, err);
}

int
store_order_take(struct store *s, uint64_t id, uint64_t reservation,
		 struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ORDER_TAKE);

	put_u64(&q, reservation);
	put_u64(&q, id);
	return query_run_one(&q,
			     "this order has its certificate, or one is being "
			     "made for it",
			     err);
}

int
store_acme_skip(struct store *s, uint64_t count, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ACME_SKIP);

	put_u64(&q, count);
	if (query_run(&q, err) != 0)
		return -1;
	if (sqlite3_changes(s->db) == 2)
		return 0;
	return err_set(err, ERR_CORRUPT,
		       "%s: the last numbers of orders and authorizations "
		       "(sqlite_sequence) are not there",
		       s->path);
}

/* ---- the end -------------------------------------------------------------- */

static int
sweep(struct store *s, enum statement which, int64_t ended_before,
      unsigned most, unsigned *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, which);

	put_i64(&q, ended_before);
	put_u64(&q, most);
	if (query_run(&q, err) != 0)
		return -1;
	*ret = (unsigned)sqlite3_changes(s->db);
	return 0;
}

int
store_acme_sweep(struct store *s, int64_t ended_before, unsigned most,
		 unsigned *ret, struct err *err)
{
	unsigned links = 0, orders = 0, authz = 0;

	if (sweep(s, Q_ORDER_SWEEP_LINKS, ended_before, most, &links, err) !=
		    0 ||
	    sweep(s, Q_ORDER_SWEEP, ended_before, most, &orders, err) != 0 ||
	    sweep(s, Q_AUTHZ_SWEEP, ended_before, most, &authz, err) != 0)
		return -1;
	*ret = orders + authz;
	return 0;
}
