/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Subject keys: whose they are, and which are blocked. */
#include "keys.h"

/* More than a handful of keys that share 62 bits were made to do so. */
#define TRIES 64

/* What stands in a slot: ERR_NOT_FOUND when nothing. */
static int
slot_get(struct store *s, uint64_t slot, struct bytes spki_sha256,
	 bool *ret_same, uint64_t *ret_requester, uint64_t *ret_reservation,
	 struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_KEY_FIND);

	put_u64(&q, slot);
	if (query_one(&q, "such key", err) != 0)
		return -1;
	*ret_requester = take_u64(&q);
	*ret_reservation = take_u64(&q);
	*ret_same = bytes_equal(take_bytes(&q), spki_sha256);
	return 0;
}

int
key_first(struct store *s, struct bytes spki_sha256, uint64_t *ret_requester,
	  uint64_t *ret_reservation, struct err *err)
{
	uint64_t slot = lookup_key(spki_sha256);

	for (unsigned i = 0; i < TRIES; i++) {
		bool same = false;

		if (slot_get(s, slot + i, spki_sha256, &same, ret_requester,
			     ret_reservation, err) != 0)
			return -1;
		if (same)
			return 0;
	}
	return err_set(err, ERR_CONFLICT,
		       "too many keys begin with the same octets");
}

int
store_key_owner(struct store *s, struct bytes spki_sha256,
		uint64_t *ret_requester, struct err *err)
{
	uint64_t requester = 0, reservation = 0;

	if (key_first(s, spki_sha256, &requester, &reservation, err) != 0)
		return -1;
	*ret_requester = requester;
	return 0;
}

static int
slot_put(struct store *s, uint64_t slot, uint64_t requester,
	 uint64_t reservation, bool *ret_done, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_KEY_ADD);

	put_u64(&q, slot);
	put_u64(&q, requester);
	put_u64(&q, reservation);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_done = sqlite3_changes(s->db) == 1;
	return 0;
}

int
key_add(struct store *s, struct bytes spki_sha256, uint64_t requester,
	uint64_t reservation, struct err *err)
{
	uint64_t slot = lookup_key(spki_sha256);

	for (unsigned i = 0; i < TRIES; i++) {
		uint64_t other = 0, first = 0;
		bool done = false;

		if (slot_put(s, slot + i, requester, reservation, &done, err) !=
		    0)
			return -1;
		if (!done && slot_get(s, slot + i, spki_sha256, &done, &other,
				      &first, err) != 0)
			return -1;
		if (done)
			return 0;
	}
	return err_set(err, ERR_CONFLICT,
		       "too many keys begin with the same octets");
}

int
store_key_block(struct store *s, struct bytes spki_sha256, int64_t now,
		struct bytes reason, uint64_t log_index, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_KEY_BLOCK);

	put_blob(&q, spki_sha256);
	put_i64(&q, now);
	put_text(&q, reason);
	put_u64(&q, log_index);
	return query_run(&q, err);
}

int
store_key_blocked(struct store *s, struct bytes spki_sha256, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_KEY_BLOCKED);

	put_blob(&q, spki_sha256);
	return query_one(&q, "block on that key", err);
}
