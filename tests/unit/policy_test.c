/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about the SAN policy: what it allows, refuses, and says. */

#include "tests/tap.h"

#include "policy_text.h"

static struct request_text request;
static struct outcome out;
static struct policy_text text;

static void
decide(const char *policy, const char *names)
{
	struct err err = { 0 };

	ok(policy_read(policy, &text, &err) == 0, "%s: %s", policy, err.text);
	request_read(names, &request);
	ok(outcome_of(&text.policy, &request, &out, &err) == 0, "%s", err.text);
}

static void
allows(const char *policy, const char *names)
{
	decide(policy, names);
	ok(out.allowed, "%s allows %s: %s%s", policy, names,
	   out.verdict.violations.at[0].text, out.refused.at[0].text);
	for (size_t i = 0; i < out.names.count; i++)
		ok(out.verdict.names[i].rule != NULL, "%s: a rule decided",
		   names);
}

static void
denies(const char *policy, const char *names, const char *id)
{
	decide(policy, names);
	ok(!out.allowed, "%s denies %s", policy, names);
	ok(violations_hold(&out.verdict.violations, id) ||
		   violations_hold(&out.refused, id),
	   "%s: %s, not %s", names, id, out.verdict.violations.at[0].id);
}

static void
says(const char *words)
{
	is_str(out.verdict.violations.at[0].text, words, "words");
}

static void
an_empty_policy_denies_all(void)
{
	denies("", "a.test", "name-not-allowed");
	denies("", "server01", "short-name-not-allowed");
	denies("", "ip:10.0.0.1", "address-not-allowed");
	denies("", "email:a@b.test", "email-not-allowed");
	denies("", "uri:https://a.test/", "uri-not-allowed");
	denies("", "*.a.test", "wildcard-not-allowed");
	denies("", "google.com", "name-not-allowed");
	denies("allow-domain = a.test", "-", "no-names");
}

static void
domains_are_matched_at_dots(void)
{
	allows("allow-domain = contoso.com", "contoso.com a.b.contoso.com");
	denies("allow-domain = contoso.com", "evilcontoso.com",
	       "name-not-allowed");
	says("\"evilcontoso.com\": no allow line of policy \"test\" covers it; "
	     "it ends in contoso.com, but not after a dot, so \"allow-domain "
	     "= contoso.com\" (sanca.conf line 1) does not cover it");
	denies("allow-domain = contoso.com", "contoso.com.evil",
	       "name-not-allowed");
	ok(strstr(out.verdict.violations.at[0].text, "beginning"), "%s",
	   out.verdict.violations.at[0].text);
	denies("allow-domain = contoso.com", "x.evil.com", "name-not-allowed");
	says("\"x.evil.com\": no allow line of policy \"test\" covers it");
	allows("allow-below = contoso.com", "a.contoso.com");
	denies("allow-below = contoso.com", "contoso.com", "name-not-allowed");
	ok(strstr(out.verdict.violations.at[0].text, "only the names below"),
	   "%s", out.verdict.violations.at[0].text);
	allows("allow-name = a.contoso.com", "a.contoso.com");
	denies("allow-name = a.contoso.com", "b.a.contoso.com",
	       "name-not-allowed");
}

static void
case_does_not_matter(void)
{
	allows("allow-domain = CONTOSO.Com", "A.contoso.COM");
	allows("allow-domain = contoso.com; email-domain = Contoso.COM",
	       "email:Joe@CONTOSO.com");
	denies("allow-domain = contoso.com; deny-domain = Secret.Contoso.Com",
	       "SECRET.contoso.com", "name-denied");
}

