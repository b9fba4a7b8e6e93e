/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: conf */
/* The settings of [acme] in the form that validation works with. */
#ifndef SANCA_CONF_ACME_H
#define SANCA_CONF_ACME_H

#include "sanca/conf.h"

/* An IPv4 address (n 4) or an IPv6 address (n 16); n 0: none. */
struct conf_ip {
	size_t n;
	uint8_t v[16];
};

struct conf_network {
	struct conf_ip ip; /* host bits 0 */
	unsigned bits;
};

/* A name server, for names at or below the domain; "": for all others. */
struct conf_resolver {
	char domain[LIMIT_DNS_NAME_BYTES + 1];
	struct conf_ip ip;
	uint16_t port;
};

/* Where the CA itself listens; ip.n 0: on all addresses of this machine. */
struct conf_place {
	struct conf_ip ip;
	uint16_t port;
};

struct conf_acme {
	size_t network_count;
	struct conf_network networks[LIMIT_NAMES];
	size_t resolver_count;
	struct conf_resolver resolvers[LIMIT_NAMES];
	size_t own_count;
	struct conf_place own[5 * LIMIT_LISTENERS];
	uint16_t http_port;
	uint16_t tls_port;
};

/* "10.0.0.53", "10.0.0.53:5353", "2001:db8::53", "[2001:db8::53]:5353"; a port that
 * is not given is `standard`. False when it is none of these. */
bool conf_place_read(const char *text, uint16_t standard,
		     struct conf_place *ret);
/* "10.0.0.7:80", "[2001:db8::7]:443"; without the port when that is 0. */
void conf_place_show(const struct conf_ip *ip, uint16_t port, struct buf *out);

/* Does an account need an external binding for certificates of this profile; NULL:
 * for all that one without a binding could have? */
bool conf_acme_needs_binding(const struct conf *conf,
			     const struct profile *profile);

/* Of settings that conf_parse() has accepted it can be read. */
MUST_CHECK int conf_acme_read(const struct conf *conf, struct conf_acme *ret,
			      struct err *err);

#endif
