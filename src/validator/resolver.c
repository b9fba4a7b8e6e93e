/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Asks name servers with c-ares: its ids, ports and TCP, our servers and time.
 * Neither hosts nor search domains nor multicast DNS: what a name is must not
 * depend on the machine of the CA. */
#include "resolver.h"

#include "sanca/limits.h"

#include <ares.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DNS_PORT 53
/* What goes unfragmented everywhere (DNS flag day 2020). */
#define UDP_BYTES 1232
/* Doubled with each try: a datagram that was lost is asked again soon. */
#define TRY_MS 500
#define TRIES 4

const struct conf_resolver *
resolver_find(const struct conf_acme *acme, const char *name)
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

static void
show_server(const struct ares_addr_port_node *node, char ret[64])
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct conf_ip ip = { .n = node->family == AF_INET ? 4 : 16 };
	int port = node->udp_port != 0 ? node->udp_port : DNS_PORT;

	memcpy(ip.v, &node->addr, ip.n);
	conf_place_show(&ip, (uint16_t)port, &shown);
	snprintf(ret, 64, "%s", buf_text(&shown));
}

static void
channel_end(ares_channel *channel)
{
	if (*channel != NULL)
		ares_destroy(*channel);
}

static int
channel_begin(const struct job *job, const char *name, ares_channel *ret,
	      struct err *err)
{
	const struct conf_resolver *row = resolver_find(job->acme, name);
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
	int rc = ares_init_options(ret, &options,
				   ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS |
					   ARES_OPT_TRIES | ARES_OPT_EDNSPSZ |
					   ARES_OPT_LOOKUPS | ARES_OPT_DOMAINS);

	if (rc == ARES_SUCCESS && row != NULL)
		rc = set_servers(*ret, job->acme, row->domain);
	if (rc == ARES_SUCCESS)
		return 0;
	return err_set(err, ERR_INTERNAL, "the resolver does not start: %s",
		       ares_strerror(rc));
}

struct reply {
	bool done;
	int status;
	struct buf octets;
};

static void
on_reply(void *ctx, int status, int timeouts, unsigned char *octets, int n)
{
	struct reply *r = ctx;

	(void)timeouts;
	r->done = true;
	r->status = status;
	if (octets != NULL && n > 0)
		buf_append(&r->octets, octets, (size_t)n);
}

