/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Numbers under which certificates and keys are found. */
#include "lookup.h"

#include <stdlib.h>

#define HASH_MASK ((1ull << LOOKUP_HASH_BITS) - 1)
#define ID_MASK ((1ull << 63) - 1)

/* FNV-1a, then the finish of MurmurHash3, so that all bits are of use. Who
 * makes collisions on purpose makes names slow to find: those that he meets, by
 * one row for each certificate that he has for it. */
static uint64_t
mix(uint64_t seed, struct bytes value)
{
	uint64_t h = 0xcbf29ce484222325ull ^ seed;

	for (size_t i = 0; i < value.n; i++)
		h = (h ^ value.p[i]) * 0x100000001b3ull;
	h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdull;
	h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ull;
	return h ^ (h >> 33);
}

/* Leaves room above for the next free one. */
uint64_t
lookup_key(struct bytes spki_sha256)
{
	uint64_t h = 0;

	for (size_t i = 0; i < 8 && i < spki_sha256.n; i++)
		h = h << 8 | spki_sha256.p[i];
	return (h & ID_MASK) >> 1 << 1;
}

uint32_t
lookup_hash(enum lookup_kind kind, struct bytes value)
{
	return (uint32_t)(mix((uint64_t)kind << 32, value) & HASH_MASK);
}

static void
collect(struct lookup_hashes *to, enum lookup_kind kind, struct bytes value)
{
	if (to->count < ARRAY_SIZE(to->at))
		to->at[to->count++] = lookup_hash(kind, value);
}

/* "mail.contoso.com" is found under ".contoso.com" and ".com", too; names
 * nested more deeply than any in use are found by their own name. */
#define DOMAINS_OF_A_NAME 6

static void
collect_domains(struct lookup_hashes *to, struct bytes name)
{
	size_t found = 0;

	for (size_t i = name.n; i-- > 0 && found < DOMAINS_OF_A_NAME;) {
		if (name.p[i] != '.')
			continue;
		struct bytes domain = { name.p + i, name.n - i };

		collect(to, LOOKUP_DOMAIN, domain);
		found++;
	}
}

static int
by_value(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Sorted, and each only once. */
static struct bytes
encode(struct lookup_hashes *h)
{
	uint8_t *p = h->octets;

	qsort(h->at, h->count, sizeof(*h->at), by_value);
	for (size_t i = 0; i < h->count; i++) {
		if (i > 0 && h->at[i] == h->at[i - 1])
			continue;
		for (unsigned shift = 32; shift > 0; shift -= 8)
			*p++ = (uint8_t)(h->at[i] >> (shift - 8));
	}
	return (struct bytes){ h->octets, (size_t)(p - h->octets) };
}

struct bytes
lookup_collect(const struct bytes *names, size_t count,
	       const uint8_t sha256[32], const uint8_t sha1[20],
	       struct lookup_hashes *work)
{
	work->count = 0;
	collect(work, LOOKUP_PRINT, (struct bytes){ sha256, 32 });
	collect(work, LOOKUP_PRINT, (struct bytes){ sha1, 20 });
	for (size_t i = 0; i < count; i++) {
		collect(work, LOOKUP_NAME, names[i]);
		collect_domains(work, names[i]);
	}
	return encode(work);
}

uint32_t
lookup_hash_at(struct bytes hashes, size_t i)
{
	const uint8_t *p = hashes.p + (i * LOOKUP_HASH_BYTES);

	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}
