/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The signer's small parts by themselves: pool, rates, refusals. */
#include "src/signer/pool.h"
#include "src/signer/rates.h"
#include "src/signer/refusals.h"

#include "sanca/clock.h"

#include "tests/tap.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define ITEMS 1000

static _Atomic unsigned done[ITEMS];
static _Atomic unsigned bad_slots;

static void
count_item(void *ctx, size_t index, unsigned slot)
{
	const unsigned *slots = ctx;

	atomic_fetch_add(&done[index], 1);
	if (slot >= *slots)
		atomic_fetch_add(&bad_slots, 1);
}

static void
a_pool_does_each_item_once(void)
{
	for (unsigned slots = 1; slots <= 4; slots++) {
		struct pool *pool = NULL;
		struct err err;
		unsigned wrong = 0;
		unsigned rounds = 0;

		for (size_t i = 0; i < ITEMS; i++)
			done[i] = 0;
		if (!is_int(pool_new(slots, &pool, &err), 0, "new"))
			return;
		for (size_t n = 0; n <= ITEMS; n = n * 2 + 1, rounds++)
			pool_run(pool, count_item, &slots, n, 2);
		wrong += done[0] != rounds - 1;
		wrong += done[ITEMS - 1] != 0;
		wrong += done[510] != 1;
		is_int(wrong, 0, "%u threads", slots);
		pool_free(&pool);
		ok(pool == NULL, "freed");
	}
	is_int(bad_slots, 0, "each thread has a slot of its own");
}

static int
take(struct rates *r, uint64_t second, uint64_t day, int64_t wall)
{
	uint32_t retry = 0;
	bool warn = false;
	struct err err = { 0 };

	return rates_take(r, second, day, wall, &retry, &warn, &err) == 0
		       ? 0
		       : (int)err.code;
}

static void
rates_hold_a_second_and_a_day(void)
{
	struct rates r = { 0 };
	unsigned taken = 0;

	for (unsigned i = 0; i < 50; i++)
		taken += take(&r, 10, 0, 1000000) == 0;
	ok(taken >= 10 && taken <= 20, "%u of 50 at once", taken);
	r = (struct rates){ 0 };
	for (unsigned i = 0; i < 24; i++)
		is_int(take(&r, 0, 24, 3600 * (1000 + (int64_t)i)), 0,
		       "hour %u", i);
	is_int(take(&r, 0, 24, 3600 * 1023), ERR_RATE_LIMITED, "the day");
	is_int(take(&r, 0, 24, 3600 * 1024), 0, "an hour later: one more");
	is_int(take(&r, 0, 24, 3600 * 1024), ERR_RATE_LIMITED, "one only");
	is_int(take(&r, 0, 24, 3600 * 2000), 0, "much later: all");
	r = (struct rates){ 0 };
	rates_move(&r, 3600 * 1000);
	for (unsigned i = 0; i < 5; i++)
		rates_count(&r, 3600 * 1000 - 60 * (int64_t)i);
	is_int(take(&r, 0, 5, 3600 * 1000), ERR_RATE_LIMITED,
	       "what is found at a start counts");
}

static void
refusals_of_many_are_bounded(void)
{
	struct refusals *q = calloc(1, sizeof(*q));
	struct refusal one = { .requester = "x" };

	if (q == NULL)
		exit(99);
	for (uint64_t i = 0; i < 100; i++)
		refusals_add(q, 1, 60, &one);
	is_int(q->count, 60, "of one in a minute");
	is_int(q->left_out, 40, "the others are counted");
	for (uint64_t i = 2; i < 500; i++)
		refusals_add(q, i, 60, &one);
	is_int(q->count, 60 + LIMIT_SHARES - 1,
	       "of as many as are counted apart, one each");
	refusals_written(q);
	is_int(q->count, 0, "written");
	refusals_add(q, 1, 60, &one);
	is_int(q->count, 0, "the first is still over its count");
	free(q);
}

static void
texts_are_cut_between_characters(void)
{
	char out[5];

	refusal_text(bytes_of_text("abcdefgh"), out, sizeof(out));
	is_str(out, "abcd", "ASCII");
	refusal_text(bytes_of_text("abc\xc3\xbc"
				   "d"),
		     out, sizeof(out));
	is_str(out, "abc", "no half of an umlaut");
	refusal_text((struct bytes){ 0 }, out, sizeof(out));
	is_str(out, "", "nothing");
}

TAP_MAIN(a_pool_does_each_item_once, rates_hold_a_second_and_a_day,
	 refusals_of_many_are_bounded, texts_are_cut_between_characters)
