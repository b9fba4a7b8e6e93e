/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Networks, name servers and own listeners, read from their texts. */
#include "sanca/conf_acme.h"
#include "sanca/names.h"
#include "sanca/text.h"

#include <arpa/inet.h>
#include <string.h>

#define DNS_PORT 53

static bool
ip_read(const char *text, struct conf_ip *ret)
{
	struct conf_ip ip = { 0 };

	if (inet_pton(AF_INET, text, ip.v) == 1)
		ip.n = 4;
	else if (inet_pton(AF_INET6, text, ip.v) == 1)
		ip.n = 16;
	else
		return false;
	*ret = ip;
	return true;
}

static bool
port_read(const char *text, uint16_t *ret)
{
	uint64_t v = 0;
	struct err unused;

	if (text_u64(text, 65535, &v, &unused) < 0 || v == 0)
		return false;
	*ret = (uint16_t)v;
	return true;
}

bool
conf_place_read(const char *text, uint16_t standard, struct conf_place *ret)
{
	struct conf_place place = { .port = standard };
	bool bracketed = text[0] == '[';
	const char *start = bracketed ? text + 1 : text;
	const char *end = strchr(start, bracketed ? ']' : ':');
	char host[INET6_ADDRSTRLEN] = "";
	size_t n = end != NULL ? (size_t)(end - start) : 0;

	/* Without a port: an IPv6 address has colons of its own. */
	if (ip_read(text, &place.ip)) {
		*ret = place;
		return true;
	}
	if (end == NULL || n >= sizeof(host))
		return false;
	memcpy(host, start, n);
	if (bracketed)
		end++;
	if (!ip_read(host, &place.ip) || place.ip.n != (bracketed ? 16 : 4) ||
	    *end != ':' || !port_read(end + 1, &place.port))
		return false;
	*ret = place;
	return true;
}

void
conf_place_show(const struct conf_ip *ip, uint16_t port, struct buf *out)
{
	char text[INET6_ADDRSTRLEN] = "?";

	inet_ntop(ip->n == 4 ? AF_INET : AF_INET6, ip->v, text, sizeof(text));
	if (port == 0)
		buf_append_text(out, text);
	else
		buf_printf(out, ip->n == 4 ? "%s:%u" : "[%s]:%u", text, port);
}

static int
read_network(const char *text, struct conf_network *ret, struct err *err)
{
	struct policy_rule rule = { 0 };

	if (policy_rule_parse(RULE_IP_RANGE, bytes_of_text(text), 0, &rule,
			      err) < 0)
		return err_set(err, ERR_CONFIG,
			       "validate-network \"%.100s\": write a network "
			       "as 10.0.0.0/8 or fd00::/8, without host bits, "
			       "or one address",
			       text);
	*ret = (struct conf_network){ .ip.n = rule.address_bytes,
				      .bits = rule.prefix_bits };
	memcpy(ret->ip.v, rule.address, rule.address_bytes);
	return 0;
}

/* The domain before a blank, in normal form. */
static bool
read_domain(struct bytes text, char ret[LIMIT_DNS_NAME_BYTES + 1])
{
	static const struct names_rules rules = { .idn = IDN_ANY,
						  .underscore = true };
	struct name name = { .type = NAME_DNS };

	if (text.n == 0 || text.n > LIMIT_DNS_NAME_BYTES)
		return false;
	memcpy(name.v, text.p, text.n);
	name.n = text.n;
	if (!name_is_normal(&name, &rules, NULL) || name_is_wildcard(&name))
		return false;
	memcpy(ret, name.v, name.n + 1);
	return true;
}

static int
read_resolver(const char *text, struct conf_resolver *ret, struct err *err)
{
	const char *blank = strpbrk(text, " \t");
	struct conf_resolver r = { 0 };
	struct conf_place place = { 0 };
	const char *server = text;

	if (blank != NULL) {
		struct bytes domain = { (const uint8_t *)text,
					(size_t)(blank - text) };

		if (!read_domain(domain, r.domain))
			return err_set(err, ERR_CONFIG,
				       "resolver \"%.200s\": what stands "
				       "before the blank is no domain in "
				       "lower case (contoso.local 10.0.0.53)",
				       text);
		server = blank + strspn(blank, " \t");
	}
	if (!conf_place_read(server, DNS_PORT, &place))
		return err_set(err, ERR_CONFIG,
			       "resolver \"%.200s\": a name server is an "
			       "address: write 10.0.0.53, 10.0.0.53:5353, "
			       "[fd00::53]:53 or contoso.local 10.0.0.53",
			       text);
	r.ip = place.ip;
	r.port = place.port;
	*ret = r;
	return 0;
}

/* "*:80" is on all addresses; a local socket is not reached by any. */
static void
read_own(const char *text, struct conf_acme *ret)
{
	struct conf_place *p = &ret->own[ret->own_count];
	static const uint8_t any[16];

	if (text[0] == '\0' || strncmp(text, "unix:", 5) == 0)
		return;
	*p = (struct conf_place){ 0 };
	if (strncmp(text, "*:", 2) == 0 ? !port_read(text + 2, &p->port)
					: !conf_place_read(text, 0, p))
		/* Port 0 is only for tests: it becomes any. */
		return;
	if (memcmp(p->ip.v, any, p->ip.n) == 0)
		p->ip.n = 0;
	ret->own_count++;
}

static void
read_all_own(const struct conf *conf, struct conf_acme *ret)
{
	const struct conf_addresses *lists[] = { &conf->listen,
						 &conf->listen_tls,
						 &conf->listen_client_tls,
						 &conf->listen_probe };

	_Static_assert(ARRAY_SIZE(ret->own) >
			       ARRAY_SIZE(lists) * LIMIT_LISTENERS,
		       "all fit");
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
		for (size_t k = 0; k < lists[i]->count; k++)
			read_own(lists[i]->at[k], ret);
	read_own(conf->metrics_listen, ret);
}

int
conf_acme_read(const struct conf *conf, struct conf_acme *ret, struct err *err)
{
	*ret = (struct conf_acme){ .http_port = (uint16_t)conf->acme_http_port,
				   .tls_port = (uint16_t)conf->acme_tls_port };
	for (size_t i = 0; i < conf->acme_networks.count; i++)
		if (read_network(conf->acme_networks.at[i],
				 &ret->networks[ret->network_count++], err) < 0)
			return -1;
	for (size_t i = 0; i < conf->acme_resolvers.count; i++)
		if (read_resolver(conf->acme_resolvers.at[i],
				  &ret->resolvers[ret->resolver_count++],
				  err) < 0)
			return -1;
	read_all_own(conf, ret);
	return 0;
}
