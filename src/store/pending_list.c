/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What waits for a person, in lists: no request and no key of it. */
#include "database.h"

static void
row_take(struct query *q, struct store_pending_row *ret)
{
	ret->id = take_u64(q);
	ret->requester = take_bytes(q);
	ret->policy = take_bytes(q);
	ret->asked_at = take_i64(q);
	ret->expires_at = take_i64(q);
	ret->door = (unsigned)take_u64(q);
	ret->peer = take_bytes(q);
	ret->contact = take_bytes(q);
	ret->names = take_bytes(q);
	ret->why = take_bytes(q);
	ret->state = (unsigned)take_u64(q);
	ret->decided_at = take_i64(q);
	ret->decided_by = take_bytes(q);
}

int
store_pending_list(struct store *s, const struct store_pending_filter *filter,
		   store_pending_fn *fn, void *ctx, struct err *err)
{
	CLEANUP(query_end)
	struct query q = query_of(s, filter->state == 0 ? Q_PENDING_DOWN
							: Q_PENDING_DOWN_STATE);
	uint64_t before = filter->before == 0 || filter->before > INT64_MAX
				  ? INT64_MAX
				  : filter->before;

	put_u64(&q, before);
	put_text(&q, bytes_of_text(filter->requester ? filter->requester : ""));
	if (filter->state != 0)
		put_u64(&q, filter->state);
	for (unsigned given = 0; given < filter->limit; given++) {
		struct store_pending_row row = { 0 };
		bool more = false;
		int rc = 0;

		if (query_next(&q, &more, err) != 0)
			return -1;
		if (!more)
			break;
		row_take(&q, &row);
		rc = fn(&row, ctx, err);
		if (rc != 0)
			return rc;
	}
	return 0;
}

int
store_pending_totals(struct store *s, const char *requester,
		     uint64_t ret[STORE_PENDING_STATES], struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_TOTALS);

	put_text(&q, bytes_of_text(requester ? requester : ""));
	if (query_one(&q, "count of what waits", err) != 0)
		return -1;
	ret[0] = 0;
	for (unsigned i = 1; i < STORE_PENDING_STATES; i++) {
		ret[i] = take_u64(&q);
		ret[0] += ret[i];
	}
	return 0;
}
