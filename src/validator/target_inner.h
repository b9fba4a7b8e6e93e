/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* IPv4 addresses that stand in IPv6 ones; pure (THREATS G01). */
#ifndef SANCA_VALIDATOR_TARGET_INNER_H
#define SANCA_VALIDATOR_TARGET_INNER_H

#include "sanca/conf_acme.h"

/* Teredo has two: its server's and its client's. */
struct inner {
	size_t count;
	struct conf_ip at[2];
};

/* Where a tunnel or translator on the way would send what is sent to ip. The
 * settings say how long the prefix of a translator is. */
void inner_find(const struct conf_acme *acme, const struct conf_ip *ip,
		struct inner *ret);

/* ::ffff:10.0.0.1 is 10.0.0.1: the kernel speaks IPv4 then. */
struct conf_ip inner_unmapped(const struct conf_ip *ip);

bool inner_holds(const struct conf_network *network, const struct conf_ip *ip);

#endif
