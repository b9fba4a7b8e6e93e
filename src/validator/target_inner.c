/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* IPv4 addresses that stand in IPv6 ones. */
#include "target_inner.h"

#include <string.h>

#define NETWORK(bits, ...)                                                     \
	{                                                                      \
		{ 16, { __VA_ARGS__ } }, bits                                  \
	}
static const struct {
	struct conf_network network;
	uint8_t at; /* its first octet */
	bool inverted;
} places[] = {
	/* IPv4-compatible (RFC 4291 2.5.5.1), IPv4-translated (RFC 2765) */
	{ NETWORK(96, 0), 12, false },
	{ NETWORK(96, [8] = 0xff, 0xff), 12, false },
	/* NAT64 (RFC 6052 2.1), 6to4 (RFC 3056 2) */
	{ NETWORK(96, 0, 0x64, 0xff, 0x9b), 12, false },
	{ NETWORK(16, 0x20, 0x02), 2, false },
	/* Teredo (RFC 4380 4) */
	{ NETWORK(32, 0x20, 0x01), 4, false },
	{ NETWORK(32, 0x20, 0x01), 12, true },
};
static const struct conf_network nat64_local =
	NETWORK(48, 0, 0x64, 0xff, 0x9b, 0, 1);
#undef NETWORK

bool
inner_holds(const struct conf_network *network, const struct conf_ip *ip)
{
	size_t whole = network->bits / 8;
	unsigned rest = network->bits % 8;

	if (network->ip.n != ip->n || memcmp(network->ip.v, ip->v, whole) != 0)
		return false;
	return rest == 0 ||
	       (network->ip.v[whole] ^ ip->v[whole]) >> (8 - rest) == 0;
}

static struct conf_ip
v4_at(const struct conf_ip *ip, size_t offset)
{
	struct conf_ip v4 = { .n = 4 };

	memcpy(v4.v, ip->v + offset, 4);
	return v4;
}

struct conf_ip
inner_unmapped(const struct conf_ip *ip)
{
	static const struct conf_network mapped = {
		{ 16, { [10] = 0xff, 0xff } }, 96
	};

	return inner_holds(&mapped, ip) ? v4_at(ip, 12) : *ip;
}

static void
add(struct inner *inner, struct conf_ip v4)
{
	if (inner->count < ARRAY_SIZE(inner->at))
		inner->at[inner->count++] = v4;
}

/* RFC 6052 2.2: behind a prefix of so many bits, around the octet 8. */
static struct conf_ip
v4_behind(const struct conf_ip *ip, unsigned bits)
{
	struct conf_ip v4 = { .n = 4 };
	size_t at = bits / 8;

	for (size_t i = 0; i < 4; i++, at++) {
		if (at == 8)
			at++;
		v4.v[i] = ip->v[at];
	}
	return v4;
}

/* RFC 8215: whoever has such a translator chooses the prefix, and names it. */
static struct conf_ip
v4_of_local(const struct conf_acme *acme, const struct conf_ip *ip)
{
	for (size_t i = 0; i < acme->network_count; i++) {
		const struct conf_network *n = &acme->networks[i];

		if ((n->bits == 48 || n->bits == 56 || n->bits == 64) &&
		    inner_holds(n, ip))
			return v4_behind(ip, n->bits);
	}
	return v4_at(ip, 12);
}

/* ISATAP (RFC 5214 6.1), in any network. */
static bool
is_isatap(const struct conf_ip *ip)
{
	static const uint8_t head[3] = { 0, 0x5e, 0xfe };

	return ip->n == 16 && (ip->v[8] & 0xfd) == 0 &&
	       memcmp(&ip->v[9], head, sizeof(head)) == 0;
}

static bool
is_v6_alone(const struct conf_ip *ip)
{
	static const uint8_t zero[15] = { 0 };

	return memcmp(ip->v, zero, sizeof(zero)) == 0 && ip->v[15] < 2;
}

void
inner_find(const struct conf_acme *acme, const struct conf_ip *ip,
	   struct inner *ret)
{
	*ret = (struct inner){ 0 };
	/* :: and ::1 are no IPv4-compatible addresses. */
	if (ip->n != 16 || is_v6_alone(ip))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		struct conf_ip v4 = v4_at(ip, places[i].at);

		if (!inner_holds(&places[i].network, ip))
			continue;
		for (size_t k = 0; k < 4 && places[i].inverted; k++)
			v4.v[k] ^= 0xff;
		add(ret, v4);
	}
	if (inner_holds(&nat64_local, ip))
		add(ret, v4_of_local(acme, ip));
	if (is_isatap(ip) && ret->count == 0)
		add(ret, v4_at(ip, 12));
}