/* Until the answer is there or the time is over. */
static void
wait_for(const struct job *job, ares_channel channel, const struct reply *r)
{
	while (!r->done) {
		ares_socket_t socks[ARES_GETSOCK_MAXNUM];
		int mask = ares_getsock(channel, socks, ARES_GETSOCK_MAXNUM);
		struct pollfd p[ARES_GETSOCK_MAXNUM];
		struct timeval most = { job_left_ms(job) / 1000,
					job_left_ms(job) % 1000 * 1000 };
		struct timeval tv = most;
		const struct timeval *wait = ares_timeout(channel, &most, &tv);
		nfds_t n = 0;

		for (; n < ARES_GETSOCK_MAXNUM; n++) {
			bool in = ARES_GETSOCK_READABLE(mask, n) != 0;
			bool out = ARES_GETSOCK_WRITABLE(mask, n) != 0;

			if (!in && !out)
				break;
			p[n] = (struct pollfd){
				.fd = socks[n],
				.events = (short)((in ? POLLIN : 0) |
						  (out ? POLLOUT : 0)),
			};
		}
		if (job_left_ms(job) == 0)
			return;
		poll(p, n,
		     (int)(wait->tv_sec * 1000 + wait->tv_usec / 1000 + 1));
		for (nfds_t i = 0; i < n; i++)
			ares_process_fd(channel,
					(p[i].revents & ~POLLOUT) != 0
						? p[i].fd
						: ARES_SOCKET_BAD,
					(p[i].revents & POLLOUT) != 0
						? p[i].fd
						: ARES_SOCKET_BAD);
		/* And what has waited too long. */
		ares_process_fd(channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	}
}

/* THREATS G09: a server that fails does not say that there is nothing. */
static int
judge(const struct reply *r, const char *name, const char *server,
      struct err *err)
{
	static const char silent[] = "does it run, and does a firewall let the "
				     "CA ask it?";
	static const char other[] = "let it answer the CA, or name another by "
				    "resolver in sanca.conf [acme]";
	const char *why = NULL;
	const char *advice = "look into the log of that name server";
	CLEANUP(buf_free) struct buf reason = { 0 };

	dns_reply_reason(buf_bytes(&r->octets), &reason);
	if (!r->done)
		return err_set(err, ERR_DNS,
			       "no answer about %.253s in time (asked %s): %s",
			       name, server, silent);
	switch (r->status) {
	case ARES_SUCCESS:
	case ARES_ENODATA:
	case ARES_ENOTFOUND:
		return 0;
	case ARES_ESERVFAIL:
		why = "the name server fails (SERVFAIL): it reaches no other, "
		      "or a DNSSEC signature is wrong";
		break;
	case ARES_EREFUSED:
		why = "the name server refuses to answer (REFUSED)";
		advice = other;
		break;
	case ARES_ETIMEOUT:
		why = "the name server does not answer";
		advice = silent;
		break;
	case ARES_ECONNREFUSED:
		why = "nobody answers at the name server's address";
		advice = silent;
		break;
	case ARES_EBADRESP:
		why = "the name server's answer is malformed";
		break;
	default:
		why = ares_strerror(r->status);
	}
	return err_set(err, ERR_DNS, "looking up %.253s: %s%s%s (asked %s): %s",
		       name, why, reason.n > 0 ? "; it says " : "",
		       buf_text(&reason), server, advice);
}

static void
reply_end(struct reply *r)
{
	buf_free(&r->octets);
}

static bool
may_know_more(const struct reply *r)
{
	return r->status == ARES_ESERVFAIL || r->status == ARES_EREFUSED ||
	       r->status == ARES_ENOTIMP || r->status == ARES_EFORMERR;
}

/* One server after the other, while they fail. (That one does not answer at all,
 * c-ares sees by itself.) */
static int
ask_servers(const struct job *job, ares_channel channel, const char *name,
	    enum dns_type type, struct reply *r, struct asked *asked,
	    struct err *err)
{
	struct ares_addr_port_node *list = NULL;

	if (ares_get_servers_ports(channel, &list) != ARES_SUCCESS ||
	    list == NULL) {
		ares_free_data(list);
		return err_set(err, ERR_INTERNAL,
			       "no name server is known: name one by resolver "
			       "in sanca.conf [acme]");
	}
	for (struct ares_addr_port_node *n = list; n != NULL; n = n->next) {
		*r = (struct reply){ 0 };
		show_server(n, asked->server);
		if (ares_set_servers_ports(channel, n) != ARES_SUCCESS)
			break;
		ares_query(channel, name, 1, (int)type, on_reply, r);
		wait_for(job, channel, r);
		if (!r->done || !may_know_more(r) || n->next == NULL)
			break;
		buf_free(&r->octets);
	}
	ares_free_data(list);
	return judge(r, name, asked->server, err);
}

/* One question to the servers of that name. */
static int
ask_once(const struct job *job, const char *name, enum dns_type type,
	 struct buf *ret, struct asked *asked, struct err *err)
{
	CLEANUP(reply_end) struct reply r = { 0 };
	/* Ends first: it calls on_reply() for what is open. */
	CLEANUP(channel_end) ares_channel channel = NULL;

	if (channel_begin(job, name, &channel, err) < 0 ||
	    ask_servers(job, channel, name, type, &r, asked, err) < 0)
		return -1;
	asked->exists = r.status != ARES_ENOTFOUND;
	buf_append_bytes(ret, buf_bytes(&r.octets));
	return buf_check(ret, err);
}

int
resolver_ask(const struct job *job, const char *name, enum dns_type type,
	     dns_record_fn *fn, void *ctx, struct asked *ret, struct err *err)
{
	unsigned aliases = LIMIT_VALIDATION_ALIASES;
	char at[DNS_NAME_CHARS] = "";
	char before[DNS_NAME_CHARS] = "";

	snprintf(at, sizeof(at), "%s", name);
	/* A server that does not follow an alias itself gives us no more than
	 * where it leads; then that name's server is asked. */
	do {
		CLEANUP(buf_free) struct buf reply = { 0 };

		memcpy(before, at, sizeof(before));
		ret->count = 0;
		if (ask_once(job, at, type, &reply, ret, err) < 0)
			return -1;
		if (reply.n > 0 &&
		    dns_reply_read(buf_bytes(&reply), at, type, &aliases, fn,
				   ctx, &ret->count, err) < 0)
			return -1;
	} while (ret->exists && ret->count == 0 && strcmp(before, at) != 0);
	return 0;
}

struct found {
	struct addresses *list;
	size_t n; /* octets of an address */
};

static bool
keep_address(void *ctx, struct bytes data)
{
	struct found *f = ctx;
	struct conf_ip *ip = &f->list->at[f->list->count];

	if (data.n != f->n)
		return true;
	ip->n = data.n;
	memcpy(ip->v, data.p, data.n);
	return ++f->list->count < ADDRESSES_MAX;
}

/* Half of the places for either kind, so that one cannot crowd out the other. */
static void
put_before(struct addresses *all, const struct addresses *first)
{
	size_t n = first->count < ADDRESSES_MAX / 2 ? first->count
						    : ADDRESSES_MAX / 2;

	if (all->count > ADDRESSES_MAX - n)
		all->count = ADDRESSES_MAX - n;
	memmove(&all->at[n], &all->at[0], all->count * sizeof(all->at[0]));
	memcpy(&all->at[0], &first->at[0], n * sizeof(all->at[0]));
	all->count += n;
}

/* There are name servers that fail when they are asked for IPv6: where there is
 * an IPv4 address that does no harm. */
static int
ask_both(const struct job *job, const char *host, struct addresses *ret,
	 struct err *err)
{
	struct addresses v6 = { 0 };
	struct found six = { &v6, 16 };
	struct found four = { ret, 4 };
	struct asked a = { 0 };
	struct err six_err;
	int rc = resolver_ask(job, host, DNS_AAAA, keep_address, &six, &a,
			      &six_err);

	if (resolver_ask(job, host, DNS_A, keep_address, &four, &a, err) < 0)
		return -1;
	if (rc < 0 && ret->count == 0) {
		*err = six_err;
		return -1;
	}
	if (rc == 0)
		put_before(ret, &v6);
	if (ret->count > 0)
		return 0;
	return err_set(err, ERR_DNS,
		       "%s %.253s%s (asked %s): make the record, or name the "
		       "server that knows it by resolver in sanca.conf [acme]",
		       a.exists ? "the name" : "there is no name", host,
		       a.exists ? " has no address" : "", a.server);
}

int
resolver_addresses(const struct job *job, const struct name *name,
		   struct addresses *ret, struct err *err)
{
	*ret = (struct addresses){ 0 };
	if (name->type != NAME_IP)
		return ask_both(job, (const char *)name->v, ret, err);
	ret->at[0].n = name->n;
	memcpy(ret->at[0].v, name->v, name->n);
	ret->count = 1;
	return 0;
}