static void
deny_wins(void)
{
	static const char policy[] =
		"allow-domain = contoso.com; allow-name = x.secret.contoso.com;"
		"deny-domain = secret.contoso.com; email-domain = "
		"a.secret.contoso.com; uri-host = a.secret.contoso.com";

	denies(policy, "secret.contoso.com", "name-denied");
	is_int(out.verdict.violations.at[0].line, 3, "the line is named");
	denies(policy, "x.secret.contoso.com", "name-denied");
	denies(policy, "email:a@a.secret.contoso.com", "name-denied");
	denies(policy, "uri:https://a.secret.contoso.com/", "name-denied");
	denies("ip-range = 10.0.0.0/8; deny-ip-range = 10.1.0.0/16",
	       "ip:10.1.2.3", "address-denied");
	allows("ip-range = 10.0.0.0/8; deny-ip-range = 10.1.0.0/16",
	       "ip:10.2.2.3");
	denies("short-names = listed; short-name = a; deny-domain = a", "a",
	       "name-denied");
}

static void
wildcards_need_all_they_cover(void)
{
	denies("allow-domain = x.test", "*.x.test", "wildcard-not-allowed");
	denies("allow-name = x.test; wildcard-domain = x.test", "*.x.test",
	       "wildcard-not-allowed");
	denies("wildcard-domain = x.test", "*.x.test", "wildcard-not-allowed");
	denies("allow-below = x.test; wildcard-domain = x.test", "*.x.test",
	       "wildcard-not-allowed");
	allows("allow-below = x.test; wildcard-domain = x.test", "*.a.x.test");
	allows("allow-domain = x.test; wildcard-domain = x.test",
	       "*.x.test *.a.x.test");
	denies("allow-domain = x.test; wildcard-domain = a.x.test", "*.x.test",
	       "wildcard-not-allowed");
	denies("allow-domain = x.test; wildcard-domain = x.test; "
	       "deny-domain = secret.x.test",
	       "*.x.test", "wildcard-covers-denied");
	is_int(out.verdict.violations.at[0].line, 3, "the line is named");
	denies("allow-domain = x.test; wildcard-domain = x.test; "
	       "deny-domain = a.secret.x.test",
	       "*.x.test", "wildcard-covers-denied");
	denies("allow-domain = x.test; wildcard-domain = x.test; "
	       "deny-domain = x.test",
	       "*.x.test", "name-denied");
	allows("allow-domain = x.test; wildcard-domain = x.test; "
	       "deny-domain = secret.x.test",
	       "*.a.x.test");
}

static void
short_names_go_by_their_setting(void)
{
	denies("allow-domain = contoso.local; short-names = listed;"
	       "short-name = server01",
	       "server02", "short-name-not-allowed");
	says("\"server02\": the short name is not listed; allowed are server01 "
	     "(sanca.conf line 2). Ask for server02.contoso.local instead, or "
	     "add \"short-name = server02\"");
	allows("short-names = listed; short-name = server01", "SERVER01");
	denies("short-name = server01", "server01", "short-name-not-allowed");
	denies("allow-domain = local", "local", "short-name-not-allowed");
	allows("short-names = listed; allow-name = server01", "server01");
	denies("short-names = listed; short-names-of = x.test;"
	       "allow-domain = x.test",
	       "a a.x.test", "short-name-not-allowed");
}

static void
a_short_name_stands_beside_its_whole_name(void)
{
	static const char policy[] = "allow-domain = contoso.local;"
				     "short-names = only-with-domain;"
				     "short-names-of = contoso.local;"
				     "short-name = other";

	allows(policy, "server01 server01.contoso.local");
	allows(policy, "server01.contoso.local server01");
	allows(policy, "other");
	denies(policy, "server01", "short-name-not-allowed");
	ok(strstr(out.verdict.violations.at[0].text,
		  "beside server01.contoso.local"),
	   "%s", out.verdict.violations.at[0].text);
	denies(policy, "server01 server02.contoso.local",
	       "short-name-not-allowed");
	denies(policy, "server01 x.server01.contoso.local",
	       "short-name-not-allowed");
}

