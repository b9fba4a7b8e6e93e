/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Tokens: hashes of what requesters show. */
#include "requesters.h"

int
store_token_add(struct store *s, const struct store_token *row,
		uint64_t *ret_id, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_TOKEN_ADD);

	put_u64(&q, row->requester);
	put_blob(&q, BYTES_OF(row->hash));
	put_u64(&q, row->rights);
	put_i64(&q, row->created_at);
	put_i64(&q, row->expires_at);
	put_i64(&q, row->revoked_at);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

static int
token_take(struct query *q, struct store_token *ret,
	   struct store_requester *ret_requester, struct err *err)
{
	struct store_token row = { .id = take_u64(q),
				   .requester = take_u64(q) };

	if (take_octets(q, row.hash, sizeof(row.hash), err) != 0)
		return -1;
	row.rights = (uint32_t)take_u64(q);
	row.created_at = take_i64(q);
	row.expires_at = take_i64(q);
	row.revoked_at = take_i64(q);
	if (requester_take(q, ret_requester, err) != 0)
		return -1;
	*ret = row;
	return 0;
}

int
store_token_find(struct store *s, const uint8_t hash[32],
		 struct store_token *ret, struct store_requester *ret_requester,
		 struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_TOKEN_FIND);

	put_blob(&q, (struct bytes){ hash, 32 });
	if (query_one(&q, "such token", err) != 0)
		return -1;
	return token_take(&q, ret, ret_requester, err);
}

int
store_token_once(struct store *s, struct store_token *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_TOKEN_ONCE);
	struct store_requester requester;

	if (query_one(&q, "token of an older schema", err) != 0)
		return -1;
	return token_take(&q, ret, &requester, err);
}

int
store_token_hash_again(struct store *s, uint64_t token, const uint8_t hash[32],
		       struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_TOKEN_HASH_AGAIN);

	put_blob(&q, (struct bytes){ hash, 32 });
	put_u64(&q, token);
	return query_run(&q, err);
}

int
store_token_next(struct store *s, uint64_t after, struct store_token *ret,
		 struct store_requester *ret_requester, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_TOKEN_NEXT);

	put_u64(&q, after);
	if (query_one(&q, "further token", err) != 0)
		return -1;
	return token_take(&q, ret, ret_requester, err);
}

int
store_token_next_of(struct store *s, uint64_t requester, uint64_t after,
		    struct store_token *ret,
		    struct store_requester *ret_requester, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_TOKEN_NEXT_OF);

	put_u64(&q, requester);
	put_u64(&q, after);
	if (query_one(&q, "further token of this requester", err) != 0)
		return -1;
	return token_take(&q, ret, ret_requester, err);
}

int
store_token_revoke(struct store *s, uint64_t token, uint64_t requester,
		   int64_t now, uint64_t *ret_count, struct err *err)
{
	CLEANUP(query_end)
	struct query q =
		query_of(s, token == 0 ? Q_TOKEN_REVOKE_ALL : Q_TOKEN_REVOKE);

	put_i64(&q, now);
	if (token != 0)
		put_u64(&q, token);
	put_u64(&q, requester);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_count = (uint64_t)sqlite3_changes(s->db);
	return 0;
}
