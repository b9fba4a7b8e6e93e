/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* OCSP answers that are kept: for how long, how many, and when no longer. */

#include "src/front/ocsp_cache.h"
#include "tests/tap.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* A question about a certificate; the octets need not be DER here. */
struct question {
	uint8_t serial[8];
	uint8_t whole[16];
	struct cert_id id;
};

static struct question *
ask_about(struct question *q, uint64_t serial, uint8_t kind)
{
	for (size_t i = 0; i < 8; i++)
		q->serial[i] = (uint8_t)(serial >> (56 - 8 * i));
	memset(q->whole, kind, sizeof(q->whole));
	memcpy(q->whole + 8, q->serial, 8);
	q->id = (struct cert_id){ .whole = BYTES_OF(q->whole),
				  .serial = BYTES_OF(q->serial) };
	return q;
}

static int
put(struct ocsp_cache *c, uint64_t serial, uint8_t kind, uint64_t as_of)
{
	struct question q;
	struct msg_ocsp_answer a = { .response = bytes_of_text("good"),
				     .keep = 1,
				     .this_update = 1000,
				     .next_update = 2000,
				     .as_of = as_of };
	struct err err;

	if (ocsp_cache_put(c, &ask_about(&q, serial, kind)->id, &a, &err) == 0)
		return 0;
	return (int)err.code;
}

static void
count(void *ctx, struct dated *answer)
{
	*(int *)ctx += dated_response(answer, 1000) != NULL;
}

static enum ocsp_cached
get(struct ocsp_cache *c, uint64_t serial, uint8_t kind, int64_t now,
    bool may_renew)
{
	struct question q;
	int served = 0;
	enum ocsp_cached got =
		ocsp_cache_serve(c, &ask_about(&q, serial, kind)->id, now,
				 may_renew, count, &served);

	is_int(served, got == OCSP_CACHED_SERVED, "served if it says so");
	return got;
}

static struct ocsp_cache *
new_cache(void)
{
	struct ocsp_cache *c = NULL;
	struct err err;

	if (ocsp_cache_new(&c, &err) < 0)
		exit(99);
	return c;
}

static void
what_was_asked_is_found_again_and_nothing_else(void)
{
	struct ocsp_cache *c = new_cache();

	is_int(get(c, 1, 1, 1000, true), OCSP_CACHED_NO, "empty");
	is_int(put(c, 1, 1, 0), 0, "kept");
	is_int(get(c, 1, 1, 1000, true), OCSP_CACHED_SERVED, "found");
	is_int(get(c, 1, 2, 1000, true), OCSP_CACHED_NO, "another CertID");
	is_int(get(c, 2, 1, 1000, true), OCSP_CACHED_NO, "another serial");
	is_int(put(c, 1, 1, 0), 0, "kept anew");
	is_int(ocsp_cache_count(c), 1, "in the same place");
	ocsp_cache_free(&c);
}

static void
nothing_is_served_outside_of_its_time(void)
{
	struct ocsp_cache *c = new_cache();

	(void)put(c, 1, 1, 0);
	is_int(get(c, 1, 1, 999, true), OCSP_CACHED_NO, "before thisUpdate");
	is_int(get(c, 1, 1, 1000, false), OCSP_CACHED_SERVED, "from then on");
	is_int(get(c, 1, 1, 1999, false), OCSP_CACHED_SERVED, "to the end");
	is_int(get(c, 1, 1, 2000, false), OCSP_CACHED_NO, "at nextUpdate");
	is_int(ocsp_cache_count(c), 0, "it is gone");
	ocsp_cache_free(&c);
}

static void
one_renews_it_after_half_of_its_time(void)
{
	struct ocsp_cache *c = new_cache();

	(void)put(c, 1, 1, 0);
	is_int(get(c, 1, 1, 1499, true), OCSP_CACHED_SERVED, "before");
	is_int(get(c, 1, 1, 1500, true), OCSP_CACHED_DUE, "the first");
	is_int(get(c, 1, 1, 1500, true), OCSP_CACHED_SERVED, "the second");
	is_int(get(c, 1, 1, 1500, false), OCSP_CACHED_SERVED,
	       "and the first, when the signer is away");
	is_int(get(c, 1, 1, 1509, true), OCSP_CACHED_SERVED, "for a while");
	is_int(get(c, 1, 1, 1510, true), OCSP_CACHED_DUE, "then one again");
	is_int(get(c, 1, 1, 1999, false), OCSP_CACHED_SERVED, "to the end");
	ocsp_cache_free(&c);
}

