/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What certificates are found by, held against what it should be: hashes
 * against names, runs against hashes. */
#include "lookup.h"

int
store_check_hashes(const struct store_passage *row, const struct bytes *names,
		   size_t count, struct err *err)
{
	struct lookup_hashes work;

	if (bytes_equal(row->hashes, lookup_collect(names, count, row->sha256.p,
						    row->sha1.p, &work)))
		return 0;
	return err_set(err, ERR_CORRUPT,
		       "reservation %ju: the hashes it is found by are not "
		       "those of its names and thumbprints",
		       (uintmax_t)row->id);
}

static int
wrong(const struct run_row *row, uint64_t entry, const char *what,
      struct err *err)
{
	uint64_t place = entry & ((1u << RUN_PLACE_BITS) - 1);

	return err_set(err, ERR_CORRUPT,
		       "reservation %ju: a name or thumbprint is %s in the "
		       "table lookup_run (id %jd)",
		       (uintmax_t)(run_first(row->run) + place), what,
		       (intmax_t)row->id);
}

static int
row_check(struct store *s, const struct run_row *row, void *ctx,
	  struct err *err)
{
	uint64_t *rows = ctx;
	struct bytes have = { 0 }, due = row->entries;

	++*rows;
	if (run_read(s, row->id, &have, err) != 0)
		return -1;
	if (bytes_equal(have, due))
		return 0;
	for (size_t i = 0;; i++) {
		bool has = i < have.n / RUN_ENTRY_BYTES;
		bool wants = i < due.n / RUN_ENTRY_BYTES;
		uint64_t is = has ? run_entry_at(have, i) : UINT64_MAX;
		uint64_t want = wants ? run_entry_at(due, i) : UINT64_MAX;

		if (want < is)
			return wrong(row, want, "missing", err);
		if (is < want)
			return wrong(row, is, "too many", err);
		if (!has)
			return err_set(err, ERR_CORRUPT,
				       "row %jd of the table lookup_run has "
				       "too many octets",
				       (intmax_t)row->id);
	}
}

/* All before this one are certificates or void. */
static int
first_undecided(struct store *s, uint64_t *ret, struct err *err)
{
	uint64_t last = 0;

	if (store_reservation_open_next(s, 0, ret, err) == 0)
		return 0;
	if (err->code != ERR_NOT_FOUND ||
	    store_reservation_last(s, &last, err) != 0)
		return -1;
	*ret = last + 1;
	return 0;
}

int
store_check_runs(struct store *s, uint64_t *ret_rows, struct err *err)
{
	uint64_t undecided = 0;

	*ret_rows = 0;
	if (first_undecided(s, &undecided, err) != 0)
		return -1;
	for (uint64_t i = 0; run_last(run_of(0, i << RUN_BITS)) < undecided;
	     i++)
		if (run_build(s, i, row_check, ret_rows, err) != 0)
			return -1;
	return 0;
}
