/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Searches: run by run, and certificate by certificate where none is yet. */
#include "lookup.h"

/* Reservations from and to, and the way through them. */
struct search {
	struct store *store;
	uint32_t hash;
	bool down;
	uint64_t from, to;
};

static bool
has_hash(struct bytes hashes, uint32_t hash)
{
	for (size_t i = 0; i < hashes.n / LOOKUP_HASH_BYTES; i++)
		if (lookup_hash_at(hashes, i) == hash)
			return true;
	return false;
}

static int
search_certificates(const struct search *f, bool *ret_found, uint64_t *ret,
		    struct err *err)
{
	CLEANUP(query_end)
	struct query q = query_of(f->store, f->down ? Q_HASHES_DOWN : Q_HASHES);
	bool row = true;

	put_u64(&q, f->from);
	put_u64(&q, f->to);
	for (;;) {
		if (query_next(&q, &row, err) != 0)
			return -1;
		if (!row)
			return 0;
		uint64_t reservation = take_u64(&q);

		if (has_hash(take_bytes(&q), f->hash)) {
			*ret_found = true;
			*ret = reservation;
			return 0;
		}
	}
}

/* Number of entries that are below this one. */
static size_t
entries_below(struct bytes row, uint64_t entry)
{
	size_t from = 0, to = row.n / RUN_ENTRY_BYTES;

	while (from < to) {
		size_t middle = from + ((to - from) / 2);

		if (run_entry_at(row, middle) < entry)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

static int
search_run(const struct search *f, struct run run, bool *ret_found,
	   uint64_t *ret, struct err *err)
{
	uint64_t first = run_entry(f->hash, f->from - run_first(run));
	uint64_t last = run_entry(f->hash, f->to - run_first(run));
	struct bytes row = { 0 };

	if (run_read(f->store, run_row_id(run, run_part(run, f->hash)), &row,
		     err) != 0)
		return -1;
	size_t begin = entries_below(row, first);
	size_t end = entries_below(row, last + 1);

	if (begin == end)
		return 0;
	uint64_t entry = run_entry_at(row, f->down ? end - 1 : begin);

	*ret_found = true;
	*ret = run_first(run) + entry - run_entry(f->hash, 0);
	return 0;
}

/* The longest one. */
static struct run
run_around(uint64_t reservation, uint64_t covered)
{
	struct run run = { RUN_LEVELS, 0 };

	do
		run = run_of(run.level - 1, reservation);
	while (run.level > 0 && run_last(run) >= covered);
	return run;
}

static int
no_more(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "there is no such certificate");
}

int
lookup_next(struct store *s, uint32_t hash, uint64_t after, bool down,
	    uint64_t *ret, struct err *err)
{
	struct search f = { .store = s, .hash = hash, .down = down };
	uint64_t runs = 0;
	bool found = false;

	if (down ? after <= 1 : after >= INT64_MAX)
		return no_more(err);
	if (run_count(s, &runs, err) != 0)
		return -1;
	uint64_t covered = runs << RUN_BITS;
	uint64_t at = down ? after - 1 : after + 1;

	for (;;) {
		struct run run = run_around(at, covered);
		bool tail = at >= covered;
		uint64_t first = tail ? covered : run_first(run);
		uint64_t last = tail ? INT64_MAX : run_last(run);

		f.from = down ? first : at;
		f.to = down ? at : last;
		if ((tail ? search_certificates(&f, &found, ret, err)
			  : search_run(&f, run, &found, ret, err)) != 0)
			return -1;
		if (found)
			return 0;
		if (down ? first == 0 : tail)
			return no_more(err);
		at = down ? first - 1 : last + 1;
	}
}