static void
a_revocation_forgets_every_answer_about_it(void)
{
	struct ocsp_cache *c = new_cache();
	uint8_t serial[9] = { [8] = 1 };

	(void)put(c, 1, 1, 5);
	(void)put(c, 1, 2, 5);
	(void)put(c, 2, 1, 5);
	ocsp_cache_forget(c, BYTES_OF(serial), 6);
	is_int(get(c, 1, 1, 1000, true), OCSP_CACHED_NO, "one CertID");
	is_int(get(c, 1, 2, 1000, true), OCSP_CACHED_NO, "and the other");
	is_int(get(c, 2, 1, 1000, true), OCSP_CACHED_SERVED, "not another's");
	is_int(put(c, 1, 1, 5), ERR_CONFLICT, "from before: not taken");
	ok(!ocsp_cache_is_current(c, BYTES_OF(serial), 5), "nor handed out");
	ok(ocsp_cache_is_current(c, BYTES_OF(serial), 6), "from after");
	is_int(put(c, 1, 1, 6), 0, "is taken");
	is_int(get(c, 1, 1, 1000, true), OCSP_CACHED_SERVED, "and served");
	ocsp_cache_forget(c, BYTES_OF(serial), 3);
	is_int(put(c, 1, 1, 5), ERR_CONFLICT, "numbers never fall");
	ocsp_cache_free(&c);
}

static void
a_new_signer_finds_an_empty_cache(void)
{
	struct ocsp_cache *c = new_cache();

	for (uint64_t i = 0; i < 1000; i++)
		(void)put(c, i, 1, 5);
	ocsp_cache_forget(c, (struct bytes){ 0 }, 6);
	is_int(ocsp_cache_count(c), 0, "empty");
	for (uint64_t i = 0; i < 1000; i++)
		if (put(c, i, 1, 5) != ERR_CONFLICT)
			ok(false, "serial %ju", (uintmax_t)i);
	is_int(put(c, 1, 1, 6), 0, "what it says is taken");
	ocsp_cache_free(&c);
}

static void
it_never_grows_beyond_its_bound(void)
{
	struct ocsp_cache *c = new_cache();

	(void)put(c, 7, 1, 0);
	for (uint64_t i = 100; i < 100 + 4 * LIMIT_OCSP_CACHE; i++) {
		if (put(c, i, 1, 0) != 0)
			ok(false, "%ju", (uintmax_t)i);
		/* In use: others give way. */
		if (get(c, 7, 1, 1000, false) != OCSP_CACHED_SERVED)
			ok(false, "the one in use is gone at %ju",
			   (uintmax_t)i);
	}
	ok(ocsp_cache_count(c) <= LIMIT_OCSP_CACHE, "%zu answers",
	   ocsp_cache_count(c));
	ok(ocsp_cache_count(c) > LIMIT_OCSP_CACHE * 9 / 10, "nearly full");
	ocsp_cache_free(&c);
}

/* ---- many threads ------------------------------------------------------------ */

struct crowd {
	struct ocsp_cache *cache;
	atomic_ullong newest; /* acknowledged */
	atomic_bool stop;
	atomic_ullong stale, served;
};

/* Each answer carries its as_of in its octets. */
static void
look(void *ctx, struct dated *answer)
{
	struct crowd *crowd = ctx;

	(void)dated_response(answer, 1000);
	atomic_fetch_add(&crowd->served, 1);
	if ((uint64_t)answer->next_update - 1000000 <
	    atomic_load(&crowd->newest))
		atomic_fetch_add(&crowd->stale, 1);
}

static void *
serve_all(void *arg)
{
	struct crowd *crowd = arg;
	struct question q;
	struct err err;

	ask_about(&q, 1, 1);
	while (!atomic_load(&crowd->stop)) {
		uint64_t as_of = atomic_load(&crowd->newest);
		struct msg_ocsp_answer a = { .response = bytes_of_text("x"),
					     .as_of = as_of,
					     .this_update = 0 };

		a.next_update = 1000000 + (int64_t)as_of;
		(void)!ocsp_cache_put(crowd->cache, &q.id, &a, &err);
		for (int i = 0; i < 10; i++)
			(void)ocsp_cache_serve(crowd->cache, &q.id, 1000, false,
					       look, crowd);
	}
	return NULL;
}

/* newest is raised when forget() has returned: as the EVENT_ACK. look() may see
 * it raised while it serves only if the lock did not hold. */
static void
what_is_acknowledged_is_never_served(void)
{
	struct crowd crowd = { .cache = new_cache() };
	pthread_t threads[4];
	struct question q;

	ask_about(&q, 1, 1);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		if (pthread_create(&threads[i], NULL, serve_all, &crowd) != 0)
			exit(99);
	for (uint64_t number = 1; number < 3000; number++) {
		ocsp_cache_forget(crowd.cache, BYTES_OF(q.serial), number);
		atomic_store(&crowd.newest, number);
	}
	atomic_store(&crowd.stop, true);
	for (size_t i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
	is_int(atomic_load(&crowd.stale), 0, "of %llu",
	       atomic_load(&crowd.served));
	ocsp_cache_free(&crowd.cache);
}

TAP_MAIN(what_was_asked_is_found_again_and_nothing_else,
	 nothing_is_served_outside_of_its_time,
	 one_renews_it_after_half_of_its_time,
	 a_revocation_forgets_every_answer_about_it,
	 a_new_signer_finds_an_empty_cache, it_never_grows_beyond_its_bound,
	 what_is_acknowledged_is_never_served)
