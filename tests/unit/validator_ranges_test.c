/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The bounds of each range of special addresses, as the RFC of it has them, and
 * the IPv4 addresses that stand in IPv6 ones (THREATS G01). */
#include "src/validator/target.h"

#include "sanca/text.h"

#include "tests/tap.h"

#include <stdlib.h>
#include <string.h>

static struct conf_acme acme;

/* The settings of [acme] with these networks; NULL ends them. */
static void
set(const char *const *networks)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(conf_free) struct conf *conf = NULL;
	struct err err = { 0 };

	buf_append_text(&text, "[http]\nlisten = *:8080\n"
			       "listen-tls = 1.2.3.4:443\n"
			       "tls-name = pki.test\n[acme]\n");
	for (; *networks != NULL; networks++)
		buf_printf(&text, "validate-network = %s\n", *networks);
	if (conf_parse(buf_bytes(&text), "sanca.conf", &conf, &err) < 0 ||
	    conf_acme_read(conf, &acme, &err) < 0) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
}

/* "": it may be connected to; else the reason. */
static const char *
judge(const char *address)
{
	static struct err err;
	struct conf_place p = { 0 };

	if (!conf_place_read(address, 443, &p))
		return "no address";
	err = (struct err){ 0 };
	return target_check(&acme, &p.ip, p.port, false, &err) == 0 ? ""
								    : err.text;
}

/* what "": it is public. */
static void
is_what(const char *address, const char *what)
{
	const char *why = judge(address);

	ok(*what == '\0' ? *why == '\0' : strstr(why, what) != NULL,
	   "%s: %s (%s)", address, *what != '\0' ? what : "public", why);
}

#define END ":ffff:ffff:ffff:ffff"
#define NOBODY "nobody was given"

