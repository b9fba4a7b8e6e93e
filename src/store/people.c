/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Passwords of requesters, and links: hashes of what people show. */
#include "database.h"

int
store_password_get(struct store *s, uint64_t requester,
		   struct store_password *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PASSWORD_GET);
	struct store_password row = { 0 };

	put_u64(&q, requester);
	if (query_one(&q, "password", err) != 0)
		return -1;
	row.requester = take_u64(&q);
	if (take_string(&q, row.hash, sizeof(row.hash), err) != 0)
		return -1;
	row.set_at = take_i64(&q);
	*ret = row;
	return 0;
}

int
store_password_set(struct store *s, const struct store_password *row,
		   struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PASSWORD_SET);

	put_u64(&q, row->requester);
	put_text(&q, bytes_of_text(row->hash));
	put_i64(&q, row->set_at);
	return query_run(&q, err);
}

int
store_link_add(struct store *s, const struct store_link *row, uint64_t *ret_id,
	       struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_LINK_ADD);

	put_u64(&q, row->kind);
	put_blob(&q, BYTES_OF(row->hash));
	put_u64_or_null(&q, row->requester);
	put_i64(&q, row->created_at);
	put_i64(&q, row->expires_at);
	put_i64(&q, row->ended_at);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

int
store_link_find(struct store *s, const uint8_t hash[32], struct store_link *ret,
		struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_LINK_FIND);
	struct store_link row = { 0 };

	put_blob(&q, (struct bytes){ hash, 32 });
	if (query_one(&q, "such link", err) != 0)
		return -1;
	row.id = take_u64(&q);
	row.kind = (unsigned)take_u64(&q);
	if (take_octets(&q, row.hash, sizeof(row.hash), err) != 0)
		return -1;
	row.requester = take_u64(&q);
	row.created_at = take_i64(&q);
	row.expires_at = take_i64(&q);
	row.ended_at = take_i64(&q);
	*ret = row;
	return 0;
}

int
store_link_end(struct store *s, uint64_t id, int64_t now, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_LINK_END);

	put_i64(&q, now);
	put_u64(&q, id);
	if (query_run(&q, err) != 0)
		return -1;
	if (sqlite3_changes(s->db) == 0)
		return err_set(err, ERR_NOT_FOUND, "there is no such link");
	return 0;
}

int
store_link_end_all(struct store *s, unsigned kind, uint64_t requester,
		   int64_t now, uint64_t *ret_count, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_LINK_END_ALL);

	put_i64(&q, now);
	put_u64(&q, kind);
	put_u64(&q, requester);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_count = (uint64_t)sqlite3_changes(s->db);
	return 0;
}
