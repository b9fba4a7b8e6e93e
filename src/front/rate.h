/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Requests per minute of one address (IPv6: of one /64), in bounded memory. */
#ifndef SANCA_FRONT_RATE_H
#define SANCA_FRONT_RATE_H

#include "sanca/bytes.h"

struct rate;
MUST_CHECK int rate_new(struct rate **ret, struct err *err);
void rate_free(struct rate **rate);
/* The network that one customer of a provider has: an IPv4 address (mapped), or
 * a /64. */
void rate_network(const uint8_t address[16], uint8_t key[16]);
/* Whether one more request is within limit (0: none). address is 16 octets,
 * IPv4 mapped. */
bool rate_allows(struct rate *rate, const uint8_t address[16], uint64_t limit,
		 int64_t now_ms);

#endif
