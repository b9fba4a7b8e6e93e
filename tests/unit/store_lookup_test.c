/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about runs of hashes: a search finds what reading all certificates
 * finds, wherever the runs end, and a run is made when it is decided. */
#include "tests/unit/store_fixture.h"

#include "src/store/lookup.h"

/* One run of level 1, some of level 0, and some that are in none. */
#define COUNT ((1u << (RUN_BITS + RUN_FAN_BITS)) + (3u << RUN_BITS) + 77)
#define NAMES 40u

static struct place place;
static struct store *store;
/* The name that reservation i was given; NAMES: void. */
static uint8_t given[COUNT + 1];

static struct bytes
name_of(unsigned n, char out[32])
{
	snprintf(out, 32, "host-%u.contoso.com", n);
	return bytes_of_text(out);
}

static int
reserve(uint64_t n, struct err *err)
{
	struct request r;
	uint64_t id = 0;

	request_make(n, &r);
	if (store_reservation_add(store, &r.row, &id, err) != 0)
		return -1;
	return id == n ? 0 : err_set(err, ERR_INTERNAL, "number");
}

/* The first names are rare, the last are in nearly every run; one run is void
 * wholly. */
static int
decide(uint64_t n, struct err *err)
{
	uint8_t octet[4];
	char text[32];

	spread(n, octet, sizeof(octet));
	unsigned name = octet[0] % (octet[1] < 250 ? 5u : NAMES);

	given[n] = (uint8_t)(NAMES - 1 - name);
	if (octet[2] < 10 || n >> RUN_BITS == 5)
		given[n] = NAMES;
	if (given[n] == NAMES)
		return store_void_add(store, n, 1, "a test", n, err);
	struct store_certificate c = certificate_make(n, n, n);
	struct bytes shown = name_of(given[n], text);

	return store_certificate_add(store, &c, &shown, 1, err);
}

static uint64_t
runs(void)
{
	struct err err = { 0 };
	uint64_t count = 0;

	is_int(run_count(store, &count, &err), 0, "runs %s", err.text);
	return count;
}

static void
a_run_is_made_when_its_last_reservation_is_decided(void)
{
	struct err err = { 0 };
	int bad = store_begin(store, &err);
	bool early = false;

	for (uint64_t n = 1; bad == 0 && n <= 600; n++)
		bad = reserve(n, &err);
	for (uint64_t n = 1; bad == 0 && n < 255; n++)
		bad = decide(n, &err);
	is_int(bad, 0, "%s", err.text);
	is_int(runs(), 0, "none while one is open");
	is_int(store_void_add(store, 255, 1, "a test", 255, &err), 0, "%s",
	       err.text);
	given[255] = NAMES;
	is_int(runs(), 1, "one when that is void");
	for (uint64_t n = 257; bad == 0 && n <= 511; n++)
		bad = decide(n, &err);
	is_int(runs(), 1, "none while one before it is open");
	bad = decide(256, &err);
	for (uint64_t n = 512; bad == 0 && n <= 600; n++)
		bad = decide(n, &err);
	for (uint64_t n = 601; bad == 0 && n <= COUNT; n++) {
		bad = reserve(n, &err);
		if (bad == 0)
			bad = decide(n, &err);
		if (n == 767)
			early = runs() != 3;
	}
	is_int(bad, 0, "%s", err.text);
	ok(!early, "later ones bring it back");
	is_int(runs(), COUNT >> RUN_BITS, "all that are decided");
	is_int(store_commit(store, &err), 0, "%s", err.text);
}

/* Reservations with that name after (before) this one, as read one by one. */
static uint64_t
next_by_hand(unsigned name, uint64_t after, bool down)
{
	for (uint64_t i = down ? after - 1 : after + 1; i >= 1 && i <= COUNT;
	     i += down ? UINT64_MAX : 1)
		if (given[i] == name)
			return i;
	return 0;
}

static uint64_t
next_by_search(uint32_t hash, uint64_t after, bool down)
{
	struct err err = { 0 };
	uint64_t id = 0;

	if (lookup_next(store, hash, after, down, &id, &err) == 0)
		return id;
	return err.code == ERR_NOT_FOUND ? 0 : UINT64_MAX;
}

static void
a_search_finds_each_certificate_of_a_name(void)
{
	unsigned wrong = 0, hits = 0;
	char text[32];

	for (unsigned name = 0; name < NAMES; name++) {
		uint32_t hash = lookup_hash(LOOKUP_NAME, name_of(name, text));
		uint64_t id = 0;

		do {
			uint64_t due = next_by_hand(name, id, false);

			id = next_by_search(hash, id, false);
			wrong += id != due;
			hits += id != 0;
		} while (id != 0 && wrong == 0);
		id = COUNT + 1;
		do {
			uint64_t due = next_by_hand(name, id, true);

			id = next_by_search(hash, id, true);
			wrong += id != due;
			hits += id != 0;
		} while (id != 0 && wrong == 0);
	}
	is_int(wrong, 0, "each next one, up and down");
	ok(hits > COUNT, "%u of them", hits);
}

static void
a_search_begins_anywhere(void)
{
	uint32_t rare, domain;
	unsigned wrong = 0;
	char text[32];

	rare = lookup_hash(LOOKUP_NAME, name_of(3, text));
	domain = lookup_hash(LOOKUP_DOMAIN, bytes_of_text(".contoso.com"));
	for (uint64_t at = 0; at <= COUNT; at++) {
		wrong += next_by_search(rare, at, false) !=
			 next_by_hand(3, at, false);
		wrong += next_by_search(rare, at + 1, true) !=
			 next_by_hand(3, at + 1, true);
		bool issued = at > 0 && given[at] < NAMES;

		if (issued)
			wrong += next_by_search(domain, at - 1, false) != at ||
				 next_by_search(domain, at + 1, true) != at;
	}
	is_int(wrong, 0, "up and down from each reservation");
	is_int(next_by_search(rare, 0, true), 0, "nothing before the first");
	is_int(next_by_search(rare, INT64_MAX, false), 0, "nor after the last");
	is_int(next_by_search(rare ^ 1, 0, false), 0, "another hash has none");
}

static void
a_missing_row_is_no_certificate_less(void)
{
	struct err err = { 0 };
	uint64_t id = 0, rows = 0;
	char text[32];

	is_int(store_check_runs(store, &rows, &err), 0, "%s", err.text);
	is_int(store_exec(store, "DROP TRIGGER lookup_run_kept", &err), 0, "%s",
	       err.text);
	is_int(store_exec(store, "DELETE FROM lookup_run WHERE id & 15 <> 1",
			  &err),
	       0, "%s", err.text);
	is_int(lookup_next(store, lookup_hash(LOOKUP_NAME, name_of(1, text)), 0,
			   false, &id, &err),
	       -1, "a search says so");
	is_int(err.code, ERR_CORRUPT, "%s", err.text);
	is_int(store_check_runs(store, &rows, &err), -1, "%s", err.text);
}

int
main(void)
{
	struct err err = { 0 };

	place = place_make();
	if (store_open(place.dir, STORE_CREATE, &store, &err) != 0 ||
	    store_begin(store, &err) != 0 || people_add(store, &err) != 0 ||
	    store_commit(store, &err) != 0) {
		diag("%s", err.text);
		return 99;
	}
	a_run_is_made_when_its_last_reservation_is_decided();
	a_search_finds_each_certificate_of_a_name();
	a_search_begins_anywhere();
	a_missing_row_is_no_certificate_less();
	store_free(&store);
	place_remove(&place);
	return done_testing();
}
