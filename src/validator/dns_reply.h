/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads what a name server answered (RFC 1035 4). */
#ifndef SANCA_VALIDATOR_DNS_REPLY_H
#define SANCA_VALIDATOR_DNS_REPLY_H

#include "sanca/bytes.h"

/* Room for a name as ares_expand_name() writes it: each octet may be \DDD. */
#define DNS_NAME_CHARS 1100

enum dns_type { DNS_A = 1, DNS_CNAME = 5, DNS_TXT = 16, DNS_AAAA = 28 };

/* Called for each record of the type at the end of the aliases; false: enough. */
typedef bool dns_record_fn(void *ctx, struct bytes data);

/*
 * Follows the aliases from `name`, which becomes their end in lower case, at most
 * *aliases of them, which falls by each, then gives the records of the type there
 * to fn.
 * *ret_count is their number. ERR_DNS: malformed, or too many aliases.
 */
MUST_CHECK int dns_reply_read(struct bytes reply, char name[DNS_NAME_CHARS],
			      enum dns_type type, unsigned *aliases,
			      dns_record_fn *fn, void *ctx, size_t *ret_count,
			      struct err *err);

/* What the server itself says of its failure (RFC 8914), for people: "DNSSEC Bogus
 * (its words)"; nothing where it says nothing. */
void dns_reply_reason(struct bytes reply, struct buf *out);

#endif