static void
names_of_nobody_need_their_own_line(void)
{
	denies("allow-domain = localhost; short-names = listed", "a.localhost",
	       "name-special");
	denies("short-names = listed", "localhost", "short-name-not-allowed");
	denies("short-names = only-with-domain; short-names-of = x.test;"
	       "allow-domain = x.test",
	       "localhost localhost.x.test", "short-name-not-allowed");
	allows("short-names = listed; short-name = localhost", "localhost");
	denies("allow-domain = arpa", "1.0.0.10.in-addr.arpa", "name-special");
	denies("allow-domain = x.onion", "a.x.onion", "name-special");
	allows("allow-name = a.x.onion", "a.x.onion");
	allows("allow-domain = home.arpa", "a.home.arpa");
	denies("allow-domain = x.onion; wildcard-domain = x.onion", "*.x.onion",
	       "wildcard-not-allowed");
}

static void
special_addresses_are_refused(void)
{
	static const char all[] = "ip-range = 0.0.0.0/0; ip-range = ::/0";
	static const char on[] = "ip-range = 0.0.0.0/0; ip-range = ::/0;"
				 "special-addresses = yes";
	static const char *const special[] = {
		"ip:0.0.0.0",	  "ip:127.0.0.1", "ip:127.255.255.255",
		"ip:169.254.1.1", "ip:::",	  "ip:::1",
		"ip:fe80::1",	  "ip:febf::1",
	};
	static const char *const never[] = {
		"ip:0.0.0.1",	      "ip:224.0.0.1", "ip:240.0.0.1",
		"ip:255.255.255.255", "ip:ff02::1",
	};

	for (size_t i = 0; i < ARRAY_SIZE(special); i++) {
		denies(all, special[i], "address-special");
		allows(on, special[i]);
		denies("special-addresses = yes", special[i],
		       "address-not-allowed");
	}
	for (size_t i = 0; i < ARRAY_SIZE(never); i++) {
		denies(all, never[i], "address-special");
		denies(on, never[i], "address-special");
	}
	allows(all, "ip:128.0.0.1 ip:10.0.0.1 ip:fec0::1 ip:2001:db8::1");
}

static void
ranges_are_exact(void)
{
	allows("ip-range = 10.0.0.0/9", "ip:10.127.255.255");
	denies("ip-range = 10.0.0.0/9", "ip:10.128.0.0", "address-not-allowed");
	allows("ip-range = 10.0.0.5", "ip:10.0.0.5");
	denies("ip-range = 10.0.0.5", "ip:10.0.0.4", "address-not-allowed");
	allows("ip-range = 2001:db8::/33", "ip:2001:db8:7fff::");
	denies("ip-range = 2001:db8::/33",
	       "ip:2001:db8:8000::", "address-not-allowed");
	denies("ip-range = ::/0", "ip:10.0.0.1", "address-not-allowed");
	allows("ip-range = 10.0.0.0/8", "ip:::ffff:10.0.0.1");
	denies("ip-range = ::/0", "ip:::ffff:10.0.0.1", "address-not-allowed");
}

static void
ipv4_inside_ipv6_is_decided_too(void)
{
	static const char policy[] = "ip-range = ::/0; ip-range = 8.0.0.0/8;"
				     "deny-ip-range = 8.1.0.0/16";

	denies(policy, "ip:2002:7f00:1::", "address-special");
	denies(policy, "ip:2002:a00:1::1", "address-not-allowed");
	denies(policy, "ip:2002:801:1::1", "address-denied");
	allows(policy, "ip:2002:808:808::1");
	denies(policy, "ip:64:ff9b::127.0.0.1", "address-special");
	denies(policy, "ip:64:ff9b::10.0.0.1", "address-not-allowed");
	allows(policy, "ip:64:ff9b::8.8.8.8");
	denies(policy, "ip:::127.0.0.1", "address-special");
	/* Teredo: 127.0.0.1 with its bits turned. */
	denies(policy, "ip:2001:0:1:2:3:4:80ff:fffe", "address-special");
}

