/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Which name servers are asked, and how: c-ares has its ids, ports and TCP, our
 * servers and time. Neither hosts nor search domains nor multicast DNS: what a
 * name is must not depend on the machine of the CA. */
#include "name_servers.h"

#include <stdio.h>
#include <string.h>

#define DNS_PORT 53
/* What goes unfragmented everywhere (DNS flag day 2020). */
#define UDP_BYTES 1232
/* Doubled with each try: a datagram that was lost is asked again soon. */
#define TRY_MS 500
#define TRIES 4

const struct conf_resolver *
name_servers_find(const struct conf_acme *acme, const char *name)
{
	struct bytes host = bytes_of_text(name);
	const struct conf_resolver *best = NULL;

	for (size_t i = 0; i < acme->resolver_count; i++) {
		const struct conf_resolver *r = &acme->resolvers[i];

		if (r->domain[0] != '\0' &&
		    !dns_is_at_or_below(host, bytes_of_text(r->domain)))
			continue;
		if (best == NULL || strlen(r->domain) > strlen(best->domain))
			best = r;
	}
	return best;
}

static void
fill_node(const struct conf_resolver *r, struct ares_addr_port_node *node)
{
	node->family = r->ip.n == 4 ? AF_INET : AF_INET6;
	memcpy(&node->addr, r->ip.v, r->ip.n);
	node->udp_port = r->port;
	node->tcp_port = r->port;
}

/* All rows of the same domain, in their order. */
static int
set_servers(ares_channel channel, const struct conf_acme *acme,
	    const char *domain)
{
	struct ares_addr_port_node nodes[8] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < acme->resolver_count; i++) {
		const struct conf_resolver *r = &acme->resolvers[i];

		if (strcmp(r->domain, domain) != 0 || n == ARRAY_SIZE(nodes))
			continue;
		fill_node(r, &nodes[n]);
		if (n > 0)
			nodes[n - 1].next = &nodes[n];
		n++;
	}
	return ares_set_servers_ports(channel, nodes);
}

static int
channel_new(ares_channel *ret)
{
	char none[] = "";
	char dns[] = "b";
	char *domains[] = { none };
	struct ares_options options = {
		/* NOCHECKRESP: else SERVFAIL is told as something else. */
		.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
			 ARES_FLAG_EDNS | ARES_FLAG_NOCHECKRESP,
		.timeout = TRY_MS,
		.tries = TRIES,
		.ednspsz = UDP_BYTES,
		.lookups = dns,
		.domains = domains,
	};

	return ares_init_options(ret, &options,
				 ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS |
					 ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
					 ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS);
}

void
name_servers_free(struct name_servers *kept)
{
	ares_free_data(kept->list);
	if (kept->channel != NULL)
		ares_destroy(kept->channel);
	*kept = (struct name_servers){ 0 };
}

/* Those of the system may be others the next time. */
static bool
are_the_same(const struct name_servers *kept, const struct job *job,
	     const struct conf_resolver *row)
{
	return kept->channel != NULL && row != NULL && kept->row == row &&
	       kept->rules == rules_number(job->rules);
}

int
name_servers_take(struct name_servers *kept, const struct job *job,
		  const char *name, struct err *err)
{
	const struct conf_resolver *row = name_servers_find(job->acme, name);
	int rc = ARES_SUCCESS;

	if (are_the_same(kept, job, row))
		return 0;
	name_servers_free(kept);
	rc = channel_new(&kept->channel);
	if (rc == ARES_SUCCESS && row != NULL)
		rc = set_servers(kept->channel, job->acme, row->domain);
	if (rc == ARES_SUCCESS)
		rc = ares_get_servers_ports(kept->channel, &kept->list);
	kept->row = row;
	kept->rules = rules_number(job->rules);
	if (rc == ARES_SUCCESS && kept->list != NULL)
		return 0;
	name_servers_free(kept);
	if (rc != ARES_SUCCESS)
		return err_set(err, ERR_INTERNAL,
			       "the resolver does not start: %s",
			       ares_strerror(rc));
	return err_set(err, ERR_INTERNAL,
		       "no name server is known: name one by resolver in "
		       "sanca.conf [acme]");
}

int
name_servers_choose(struct name_servers *kept, struct ares_addr_port_node *one,
		    struct err *err)
{
	/* The only one is the one that is chosen. */
	if (kept->list->next == NULL ||
	    ares_set_servers_ports(kept->channel, one) == ARES_SUCCESS)
		return 0;
	return err_set(err, ERR_INTERNAL, "the resolver takes no name server");
}

void
name_servers_show(const struct ares_addr_port_node *node, char ret[64])
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct conf_ip ip = { .n = node->family == AF_INET ? 4 : 16 };
	int port = node->udp_port != 0 ? node->udp_port : DNS_PORT;

	memcpy(ip.v, &node->addr, ip.n);
	conf_place_show(&ip, (uint16_t)port, &shown);
	snprintf(ret, 64, "%s", buf_text(&shown));
}
