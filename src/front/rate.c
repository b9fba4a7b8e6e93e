/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Counts requests by address in a table of fixed size. */

#include "rate.h"

#include "sanca/clock.h"
#include "sanca/limits.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define WAYS 4
#define MINUTE_MS 60000

struct rate_entry {
	uint8_t key[16];
	int64_t minute;
	uint64_t now, before; /* requests of this minute and the one before */
};

struct rate {
	pthread_mutex_t lock;
	uint64_t seed; /* so that nobody can choose who shares a place */
	struct rate_entry at[LIMIT_RATE_ADDRESSES];
};

int
rate_new(struct rate **ret, struct err *err)
{
	struct rate *rate = calloc(1, sizeof(*rate));

	if (!rate)
		return err_nomem(err);
	if (random_bytes(&rate->seed, sizeof(rate->seed), err) < 0) {
		free(rate);
		return -1;
	}
	pthread_mutex_init(&rate->lock, NULL);
	*ret = rate;
	return 0;
}

void
rate_free(struct rate **rate)
{
	if (*rate) {
		pthread_mutex_destroy(&(*rate)->lock);
		free(*rate);
	}
	*rate = NULL;
}

void
rate_network(const uint8_t address[16], uint8_t key[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(key, address, 16);
	if (memcmp(address, mapped, sizeof(mapped)) != 0)
		memset(key + 8, 0, 8);
}

static size_t
place(const struct rate *rate, const uint8_t key[16])
{
	uint64_t h = rate->seed;

	for (size_t i = 0; i < 16; i++)
		h = (h ^ key[i]) * 0x100000001b3U;
	h ^= h >> 29;
	return (size_t)(h % (LIMIT_RATE_ADDRESSES / WAYS)) * WAYS;
}

static struct rate_entry *
find(struct rate *rate, const uint8_t key[16], int64_t minute)
{
	struct rate_entry *set = &rate->at[place(rate, key)], *least = set;

	for (size_t i = 0; i < WAYS; i++) {
		if (memcmp(set[i].key, key, 16) == 0)
			return &set[i];
		if (set[i].minute < least->minute ||
		    (set[i].minute == least->minute && set[i].now < least->now))
			least = &set[i];
	}
	memset(least, 0, sizeof(*least));
	memcpy(least->key, key, 16);
	least->minute = minute;
	return least;
}

bool
rate_allows(struct rate *rate, const uint8_t address[16], uint64_t limit,
	    int64_t now_ms)
{
	int64_t minute = now_ms / MINUTE_MS, part = now_ms % MINUTE_MS;
	struct rate_entry *e = NULL;
	uint8_t key[16];
	uint64_t past = 0;
	bool allowed = false;

	if (limit == 0)
		return true;
	rate_network(address, key);
	pthread_mutex_lock(&rate->lock);
	e = find(rate, key, minute);
	if (e->minute != minute) {
		e->before = e->minute == minute - 1 ? e->now : 0;
		e->now = 0;
		e->minute = minute;
	}
	/* The share of the last minute that still counts. */
	past = e->before * (uint64_t)(MINUTE_MS - part) / MINUTE_MS;
	allowed = e->now + past < limit;
	if (allowed)
		e->now++;
	pthread_mutex_unlock(&rate->lock);
	return allowed;
}
