/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Wrong passwords, counted by account and by address. */
#include "guesses.h"

#include "sanca/clock.h"
#include "sanca/key.h"

#include <arpa/inet.h>
#include <string.h>

int
guesses_start(struct guesses *g, struct err *err)
{
	memset(g, 0, sizeof(*g));
	return random_bytes(g->key, sizeof(g->key), err);
}

/* ---- places ------------------------------------------------------------------------ */

/* Of an IPv6 address its /64, which is one customer's. */
static void
network_of(struct bytes peer, struct buf *out)
{
	char text[65] = "";
	uint8_t v6[16];

	if (peer.n > 0 && peer.n < sizeof(text))
		memcpy(text, peer.p, peer.n);
	if (inet_pton(AF_INET6, text, v6) == 1)
		buf_append(out, v6, 8);
	else
		buf_append_bytes(out, peer);
}

/* Of the key, a kind, the name (for an account) and the network of the peer
 * (for an address). */
static void
hash_of(const struct guesses *g, char kind, struct bytes name,
	struct bytes peer, uint8_t ret[32])
{
	CLEANUP(buf_free) struct buf b = { 0 };

	buf_append(&b, g->key, sizeof(g->key));
	buf_append_u8(&b, (uint8_t)kind);
	buf_append_u8(&b, (uint8_t)name.n);
	buf_append_bytes(&b, name);
	network_of(peer, &b);
	sha256(buf_bytes(&b), ret);
}

static size_t
place_of(const uint8_t hash[32])
{
	return ((size_t)hash[0] << 8 | hash[1]) % LIMIT_WRONG_PLACES;
}

static struct guess *
account_of(struct guesses *g, struct bytes name)
{
	uint8_t hash[32];

	hash_of(g, 'n', name, (struct bytes){ 0 }, hash);
	return &g->account[place_of(hash)];
}

static struct guess *
address_of(struct guesses *g, struct bytes peer)
{
	uint8_t hash[32];

	hash_of(g, 'a', (struct bytes){ 0 }, peer, hash);
	return &g->address[place_of(hash)];
}

static struct guess_known *
known_of(struct guesses *g, struct bytes name, struct bytes peer,
	 uint8_t ret_hash[32])
{
	hash_of(g, 'k', name, peer, ret_hash);
	for (size_t i = 0; i < ARRAY_SIZE(g->known); i++) {
		struct guess_known *k = &g->known[i];

		if (k->at_ms != 0 &&
		    memcmp(k->pair, ret_hash, sizeof(k->pair)) == 0)
			return k;
	}
	return NULL;
}

/* ---- counting ---------------------------------------------------------------------- */

static int
check(struct guess *guess, unsigned most, const char *whose,
      uint32_t *ret_retry_s, struct err *err)
{
	int64_t now = clock_monotonic_ms();

	if (guess->until_ms <= now)
		*guess = (struct guess){
			.until_ms = now + (int64_t)LIMIT_WRONG_S * 1000,
		};
	if (guess->count < most)
		return 0;
	*ret_retry_s = (uint32_t)((guess->until_ms - now) / 1000 + 1);
	return err_set(err, ERR_RATE_LIMITED,
		       "too many wrong passwords %s: try again in %u minutes",
		       whose, (*ret_retry_s + 59) / 60);
}

static void
give_back(struct guess *guess)
{
	if (guess->count > 0)
		guess->count--;
}

static struct guess *
guess_of(struct guesses *g, struct bytes name, struct bytes peer)
{
	uint8_t hash[32];
	struct guess_known *known = known_of(g, name, peer, hash);

	return known != NULL ? &known->guess : account_of(g, name);
}

int
guesses_take(struct guesses *g, struct bytes name, struct bytes peer,
	     uint32_t *ret_retry_s, struct err *err)
{
	struct guess *address = address_of(g, peer);
	struct guess *account = guess_of(g, name, peer);

	if (check(address, LIMIT_WRONG_ADDRESS, "from this address",
		  ret_retry_s, err) != 0 ||
	    check(account, LIMIT_WRONG_ACCOUNT, "for this name", ret_retry_s,
		  err) != 0)
		return -1;
	address->count++;
	account->count++;
	return 0;
}

static void
remember(struct guesses *g, const uint8_t hash[32])
{
	struct guess_known *oldest = &g->known[0];

	for (size_t i = 0; i < ARRAY_SIZE(g->known); i++) {
		if (g->known[i].at_ms < oldest->at_ms)
			oldest = &g->known[i];
	}
	*oldest = (struct guess_known){ .at_ms = clock_monotonic_ms() + 1 };
	memcpy(oldest->pair, hash, sizeof(oldest->pair));
}

void
guesses_remember(struct guesses *g, struct bytes name, struct bytes peer)
{
	uint8_t hash[32];
	struct guess_known *known = known_of(g, name, peer, hash);

	if (known == NULL) {
		remember(g, hash);
		return;
	}
	known->guess = (struct guess){ 0 };
	known->at_ms = clock_monotonic_ms() + 1;
}

void
guesses_right(struct guesses *g, struct bytes name, struct bytes peer)
{
	uint8_t hash[32];

	give_back(address_of(g, peer));
	if (known_of(g, name, peer, hash) == NULL)
		give_back(account_of(g, name));
	guesses_remember(g, name, peer);
}

int
guesses_take_address(struct guesses *g, struct bytes peer,
		     uint32_t *ret_retry_s, struct err *err)
{
	struct guess *address = address_of(g, peer);

	if (check(address, LIMIT_WRONG_ADDRESS, "from this address",
		  ret_retry_s, err) != 0)
		return -1;
	address->count++;
	return 0;
}

void
guesses_right_address(struct guesses *g, struct bytes peer)
{
	give_back(address_of(g, peer));
}
