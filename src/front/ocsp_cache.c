/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Keeps OCSP answers as ready responses, in bounded memory. */

#include "ocsp_cache.h"

#include "sanca/clock.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define WAYS 8
#define SETS (LIMIT_OCSP_CACHE / WAYS)
#define SHARDS 64
_Static_assert(SETS % SHARDS == 0, "each shard has as many sets");
/* Between two attempts to renew one answer. */
#define RENEW_EVERY_S 10

struct place {
	uint64_t used; /* 0: free */
	uint64_t serial_hash;
	int64_t renew_at;
	size_t id_n;
	uint8_t id[LIMIT_CERT_ID_BYTES];
	struct dated answer;
};

/* On lines of its own: threads do not disturb each other. */
struct shard {
	alignas(64) pthread_mutex_t lock;
	uint64_t clock;	 /* of use */
	uint64_t newest; /* revocation of a serial here */
	size_t count;
	struct place at[SETS / SHARDS][WAYS];
};

struct ocsp_cache {
	struct shard shards[SHARDS];
	uint64_t seed; /* so that nobody can choose who shares a set */
};

int
ocsp_cache_new(struct ocsp_cache **ret, struct err *err)
{
	struct ocsp_cache *c = NULL;
	size_t n = sizeof(*c) + (64 - sizeof(*c) % 64) % 64;

	c = aligned_alloc(64, n);
	if (!c)
		return err_nomem(err);
	memset(c, 0, n);
	if (random_bytes(&c->seed, sizeof(c->seed), err) < 0) {
		free(c);
		return -1;
	}
	for (size_t i = 0; i < SHARDS; i++)
		pthread_mutex_init(&c->shards[i].lock, NULL);
	*ret = c;
	return 0;
}

static void
place_clear(struct shard *s, struct place *p)
{
	if (!p->used)
		return;
	dated_clear(&p->answer);
	p->used = 0;
	s->count--;
}

static void
shard_clear(struct shard *s)
{
	for (size_t i = 0; i < SETS / SHARDS; i++)
		for (size_t k = 0; k < WAYS; k++)
			place_clear(s, &s->at[i][k]);
}

void
ocsp_cache_free(struct ocsp_cache **cache)
{
	struct ocsp_cache *c = *cache;

	if (!c)
		return;
	*cache = NULL;
	for (size_t i = 0; i < SHARDS; i++) {
		shard_clear(&c->shards[i]);
		pthread_mutex_destroy(&c->shards[i].lock);
	}
	free(c);
}

/* A magnitude; zeros before it are none. */
static uint64_t
hash_serial(const struct ocsp_cache *c, struct bytes serial)
{
	uint64_t h = c->seed;
	size_t i = 0;

	while (i < serial.n && serial.p[i] == 0)
		i++;
	for (; i < serial.n; i++)
		h = (h ^ serial.p[i]) * 0x100000001b3U;
	h ^= h >> 29;
	h *= 0xbf58476d1ce4e5b9U;
	return h ^ h >> 32;
}

/* Where a serial is at home; shard is locked. */
struct home {
	uint64_t hash;
	struct shard *shard;
	struct place *set;
};

static struct home
home_lock(struct ocsp_cache *c, struct bytes serial)
{
	struct home home = { .hash = hash_serial(c, serial) };
	size_t set = (size_t)(home.hash % SETS);

	home.shard = &c->shards[set % SHARDS];
	home.set = home.shard->at[set / SHARDS];
	pthread_mutex_lock(&home.shard->lock);
	return home;
}

static void
home_unlock(struct home *home)
{
	pthread_mutex_unlock(&home->shard->lock);
}

static struct place *
find(const struct home *home, struct bytes id)
{
	for (size_t i = 0; i < WAYS; i++) {
		struct place *p = &home->set[i];

		if (p->used && p->id_n == id.n &&
		    memcmp(p->id, id.p, id.n) == 0)
			return p;
	}
	return NULL;
}

/* Whoever finds it due puts that off, and asks: so one asks at a time, and
 * another one when nothing came of it. */
static bool
takes_renewal(struct place *p, int64_t now)
{
	if (now < p->renew_at)
		return false;
	p->renew_at = now + RENEW_EVERY_S;
	return true;
}

