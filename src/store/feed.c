/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What lists for people need besides: the order of ends, counts that are
 * bounded, and what a search index is filled from. */
#include "database.h"

static int
take_ends(struct query *q, struct store_end *ret, size_t max, size_t *io_count,
	  struct err *err)
{
	bool more = true;

	for (; *io_count < max; ++*io_count) {
		if (query_next(q, &more, err) != 0)
			return -1;
		if (!more)
			break;
		ret[*io_count].id = take_u64(q);
		ret[*io_count].not_after = take_i64(q);
	}
	return 0;
}

static int
by_end_same(struct store *s, const struct store_end *from, bool down,
	    struct store_end *ret, size_t max, size_t *io_count,
	    struct err *err)
{
	CLEANUP(query_end)
	struct query q = query_of(s, down ? Q_BY_END_SAME_DOWN : Q_BY_END_SAME);

	put_i64(&q, from->not_after);
	put_u64(&q, from->id);
	put_u64(&q, max);
	return take_ends(&q, ret, max, io_count, err);
}

int
store_by_end(struct store *s, const struct store_end *from, bool down,
	     struct store_end *ret, size_t max, size_t *ret_count,
	     struct err *err)
{
	CLEANUP(query_end)
	struct query q = query_of(s, down ? Q_BY_END_DOWN : Q_BY_END);

	*ret_count = 0;
	if (by_end_same(s, from, down, ret, max, ret_count, err) != 0)
		return -1;
	put_i64(&q, from->not_after);
	put_u64(&q, max - *ret_count);
	return take_ends(&q, ret, max, ret_count, err);
}

int
store_ending_count(struct store *s, int64_t after, int64_t until, uint64_t most,
		   uint64_t *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ENDING_COUNT);

	put_i64(&q, after);
	put_i64(&q, until);
	put_u64(&q, most);
	if (query_one(&q, "count", err) != 0)
		return -1;
	*ret = take_u64(&q);
	return 0;
}

int
store_waiting_count(struct store *s, uint64_t most, uint64_t *ret,
		    struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_WAITING_COUNT);

	put_u64(&q, most);
	if (query_one(&q, "count", err) != 0)
		return -1;
	*ret = take_u64(&q);
	return 0;
}

static int
reserved_at(struct store *s, uint64_t id, int64_t *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_RESERVED_AT);

	put_u64(&q, id);
	if (query_one(&q, "reservation", err) != 0)
		return -1;
	*ret = take_i64(&q);
	return 0;
}

/* Numbers are without gaps and in the order of time: halved, not counted. */
int
store_reserved_since(struct store *s, int64_t since, uint64_t *ret,
		     struct err *err)
{
	uint64_t last = 0, before = 0, end = 0;

	if (store_reservation_last(s, &last, err) != 0)
		return -1;
	end = last + 1;
	while (end - before > 1) {
		uint64_t middle = before + (end - before) / 2;
		int64_t at = 0;

		if (reserved_at(s, middle, &at, err) != 0)
			return -1;
		if (at < since)
			before = middle;
		else
			end = middle;
	}
	*ret = last - before;
	return 0;
}

int
store_replaced_by(struct store *s, uint64_t id, uint64_t *ret_id,
		  struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REPLACED_BY);

	put_u64(&q, id);
	if (query_one(&q, "certificate that replaces it", err) != 0)
		return -1;
	*ret_id = take_u64(&q);
	return 0;
}

static int
feed(struct query *q, store_feed_fn *fn, void *ctx, struct err *err)
{
	for (;;) {
		struct store_feed row = { 0 };
		bool more = false;

		if (query_next(q, &more, err) != 0)
			return -1;
		if (!more)
			return 0;
		row.log_index = take_u64(q);
		row.id = take_u64(q);
		row.requester = take_u64(q);
		row.not_after = take_i64(q);
		row.policy = take_bytes(q);
		row.names = take_bytes(q);
		if (fn(&row, ctx) != 0)
			return 0;
	}
}

int
store_feed(struct store *s, uint64_t after, unsigned limit, store_feed_fn *fn,
	   void *ctx, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_FEED);

	put_u64(&q, after);
	put_u64(&q, limit);
	return feed(&q, fn, ctx, err);
}

int
store_feed_revoked(struct store *s, int64_t after, unsigned limit,
		   store_feed_fn *fn, void *ctx, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_FEED_REVOKED);

	put_i64(&q, after);
	put_u64(&q, limit);
	return feed(&q, fn, ctx, err);
}
