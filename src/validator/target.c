/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Public addresses, private ones that are named, special ones that are named
 * as what they are. */
#include "target.h"

#include "target_inner.h"

#include <stdio.h>
#include <string.h>

enum reach {
	PRIVATE,    /* in any validate-network */
	SPECIAL,    /* in one that is not wider than the range itself */
	TRANSLATOR, /* likewise, when what it leads to is not public */
};

static const struct range {
	struct conf_network network;
	enum reach reach;
	unsigned rfc;
	const char *what;
} ranges[] = {
#define RANGE(octets, bits, reach, rfc, what, ...)                             \
	{ { { octets, { __VA_ARGS__ } }, bits }, reach, rfc, what },
#include "target_ranges.def"
#undef RANGE
};

/* Is it in a network of the settings of at least so many bits? */
static bool
is_named(const struct conf_acme *acme, const struct conf_ip *ip, unsigned bits)
{
	for (size_t i = 0; i < acme->network_count; i++)
		if (acme->networks[i].bits >= bits &&
		    inner_holds(&acme->networks[i], ip))
			return true;
	return false;
}

static const struct range *
range_of(const struct conf_ip *ip)
{
	for (size_t i = 0; i < ARRAY_SIZE(ranges); i++)
		if (inner_holds(&ranges[i].network, ip))
			return &ranges[i];
	return NULL;
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

static bool
is_public(const struct inner *inner)
{
	for (size_t i = 0; i < inner->count; i++)
		if (range_of(&inner->at[i]) != NULL)
			return false;
	return true;
}

static int
check_range(const struct conf_acme *acme, const struct conf_ip *ip,
	    const struct inner *inner, struct err *err)
{
	const struct range *range = range_of(ip);
	char what[100];

	if (range == NULL ||
	    is_named(acme, ip,
		     range->reach == PRIVATE ? 0 : range->network.bits))
		return 0;
	if (range->reach == TRANSLATOR && is_public(inner))
		return 0;
	snprintf(what, sizeof(what), "%s (RFC %u)", range->what, range->rfc);
	return refuse(ip, 0, what,
		      " and in no validate-network of sanca.conf [acme]: mend "
		      "the address of the name, or let the CA's administrator "
		      "name its network there",
		      err);
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

static int
check_own(const struct conf_acme *acme, const struct conf_ip *ip, uint16_t port,
	  bool is_here, struct err *err)
{
	if (!is_own(acme, ip, port, is_here) ||
	    is_named(acme, ip, (unsigned)ip->n * 8))
		return 0;
	return refuse(ip, port, "where this CA itself listens",
		      ": only a validate-network that names exactly "
		      "this address lets it connect to itself",
		      err);
}

int
target_check(const struct conf_acme *acme, const struct conf_ip *ip,
	     uint16_t port, bool is_here, struct err *err)
{
	struct conf_ip real = inner_unmapped(ip);
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct inner inner = { 0 };

	inner_find(acme, &real, &inner);
	if (check_range(acme, &real, &inner, err) < 0 ||
	    check_own(acme, &real, port, is_here, err) < 0)
		return -1;
	conf_place_show(&real, 0, &shown);
	for (size_t i = 0; i < inner.count; i++) {
		const struct inner none = { 0 };

		if (check_range(acme, &inner.at[i], &none, err) < 0 ||
		    check_own(acme, &inner.at[i], port, false, err) < 0)
			return err_context(err, "%s leads to another address",
					   buf_text(&shown));
	}
	return 0;
}
