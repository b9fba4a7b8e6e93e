/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A nonce is a number and a MAC over it; a window of bits says which numbers
 * have come back. */

#include "config.h"

#include "nonces.h"

#include "sanca/clock.h"
#include "sanca/limits.h"
#include "sanca/logline.h"
#include "sanca/text.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define NUMBER_BYTES 8
#define MAC_BYTES 16
#define NONCE_BYTES (NUMBER_BYTES + MAC_BYTES)

struct nonces {
	uint8_t key[32];
#ifdef SANCA_CHAOS
	unsigned refuses_percent;
	atomic_bool has_refused; /* the one before */
#endif
	pthread_mutex_t lock;
	uint64_t next; /* the number of the next one */
	uint64_t used[LIMIT_ACME_NONCES / 64];
};

#ifdef SANCA_CHAOS
/* ./configure --enable-chaos: good nonces are refused, so that clients show what
 * they do about it. Never two in a row: certbot tries again only once. */
static void
chaos_read(struct nonces *nonces)
{
	const char *text = getenv("SANCA_CHAOS_NONCE");
	uint64_t percent = 0;
	struct err err;

	if (text && text_u64(text, 100, &percent, &err) == 0)
		nonces->refuses_percent = (unsigned)percent;
}

static bool
is_refused_for_nothing(struct nonces *nonces)
{
	uint8_t dice = 0;
	struct err err;

	if (atomic_exchange(&nonces->has_refused, false) ||
	    nonces->refuses_percent == 0 || random_bytes(&dice, 1, &err) < 0 ||
	    dice * 100U >= nonces->refuses_percent * 256U)
		return false;
	atomic_store(&nonces->has_refused, true);
	logline(LOGLINE_INFO, "chaos: a good nonce is refused");
	return true;
}
#endif

int
nonces_new(struct nonces **ret, struct err *err)
{
	struct nonces *nonces = calloc(1, sizeof(*nonces));

	if (!nonces)
		return err_nomem(err);
	if (random_bytes(nonces->key, sizeof(nonces->key), err) < 0) {
		free(nonces);
		return -1;
	}
	pthread_mutex_init(&nonces->lock, NULL);
#ifdef SANCA_CHAOS
	chaos_read(nonces);
#endif
	*ret = nonces;
	return 0;
}

void
nonces_free(struct nonces **nonces)
{
	if (*nonces) {
		bytes_wipe((*nonces)->key, sizeof((*nonces)->key));
		pthread_mutex_destroy(&(*nonces)->lock);
		free(*nonces);
	}
	*nonces = NULL;
}

static void
make(const struct nonces *nonces, uint64_t number, uint8_t ret[NONCE_BYTES])
{
	uint8_t mac[32];

	for (int i = 0; i < NUMBER_BYTES; i++)
		ret[i] = (uint8_t)(number >> (8 * (NUMBER_BYTES - 1 - i)));
	/* It can only fail for want of SHA-256: no nonce may be given then. */
	if (gnutls_hmac_fast(GNUTLS_MAC_SHA256, nonces->key,
			     sizeof(nonces->key), ret, NUMBER_BYTES, mac) < 0)
		abort();
	memcpy(ret + NUMBER_BYTES, mac, MAC_BYTES);
}

static uint64_t *
word_of(struct nonces *nonces, uint64_t number)
{
	return &nonces->used[number % LIMIT_ACME_NONCES / 64];
}

void
nonces_give(struct nonces *nonces, char ret[NONCE_CHARS + 1])
{
	CLEANUP(buf_free) struct buf text = { 0 };
	uint8_t octets[NONCE_BYTES];
	uint64_t number = 0;

	pthread_mutex_lock(&nonces->lock);
	number = nonces->next++;
	*word_of(nonces, number) &= ~(UINT64_C(1) << (number % 64));
	pthread_mutex_unlock(&nonces->lock);
	make(nonces, number, octets);
	base64url_encode(BYTES_OF(octets), &text);
	memset(ret, '0', NONCE_CHARS);
	memcpy(ret, buf_text(&text),
	       text.n < NONCE_CHARS ? text.n : NONCE_CHARS);
	ret[NONCE_CHARS] = '\0';
}

/* The number of one of ours. */
static bool
read_number(const struct nonces *nonces, struct bytes nonce, uint64_t *ret)
{
	CLEANUP(buf_free) struct buf octets = { 0 };
	uint8_t want[NONCE_BYTES];
	uint64_t number = 0;
	struct err err;

	if (nonce.n != NONCE_CHARS ||
	    base64url_decode(nonce, &octets, &err) < 0 ||
	    octets.n != NONCE_BYTES)
		return false;
	for (int i = 0; i < NUMBER_BYTES; i++)
		number = number << 8 | octets.p[i];
	make(nonces, number, want);
	*ret = number;
	return bytes_equal_secret(buf_bytes(&octets), BYTES_OF(want));
}

bool
nonces_take(struct nonces *nonces, struct bytes nonce)
{
	uint64_t number = 0, bit = 0;
	bool is_good = false;

	if (!read_number(nonces, nonce, &number))
		return false;
#ifdef SANCA_CHAOS
	if (is_refused_for_nothing(nonces))
		return false;
#endif
	bit = UINT64_C(1) << (number % 64);
	pthread_mutex_lock(&nonces->lock);
	is_good = number < nonces->next &&
		  nonces->next - number <= LIMIT_ACME_NONCES &&
		  (*word_of(nonces, number) & bit) == 0;
	if (is_good)
		*word_of(nonces, number) |= bit;
	pthread_mutex_unlock(&nonces->lock);
	return is_good;
}
