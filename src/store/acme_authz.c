/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* ACME: authorizations, each of one account for one name. */
#include "acme_rows.h"

int
authz_take(struct query *q, struct acme_authz *ret, struct err *err)
{
	struct bytes name;

	ret->id = take_u64(q);
	ret->account = take_u64(q);
	name = take_bytes(q);
	if (names_decode_one(name, &ret->name, err) != 0) {
		err->code = ERR_CORRUPT;
		return -1;
	}
	ret->wildcard = take_u64(q) != 0;
	ret->created_at = take_i64(q);
	ret->expires_at = take_i64(q);
	if (take_string(q, ret->token, sizeof(ret->token), err) != 0 ||
	    take_octets(q, ret->thumbprint, sizeof(ret->thumbprint), err) != 0)
		return -1;
	ret->state = (enum acme_state)take_u64(q);
	ret->method = (enum acme_method)take_u64(q);
	ret->decided_at = take_i64(q);
	if (take_string(q, ret->address, sizeof(ret->address), err) != 0)
		return -1;
	if (take_string(q, ret->error, sizeof(ret->error), err) != 0)
		return -1;
	ret->is_stale = take_u64(q) != 0;
	return 0;
}

static int
authz_one(struct query *q, struct acme_authz *ret, struct err *err)
{
	if (query_one(q, "such authorization", err) != 0)
		return -1;
	*ret = (struct acme_authz){ 0 };
	return authz_take(q, ret, err);
}

int
store_authz_add(struct store *s, const struct acme_authz *row, uint64_t *ret_id,
		struct err *err)
{
	CLEANUP(buf_free) struct buf name = { 0 };
	CLEANUP(query_end) struct query q = query_of(s, Q_AUTHZ_ADD);

	names_encode_one(&row->name, &name);
	if (buf_check(&name, err) != 0)
		return -1;
	put_u64(&q, row->account);
	put_blob(&q, buf_bytes(&name));
	put_u64(&q, row->wildcard);
	put_i64(&q, row->created_at);
	put_i64(&q, row->expires_at);
	put_text(&q, bytes_of_text(row->token));
	put_blob(&q, BYTES_OF(row->thumbprint));
	put_u64(&q, (uint64_t)row->state);
	put_u64(&q, (uint64_t)row->method);
	put_i64(&q, row->decided_at);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

int
store_authz_get(struct store *s, uint64_t id, struct acme_authz *ret,
		struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_AUTHZ_GET);

	put_u64(&q, id);
	return authz_one(&q, ret, err);
}

int
store_authz_valid(struct store *s, uint64_t account, const struct name *name,
		  bool wildcard, int64_t now, struct acme_authz *ret,
		  struct err *err)
{
	CLEANUP(buf_free) struct buf encoded = { 0 };
	CLEANUP(query_end) struct query q = query_of(s, Q_AUTHZ_VALID);

	names_encode_one(name, &encoded);
	if (buf_check(&encoded, err) != 0)
		return -1;
	put_u64(&q, account);
	put_blob(&q, buf_bytes(&encoded));
	put_u64(&q, wildcard);
	put_i64(&q, now);
	return authz_one(&q, ret, err);
}

static const char decided[] = "this authorization was decided already";

int
store_authz_try(struct store *s, uint64_t id, enum acme_method method,
		struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_AUTHZ_TRY);

	put_u64(&q, (uint64_t)method);
	put_u64(&q, id);
	return query_run_one(&q, decided, err);
}

int
store_authz_decide(struct store *s, const struct acme_authz *row,
		   struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_AUTHZ_DECIDE);

	put_u64(&q, (uint64_t)row->state);
	put_u64(&q, (uint64_t)row->method);
	put_i64(&q, row->decided_at);
	put_i64(&q, row->expires_at);
	put_text(&q, bytes_of_text(row->address));
	put_text(&q, bytes_of_text(row->error));
	put_u64(&q, row->id);
	return query_run_one(&q, decided, err);
}

int
store_authz_tried(struct store *s, uint64_t after, int64_t now,
		  struct acme_authz *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_AUTHZ_TRIED);

	put_u64(&q, after);
	put_i64(&q, now);
	return authz_one(&q, ret, err);
}