/* The row's own addresses, and what is beside them; NULL: nothing is. */
static const struct {
	const char *first, *last, *what;
	const char *below, *is_below;
	const char *above, *is_above;
} rows[] = {
	{ "0.0.0.0", "0.255.255.255", "unspecified address (RFC 1122)", NULL,
	  NULL, "1.0.0.0", "" },
	{ "10.0.0.0", "10.255.255.255", "private address (RFC 1918)",
	  "9.255.255.255", "", "11.0.0.0", "" },
	{ "100.64.0.0", "100.127.255.255", "private address (RFC 6598)",
	  "100.63.255.255", "", "100.128.0.0", "" },
	{ "127.0.0.0", "127.255.255.255", "loopback address (RFC 1122)",
	  "126.255.255.255", "", "128.0.0.0", "" },
	{ "169.254.0.0", "169.254.255.255", "link-local address (RFC 3927)",
	  "169.253.255.255", "", "169.255.0.0", "" },
	{ "172.16.0.0", "172.31.255.255", "private address (RFC 1918)",
	  "172.15.255.255", "", "172.32.0.0", "" },
	{ "192.0.0.0", "192.0.0.255", "reserved address (RFC 6890)",
	  "191.255.255.255", "", "192.0.1.0", "" },
	{ "192.0.2.0", "192.0.2.255", "examples (RFC 5737)", "192.0.1.255", "",
	  "192.0.3.0", "" },
	{ "192.88.99.0", "192.88.99.255", "6to4 relay (RFC 7526)",
	  "192.88.98.255", "", "192.88.100.0", "" },
	{ "192.168.0.0", "192.168.255.255", "private address (RFC 1918)",
	  "192.167.255.255", "", "192.169.0.0", "" },
	{ "198.18.0.0", "198.19.255.255", "test networks (RFC 2544)",
	  "198.17.255.255", "", "198.20.0.0", "" },
	{ "198.51.100.0", "198.51.100.255", "examples (RFC 5737)",
	  "198.51.99.255", "", "198.51.101.0", "" },
	{ "203.0.113.0", "203.0.113.255", "examples (RFC 5737)",
	  "203.0.112.255", "", "203.0.114.0", "" },
	{ "224.0.0.0", "239.255.255.255", "multicast address (RFC 5771)",
	  "223.255.255.255", "", "240.0.0.0", "reserved" },
	{ "255.255.255.255", "255.255.255.255", "broadcast address (RFC 919)",
	  "255.255.255.254", "reserved", NULL, NULL },
	{ "240.0.0.0", "255.255.255.254", "reserved address (RFC 1112)",
	  "239.255.255.255", "multicast", "255.255.255.255", "broadcast" },
	{ "::", "::", "unspecified address (RFC 4291)", NULL, NULL, "::1",
	  "loopback" },
	{ "::1", "::1", "loopback address (RFC 4291)", "::", "unspecified",
	  "::2", "compatible" },
	{ "::2", "::ffff:ffff", "IPv4-compatible address (RFC 4291)", "::1",
	  "loopback", "::1:0:0", NOBODY },
	{ "::ffff:0:0.0.0.0", "::ffff:0:255.255.255.255",
	  "IPv4-translated address (RFC 7915)", "::fffe:ffff:ffff:ffff", NOBODY,
	  "::ffff:1:0:0", NOBODY },
	{ "64:ff9b::", "64:ff9b::ffff:ffff", "translator (NAT64) (RFC 6052)",
	  "64:ff9a:ffff:ffff" END, NOBODY, "64:ff9b::1:0:0", NOBODY },
	{ "64:ff9b:1::", "64:ff9b:1:ffff" END, "translator (NAT64) (RFC 8215)",
	  "64:ff9b:0:ffff" END, NOBODY, "64:ff9b:2::", NOBODY },
	{ "100::",
	  "100::"
	  "ffff:ffff:ffff:ffff",
	  "discarded address (RFC 6666)", "ff:ffff:ffff:ffff" END, NOBODY,
	  "100:0:0:1::", "dummy" },
	{ "100:0:0:1::", "100:0:0:1" END, "dummy address (RFC 9780)",
	  "100:0:0:0" END, "discarded", "100:0:0:2::", NOBODY },
	{ "2001::", "2001:0:ffff:ffff" END, "Teredo address (RFC 4380)",
	  "2000:ffff:ffff:ffff" END, "", "2001:1::", "reserved" },
	{ "2001:2::", "2001:2:0:ffff" END, "test networks (RFC 5180)",
	  "2001:1:ffff:ffff" END, "reserved", "2001:2:1::", "reserved" },
	{ "2001:1::", "2001:1ff:ffff:ffff" END, "reserved address (RFC 2928)",
	  "2001:0:ffff:ffff" END, "Teredo", "2001:200::", "" },
	{ "2001:db8::", "2001:db8:ffff:ffff" END, "examples (RFC 3849)",
	  "2001:db7:ffff:ffff" END, "", "2001:db9::", "" },
	{ "2002::", "2002:ffff:ffff:ffff" END, "6to4 address (RFC 3056)",
	  "2001:ffff:ffff:ffff" END, "", "2003::", "" },
	{ "3fff::", "3fff:fff:ffff:ffff" END, "examples (RFC 9637)",
	  "3ffe:ffff:ffff:ffff" END, "", "3fff:1000::", "" },
	{ "5f00::", "5f00:ffff:ffff:ffff" END, "SRv6) (RFC 9602)",
	  "5eff:ffff:ffff:ffff" END, NOBODY, "5f01::", NOBODY },
	{ "fc00::", "fdff:ffff:ffff:ffff" END, "private address (RFC 4193)",
	  "fbff:ffff:ffff:ffff" END, NOBODY, "fe00::", NOBODY },
	{ "fe80::", "febf:ffff:ffff:ffff" END, "link-local address (RFC 4291)",
	  "fe7f:ffff:ffff:ffff" END, NOBODY, "fec0::", "site-local" },
	{ "fec0::", "feff:ffff:ffff:ffff" END, "site-local address (RFC 3879)",
	  "febf:ffff:ffff:ffff" END, "link-local", "ff00::", "multicast" },
	{ "ff00::", "ffff:ffff:ffff:ffff" END, "multicast address (RFC 4291)",
	  "feff:ffff:ffff:ffff" END, "site-local", NULL, NULL },
	/* What 2000::/3 leaves, without the rows above. */
	{ "::1:0:0", "1fff:ffff:ffff:ffff" END, NOBODY " (RFC 4291)",
	  "::ffff:ffff", "compatible", "2000::", "" },
	{ "4000::", "7fff:ffff:ffff:ffff" END, NOBODY " (RFC 4291)",
	  "3fff:ffff:ffff:ffff" END, "", "8000::", NOBODY },
	{ "8000::", "fe7f:ffff:ffff:ffff" END, NOBODY " (RFC 4291)",
	  "7fff:ffff:ffff:ffff" END, NOBODY, "fe80::", "link-local" },
};