static void
email_and_uri_hosts_are_exact(void)
{
	allows("email-domain = x.test", "email:a@x.test");
	denies("email-domain = x.test", "email:a@b.x.test",
	       "email-not-allowed");
	denies("allow-domain = x.test", "email:a@x.test", "email-not-allowed");
	allows("uri-host = x.test", "uri:https://x.test/a");
	denies("uri-host = x.test", "uri:https://a.x.test/", "uri-not-allowed");
	denies("email-domain = x.test; uri-host = x.test", "x.test",
	       "name-not-allowed");
}

static void
one_bad_name_refuses_the_whole(void)
{
	char names[2000] = "";

	for (int i = 0; i < 99; i++)
		snprintf(names + strlen(names), 24, "a%d.x.test ", i);
	strcat(names, "bad.test");
	denies("allow-domain = x.test; max-names = 100", names,
	       "name-not-allowed");
	is_int(out.verdict.violations.count, 1, "one violation");
	is_int(out.verdict.violations.at[0].name_index, 99, "it is named");
	denies("allow-domain = x.test", "a.bad x.test b.bad",
	       "name-not-allowed");
	is_int(out.verdict.violations.count, 2, "each violation is listed");
}

static void
too_many_names_are_refused(void)
{
	allows("allow-domain = x.test; max-names = 2", "x.test a.x.test");
	denies("allow-domain = x.test; max-names = 2",
	       "x.test a.x.test b.x.test", "too-many-names");
	says("3 names; policy \"test\" allows at most 2");
}

static void
check(const struct policy_request *asked)
{
	policy_check(&text.policy, asked, &out.verdict);
}

static void
keys_profiles_and_lifetimes_are_checked(void)
{
	struct policy_request asked = {
		.key_kind = KEY_RSA,
		.key_bits = 2048,
		.names = &out.names,
	};

	allows("allow-domain = x.test", "x.test");
	check(&asked);
	ok(out.verdict.allowed, "RSA-2048");
	is_int(out.verdict.lifetime_s, 397 * 86400, "default lifetime");
	is_int(out.verdict.profile->code, PROFILE_SERVER, "default profile");
	asked.key_bits = 1024;
	check(&asked);
	ok(violations_hold(&out.verdict.violations, "key-too-small"), "1024");
	asked.key_bits = 8192;
	check(&asked);
	ok(violations_hold(&out.verdict.violations, "key-too-large"), "8192");
	asked.key_bits = 2048;
	text.policy.key_kinds[KEY_RSA] = false;
	check(&asked);
	ok(violations_hold(&out.verdict.violations, "key-kind-not-allowed"),
	   "no RSA");
	asked.key_kind = (enum key_kind)9;
	check(&asked);
	ok(violations_hold(&out.verdict.violations, "key-kind-not-allowed"),
	   "an unknown kind");
	asked.key_kind = KEY_EC_P384;
	asked.profile = profile_get(PROFILE_MAIL);
	check(&asked);
	ok(violations_hold(&out.verdict.violations, "profile-not-allowed"),
	   "mail");
	text.policy.profiles[PROFILE_MAIL] = true;
	asked.lifetime_s = 825 * 86400;
	check(&asked);
	ok(out.verdict.allowed, "825 days");
	asked.lifetime_s++;
	check(&asked);
	ok(violations_hold(&out.verdict.violations, "lifetime-too-long"),
	   "more");
	asked.lifetime_s = 827 * 86400;
	check(&asked);
	says("a lifetime of 827d is asked for; policy \"test\" allows at most "
	     "825d");
	asked.lifetime_s = -1;
	check(&asked);
	ok(!out.verdict.allowed, "negative");
}

