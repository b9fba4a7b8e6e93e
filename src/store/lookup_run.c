/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Sorted runs of hashes: how they are laid out, and how they are made. */
#include "lookup.h"

#include <stdlib.h>

/* ---- layout ----------------------------------------------------------------- */

#define ROW_PART_BITS 12
#define ROW_LEVEL_BITS 4

static unsigned
place_bits(unsigned level)
{
	return RUN_BITS + (RUN_FAN_BITS * level);
}

static unsigned
part_bits(unsigned level)
{
	return RUN_PART_BITS + (RUN_FAN_BITS * level);
}

struct run
run_of(unsigned level, uint64_t reservation)
{
	return (struct run){ level, reservation >> place_bits(level) };
}

uint64_t
run_first(struct run r)
{
	return r.number << place_bits(r.level);
}

uint64_t
run_last(struct run r)
{
	return run_first((struct run){ r.level, r.number + 1 }) - 1;
}

unsigned
run_part(struct run r, uint32_t hash)
{
	return hash >> (LOOKUP_HASH_BITS - part_bits(r.level));
}

int64_t
run_row_id(struct run r, unsigned part)
{
	uint64_t runs = (run_last(r) + 1) >> RUN_BITS;

	return (int64_t)(runs << (ROW_LEVEL_BITS + ROW_PART_BITS) |
			 (uint64_t)r.level << ROW_PART_BITS | part);
}

uint64_t
run_entry(uint32_t hash, uint64_t place)
{
	return (uint64_t)hash << RUN_PLACE_BITS | place;
}

uint64_t
run_entry_at(struct bytes row, size_t i)
{
	const uint8_t *p = row.p + (i * RUN_ENTRY_BYTES);
	uint64_t entry = 0;

	for (size_t n = 0; n < RUN_ENTRY_BYTES; n++)
		entry = entry << 8 | p[n];
	return entry;
}

int
run_read(struct store *s, int64_t id, struct bytes *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_RUN_GET);
	bool found = false;

	put_i64(&q, id);
	if (query_next(&q, &found, err) != 0)
		return -1;
	if (!found)
		return err_set(err, ERR_CORRUPT,
			       "row %jd is missing in the table lookup_run",
			       (intmax_t)id);
	*ret = take_bytes(&q);
	return 0;
}

int
run_count(struct store *s, uint64_t *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_RUN_LAST);

	if (query_one(&q, "run", err) != 0)
		return -1;
	*ret = take_u64(&q) >> (ROW_LEVEL_BITS + ROW_PART_BITS);
	return 0;
}

/* ---- entries ---------------------------------------------------------------- */

struct entries {
	uint64_t *at;
	size_t count, room;
	struct buf row;
};

static void
entries_free(struct entries *e)
{
	free(e->at);
	buf_free(&e->row);
}

static int
make_room(struct entries *e, size_t more, struct err *err)
{
	if (e->room - e->count >= more)
		return 0;
	size_t room = (2 * e->room) + more + 4096;
	uint64_t *at = reallocarray(e->at, room, sizeof(*at));

	if (at == NULL)
		return err_nomem(err);
	e->at = at;
	e->room = room;
	return 0;
}

static int
gather_certificates(struct store *s, struct run run, struct entries *to,
		    struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_HASHES);
	bool row = false;

	put_u64(&q, run_first(run));
	put_u64(&q, run_last(run));
	for (;;) {
		if (query_next(&q, &row, err) != 0)
			return -1;
		if (!row)
			return 0;
		uint64_t place = take_u64(&q) - run_first(run);
		struct bytes hashes = take_bytes(&q);
		size_t count = hashes.n / LOOKUP_HASH_BYTES;

		if (make_room(to, count, err) != 0)
			return -1;
		for (size_t i = 0; i < count; i++)
			to->at[to->count++] =
				run_entry(lookup_hash_at(hashes, i), place);
	}
}

/* The same part of each run below. */
static int
gather_runs(struct store *s, struct run run, unsigned part, struct entries *to,
	    struct err *err)
{
	struct run from = { run.level - 1, run.number << RUN_FAN_BITS };

