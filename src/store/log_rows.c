/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Rows of the issuance log: entries, tiles, heads, and who signs them. */
#include "database.h"

int
store_log_add(struct store *s, uint64_t index, unsigned type, int64_t time,
	      struct bytes body, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_LOG_ADD);

	put_u64(&q, index);
	put_u64(&q, type);
	put_i64(&q, time);
	put_blob(&q, body);
	return query_run(&q, err);
}

int
store_log_get(struct store *s, uint64_t index, unsigned *ret_type,
	      int64_t *ret_time, struct bytes *ret_body, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_LOG_GET);

	put_u64(&q, index);
	if (query_one(&q, "such log entry", err) != 0)
		return -1;
	*ret_type = (unsigned)take_u64(&q);
	*ret_time = take_i64(&q);
	*ret_body = take_bytes(&q);
	return 0;
}

int
store_log_size(struct store *s, uint64_t *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_LOG_SIZE);

	if (query_one(&q, "log", err) != 0)
		return -1;
	*ret = take_u64(&q);
	return 0;
}

int
store_tile_add(struct store *s, unsigned level, uint64_t index,
	       struct bytes hashes, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_TILE_ADD);

	put_u64(&q, level);
	put_u64(&q, index);
	put_blob(&q, hashes);
	return query_run(&q, err);
}

int
store_tile_get(struct store *s, unsigned level, uint64_t index,
	       struct bytes *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_TILE_GET);

	put_u64(&q, level);
	put_u64(&q, index);
	if (query_one(&q, "such tile of the log", err) != 0)
		return -1;
	*ret = take_bytes(&q);
	return 0;
}

int
store_head_add(struct store *s, uint64_t size, int64_t time, struct bytes root,
	       struct bytes note, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_HEAD_ADD);

	put_u64(&q, size);
	put_i64(&q, time);
	put_blob(&q, root);
	put_text(&q, note);
	return query_run(&q, err);
}

static int
head_one(struct query *q, uint64_t *ret_size, int64_t *ret_time,
	 struct bytes *ret_root, struct bytes *ret_note, struct err *err)
{
	if (query_one(q, "such log head", err) != 0)
		return -1;
	*ret_size = take_u64(q);
	*ret_time = take_i64(q);
	*ret_root = take_bytes(q);
	*ret_note = take_bytes(q);
	return 0;
}

/* Sizes are signed in SQL. */
static uint64_t
in_range(uint64_t size)
{
	return size > INT64_MAX ? INT64_MAX : size;
}

int
store_head_get(struct store *s, uint64_t size, uint64_t *ret_size,
	       int64_t *ret_time, struct bytes *ret_root,
	       struct bytes *ret_note, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_HEAD_GET);

	put_u64(&q, in_range(size));
	return head_one(&q, ret_size, ret_time, ret_root, ret_note, err);
}

int
store_head_next(struct store *s, uint64_t after, uint64_t *ret_size,
		int64_t *ret_time, struct bytes *ret_root,
		struct bytes *ret_note, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_HEAD_NEXT);

	put_u64(&q, in_range(after));
	return head_one(&q, ret_size, ret_time, ret_root, ret_note, err);
}

int
store_state_set(struct store *s, const uint8_t log_public[32],
		const char *origin,
		const uint8_t serial_secret[SERIAL_SECRET_BYTES],
		struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_STATE_SET);

	put_blob(&q, (struct bytes){ log_public, 32 });
	put_text(&q, bytes_of_text(origin));
	put_blob(&q, (struct bytes){ serial_secret, SERIAL_SECRET_BYTES });
	return query_run(&q, err);
}

int
store_serial_secret(struct store *s, uint8_t ret[SERIAL_SECRET_BYTES],
		    struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_STATE_SERIAL);

	if (query_one(&q, "secret of the serials", err) != 0)
		return -1;
	return take_octets(&q, ret, SERIAL_SECRET_BYTES, err);
}

int
store_state_get(struct store *s, uint8_t ret_log_public[32],
		struct buf *ret_origin, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_STATE_GET);

	if (query_one(&q, "log key", err) != 0)
		return -1;
	if (take_octets(&q, ret_log_public, 32, err) != 0)
		return -1;
	buf_append_bytes(ret_origin, take_bytes(&q));
	return buf_check(ret_origin, err);
}