static void
names_that_are_not_normal_are_refused(void)
{
	static const char *const odd[] = { "A.x.test", "a.x.test.",
					   "a b.x.test", ".x.test",
					   "10.0.0.1" };
	struct policy_request asked = { .key_kind = KEY_EC_P256,
					.names = &out.names };

	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		decide("allow-domain = x.test; ip-range = ::/0", "x.test");
		out.names.at[0].n = strlen(odd[i]);
		strcpy((char *)out.names.at[0].v, odd[i]);
		check(&asked);
		ok(!out.verdict.allowed, "%s", odd[i]);
	}
	out.names.at[0].type = (enum name_type)4;
	check(&asked);
	ok(violations_hold(&out.verdict.violations, "name-type"), "a type");
	out.names.at[0].type = NAME_DNS;
	out.names.at[0].n = 9999;
	check(&asked);
	ok(!out.verdict.allowed, "a length beyond the array");
	out.names.count = LIMIT_NAMES + 1;
	check(&asked);
	ok(violations_hold(&out.verdict.violations, "too-many-names"),
	   "a count beyond the array");
	asked.names = NULL;
	check(&asked);
	ok(violations_hold(&out.verdict.violations, "no-names"), "none");
}

static void
doors_and_requesters_change_nothing(void)
{
	static const enum door doors[] = { DOOR_HTTP, DOOR_CONTROL,
					   DOOR_INTERNAL };
	struct policy_request asked = { .key_kind = KEY_EC_P256,
					.names = &out.names };

	decide("ip-range = 10.0.0.0/8", "ip:192.168.0.1");
	for (size_t i = 0; i < ARRAY_SIZE(doors); i++) {
		asked.door = doors[i];
		asked.requester = door_name(doors[i]);
		check(&asked);
		ok(!out.verdict.allowed, "%s", door_name(doors[i]));
	}
}

static void
odd_rules_are_refused(void)
{
	static const struct {
		enum rule_kind kind;
		const char *value, *word;
	} rows[] = {
		{ RULE_ALLOW_DOMAIN, "*", "everything" },
		{ RULE_ALLOW_DOMAIN, "*.x.test", "allow-below" },
		{ RULE_WILDCARD_DOMAIN, "*.x.test", "without" },
		{ RULE_ALLOW_DOMAIN, ".x.test", "leading dot" },
		{ RULE_ALLOW_DOMAIN, "x.test.", "dot" },
		{ RULE_ALLOW_DOMAIN, "", "empty" },
		{ RULE_ALLOW_DOMAIN, "10.0.0.1", "ip-range" },
		{ RULE_ALLOW_DOMAIN, "a b", "space" },
		{ RULE_SHORT_NAME, "a.b", "no dot" },
		{ RULE_IP_RANGE, "10.0.0.1/8", "10.0.0.0/8" },
		{ RULE_IP_RANGE, "10.0.0.0/33", "network" },
		{ RULE_IP_RANGE, "10.0.0.0/", "network" },
		{ RULE_IP_RANGE, "10.0.0/8", "network" },
		{ RULE_IP_RANGE, "x.test", "network" },
		{ RULE_IP_RANGE, "", "network" },
		{ RULE_IP_RANGE, "::ffff:10.0.0.0/104", "IPv4" },
		{ RULE_COUNT, "x", "no such rule" },
	};
	struct policy_rule rule;
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		err.text[0] = '\0';
		ok(policy_rule_parse(rows[i].kind, bytes_of_text(rows[i].value),
				     1, &rule, &err) < 0,
		   "%s", rows[i].value);
		is_int(err.code, ERR_CONFIG, "code");
		ok(strstr(err.text, rows[i].word), "%s", err.text);
	}
	ok(policy_rule_parse(RULE_ALLOW_DOMAIN,
			     bytes_of_text("M\xc3\xbcnchen.Test"), 1, &rule,
			     &err) == 0,
	   "UTF-8");
	is_str(rule.text, "xn--mnchen-3ya.test", "normal form");
}

