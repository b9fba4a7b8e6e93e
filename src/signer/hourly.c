/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is counted by the hour: accounts of an address, orders of an account. */
#include "hourly.h"

#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/text.h"

#define HOUR_MS 3600000

int
hourly_start(struct hourly *h, struct err *err)
{
	return random_bytes(h->key, sizeof(h->key), err);
}

static size_t
place_of(const struct hourly *h, struct bytes what)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	uint8_t hash[32];
	size_t place = 0;

	buf_append(&b, h->key, sizeof(h->key));
	buf_append_bytes(&b, what);
	sha256(buf_bytes(&b), hash);
	for (size_t i = 0; i < sizeof(place); i++)
		place = place << 8 | hash[i];
	return place % LIMIT_ACME_PLACES;
}

bool
hourly_has(const struct hourly *h, struct bytes what, uint64_t most,
	   uint32_t *ret_retry_s)
{
	size_t i = place_of(h, what);
	int64_t now = clock_monotonic_ms();

	if (most == 0 || h->at[i].until_ms <= now || h->at[i].count < most)
		return true;
	*ret_retry_s = (uint32_t)((h->at[i].until_ms - now) / 1000 + 1);
	return false;
}

bool
hourly_take(struct hourly *h, struct bytes what, uint64_t most,
	    uint32_t *ret_retry_s)
{
	size_t i = place_of(h, what);
	int64_t now = clock_monotonic_ms();

	if (!hourly_has(h, what, most, ret_retry_s))
		return false;
	if (h->at[i].until_ms <= now) {
		h->at[i].until_ms = now + HOUR_MS;
		h->at[i].count = 0;
	}
	h->at[i].count++;
	return true;
}

void
hourly_put_peer(struct bytes peer, struct buf *out)
{
	uint8_t network[IP6_NETWORK_BYTES];

	if (text_ip6_network(peer, network))
		buf_append(out, network, sizeof(network));
	else
		buf_append_bytes(out, peer);
}
