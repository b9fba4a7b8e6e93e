/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Addresses: 4 or 16 octets, never text. */

#include "name_forms.h"

#include <arpa/inet.h>
#include <string.h>

/* RFC 4291 2.5.5.2. */
bool
ip_is_mapped(const uint8_t *v, size_t n)
{
	static const uint8_t prefix[12] = { [10] = 0xff, [11] = 0xff };

	return n == 16 && memcmp(v, prefix, sizeof(prefix)) == 0;
}

/* RFC 6052 2.1 (NAT64), RFC 4291 2.5.5.1 (IPv4-compatible). :: and ::1 are
 * not of the latter. */
static bool
ends_in_v4(const uint8_t *v)
{
	static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };
	static const uint8_t zero[15];

	if (memcmp(v, nat64, sizeof(nat64)) == 0)
		return true;
	return memcmp(v, zero, 12) == 0 &&
	       !(memcmp(v, zero, 15) == 0 && v[15] <= 1);
}

bool
ip_embedded(const uint8_t *v, size_t n, uint8_t ret_v4[4])
{
	if (n != 16)
		return false;
	if (ends_in_v4(v)) {
		memcpy(ret_v4, v + 12, 4);
		return true;
	}
	/* RFC 3056 2: 6to4. */
	if (v[0] == 0x20 && v[1] == 0x02) {
		memcpy(ret_v4, v + 2, 4);
		return true;
	}
	/* RFC 4380 4: Teredo holds the client's address with each bit turned. */
	if (v[0] == 0x20 && v[1] == 0x01 && v[2] == 0 && v[3] == 0) {
		for (int i = 0; i < 4; i++)
			ret_v4[i] = (uint8_t)~v[12 + i];
		return true;
	}
	return false;
}

int
ip_normalise(struct bytes in, struct name *ret, struct name_changes *changes,
	     struct refusal *r)
{
	if (in.n == 8 || in.n == 32)
		return refuse(r, "address-malformed",
			      "an iPAddress of %zu octets is an address with a "
			      "mask; a certificate holds 4 octets (IPv4) or 16 "
			      "(IPv6)",
			      in.n);
	if (in.n != 4 && in.n != 16)
		return refuse(r, "address-malformed",
			      "an iPAddress has 4 octets (IPv4) or 16 (IPv6), "
			      "not %zu (RFC 5280 4.2.1.6)",
			      in.n);
	if (ip_is_mapped(in.p, in.n)) {
		changes->mapped = true;
		in = (struct bytes){ in.p + 12, 4 };
	}
	memset(ret, 0, sizeof(*ret));
	ret->type = NAME_IP;
	ret->n = in.n;
	memcpy(ret->v, in.p, in.n);
	return 0;
}

void
ip_show(const uint8_t *v, size_t n, char out[IP_SHOW_BYTES])
{
	out[0] = '\0';
	(void)!inet_ntop(n == 4 ? AF_INET : AF_INET6, v, out, IP_SHOW_BYTES);
}
