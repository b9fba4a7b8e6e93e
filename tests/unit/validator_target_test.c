/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Which addresses a challenge may be looked at; which name server is asked. */
#include "src/validator/name_servers.h"
#include "src/validator/target.h"

#include "sanca/text.h"

#include "tests/tap.h"

#include <stdlib.h>
#include <string.h>

static struct conf_acme acme;

/* The settings of [acme] with these rows. */
static void
set(const char *rows)
{
	char text[2048];
	struct conf *conf = NULL;
	struct err err = { 0 };

	snprintf(text, sizeof(text),
		 "[http]\nlisten = *:8080\nlisten-tls = 192.168.1.2:443\n"
		 "listen-tls = [fd00::2]:443\ntls-name = pki.test\n"
		 "metrics-listen = 127.0.0.1:9100\n[acme]\n%s",
		 rows);
	if (conf_parse(bytes_of_text(text), "sanca.conf", &conf, &err) < 0 ||
	    conf_acme_read(conf, &acme, &err) < 0) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
	conf_free(&conf);
}

/* NULL: it may be connected to; else the reason. */
static const char *
judge(const char *place, bool is_here)
{
	static struct err err;
	struct conf_place p = { 0 };

	if (!conf_place_read(place, 80, &p))
		return "no place";
	err = (struct err){ 0 };
	if (target_check(&acme, &p.ip, p.port, is_here, &err) == 0)
		return NULL;
	return err.code == ERR_CONNECTION ? err.text : "another code";
}

static void
allowed(const char *place)
{
	const char *why = judge(place, false);

	ok(why == NULL, "%s may be: %s", place, why != NULL ? why : "");
}

static void
refused(const char *place, const char *words)
{
	const char *why = judge(place, false);

	ok(why != NULL && strstr(why, words) != NULL, "%s: %s", place,
	   why != NULL ? why : "allowed");
}

static void
public_addresses_need_no_row(void)
{
	static const char *const places[] = {
		"1.1.1.1",	    "9.255.255.255",   "11.0.0.0",
		"172.15.255.255",   "172.32.0.0",      "192.167.0.1",
		"100.63.255.255",   "100.128.0.0",     "169.253.0.1",
		"2606:4700::1111",  "2001:4860::8888", "::ffff:1.1.1.1",
		"64:ff9b::1.1.1.1", "2002:101:101::1", "223.255.255.255",
	};

	set("");
	for (size_t i = 0; i < ARRAY_SIZE(places); i++)
		allowed(places[i]);
}

static const struct {
	const char *place;
	const char *words;
	const char *network; /* that lets it be */
	const char *wide;    /* NULL, or one that holds it and does not */
} closed[] = {
	{ "10.0.0.7", "private", "10.0.0.0/8", NULL },
	{ "10.255.255.255", "private", "0.0.0.0/0", NULL },
	{ "172.16.0.1", "private", "172.16.0.0/12", "172.17.0.0/16" },
	{ "192.168.3.4", "private", "192.168.3.4/32", "192.168.3.5/32" },
	{ "100.64.0.1", "private", "100.64.0.0/10", "10.0.0.0/8" },
	{ "127.0.0.1", "loopback", "127.0.0.0/8", "0.0.0.0/0" },
	{ "127.1.2.3", "loopback", "127.1.2.3/32", "126.0.0.0/7" },
	{ "0.0.0.0", "unspecified", "0.0.0.0/8", "0.0.0.0/0" },
	{ "0.1.2.3", "unspecified", "0.1.2.3/32", NULL },
	{ "169.254.169.254", "link-local", "169.254.0.0/16", "169.254.0.0/15" },
	{ "224.0.0.1", "multicast", "224.0.0.0/4", "224.0.0.0/3" },
	{ "255.255.255.255", "broadcast", "255.255.255.255/32", "240.0.0.0/4" },
	{ "240.0.0.1", "reserved", "240.0.0.0/4", NULL },
	{ "198.18.0.1", "test networks", "198.18.0.0/15", NULL },
	{ "192.0.2.1", "examples", "192.0.2.0/24", NULL },
	{ "::", "unspecified", "::/128", "::/0" },
	{ "::1", "loopback", "::1/128", "::/0" },
	{ "fe80::1", "link-local", "fe80::/10", "fe00::/8" },
	{ "fd12:3456::1", "private", "fd00::/8", NULL },
	{ "fc00::1", "private", "fc00::/7", "fd00::/8" },
	{ "ff02::1", "multicast", "ff00::/8", NULL },
	{ "fec0::1", "site-local", "fec0::/10", NULL },
	{ "2001:db8::1", "examples", "2001:db8::/32", NULL },
	{ "2001:0:808:808::f7f7:f7f7", "Teredo", "2001::/32", "2001::/16" },
	{ "100::1", "discarded", "100::/64", NULL },
	{ "::ffff:127.0.0.1", "127.0.0.1 is a loopback", "127.0.0.0/8",
	  "::/0" },
	{ "::ffff:10.0.0.1", "10.0.0.1 is a private", "10.0.0.0/8", "::/0" },
};

