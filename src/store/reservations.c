/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reservations: serials spent, and everything that was decided with them. */
#include "keys.h"

static int
row_add(struct store *s, const struct store_reservation *row, uint64_t *ret_id,
	struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_RESERVATION_ADD);

	put_u64_or_null(&q, row->id);
	put_u64(&q, row->issuer);
	put_blob(&q, row->serial);
	put_i64(&q, row->reserved_at);
	put_u64(&q, row->requester);
	put_u64(&q, row->door);
	put_text_or_null(&q, row->door_reference);
	put_text(&q, row->peer);
	put_text(&q, row->request_id);
	put_u64(&q, row->profile);
	put_text(&q, row->policy);
	put_blob(&q, row->policy_digest);
	put_u64(&q, row->generation);
	put_blob(&q, row->names_requested);
	put_blob(&q, row->names);
	put_blob(&q, row->spki_sha256);
	put_i64(&q, row->not_before);
	put_i64(&q, row->not_after);
	put_u64_or_null(&q, row->replaces);
	put_blob_or_null(&q, row->idempotency);
	put_blob(&q, row->request_digest);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

static int
document_add(struct store *s, uint64_t id, const struct store_reservation *row,
	     struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_DOCUMENT_ADD);

	put_u64(&q, id);
	put_blob(&q, row->tbs);
	put_blob(&q, row->csr);
	put_text(&q, row->diagnosis);
	return query_run(&q, err);
}

/* No request can break a rule of the schema: it is our own fault. */
static int
own_fault(struct err *err)
{
	if (err->code == ERR_CONFLICT)
		err->code = ERR_INTERNAL;
	return -1;
}

int
store_reservation_add(struct store *s, const struct store_reservation *row,
		      uint64_t *ret_id, struct err *err)
{
	uint64_t id = 0;

	if (row_add(s, row, &id, err) != 0 ||
	    document_add(s, id, row, err) != 0 ||
	    key_add(s, row->spki_sha256, row->requester, id, err) != 0)
		return own_fault(err);
	*ret_id = id;
	return 0;
}

static void
row_take(struct query *q, struct store_reservation *ret)
{
	ret->id = take_u64(q);
	ret->issuer = take_u64(q);
	ret->serial = take_bytes(q);
	ret->reserved_at = take_i64(q);
	ret->requester = take_u64(q);
	ret->door = (unsigned)take_u64(q);
	ret->door_reference = take_bytes(q);
	ret->peer = take_bytes(q);
	ret->request_id = take_bytes(q);
	ret->profile = (unsigned)take_u64(q);
	ret->policy = take_bytes(q);
	ret->policy_digest = take_bytes(q);
	ret->generation = take_u64(q);
	ret->names_requested = take_bytes(q);
	ret->names = take_bytes(q);
	ret->spki_sha256 = take_bytes(q);
	ret->not_before = take_i64(q);
	ret->not_after = take_i64(q);
	ret->replaces = take_u64(q);
	ret->idempotency = take_bytes(q);
	ret->request_digest = take_bytes(q);
	ret->tbs = take_bytes(q);
	ret->csr = take_bytes(q);
	ret->diagnosis = take_bytes(q);
}

int
store_reservation_get(struct store *s, uint64_t id,
		      struct store_reservation *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_RESERVATION_GET);

	put_u64(&q, id);
	if (query_one(&q, "reservation of that number", err) != 0)
		return -1;
	row_take(&q, ret);
	return 0;
}

static int
one_number(struct query *q, const char *what, uint64_t *ret, struct err *err)
{
	if (query_one(q, what, err) != 0)
		return -1;
	*ret = take_u64(q);
	return 0;
}

int
store_reservation_last(struct store *s, uint64_t *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_RESERVATION_LAST);

	return one_number(&q, "reservation", ret, err);
}

/* Counting is quick, looking at each reservation is not. */
static int
open_first(struct store *s, uint64_t *ret_id, struct err *err)
{
	CLEANUP(query_end) struct query count = query_of(s, Q_OPEN_COUNT);
	CLEANUP(query_end) struct query q = query_of(s, Q_OPEN_FIRST);
	uint64_t open = 0;

	if (one_number(&count, "count", &open, err) != 0)
		return -1;
	if ((int64_t)open <= 0)
		return err_set(err, ERR_NOT_FOUND,
			       "there is no open reservation");
	put_u64(&q, open - 1);
	return one_number(&q, "open reservation", ret_id, err);
}

int
store_reservation_open_next(struct store *s, uint64_t after, uint64_t *ret_id,
			    struct err *err)
{
	if (after == 0)
		return open_first(s, ret_id, err);
	CLEANUP(query_end) struct query q = query_of(s, Q_LIST_OPEN);

	put_u64(&q, after);
	return one_number(&q, "further open reservation", ret_id, err);
}

int
store_reservation_by_idempotency(struct store *s, uint64_t requester,
				 struct bytes idempotency, uint64_t *ret_id,
				 struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_BY_IDEMPOTENCY);

	put_u64(&q, requester);
	put_blob(&q, idempotency);
	return one_number(&q, "reservation with that key", ret_id, err);
}

int
store_reservation_state(struct store *s, uint64_t id, enum store_state *ret,
			struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_STATE);
	uint64_t state = 0;

	put_u64(&q, id);
	if (one_number(&q, "reservation of that number", &state, err) != 0)
		return -1;
	*ret = (enum store_state)state;
	return 0;
}

int
store_successor_find(struct store *s, uint64_t reservation, int64_t now,
		     uint64_t *ret_id, enum store_state *ret_state,
		     struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_SUCCESSOR);
	uint64_t id = 0;

	put_u64(&q, reservation);
	put_i64(&q, now);
	if (one_number(&q, "certificate that replaces it", &id, err) != 0)
		return -1;
	*ret_id = id;
	*ret_state = (enum store_state)take_u64(&q);
	return 0;
}

int
store_successor_is_lost(struct store *s, uint64_t reservation, int64_t now,
			bool *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_SUCCESSOR_LOST);
	uint64_t lost = 0;

	put_u64(&q, reservation);
	put_i64(&q, now);
	if (one_number(&q, "answer", &lost, err) != 0)
		return -1;
	*ret = lost != 0;
	return 0;
}
