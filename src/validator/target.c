/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Public addresses, private ones that are named, special ones that are named
 * as what they are. */
#include "target.h"

#include <string.h>

enum reach {
	PRIVATE, /* in any validate-network */
	SPECIAL, /* in one that is not wider than the range itself */
};

/* IANA's registries of special-purpose addresses (RFC 6890). The first row that
 * holds an address counts; what is in none is public. */
static const struct range {
	struct conf_network network;
	enum reach reach;
	const char *what;
} ranges[] = {
#define V4(a, b, c, d, bits)                                                   \
	{                                                                      \
		{ 4, { a, b, c, d } }, bits                                    \
	}
	{ V4(0, 0, 0, 0, 8), SPECIAL, "an unspecified address" },
	{ V4(10, 0, 0, 0, 8), PRIVATE, "a private address" },
	{ V4(100, 64, 0, 0, 10), PRIVATE, "a carrier's private address" },
	{ V4(127, 0, 0, 0, 8), SPECIAL, "a loopback address" },
	{ V4(169, 254, 0, 0, 16), SPECIAL, "a link-local address" },
	{ V4(172, 16, 0, 0, 12), PRIVATE, "a private address" },
	{ V4(192, 0, 0, 0, 24), SPECIAL, "a reserved address" },
	{ V4(192, 0, 2, 0, 24), PRIVATE, "an address of examples" },
	{ V4(192, 88, 99, 0, 24), SPECIAL, "a 6to4 relay" },
	{ V4(192, 168, 0, 0, 16), PRIVATE, "a private address" },
	{ V4(198, 18, 0, 0, 15), PRIVATE, "an address of test networks" },
	{ V4(198, 51, 100, 0, 24), PRIVATE, "an address of examples" },
	{ V4(203, 0, 113, 0, 24), PRIVATE, "an address of examples" },
	{ V4(224, 0, 0, 0, 4), SPECIAL, "a multicast address" },
	{ V4(255, 255, 255, 255, 32), SPECIAL, "the broadcast address" },
	{ V4(240, 0, 0, 0, 4), SPECIAL, "a reserved address" },
#undef V4
	{ { { 16, { 0 } }, 128 }, SPECIAL, "an unspecified address" },
	{ { { 16, { [15] = 1 } }, 128 }, SPECIAL, "a loopback address" },
	{ { { 16, { 0, 0x64, 0xff, 0x9b, 0, 1 } }, 48 },
	  SPECIAL,
	  "an address of a translator (NAT64)" },
	{ { { 16, { 0 } }, 96 }, SPECIAL, "an IPv4-compatible address" },
	{ { { 16, { 1 } }, 64 }, SPECIAL, "a discarded address" },
	{ { { 16, { 0x20, 0x01 } }, 32 }, SPECIAL, "a Teredo address" },
	{ { { 16, { 0x20, 0x01, 0x0d, 0xb8 } }, 32 },
	  PRIVATE,
	  "an address of examples" },
	{ { { 16, { 0x20, 0x01 } }, 23 }, SPECIAL, "a reserved address" },
	{ { { 16, { 0xfe, 0x80 } }, 10 }, SPECIAL, "a link-local address" },
	{ { { 16, { 0xfe, 0xc0 } }, 10 }, SPECIAL, "a site-local address" },
	{ { { 16, { 0xfc } }, 7 }, PRIVATE, "a private address" },
	{ { { 16, { 0xff } }, 8 }, SPECIAL, "a multicast address" },
};

static bool
holds(const struct conf_network *network, const struct conf_ip *ip)
{
	size_t whole = network->bits / 8;
	unsigned rest = network->bits % 8;

	if (network->ip.n != ip->n || memcmp(network->ip.v, ip->v, whole) != 0)
		return false;
	return rest == 0 ||
	       (network->ip.v[whole] ^ ip->v[whole]) >> (8 - rest) == 0;
}

/* Is it in a network of the settings of at least so many bits? */
static bool
is_named(const struct conf_acme *acme, const struct conf_ip *ip, unsigned bits)
{
	for (size_t i = 0; i < acme->network_count; i++)
		if (acme->networks[i].bits >= bits &&
		    holds(&acme->networks[i], ip))
			return true;
	return false;
}

static const struct range *
range_of(const struct conf_ip *ip)
{
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		if (holds(&ranges[i].network, ip))
			return &ranges[i];
	return NULL;
}

static struct conf_ip
v4_at(const struct conf_ip *ip, size_t offset)
{
	struct conf_ip v4 = { .n = 4 };

	memcpy(v4.v, ip->v + offset, 4);
	return v4;
}

/* An IPv4 address in an IPv6 one, which a translator would connect to: 6to4 (RFC
 * 3056), NAT64 (RFC 6052). */
static bool
is_translated(const struct conf_ip *ip, struct conf_ip *ret)
{
	static const uint8_t nat64[12] = { 0, 0x64, 0xff, 0x9b };

	if (ip->n != 16)
		return false;
	if (ip->v[0] == 0x20 && ip->v[1] == 0x02)
		*ret = v4_at(ip, 2);
	else if (memcmp(ip->v, nat64, sizeof(nat64)) == 0)
		*ret = v4_at(ip, 12);
	else
		return false;
	return true;
}

static int
refuse(const struct conf_ip *ip, uint16_t port, const char *what,
       const char *advice, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	conf_place_show(ip, port, &shown);
	return err_set(err, ERR_CONNECTION, "%s is %s%s", buf_text(&shown),
		       what, advice);
}

static int
check_range(const struct conf_acme *acme, const struct conf_ip *ip,
	    struct err *err)
{
	static const char advice[] = " and in no validate-network of "
				     "sanca.conf [acme]";
	struct conf_ip inner = { 0 };
	const struct range *range = range_of(ip);

	if (is_translated(ip, &inner)) {
		range = range_of(&inner);
		/* Only the settings know what such a translator reaches. */
		if (range == NULL || is_named(acme, ip, 16))
			return 0;
		return refuse(ip, 0, "a way to an address that is not public",
			      advice, err);
	}
	if (range == NULL)
		return 0;
	if (is_named(acme, ip,
		     range->reach == SPECIAL ? range->network.bits : 0))
		return 0;
	return refuse(ip, 0, range->what, advice, err);
}

static bool
is_own(const struct conf_acme *acme, const struct conf_ip *ip, uint16_t port,
       bool is_here)
{
	for (size_t i = 0; i < acme->own_count; i++) {
		const struct conf_place *own = &acme->own[i];

		if (own->port != port)
			continue;
		if (own->ip.n == 0
			    ? is_here
			    : own->ip.n == ip->n &&
				      memcmp(own->ip.v, ip->v, ip->n) == 0)
			return true;
	}
	return false;
}

int
target_check(const struct conf_acme *acme, const struct conf_ip *ip,
	     uint16_t port, bool is_here, struct err *err)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct conf_ip real = *ip;

	if (ip->n == 16 && memcmp(ip->v, mapped, sizeof(mapped)) == 0)
		real = v4_at(ip, 12);
	if (check_range(acme, &real, err) < 0)
		return -1;
	if (is_own(acme, &real, port, is_here) &&
	    !is_named(acme, &real, (unsigned)real.n * 8))
		return refuse(&real, port, "where this CA itself listens",
			      ": only a validate-network that names exactly "
			      "this address lets it connect to itself",
			      err);
	return 0;
}