enum ocsp_cached
ocsp_cache_serve(struct ocsp_cache *c, const struct cert_id *id, int64_t now,
		 bool may_renew, ocsp_serve_fn *serve, void *ctx)
{
	struct home home = home_lock(c, id->serial);
	struct place *p = find(&home, id->whole);
	enum ocsp_cached ret = OCSP_CACHED_NO;

	if (p && now >= p->answer.next_update) {
		place_clear(home.shard, p);
	} else if (p && now >= p->answer.this_update) {
		p->used = ++home.shard->clock;
		if (may_renew && takes_renewal(p, now)) {
			ret = OCSP_CACHED_DUE;
		} else {
			serve(ctx, &p->answer);
			ret = OCSP_CACHED_SERVED;
		}
	}
	home_unlock(&home);
	return ret;
}

/* The place for an answer, empty: its own, a free one, or the least recently
 * used. */
static struct place *
make_room(const struct home *home, struct bytes id)
{
	struct place *p = find(home, id);

	for (size_t i = 0; !p && i < WAYS; i++)
		if (!home->set[i].used)
			p = &home->set[i];
	if (!p) {
		p = home->set;
		for (size_t i = 1; i < WAYS; i++)
			if (home->set[i].used < p->used)
				p = &home->set[i];
	}
	place_clear(home->shard, p);
	return p;
}

static void
place_fill(struct home *home, const struct cert_id *id,
	   const struct dated *answer)
{
	struct place *p = make_room(home, id->whole);

	p->used = ++home->shard->clock;
	home->shard->count++;
	p->serial_hash = home->hash;
	p->id_n = id->whole.n;
	memcpy(p->id, id->whole.p, id->whole.n);
	p->answer = *answer;
	p->renew_at = answer->this_update +
		      (answer->next_update - answer->this_update) / 2;
}

int
ocsp_cache_put(struct ocsp_cache *c, const struct cert_id *id,
	       const struct msg_ocsp_answer *answer, struct err *err)
{
	struct dated fresh = { .fd = -1 };
	struct home home;
	bool is_old = false;

	if (id->whole.n > LIMIT_CERT_ID_BYTES)
		return err_set(err, ERR_TOO_LARGE, "the CertID is too long");
	if (dated_from_bytes(answer->response, OCSP_TYPE, answer->this_update,
			     answer->next_update, &fresh, err) < 0)
		return -1;
	home = home_lock(c, id->serial);
	is_old = answer->as_of < home.shard->newest;
	if (!is_old)
		place_fill(&home, id, &fresh);
	home_unlock(&home);
	if (!is_old)
		return 0;
	dated_clear(&fresh);
	return err_set(err, ERR_CONFLICT, "it was revoked meanwhile");
}

bool
ocsp_cache_is_current(struct ocsp_cache *c, struct bytes serial, uint64_t as_of)
{
	struct home home = home_lock(c, serial);
	bool current = as_of >= home.shard->newest;

	home_unlock(&home);
	return current;
}

static void
forget_all(struct ocsp_cache *c, uint64_t number)
{
	for (size_t i = 0; i < SHARDS; i++) {
		struct shard *s = &c->shards[i];

		pthread_mutex_lock(&s->lock);
		shard_clear(s);
		if (number > s->newest)
			s->newest = number;
		pthread_mutex_unlock(&s->lock);
	}
}

void
ocsp_cache_forget(struct ocsp_cache *c, struct bytes serial, uint64_t number)
{
	struct home home;

	if (serial.n == 0) {
		forget_all(c, number);
		return;
	}
	home = home_lock(c, serial);
	for (size_t i = 0; i < WAYS; i++)
		if (home.set[i].serial_hash == home.hash)
			place_clear(home.shard, &home.set[i]);
	/* One number for the shard: others there are asked for once more. */
	if (number > home.shard->newest)
		home.shard->newest = number;
	home_unlock(&home);
}

size_t
ocsp_cache_count(struct ocsp_cache *c)
{
	size_t n = 0;

	for (size_t i = 0; i < SHARDS; i++) {
		pthread_mutex_lock(&c->shards[i].lock);
		n += c->shards[i].count;
		pthread_mutex_unlock(&c->shards[i].lock);
	}
	return n;
}
