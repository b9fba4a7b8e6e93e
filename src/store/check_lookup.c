/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Lookup rows held against what they should be, one run at a time, so that
 * memory is bounded by the names of one run. */
#include "database.h"

#include <stdlib.h>

struct store_lookup_check {
	struct store *store;
	uint64_t run;
	uint64_t *ids;
	size_t count, room;
	struct lookup_hashes hashes;
};

int
store_lookup_check_new(struct store *s, struct store_lookup_check **ret,
		       struct err *err)
{
	struct store_lookup_check *c = calloc(1, sizeof(*c));

	if (c == NULL)
		return err_nomem(err);
	c->store = s;
	*ret = c;
	return 0;
}

void
store_lookup_check_free(struct store_lookup_check **c)
{
	if (*c == NULL)
		return;
	free((*c)->ids);
	free(*c);
	*c = NULL;
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static int
wrong(uint64_t id, const char *what, struct err *err)
{
	uint64_t run = id >> (LOOKUP_PLACE_BITS + LOOKUP_HASH_BITS);
	uint64_t place = id & (LOOKUP_RUN_LENGTH - 1);

	return err_set(err, ERR_CORRUPT,
		       "reservation %ju: a name or thumbprint is %s in the "
		       "table lookup (id %ju)",
		       (uintmax_t)(run << LOOKUP_PLACE_BITS | place), what,
		       (uintmax_t)id);
}

static int
compare_run(struct store_lookup_check *c, int64_t first, uint64_t last,
	    struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(c->store, Q_LOOKUP_RUN);
	bool row = true;
	size_t i = 0;

	put_i64(&q, first);
	put_u64(&q, last);
	for (;;) {
		if (query_next(&q, &row, err) != 0)
			return -1;
		int64_t id = row ? take_i64(&q) : INT64_MAX;
		int64_t due = i < c->count ? (int64_t)c->ids[i] : INT64_MAX;

		if (!row && i == c->count)
			return 0;
		if (i < c->count && due < id)
			return wrong(c->ids[i], "missing", err);
		if (i == c->count || id < due)
			return wrong((uint64_t)id, "too many", err);
		i++;
	}
}

static int
run_close(struct store_lookup_check *c, uint64_t next, struct err *err)
{
	const unsigned shift = LOOKUP_PLACE_BITS + LOOKUP_HASH_BITS;

	/* C11 7.22.5: the array may not be NULL, be it empty. */
	if (c->count > 0)
		qsort(c->ids, c->count, sizeof(*c->ids), by_value);
	/* Runs without certificates between the two are in the range, and so
	 * is what lies below zero. */
	int64_t first = c->run == 0 ? INT64_MIN : (int64_t)(c->run << shift);

	if (compare_run(c, first,
			next == UINT64_MAX ? INT64_MAX : (next << shift) - 1,
			err) != 0)
		return -1;
	c->run = next;
	c->count = 0;
	return 0;
}

static int
make_room(struct store_lookup_check *c, struct err *err)
{
	if (c->room - c->count >= c->hashes.count)
		return 0;
	size_t room = 2 * c->room + 4096;
	uint64_t *ids = reallocarray(c->ids, room, sizeof(*ids));

	if (ids == NULL)
		return err_nomem(err);
	c->ids = ids;
	c->room = room;
	return 0;
}

int
store_lookup_check_add(struct store_lookup_check *c, uint64_t reservation,
		       const struct bytes *names, size_t count,
		       const uint8_t sha256[32], const uint8_t sha1[20],
		       struct err *err)
{
	uint64_t run = reservation >> LOOKUP_PLACE_BITS;

	if (run != c->run && run_close(c, run, err) != 0)
		return -1;
	lookup_collect(names, count, sha256, sha1, &c->hashes);
	if (make_room(c, err) != 0)
		return -1;
	for (size_t i = 0; i < c->hashes.count; i++)
		c->ids[c->count++] = lookup_id(c->hashes.at[i], reservation);
	return 0;
}

int
store_lookup_check_end(struct store_lookup_check *c, struct err *err)
{
	return run_close(c, UINT64_MAX, err);
}
