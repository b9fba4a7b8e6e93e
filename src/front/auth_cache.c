/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Remembers for a short time which policy belongs to a credential. */

#include "auth.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	bool used;
	uint8_t credential[LIMIT_CREDENTIAL_BYTES];
	int64_t until_ms;
	struct who who;
};

struct auth_cache {
	pthread_mutex_t lock;
	struct entry at[LIMIT_AUTH_CACHE];
};

int
auth_cache_new(struct auth_cache **ret, struct err *err)
{
	struct auth_cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		return err_nomem(err);
	pthread_mutex_init(&cache->lock, NULL);
	*ret = cache;
	return 0;
}

void
auth_cache_free(struct auth_cache **cache)
{
	if (*cache) {
		pthread_mutex_destroy(&(*cache)->lock);
		free(*cache);
	}
	*cache = NULL;
}

/* A credential is its kind and a hash, the octets of which spread well. */
static struct entry *
place(struct auth_cache *cache,
      const uint8_t credential[LIMIT_CREDENTIAL_BYTES])
{
	size_t i = (size_t)credential[1] << 8 | credential[2];

	return &cache->at[i % LIMIT_AUTH_CACHE];
}

bool
auth_cache_get(struct auth_cache *cache,
	       const uint8_t credential[LIMIT_CREDENTIAL_BYTES], int64_t now_ms,
	       struct who *ret)
{
	struct entry *e = place(cache, credential);
	bool found = false;

	pthread_mutex_lock(&cache->lock);
	found = e->used && now_ms < e->until_ms &&
		bytes_equal_secret(BYTES_OF(e->credential),
				   (struct bytes){ credential,
						   LIMIT_CREDENTIAL_BYTES });
	if (found) {
		*ret = e->who;
		ret->remembered = true;
	}
	pthread_mutex_unlock(&cache->lock);
	return found;
}

void
auth_cache_put(struct auth_cache *cache,
	       const uint8_t credential[LIMIT_CREDENTIAL_BYTES], int64_t now_ms,
	       const struct who *who)
{
	struct entry *e = place(cache, credential);

	pthread_mutex_lock(&cache->lock);
	e->used = true;
	memcpy(e->credential, credential, sizeof(e->credential));
	e->until_ms = now_ms + LIMIT_AUTH_CACHE_MS;
	e->who = *who;
	pthread_mutex_unlock(&cache->lock);
}

void
auth_cache_drop(struct auth_cache *cache,
		const uint8_t credential[LIMIT_CREDENTIAL_BYTES])
{
	struct entry *e = place(cache, credential);

	pthread_mutex_lock(&cache->lock);
	if (memcmp(e->credential, credential, sizeof(e->credential)) == 0)
		e->used = false;
	pthread_mutex_unlock(&cache->lock);
}
