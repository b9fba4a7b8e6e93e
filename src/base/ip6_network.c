/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who has an IPv6 address has 2^64 of them: they count as one place. */
#include "sanca/text.h"

#include <arpa/inet.h>
#include <string.h>

bool
text_ip6_network(struct bytes text, uint8_t ret[IP6_NETWORK_BYTES])
{
	char copy[INET6_ADDRSTRLEN] = "";
	struct in6_addr address;

	if (text.n == 0 || text.n >= sizeof(copy))
		return false;
	memcpy(copy, text.p, text.n);
	if (inet_pton(AF_INET6, copy, &address) != 1 ||
	    IN6_IS_ADDR_V4MAPPED(&address))
		return false;
	memcpy(ret, address.s6_addr, IP6_NETWORK_BYTES);
	return true;
}
