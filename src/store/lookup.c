/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Numbers under which certificates are found; the schema says how they are
 * laid out and why. */
#include "database.h"

#include <string.h>

#define PLACE_MASK (LOOKUP_RUN_LENGTH - 1)
#define HASH_MASK ((1ull << LOOKUP_HASH_BITS) - 1)
#define ID_MASK ((1ull << 63) - 1)

/* FNV-1a, then the finish of MurmurHash3, so that all bits are of use. Who
 * makes collisions on purpose only makes his own names slow to find. */
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

uint64_t
lookup_hash(enum lookup_kind kind, struct bytes value)
{
	return mix((uint64_t)kind << 32, value) & HASH_MASK;
}

uint64_t
lookup_id(uint64_t hash, uint64_t reservation)
{
	uint64_t run = reservation >> LOOKUP_PLACE_BITS;

	return run << (LOOKUP_PLACE_BITS + LOOKUP_HASH_BITS) |
	       hash << LOOKUP_PLACE_BITS | (reservation & PLACE_MASK);
}

static void
collect(struct lookup_hashes *to, enum lookup_kind kind, struct bytes value)
{
	uint64_t hash = lookup_hash(kind, value);

	for (size_t i = 0; i < to->count; i++)
		if (to->at[i] == hash)
			return;
	if (to->count < ARRAY_SIZE(to->at))
		to->at[to->count++] = hash;
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

void
lookup_collect(const struct bytes *names, size_t count,
	       const uint8_t sha256[32], const uint8_t sha1[20],
	       struct lookup_hashes *ret)
{
	ret->count = 0;
	collect(ret, LOOKUP_PRINT, (struct bytes){ sha256, 32 });
	collect(ret, LOOKUP_PRINT, (struct bytes){ sha1, 20 });
	for (size_t i = 0; i < count; i++) {
		collect(ret, LOOKUP_NAME, names[i]);
		collect_domains(ret, names[i]);
	}
}

int
lookup_add(struct store *s, uint64_t reservation,
	   const struct lookup_hashes *hashes, struct err *err)
{
	for (size_t i = 0; i < hashes->count; i++) {
		CLEANUP(query_end) struct query q = query_of(s, Q_LOOKUP_ADD);

		put_u64(&q, lookup_id(hashes->at[i], reservation));
		if (query_run(&q, err) != 0)
			return -1;
	}
	return 0;
}

static int
lookup_in_run(struct store *s, uint64_t from, uint64_t to, bool down,
	      bool *ret_found, uint64_t *ret, struct err *err)
{
	CLEANUP(query_end)
	struct query q = query_of(s, down ? Q_LOOKUP_DOWN : Q_LOOKUP_UP);

	put_u64(&q, from);
	put_u64(&q, to);
	if (query_next(&q, ret_found, err) != 0)
		return -1;
	if (*ret_found)
		*ret = take_u64(&q) & PLACE_MASK;
	return 0;
}

static int
no_more(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND, "there is no such certificate");
}

int
lookup_next(struct store *s, uint64_t hash, uint64_t after, bool down,
	    uint64_t *ret, struct err *err)
{
	uint64_t last = 0;
	bool found = false;

	if (store_reservation_last(s, &last, err) != 0)
		return -1;
	if (down ? after <= 1 : after >= last)
		return no_more(err);
	if (down && after > last + 1)
		after = last + 1;
	uint64_t at = down ? after - 1 : after + 1;

	for (;;) {
		uint64_t run = at & ~(uint64_t)PLACE_MASK;
		uint64_t from = down ? run : at;
		uint64_t to = down ? at : run | PLACE_MASK;

		if (lookup_in_run(s, lookup_id(hash, from), lookup_id(hash, to),
				  down, &found, ret, err) != 0)
			return -1;
		if (found) {
			*ret |= run;
			return 0;
		}
		if (down ? run == 0 : to >= last)
			return no_more(err);
		at = down ? run - 1 : to + 1;
	}
}