static const char *const no_networks[] = { NULL };

static void
each_range_ends_where_its_rfc_says(void)
{
#define RANGE(...) +1
	static const size_t count = 0
#include "src/validator/target_ranges.def"
		;
#undef RANGE

	set(no_networks);
	is_int((long)ARRAY_SIZE(rows), (long)count, "a row for each range");
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		is_what(rows[i].first, rows[i].what);
		is_what(rows[i].last, rows[i].what);
		if (rows[i].below != NULL)
			is_what(rows[i].below, rows[i].is_below);
		if (rows[i].above != NULL)
			is_what(rows[i].above, rows[i].is_above);
	}
}

/* What is named, and still not enough; then with the inner one's network. */
static const struct {
	const char *address, *outer, *inner, *words;
} tunnels[] = {
	{ "::10.0.0.7", "::/96", "10.0.0.0/8", "10.0.0.7 is a private" },
	{ "::127.0.0.1", "::/96", "127.0.0.0/8", "127.0.0.1 is a loopback" },
	{ "::ffff:0:10.0.0.7", "::ffff:0:0:0/96", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
	{ "64:ff9b::10.0.0.7", "64:ff9b::/96", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
	{ "64:ff9b::169.254.169.254", "64:ff9b::/96", "169.254.0.0/16",
	  "169.254.169.254 is a link-local" },
	{ "64:ff9b:1::10.0.0.7", "64:ff9b:1::/96", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
	/* RFC 6052 2.2: 10.0.0.7 behind 48, 56 and 64 bits. */
	{ "64:ff9b:1:a00:0:700::", "64:ff9b:1::/48", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
	{ "64:ff9b:1:0a:0:7::", "64:ff9b:1::/56", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
	{ "64:ff9b:1:5:a:0:700::", "64:ff9b:1:5::/64", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
	{ "2002:a00:7::1", "2002::/16", "10.0.0.0/8", "10.0.0.7 is a private" },
	{ "2002:7f00:1::1", "2002:7f00:1::/48", "127.0.0.1/32",
	  "127.0.0.1 is a loopback" },
	/* The server 10.0.0.7, the client 8.8.8.8; and the reverse. */
	{ "2001:0:a00:7::f7f7:f7f7", "2001::/32", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
	{ "2001:0:808:808::f5ff:fff8", "2001::/32", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
	{ "fd00::5efe:10.0.0.7", "fd00::/8", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
	{ "fd00::200:5efe:10.0.0.7", "fd00::/8", "10.0.0.0/8",
	  "10.0.0.7 is a private" },
};

static void
what_a_tunnel_leads_to_is_judged_too(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(tunnels); i++) {
		const char *outer[] = { tunnels[i].outer, NULL };
		const char *inner[] = { tunnels[i].inner, NULL };
		const char *both[] = { tunnels[i].outer, tunnels[i].inner,
				       NULL };

		set(no_networks);
		is_what(tunnels[i].address, "in no validate-network");
		set(outer);
		is_what(tunnels[i].address, tunnels[i].words);
		is_what(tunnels[i].address, "leads to another address");
		set(inner);
		is_what(tunnels[i].address, "in no validate-network");
		set(both);
		is_what(tunnels[i].address, "");
	}
}

static void
a_tunnel_to_a_public_address_is_public(void)
{
	static const char *const all[] = { "64:ff9b::/96", "::/0", NULL };

	set(no_networks);
	is_what("64:ff9b::1.1.1.1", "");
	is_what("2002:101:101::1", "");
	is_what("2606:4700::5efe:1.1.1.1", "");
	is_what("2606:4700::5efe:10.0.0.7", "10.0.0.7 is a private");
	is_what("2606:4700::300:5efe:10.0.0.7", "");
	is_what("64:ff9b::1.2.3.4", "this CA itself listens");
	is_what("2002:102:304::1", "this CA itself listens");
	is_what("::ffff:1.2.3.4", "this CA itself listens");
	set(all);
	is_what("64:ff9b::127.0.0.1", "loopback");
	is_what("::ffff:127.0.0.1", "loopback");
	is_what("::127.0.0.1", "compatible");
	is_what("fe80::1", "link-local");
	is_what("4000::1", NOBODY);
}

TAP_MAIN(each_range_ends_where_its_rfc_says,
	 what_a_tunnel_leads_to_is_judged_too,
	 a_tunnel_to_a_public_address_is_public)
