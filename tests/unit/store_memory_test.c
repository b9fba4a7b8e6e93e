/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A transaction in which memory ran out is there wholly or not at all: SQLite
 * may roll back all of it at any statement, and would go on without one. */
#include "tests/unit/store_fixture.h"

#include <sqlite3.h>

static struct place place;

static struct store *
open_store(enum store_mode mode)
{
	struct store *s = NULL;
	struct err err = { 0 };

	if (store_open(place.dir, mode, &s, &err) != 0) {
		diag("%s", err.text);
		exit(99);
	}
	return s;
}

static bool
add(struct store *s, uint64_t n)
{
	struct request r;
	struct err err = { 0 };
	uint64_t id = 0;

	request_make(n, &r);
	if (store_savepoint(s, &err) != 0)
		return false;
	if (store_reservation_add(s, &r.row, &id, &err) == 0 &&
	    store_savepoint_keep(s, &err) == 0)
		return true;
	store_savepoint_undo(s);
	return false;
}

static unsigned
rows(struct store *s)
{
	enum store_state state = STORE_VOID;
	struct err err = { 0 };
	unsigned n = 0;

	for (uint64_t id = 1; id < 4096; id++)
		n += store_reservation_state(s, id, &state, &err) == 0;
	return n;
}

/* Three rows, the second with only so much memory. Says how many of those
 * that were told to be in are in when it is read anew, or -1. */
static int
batch(uint64_t number, int64_t room, bool *ret_committed)
{
	struct store *s = open_store(STORE_WRITE);
	unsigned before = rows(s), told = 0;
	struct err err = { 0 };

	*ret_committed = false;
	if (store_begin(s, &err) != 0)
		exit(99);
	told += add(s, number);
	sqlite3_hard_heap_limit64(sqlite3_memory_used() + room);
	told += add(s, number + 1);
	sqlite3_hard_heap_limit64(0);
	told += add(s, number + 2);
	*ret_committed = store_commit(s, &err) == 0;
	store_free(&s);
	s = open_store(STORE_WRITE);
	unsigned after = rows(s) - before;

	store_free(&s);
	return after == (*ret_committed ? told : 0) ? (int)after : -1;
}

static void
a_transaction_is_whole_or_none(void)
{
	unsigned torn = 0, whole = 0, none = 0;
	struct err err = { 0 };
	struct store *s;

	place = place_make();
	s = open_store(STORE_CREATE);
	is_int(store_begin(s, &err), 0, "begin");
	is_int(people_add(s, &err), 0, "people");
	is_int(store_commit(s, &err), 0, "commit");
	store_free(&s);
	for (uint64_t i = 0; i < 60; i++) {
		bool committed = false;

		torn += batch(10 * i, (int64_t)i * 2048, &committed) < 0;
		whole += committed;
		none += !committed;
	}
	diag("%u committed, %u not", whole, none);
	is_int(torn, 0, "no transaction was torn");
	ok(none > 0, "memory ran out in some");
	ok(whole > 0, "and not in others");
	place_remove(&place);
}

TAP_MAIN(a_transaction_is_whole_or_none)