static void
all_others_are_named_as_what_they_are(void)
{
	char row[100];

	for (size_t i = 0; i < ARRAY_SIZE(closed); i++) {
		set("");
		refused(closed[i].place, closed[i].words);
		if (closed[i].wide != NULL) {
			snprintf(row, sizeof(row), "validate-network = %s\n",
				 closed[i].wide);
			set(row);
			refused(closed[i].place, closed[i].words);
		}
		snprintf(row, sizeof(row), "validate-network = %s\n",
			 closed[i].network);
		set(row);
		allowed(closed[i].place);
	}
}

static void
the_ca_does_not_ask_itself(void)
{
	set("validate-network = 192.168.0.0/16\nvalidate-network = fd00::/8\n"
	    "validate-network = 127.0.0.0/8\n");
	refused("192.168.1.2:443", "this CA itself listens");
	refused("[fd00::2]:443", "this CA itself listens");
	refused("[::ffff:192.168.1.2]:443", "this CA itself listens");
	refused("127.0.0.1:9100", "this CA itself listens");
	allowed("192.168.1.2:80");
	allowed("192.168.1.3:443");
	ok(judge("192.168.1.3:8080", true) != NULL,
	   "where it listens on all, each address of the machine is");
	allowed("192.168.1.3:8080");
	ok(judge("1.1.1.1:8080", true) != NULL, "a public one, too");
	set("validate-network = 192.168.1.2/32\n");
	allowed("192.168.1.2:443");
}

static void
places_are_read(void)
{
	static const char *const wrong[] = {
		"",
		"x",
		"10.0.0.1:",
		"10.0.0.1:0",
		"10.0.0.1:x",
		"10.0.0.1:65536",
		"[10.0.0.1]:53",
		"[::1]",
		"[::1",
		"[]:53",
		"::1:99999",
		"10.0.0.1 ",
		"010.0.0.1",
		"10.0.0",
		"[::1]53",
		"10.0.0.1:5:3",
	};
	struct conf_place p = { 0 };

	ok(conf_place_read("10.0.0.53", 53, &p) && p.port == 53, "an address");
	ok(conf_place_read("10.0.0.53:5", 53, &p) && p.port == 5, "and a port");
	ok(conf_place_read("::1", 53, &p) && p.port == 53 && p.ip.n == 16,
	   "of IPv6");
	ok(conf_place_read("[::1]:5", 53, &p) && p.port == 5, "and a port");
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(!conf_place_read(wrong[i], 53, &p), "no place: \"%s\"",
		   wrong[i]);
}

static void
asks(const char *name, const char *server)
{
	const struct conf_resolver *r = name_servers_find(&acme, name);
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (r != NULL)
		conf_place_show(&r->ip, r->port, &shown);
	is_str(buf_text(&shown), server, "%s", name);
}

static void
the_longest_domain_names_the_server(void)
{
	set("resolver = contoso.local 10.0.0.1\n");
	asks("x.contoso.local", "10.0.0.1:53");
	asks("contoso.local", "10.0.0.1:53");
	asks("xcontoso.local", "");
	asks("server01", "");
	set("resolver = 10.0.0.9:5353\n"
	    "resolver = contoso.local 10.0.0.1\n"
	    "resolver = lab.contoso.local [fd00::1]:53\n");
	asks("a.lab.contoso.local", "[fd00::1]:53");
	asks("lab.contoso.local", "[fd00::1]:53");
	asks("a.contoso.local", "10.0.0.1:53");
	asks("server01", "10.0.0.9:5353");
	asks("local", "10.0.0.9:5353");
}

TAP_MAIN(public_addresses_need_no_row, all_others_are_named_as_what_they_are,
	 the_ca_does_not_ask_itself, places_are_read,
	 the_longest_domain_names_the_server)
