/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Asks name servers: one question, or that for IPv6 and that for IPv4 at once. */
#include "resolver.h"

#include "tools.h"

#include "sanca/limits.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reply {
	bool done;
	int status;
	struct buf octets;
};

/* What is asked for, until it is known. */
struct question {
	enum dns_type type;
	dns_record_fn *fn;
	void *ctx;
	struct asked asked;
	struct reply reply;
	bool again; /* of the next server */
	struct err err;
};

/* IPv6 and IPv4. */
#define QUESTIONS_MAX 2

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

static bool
all_done(const struct question *q, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!q[i].reply.done)
			return false;
	return true;
}

/* Until the answers are there or the time is over. */
static void
wait_for(const struct job *job, ares_channel channel, const struct question *q,
	 size_t count)
{
	while (!all_done(q, count)) {
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
	if (r->status == ARES_ECANCELLED)
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
		why = "no answer from the name server";
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

static bool
may_know_more(const struct reply *r)
{
	return r->status == ARES_ESERVFAIL || r->status == ARES_EREFUSED ||
	       r->status == ARES_ENOTIMP || r->status == ARES_EFORMERR;
}

static void
send_all(ares_channel channel, const char *name,
	 const struct ares_addr_port_node *server, struct question *q, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!q[i].again)
			continue;
		buf_clear(&q[i].reply.octets);
		q[i].reply.done = false;
		name_servers_show(server, q[i].asked.server);
		ares_query(channel, name, 1, (int)q[i].type, on_reply,
			   &q[i].reply);
	}
}

/* One server after the other, while they fail. (That one does not answer at all,
 * c-ares sees by itself.) */
static int
ask_servers(const struct job *job, const char *name, struct question *q,
	    size_t n, struct err *err)
{
	struct name_servers *servers = &job->tools->servers;
	bool again = true;

	if (name_servers_take(servers, job, name, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		q[i].again = true;
	for (struct ares_addr_port_node *one = servers->list;
	     one != NULL && again; one = one->next) {
		if (name_servers_choose(servers, one, err) < 0)
			return -1;
		send_all(servers->channel, name, one, q, n);
		wait_for(job, servers->channel, q, n);
		/* Else it would be answered into a question that is over. */
		if (!all_done(q, n))
			ares_cancel(servers->channel);
		again = false;
		for (size_t i = 0; i < n; i++) {
			q[i].again = may_know_more(&q[i].reply) &&
				     job_left_ms(job) > 0;
			again = again || q[i].again;
		}
	}
	return 0;
}

/* All of them about one name; each has its own end, q[i].err. */
static int
ask_together(const struct job *job, const char *name, struct question *q,
	     size_t n, struct err *err)
{
	int rc = ask_servers(job, name, q, n, err);

	for (size_t i = 0; i < n && rc == 0; i++) {
		q[i].err = (struct err){ 0 };
		(void)judge(&q[i].reply, name, q[i].asked.server, &q[i].err);
		q[i].asked.exists = q[i].reply.status != ARES_ENOTFOUND;
	}
	return rc;
}

/* The first answer is there. A server that does not follow an alias itself gives us
 * no more than where it leads; then that name's server is asked. */
static int
follow(const struct job *job, const char *name, struct question *q,
       struct err *err)
{
	unsigned aliases = LIMIT_VALIDATION_ALIASES;
	char at[DNS_NAME_CHARS] = "";
	char before[DNS_NAME_CHARS] = "";

	snprintf(at, sizeof(at), "%s", name);
	for (;;) {
		struct bytes octets = buf_bytes(&q->reply.octets);

		if (q->err.code != ERR_NONE) {
			*err = q->err;
			return -1;
		}
		memcpy(before, at, sizeof(before));
		q->asked.count = 0;
		if (buf_check(&q->reply.octets, err) < 0 ||
		    (octets.n > 0 &&
		     dns_reply_read(octets, at, q->type, &aliases, q->fn,
				    q->ctx, &q->asked.count, err) < 0))
			return -1;
		if (!q->asked.exists || q->asked.count > 0 ||
		    strcmp(before, at) == 0)
			return 0;
		if (ask_together(job, at, q, 1, err) < 0)
			return -1;
	}
}

int
resolver_ask(const struct job *job, const char *name, enum dns_type type,
	     dns_record_fn *fn, void *ctx, struct asked *ret, struct err *err)
{
	struct question q = { .type = type, .fn = fn, .ctx = ctx };
	int rc = ask_together(job, name, &q, 1, err);

	if (rc == 0)
		rc = follow(job, name, &q, err);
	*ret = q.asked;
	buf_free(&q.reply.octets);
	return rc;
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
	struct question q[] = {
		{ .type = DNS_AAAA, .fn = keep_address, .ctx = &six },
		{ .type = DNS_A, .fn = keep_address, .ctx = &four },
	};
	struct asked a = { 0 };
	struct err six_err;
	int rc = ask_together(job, host, q, ARRAY_SIZE(q), err);
	int rc_four = rc;

	if (rc == 0) {
		rc = follow(job, host, &q[0], &six_err);
		rc_four = follow(job, host, &q[1], err);
	}
	a = q[1].asked;
	buf_free(&q[0].reply.octets);
	buf_free(&q[1].reply.octets);
	if (rc_four < 0)
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