	for (unsigned i = 0; i < 1u << RUN_FAN_BITS; i++, from.number++) {
		uint64_t place = run_first(from) - run_first(run);
		struct bytes row = { 0 };

		if (run_read(s, run_row_id(from, part), &row, err) != 0)
			return -1;
		size_t count = row.n / RUN_ENTRY_BYTES;

		if (make_room(to, count, err) != 0)
			return -1;
		for (size_t k = 0; k < count; k++)
			to->at[to->count++] = run_entry_at(row, k) + place;
	}
	return 0;
}

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

static void
entry_put(uint8_t *to, uint64_t entry)
{
	for (size_t n = RUN_ENTRY_BYTES; n-- > 0; entry >>= 8)
		to[n] = (uint8_t)entry;
}

/* Of the entries from *io_at on, those of this part. */
static int
row_fill(struct entries *e, struct run run, unsigned part, size_t *io_at,
	 struct run_row *ret, struct err *err)
{
	size_t from = *io_at, to = from;

	while (to < e->count &&
	       run_part(run, (uint32_t)(e->at[to] >> RUN_PLACE_BITS)) == part)
		to++;
	size_t n = (to - from) * RUN_ENTRY_BYTES;

	buf_clear(&e->row);
	uint8_t *p = buf_reserve(&e->row, n);

	if (p == NULL)
		return err_nomem(err);
	for (size_t i = from; i < to; i++)
		entry_put(p + ((i - from) * RUN_ENTRY_BYTES), e->at[i]);
	e->row.n = n;
	*io_at = to;
	*ret = (struct run_row){ run, run_row_id(run, part), { p, n } };
	return 0;
}

/* ---- runs ------------------------------------------------------------------- */

/* One part of the level below is cut into many, so that a run of any length
 * needs little memory. */
static int
build_stretch(struct store *s, struct run run, unsigned stretch,
	      struct entries *e, run_row_fn *fn, void *ctx, struct err *err)
{
	unsigned rows = 1u << (run.level == 0 ? RUN_PART_BITS : RUN_FAN_BITS);
	size_t at = 0;

	e->count = 0;
	if ((run.level == 0 ? gather_certificates(s, run, e, err)
			    : gather_runs(s, run, stretch, e, err)) != 0)
		return -1;
	/* C11 7.22.5: the array may not be NULL, be it empty. */
	if (e->count > 0)
		qsort(e->at, e->count, sizeof(*e->at), by_value);
	for (unsigned i = 0; i < rows; i++) {
		struct run_row row = { 0 };

		if (row_fill(e, run, (stretch * rows) + i, &at, &row, err) !=
			    0 ||
		    fn(s, &row, ctx, err) != 0)
			return -1;
	}
	return 0;
}

int
run_build(struct store *s, uint64_t number, run_row_fn *fn, void *ctx,
	  struct err *err)
{
	CLEANUP(entries_free) struct entries e = { 0 };
	uint64_t last = run_last((struct run){ 0, number });

	for (unsigned level = 0; level < RUN_LEVELS; level++) {
		struct run run = run_of(level, last);
		unsigned stretches =
			level == 0 ? 1 : 1u << part_bits(level - 1);

		if (run_last(run) != last)
			return 0;
		for (unsigned i = 0; i < stretches; i++)
			if (build_stretch(s, run, i, &e, fn, ctx, err) != 0)
				return -1;
	}
	return 0;
}

static int
row_add(struct store *s, const struct run_row *row, void *ctx, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_RUN_ADD);

	(void)ctx;
	put_i64(&q, row->id);
	put_blob(&q, row->entries);
	return query_run(&q, err);
}

static int
is_decided(struct store *s, struct run run, bool *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_DECIDED_COUNT);
	/* There is no reservation 0. */
	uint64_t due =
		run_last(run) - run_first(run) + (run_first(run) == 0 ? 0 : 1);

	put_u64(&q, run_first(run));
	put_u64(&q, run_last(run));
	if (query_one(&q, "count", err) != 0)
		return -1;
	*ret = take_u64(&q) == due;
	return 0;
}

int
run_advance(struct store *s, uint64_t reservation, struct err *err)
{
	struct run run = run_of(0, reservation);

	/* They are decided in their order. */
	if (reservation != run_last(run))
		return 0;
	if (run_count(s, &run.number, err) != 0)
		return -1;
	for (; run_last(run) <= reservation; run.number++) {
		bool decided = false;

		if (is_decided(s, run, &decided, err) != 0)
			return -1;
		if (!decided)
			return 0;
		if (run_build(s, run.number, row_add, NULL, err) != 0)
			return -1;
	}
	return 0;
}
