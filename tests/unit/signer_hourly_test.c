/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is counted by the hour: each by itself, in bounded room. */
#include "src/signer/hourly.h"

#include "tests/tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct hourly *
start(void)
{
	struct hourly *h = calloc(1, sizeof(*h));
	struct err err;

	if (h == NULL || hourly_start(h, &err) != 0)
		exit(99);
	return h;
}

static struct bytes
name_of(unsigned i)
{
	static char text[24];

	snprintf(text, sizeof(text), "host%u", i);
	return bytes_of_text(text);
}

static void
so_many_within_an_hour(void)
{
	struct hourly *h = start();
	uint32_t retry = 0;

	ok(hourly_take(h, name_of(1), 2, &retry), "one");
	ok(hourly_has(h, name_of(1), 2, &retry), "there is another");
	ok(hourly_take(h, name_of(1), 2, &retry), "two");
	is_int(retry, 0, "nothing to wait for so far");
	ok(!hourly_has(h, name_of(1), 2, &retry), "that was all");
	ok(!hourly_take(h, name_of(1), 2, &retry), "not three");
	ok(retry > 3500 && retry <= 3601, "an hour from the first: %u", retry);
	ok(hourly_take(h, name_of(1), 0, &retry), "0 is no limit");
	free(h);
}

static void
one_that_is_loud_limits_nobody_else(void)
{
	enum { OTHERS = 200000 };
	struct hourly *h = start();
	unsigned limited = 0;
	uint32_t retry = 0;

	for (unsigned i = 0; i < 5000; i++)
		(void)hourly_take(h, name_of(0), UINT64_MAX, &retry);
	ok(!hourly_has(h, name_of(0), 5000, &retry), "it is counted");
	/* Far more than there are places, so that some stand in its own. */
	for (unsigned i = 1; i <= OTHERS; i++)
		limited += !hourly_has(h, name_of(i), 1, &retry);
	is_int(limited, 0, "of %d others none is limited", (int)OTHERS);
	free(h);
}

static void
what_began_first_makes_room(void)
{
	enum { MANY = 20 * LIMIT_ACME_PLACES };
	struct hourly *h = start();
	unsigned kept = 0, early = 0;
	uint32_t retry = 0;

	for (unsigned i = 0; i < MANY / 2; i++)
		(void)hourly_take(h, name_of(i), UINT64_MAX, &retry);
	nanosleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
	for (unsigned i = MANY / 2; i < MANY; i++)
		(void)hourly_take(h, name_of(i), UINT64_MAX, &retry);
	ok(!hourly_has(h, name_of(MANY - 1), 1, &retry),
	   "the last one is counted");
	for (unsigned i = 0; i < MANY; i++)
		kept += !hourly_has(h, name_of(i), 1, &retry);
	is_int(kept, LIMIT_ACME_PLACES, "as many as there are places");
	for (unsigned i = 0; i < MANY / 2; i++)
		early += !hourly_has(h, name_of(i), 1, &retry);
	is_int(early, 0, "none of the first half");
	free(h);
}

static void
a_network_is_one_peer(void)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "192.0.2.1", "192.0.2.1", true },
		{ "192.0.2.1", "192.0.2.2", false },
		{ "2001:db8::1", "2001:db8::ffff:2", true },
		{ "2001:db8::1", "2001:db8:0:1::1", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		CLEANUP(buf_free) struct buf a = { 0 };
		CLEANUP(buf_free) struct buf b = { 0 };

		hourly_put_peer(bytes_of_text(rows[i].a), &a);
		hourly_put_peer(bytes_of_text(rows[i].b), &b);
		is_int(bytes_equal(buf_bytes(&a), buf_bytes(&b)), rows[i].same,
		       "%s and %s", rows[i].a, rows[i].b);
	}
}

TAP_MAIN(so_many_within_an_hour, one_that_is_loud_limits_nobody_else,
	 what_began_first_makes_room, a_network_is_one_peer)
