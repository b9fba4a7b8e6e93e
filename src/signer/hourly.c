/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is counted by the hour: accounts of an address, orders of an account. */
#include "hourly.h"

#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/text.h"

#define HOUR_MS 3600000

#define WAYS 8
_Static_assert(LIMIT_ACME_PLACES % WAYS == 0, "no places are left over");

int
hourly_start(struct hourly *h, struct err *err)
{
	return random_bytes(h->key, sizeof(h->key), err);
}

static uint64_t
number_of(const uint8_t octets[8])
{
	uint64_t v = 0;

	for (size_t i = 0; i < sizeof(v); i++)
		v = v << 8 | octets[i];
	return v;
}

/* Where its count stands among WAYS places; when it stands in none, the one that is
 * free or began first. */
static size_t
place_of(const struct hourly *h, struct bytes what, uint64_t *ret_tag)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	uint8_t hash[32];
	size_t first = 0, best = 0;

	buf_append(&b, h->key, sizeof(h->key));
	buf_append_bytes(&b, what);
	sha256(buf_bytes(&b), hash);
	*ret_tag = number_of(hash + 8);
	first = number_of(hash) % (LIMIT_ACME_PLACES / WAYS) * WAYS;
	best = first;
	for (size_t i = first; i < first + WAYS; i++) {
		if (h->at[i].tag == *ret_tag)
			return i;
		if (h->at[i].until_ms < h->at[best].until_ms)
			best = i;
	}
	return best;
}

bool
hourly_has(const struct hourly *h, struct bytes what, uint64_t most,
	   uint32_t *ret_retry_s)
{
	uint64_t tag = 0;
	const struct hourly_place *p = &h->at[place_of(h, what, &tag)];
	int64_t now = clock_monotonic_ms();

	if (most == 0 || p->tag != tag || p->until_ms <= now || p->count < most)
		return true;
	*ret_retry_s = (uint32_t)((p->until_ms - now) / 1000 + 1);
	return false;
}

bool
hourly_take(struct hourly *h, struct bytes what, uint64_t most,
	    uint32_t *ret_retry_s)
{
	uint64_t tag = 0;
	struct hourly_place *p = &h->at[place_of(h, what, &tag)];
	int64_t now = clock_monotonic_ms();

	if (!hourly_has(h, what, most, ret_retry_s))
		return false;
	if (p->tag != tag || p->until_ms <= now)
		*p = (struct hourly_place){ .tag = tag,
					    .until_ms = now + HOUR_MS };
	p->count++;
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
