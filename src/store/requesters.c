/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Requesters: who asks, under which policy, with which rights. */
#include "requesters.h"

int
store_requester_add(struct store *s, const struct store_requester *row,
		    uint64_t *ret_id, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REQUESTER_ADD);

	put_text(&q, bytes_of_text(row->name));
	put_text(&q, bytes_of_text(row->policy));
	put_u64(&q, row->rights);
	put_i64(&q, row->created_at);
	put_i64(&q, row->expires_at);
	put_i64(&q, row->disabled_at);
	put_text(&q, bytes_of_text(row->contacts));
	put_text(&q, bytes_of_text(row->client_name));
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

int
requester_take(struct query *q, struct store_requester *ret, struct err *err)
{
	struct store_requester row = { .id = take_u64(q) };

	if (take_string(q, row.name, sizeof(row.name), err) != 0)
		return -1;
	if (take_string(q, row.policy, sizeof(row.policy), err) != 0)
		return -1;
	row.rights = (uint32_t)take_u64(q);
	row.created_at = take_i64(q);
	row.expires_at = take_i64(q);
	row.disabled_at = take_i64(q);
	if (take_string(q, row.contacts, sizeof(row.contacts), err) != 0)
		return -1;
	if (take_string(q, row.client_name, sizeof(row.client_name), err) != 0)
		return -1;
	*ret = row;
	return 0;
}

int
store_requester_find(struct store *s, struct bytes name,
		     struct store_requester *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REQUESTER_FIND);

	put_text(&q, name);
	if (query_one(&q, "requester of that name", err) != 0)
		return -1;
	return requester_take(&q, ret, err);
}

int
store_requester_next(struct store *s, uint64_t after,
		     struct store_requester *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REQUESTER_NEXT);

	put_u64(&q, after);
	if (query_one(&q, "further requester", err) != 0)
		return -1;
	return requester_take(&q, ret, err);
}

int
store_requester_update(struct store *s, const struct store_requester *row,
		       struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REQUESTER_UPDATE);

	put_text(&q, bytes_of_text(row->policy));
	put_u64(&q, row->rights);
	put_i64(&q, row->expires_at);
	put_i64(&q, row->disabled_at);
	put_text(&q, bytes_of_text(row->contacts));
	put_text(&q, bytes_of_text(row->client_name));
	put_u64(&q, row->id);
	return query_run(&q, err);
}

int
store_requester_by_client_name(struct store *s, struct bytes client_name,
			       struct store_requester *ret, struct err *err)
{
	CLEANUP(query_end)
	struct query q = query_of(s, Q_REQUESTER_BY_CLIENT_NAME);

	put_text(&q, client_name);
	if (query_one(&q, "requester of that client name", err) != 0)
		return -1;
	return requester_take(&q, ret, err);
}

int
store_requester_count_able(struct store *s, uint32_t rights, int64_t now,
			   uint64_t *ret, uint64_t *ret_lasting,
			   struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REQUESTER_COUNT_ABLE);

	put_u64(&q, rights);
	put_i64(&q, now);
	if (query_one(&q, "count", err) != 0)
		return -1;
	*ret = take_u64(&q);
	*ret_lasting = take_u64(&q);
	return 0;
}

int
store_requester_count_certificates(struct store *s, uint64_t id, uint64_t *ret,
				   struct err *err)
{
	CLEANUP(query_end)
	struct query q = query_of(s, Q_REQUESTER_COUNT_CERTIFICATES);

	put_u64(&q, id);
	if (query_one(&q, "count", err) != 0)
		return -1;
	*ret = take_u64(&q);
	return 0;
}

int
store_requester_by_id(struct store *s, uint64_t id, struct store_requester *ret,
		      struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_REQUESTER_BY_ID);

	put_u64(&q, id);
	if (query_one(&q, "requester of that number", err) != 0)
		return -1;
	return requester_take(&q, ret, err);
}
