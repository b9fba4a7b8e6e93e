/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Nonces of ACME: each is good once, in bounded memory. */

#include "src/front/nonces.h"
#include "tests/tap.h"

#include "sanca/limits.h"

#include <malloc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static struct nonces *
fresh(void)
{
	struct nonces *n = NULL;
	struct err err;

	if (nonces_new(&n, &err) < 0)
		abort();
	return n;
}

static void
a_nonce_is_taken_once(void)
{
	struct nonces *n = fresh();
	char text[NONCE_CHARS + 1], other[NONCE_CHARS + 1];

	nonces_give(n, text);
	nonces_give(n, other);
	is_int(strlen(text), NONCE_CHARS, "its length");
	ok(strcmp(text, other) != 0, "no two are the same");
	ok(nonces_take(n, bytes_of_text(text)), "the first time");
	ok(!nonces_take(n, bytes_of_text(text)), "not a second time");
	ok(nonces_take(n, bytes_of_text(other)), "the other one");
	nonces_free(&n);
}

static void
what_is_not_ours_is_none(void)
{
	struct nonces *n = fresh(), *after = fresh();
	char text[NONCE_CHARS + 1], changed[NONCE_CHARS + 2];

	ok(!nonces_take(n, (struct bytes){ 0 }), "nothing");
	ok(!nonces_take(n, bytes_of_text("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
	   "zeros");
	nonces_give(n, text);
	ok(!nonces_take(after, bytes_of_text(text)),
	   "one of before the start, or of another instance");
	for (size_t i = 0; i < NONCE_CHARS; i++) {
		memcpy(changed, text, sizeof(text));
		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		ok(!nonces_take(n, bytes_of_text(changed)),
		   "another letter at %zu", i);
	}
	ok(!nonces_take(n, (struct bytes){ (const uint8_t *)text,
					   NONCE_CHARS - 1 }),
	   "one that is cut");
	snprintf(changed, sizeof(changed), "%s=", text);
	ok(!nonces_take(n, bytes_of_text(changed)), "one with a pad");
	ok(nonces_take(n, bytes_of_text(text)), "and itself it is good");
	nonces_free(&n);
	nonces_free(&after);
}

static void
only_the_last_ones_are_kept(void)
{
	struct nonces *n = fresh();
	char first[NONCE_CHARS + 1], second[NONCE_CHARS + 1],
		text[NONCE_CHARS + 1];
	size_t before = 0;

	nonces_give(n, first);
	nonces_give(n, second);
	ok(nonces_take(n, bytes_of_text(second)), "the second is used");
	before = mallinfo2().uordblks;
	for (size_t i = 0; i < LIMIT_ACME_NONCES - 2; i++)
		nonces_give(n, text);
	is_int(mallinfo2().uordblks, before, "a million cost no memory");
	ok(nonces_take(n, bytes_of_text(first)),
	   "the first is the oldest that is good");
	nonces_give(n, text);
	nonces_give(n, text);
	ok(!nonces_take(n, bytes_of_text(first)),
	   "and is none when its place is another's");
	ok(!nonces_take(n, bytes_of_text(second)),
	   "a used one does not become good when its place is free again");
	ok(nonces_take(n, bytes_of_text(text)), "the newest is good");
	nonces_free(&n);
}

/* ---- many at once -------------------------------------------------------------- */

#define THREADS 16

struct race {
	struct nonces *nonces;
	char text[NONCE_CHARS + 1];
	atomic_int won;
};

static void *
run(void *ctx)
{
	struct race *r = ctx;

	if (nonces_take(r->nonces, bytes_of_text(r->text)))
		atomic_fetch_add(&r->won, 1);
	return NULL;
}

static void
of_many_at_once_one_wins(void)
{
	struct race r = { .nonces = fresh() };
	pthread_t threads[THREADS];

	for (int round = 0; round < 200; round++) {
		atomic_store(&r.won, 0);
		nonces_give(r.nonces, r.text);
		for (size_t i = 0; i < THREADS; i++)
			if (pthread_create(&threads[i], NULL, run, &r) != 0)
				abort();
		for (size_t i = 0; i < THREADS; i++)
			pthread_join(threads[i], NULL);
		if (atomic_load(&r.won) != 1)
			is_int(atomic_load(&r.won), 1, "round %d", round);
	}
	ok(true, "200 rounds");
	nonces_free(&r.nonces);
}

TAP_MAIN(a_nonce_is_taken_once, what_is_not_ours_is_none,
	 only_the_last_ones_are_kept, of_many_at_once_one_wins)