static void
contradictions_are_found(void)
{
	static const struct {
		const char *policy, *word;
	} rows[] = {
		{ "max-names = 0", "max-names" },
		{ "max-names = 101", "max-names" },
		{ "wildcard-domain = x.test", "covers" },
		{ "allow-domain = x.test; allow-domain = X.test", "already" },
		{ "allow-domain = a.x.test; deny-domain = x.test", "deny" },
		{ "ip-range = 10.1.0.0/16; deny-ip-range = 10.0.0.0/8",
		  "deny" },
		{ "short-name = a", "short-names = none" },
		{ "allow-name = a", "short-names = none" },
		{ "short-names = listed; short-names-of = x.test",
		  "only-with-domain" },
	};
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		ok(policy_read(rows[i].policy, &text, &err) == 0, "reads");
		err.text[0] = '\0';
		ok(policy_validate(&text.policy, NULL, &err) < 0, "%s",
		   rows[i].policy);
		is_int(err.code, ERR_CONFIG, "code");
		ok(strstr(err.text, rows[i].word), "%s", err.text);
	}
	ok(policy_read("allow-below = x.test; wildcard-domain = x.test;"
		       "deny-domain = s.x.test; ip-range = 10.0.0.0/8;"
		       "deny-ip-range = 10.1.0.0/16",
		       &text, &err) == 0 &&
		   policy_validate(&text.policy, NULL, &err) == 0,
	   "a good one: %s", err.text);
	policy_init(&text.policy, "p");
	text.policy.lifetime_max_s = 900 * 86400;
	ok(policy_validate(&text.policy, NULL, &err) < 0, "900d");
	text.policy.allow_long_lifetime = true;
	ok(policy_validate(&text.policy, NULL, &err) == 0,
	   "allow-long-lifetime");
	text.policy.lifetime_default_s = 901 * 86400;
	ok(policy_validate(&text.policy, NULL, &err) < 0, "default beyond max");
	policy_init(&text.policy, "p");
	text.policy.default_profile = PROFILE_MAIL;
	ok(policy_validate(&text.policy, NULL, &err) < 0, "default profile");
}

static void
the_canonical_text_is_one(void)
{
	CLEANUP(buf_free) struct buf a = { 0 };
	CLEANUP(buf_free) struct buf b = { 0 };
	CLEANUP(buf_free) struct buf c = { 0 };
	struct err err;

	ok(policy_read("allow-domain = b.test; ip-range = 10.0.0.0/8; "
		       "allow-domain = a.test",
		       &text, &err) == 0,
	   "reads");
	policy_canonical(&text.policy, &a);
	ok(policy_read("ip-range=10.0.0.0/8; max-names = 20; allow-domain = "
		       "A.test; allow-domain = b.test",
		       &text, &err) == 0,
	   "reads");
	policy_canonical(&text.policy, &b);
	is_str(buf_text(&a), buf_text(&b), "the order does not matter");
	is_str(buf_text(&a),
	       "[policy test]\nshort-names = none\ncommon-name = promote\n"
	       "idn = single-script\nunderscore = no\nspecial-addresses = no\n"
	       "key = rsa ec-p256 ec-p384\nprofile = server\nmax-names = 20\n"
	       "lifetime = 397d\nlifetime-max = 825d\nallow-long-lifetime = no\n"
	       "renewals = 10\nrenewal-age = 5y\n"
	       "allow-domain = a.test\nallow-domain = b.test\n"
	       "ip-range = 10.0.0.0/8\n",
	       "text");
	policy_rule_show(&text.rules[0], &c);
	is_str(buf_text(&c), "ip-range = 10.0.0.0/8 (sanca.conf line 1)",
	       "a rule");
}

TAP_MAIN(an_empty_policy_denies_all, domains_are_matched_at_dots,
	 case_does_not_matter, deny_wins, wildcards_need_all_they_cover,
	 short_names_go_by_their_setting,
	 a_short_name_stands_beside_its_whole_name,
	 names_of_nobody_need_their_own_line, special_addresses_are_refused,
	 ranges_are_exact, ipv4_inside_ipv6_is_decided_too,
	 email_and_uri_hosts_are_exact, one_bad_name_refuses_the_whole,
	 too_many_names_are_refused, keys_profiles_and_lifetimes_are_checked,
	 names_that_are_not_normal_are_refused,
	 doors_and_requesters_change_nothing, odd_rules_are_refused,
	 contradictions_are_found, the_canonical_text_is_one)
