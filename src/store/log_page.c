/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Entries of the log for people: the newest first, some at a time. */
#include "database.h"

static int
give_entries(struct query *q, unsigned limit, store_entry_fn *fn, void *ctx,
	     uint64_t *ret_last, unsigned *ret_given, struct err *err)
{
	bool more = true;

	for (unsigned given = 0; given < limit; given++) {
		int rc = 0;

		if (query_next(q, &more, err) != 0)
			return -1;
		if (!more)
			break;
		*ret_last = take_u64(q);
		unsigned type = (unsigned)take_u64(q);
		int64_t time = take_i64(q);

		*ret_given = given + 1;
		rc = fn(*ret_last, type, time, take_bytes(q), ctx, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int
store_log_page(struct store *s, const struct store_log_filter *filter,
	       store_entry_fn *fn, void *ctx, uint64_t *ret_next,
	       struct err *err)
{
	CLEANUP(query_end)
	struct query q =
		query_of(s, filter->type == 0 ? Q_LOG_DOWN : Q_LOG_DOWN_TYPE);
	uint64_t before = 0, last = 0, floor = 0;
	unsigned given = 0;

	if (store_log_size(s, &before, err) != 0)
		return -1;
	if (filter->before < before)
		before = filter->before;
	put_u64(&q, before);
	if (filter->type != 0) {
		floor = before > LIMIT_LOG_SCAN ? before - LIMIT_LOG_SCAN : 0;
		put_u64(&q, floor);
		put_u64(&q, filter->type);
	}
	if (give_entries(&q, filter->limit, fn, ctx, &last, &given, err) != 0)
		return -1;
	*ret_next = given == filter->limit ? last : floor;
	return 0;
}
