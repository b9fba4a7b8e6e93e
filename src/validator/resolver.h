/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Asks name servers: for addresses, for texts. */
#ifndef SANCA_VALIDATOR_RESOLVER_H
#define SANCA_VALIDATOR_RESOLVER_H

#include "dns_reply.h"
#include "job.h"

/* Addresses of one host that are tried; more are not looked at. */
#define ADDRESSES_MAX 8

struct addresses {
	size_t count;
	struct conf_ip at[ADDRESSES_MAX];
};

/*
 * Asks for records of a type, following aliases. *ret_count 0: there are none, or
 * no such name (*ret_exists false). "asked" gets the name server. ERR_DNS:
 * whether there are any is not known.
 */
struct asked {
	char server[64];
	bool exists;
	size_t count;
};
MUST_CHECK int resolver_ask(const struct job *job, const char *name,
			    enum dns_type type, dns_record_fn *fn, void *ctx,
			    struct asked *ret, struct err *err);

/* The addresses of a DNS name, IPv6 first, or of an IP name: itself. At least one,
 * or ERR_DNS. */
MUST_CHECK int resolver_addresses(const struct job *job,
				  const struct name *name,
				  struct addresses *ret, struct err *err);

#endif
