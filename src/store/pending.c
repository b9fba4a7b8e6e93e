/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Requests that wait for a person, and for a while those that were decided. */
#include "database.h"

#include "sanca/text.h"

#include <string.h>

const char *
store_pending_state_name(enum pending_state state)
{
	switch (state) {
	case PENDING_WAITS:
		return "waiting";
	case PENDING_APPROVED:
		return "approved";
	case PENDING_REFUSED:
		return "refused";
	case PENDING_EXPIRED:
		return "expired";
	}
	return "unknown";
}

int
store_pending_add(struct store *s, const struct store_pending *row,
		  uint64_t *ret_id, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_ADD);

	put_blob(&q, row->status_hash);
	put_u64(&q, row->requester);
	put_text(&q, row->policy);
	put_i64(&q, row->asked_at);
	put_i64(&q, row->expires_at);
	put_u64(&q, row->door);
	put_text(&q, row->peer);
	put_text(&q, row->request_id);
	put_text(&q, row->contact);
	put_text(&q, row->profile);
	put_i64(&q, row->lifetime_s);
	put_blob(&q, row->spki);
	put_blob(&q, row->names);
	put_blob(&q, row->names_requested);
	put_blob(&q, row->csr);
	put_text(&q, row->diagnosis);
	put_text(&q, row->why);
	put_u64_or_null(&q, row->replaces);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

static void
row_take(struct query *q, struct store_pending *ret)
{
	ret->id = take_u64(q);
	ret->status_hash = take_bytes(q);
	ret->requester = take_u64(q);
	ret->policy = take_bytes(q);
	ret->asked_at = take_i64(q);
	ret->expires_at = take_i64(q);
	ret->door = (unsigned)take_u64(q);
	ret->peer = take_bytes(q);
	ret->request_id = take_bytes(q);
	ret->contact = take_bytes(q);
	ret->profile = take_bytes(q);
	ret->lifetime_s = take_i64(q);
	ret->spki = take_bytes(q);
	ret->names = take_bytes(q);
	ret->names_requested = take_bytes(q);
	ret->csr = take_bytes(q);
	ret->diagnosis = take_bytes(q);
	ret->why = take_bytes(q);
	ret->state = (enum pending_state)take_u64(q);
	ret->decided_at = take_i64(q);
	ret->decided_by = take_bytes(q);
	ret->word = take_bytes(q);
	ret->reservation = take_u64(q);
	ret->replaces = take_u64(q);
}

static int
row_one(struct query *q, struct store_pending *ret, struct err *err)
{
	if (query_one(q, "such request that waits", err) != 0)
		return -1;
	row_take(q, ret);
	return 0;
}

int
store_pending_get(struct store *s, uint64_t id, struct store_pending *ret,
		  struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_GET);

	put_u64(&q, id);
	return row_one(&q, ret, err);
}

int
store_pending_by_hash(struct store *s, struct bytes status_hash,
		      struct store_pending *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_BY_HASH);

	put_blob(&q, status_hash);
	return row_one(&q, ret, err);
}

int
store_pending_by_replaces(struct store *s, uint64_t reservation,
			  struct store_pending *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_BY_REPLACES);

	put_u64(&q, reservation);
	return row_one(&q, ret, err);
}

int
store_pending_next(struct store *s, enum pending_state state, uint64_t after,
		   struct store_pending *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_NEXT);

	put_u64(&q, (uint64_t)state);
	put_u64(&q, after);
	return row_one(&q, ret, err);
}

/* ---- bounds --------------------------------------------------------------- */

static bool
is_same_place(struct bytes a, struct bytes b)
{
	uint8_t net_a[IP6_NETWORK_BYTES], net_b[IP6_NETWORK_BYTES];

	if (bytes_equal(a, b))
		return true;
	return text_ip6_network(a, net_a) && text_ip6_network(b, net_b) &&
	       memcmp(net_a, net_b, IP6_NETWORK_BYTES) == 0;
}

int
store_pending_count(struct store *s, struct bytes peer, uint64_t *ret_all,
		    uint64_t *ret_of_peer, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_PEERS);
	uint64_t all = 0;
	uint64_t of_peer = 0;
	bool row = false;

	for (;;) {
		if (query_next(&q, &row, err) != 0)
			return -1;
		if (!row)
			break;
		all++;
		of_peer += is_same_place(take_bytes(&q), peer);
	}
	*ret_all = all;
	*ret_of_peer = of_peer;
	return 0;
}

/* ---- decisions ------------------------------------------------------------ */

int
store_pending_decide(struct store *s, uint64_t id, enum pending_state state,
		     int64_t now, struct bytes by, struct bytes word,
		     uint64_t reservation, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_DECIDE);

	put_u64(&q, (uint64_t)state);
	put_i64(&q, now);
	put_text(&q, by);
	put_text(&q, word);
	put_u64_or_null(&q, reservation);
	put_u64(&q, id);
	return query_run_one(&q, "this request does not wait any more", err);
}

int
store_pending_reopen(struct store *s, uint64_t reservation, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_REOPEN);

	put_u64(&q, reservation);
	return query_run(&q, err);
}

int
store_pending_is_due(struct store *s, int64_t now, int64_t kept_since,
		     bool *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_DUE);

	put_i64(&q, now);
	put_i64(&q, kept_since);
	if (query_one(&q, "answer", err) != 0)
		return -1;
	*ret = take_u64(&q) != 0;
	return 0;
}

int
store_pending_expired(struct store *s, int64_t now, struct store_pending *ret,
		      struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_EXPIRED);

	put_i64(&q, now);
	return row_one(&q, ret, err);
}

int
store_pending_forget(struct store *s, int64_t kept_since, unsigned most,
		     struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_PENDING_FORGET);

	put_i64(&q, kept_since);
	put_u64(&q, most);
	return query_run(&q, err);
}
