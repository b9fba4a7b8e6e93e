/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about name constraints: derived from a policy, shown, enforced. */

#include "tests/tap.h"

#include "policy_text.h"

static struct request_text request;
static struct outcome out;
static struct policy_text text;
static struct constraints cs;

static void
derive(const char *policy, const char *words)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct err err = { 0 };

	ok(policy_read(policy, &text, &err) == 0, "%s", err.text);
	ok(constraints_from_policy(&text.policy, &cs, &err) == 0, "%s",
	   err.text);
	constraints_show(&cs, &shown);
	is_str(buf_text(&shown), words, "%s", policy);
}

static void
constrain(bool excluded, enum name_type type, const char *v, size_t n)
{
	struct constraint *c = &cs.at[cs.count++];

	cs.present = true;
	memset(c, 0, sizeof(*c));
	c->excluded = excluded;
	c->type = type;
	c->n = n;
	memcpy(c->v, v, n);
}

static bool
permits(const char *names)
{
	struct violations v = { 0 };
	struct err err;

	request_read(names, &request);
	ok(outcome_of(&text.policy, &request, &out, &err) == 0, "reads");
	ok(out.names.count > 0, "%s: a name", names);
	constraints_check(&cs, &out.names, &v);
	return v.count == 0;
}

static void
a_policy_becomes_constraints(void)
{
	derive("allow-domain = contoso.com; allow-below = contoso.local;"
	       "allow-name = a.contoso.com; allow-name = b.test;"
	       "short-names = listed; short-name = server01;"
	       "deny-domain = secret.contoso.com; ip-range = 10.0.0.0/8",
	       "permits contoso.com, contoso.local, b.test, server01 and "
	       "10.0.0.0/8; excludes secret.contoso.com, all IPv6 addresses, "
	       "all e-mail addresses and all URIs");
	ok(permits("contoso.com a.contoso.com server01 ip:10.1.2.3"), "inside");
	ok(!permits("evil.com"), "another domain");
	ok(!permits("evilcontoso.com"), "no dot");
	ok(!permits("server02"), "another short name");
	ok(!permits("x.secret.contoso.com"), "excluded");
	ok(!permits("ip:11.0.0.1"), "another network");
	ok(!permits("ip:2001:db8::1"), "IPv6");
	ok(!permits("email:a@contoso.com"), "e-mail");
	ok(!permits("uri:https://contoso.com/"), "URI");
}

static void
what_a_policy_does_not_allow_is_excluded(void)
{
	derive("allow-domain = x.test",
	       "permits x.test; excludes all IPv4 addresses, all IPv6 "
	       "addresses, all e-mail addresses and all URIs");
	derive("ip-range = 10.0.0.0/8; ip-range = 2001:db8::/32;"
	       "deny-ip-range = 10.1.0.0/16",
	       "permits 10.0.0.0/8 and 2001:db8::/32; excludes all DNS names, "
	       "10.1.0.0/16, all e-mail addresses and all URIs");
	derive("allow-domain = x.test; email-domain = x.test;"
	       "uri-host = x.test",
	       "permits x.test, e-mail at x.test and URIs at x.test; excludes "
	       "all IPv4 addresses and all IPv6 addresses");
	ok(permits("email:a@x.test uri:https://x.test/"), "hosts");
	ok(!permits("email:a@b.x.test"), "not below");
	ok(!permits("uri:https://b.x.test/"), "not below");
}

/* GnuTLS looks at URIs only where some are excluded. */
static bool
excludes_some(enum name_type type)
{
	bool some = false;

	for (size_t i = 0; i < cs.count; i++)
		some = some || (cs.at[i].excluded && cs.at[i].type == type);
	return some;
}

static void
nothing_is_permitted_and_taken_back(void)
{
	derive("ip-range = 10.0.0.0/8",
	       "permits 10.0.0.0/8; excludes all DNS names, all IPv6 "
	       "addresses, all e-mail addresses and all URIs");
	ok(!permits("invalid"), "not the name that never exists");
	ok(!permits("x.invalid"), "nor one below it");
	ok(!permits("email:a@invalid"), "nor a mailbox there");
	ok(!permits("uri:https://invalid/"), "nor a URI");
	ok(excludes_some(NAME_DNS) && excludes_some(NAME_EMAIL) &&
		   excludes_some(NAME_URI),
	   "each form has something excluded");
	for (size_t i = 0; i < cs.count; i++)
		ok(cs.at[i].n > 0, "nothing is empty, for Java");
	derive("allow-domain = invalid",
	       "permits invalid; excludes all IPv4 addresses, all IPv6 "
	       "addresses, all e-mail addresses and all URIs");
	ok(permits("x.invalid"), "unless it is what a policy allows");
}

static void
open_ended_short_names_cannot_be_said(void)
{
	struct constraints got = { .count = 7 };
	struct err err = { 0 };

	ok(policy_read("allow-domain = x.test; short-names-of = x.test;"
		       "short-names = only-with-domain",
		       &text, &err) == 0,
	   "reads");
	ok(constraints_from_policy(&text.policy, &got, &err) < 0, "refused");
	is_int(err.code, ERR_CONFIG, "code");
	ok(strstr(err.text, "short-name = "), "advice: %s", err.text);
	is_int(got.count, 7, "untouched");
}

static void
what_a_policy_allows_its_constraints_permit(void)
{
	static const char *const names[] = {
		"x.test",	  "a.x.test",	 "*.x.test",
		"server01",	  "ip:10.0.0.1", "email:a@x.test",
		"y.test",	  "b.y.test",	 "uri:https://x.test/",
		"ip:2001:db8::1",
	};

	derive("allow-domain = x.test; wildcard-domain = x.test;"
	       "short-names = listed; short-name = server01;"
	       "ip-range = 10.0.0.0/8; email-domain = x.test; allow-below = "
	       "y.test; deny-domain = no.y.test",
	       "permits x.test, server01, y.test, 10.0.0.0/8 and e-mail at "
	       "x.test; excludes no.y.test, all IPv6 addresses and all URIs");
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		bool inside = permits(names[i]);

		ok(!out.allowed || inside, "%s", names[i]);
	}
}

static void
imported_constraints_are_kept(void)
{
	struct err err;

	ok(policy_read("", &text, &err) == 0, "reads");
	memset(&cs, 0, sizeof(cs));
	ok(permits("a.test"), "none");
	constrain(false, NAME_DNS, ".Lab.Test", 9);
	ok(permits("a.lab.test *.lab.test"), "below a leading dot, any case");
	ok(!permits("lab.test"), "not the domain itself");
	ok(permits("ip:10.0.0.1"), "addresses are not spoken of");
	constrain(true, NAME_DNS, "bad.lab.test", 12);
	ok(!permits("bad.lab.test"), "excluded");
	ok(!permits("x.bad.lab.test"), "excluded below");
	ok(!permits("*.lab.test"), "a wildcard over it");
	ok(permits("*.ok.lab.test"), "a wildcard beside it");
	constrain(true, NAME_EMAIL, ".x.test", 7);
	ok(!permits("email:a@b.x.test"), "e-mail below");
	ok(permits("email:a@x.test"), "e-mail at it");
	constrain(true, NAME_EMAIL, "Joe@y.test", 10);
	ok(!permits("email:Joe@y.test"), "one mailbox");
	ok(permits("email:jim@y.test"), "another");
}

static void
unusable_constraints_refuse_all(void)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	memset(&cs, 0, sizeof(cs));
	cs.present = cs.unusable = true;
	ok(!permits("a.test"), "refused");
	constraints_show(&cs, &shown);
	is_str(buf_text(&shown), "holds forms that are not checked here",
	       "words");
	buf_clear(&shown);
	cs.present = false;
	constraints_show(&cs, &shown);
	is_str(buf_text(&shown), "none", "words");
}

static void
too_many_constraints_are_refused(void)
{
	static struct policy_rule rules[100];
	struct constraints got;
	struct policy p;
	struct err err;
	char name[32];

	policy_init(&p, "p");
	p.rules = rules;
	for (p.rule_count = 0; p.rule_count < 100; p.rule_count++) {
		snprintf(name, sizeof(name), "a%zu.test", p.rule_count);
		ok(policy_rule_parse(RULE_ALLOW_NAME, bytes_of_text(name), 1,
				     &rules[p.rule_count], &err) == 0,
		   "%s", name);
	}
	ok(constraints_from_policy(&p, &got, &err) < 0, "refused");
}

/* common-name = append: the request names a.test, and its CN is a habit of
 * the tool that made it. */
static void
an_appended_cn_outside_the_constraints_is_left_out(void)
{
	struct err err;
	bool noted = false;

	ok(policy_read("allow-domain = test; common-name = append", &text,
		       &err) == 0,
	   "%s", err.text);
	memset(&cs, 0, sizeof(cs));
	constrain(false, NAME_DNS, "a.test", 6);
	request_read("a.test cn:b.test", &request);
	ok(outcome_under(&cs, &text.policy, &request, &out, &err) == 0,
	   "reads");
	ok(out.allowed, "the request is allowed");
	is_int((intmax_t)out.names.count, 1, "without the CN");
	for (size_t i = 0; i < out.notes.count; i++)
		noted = noted || strstr(out.notes.at[i].text, "constraints");
	ok(noted, "a note says why");
	request_read("a.test cn:x.a.test", &request);
	ok(outcome_under(&cs, &text.policy, &request, &out, &err) == 0,
	   "reads");
	is_int((intmax_t)out.names.count, 2, "one inside stays");
	/* The names that were asked for stay, and are refused elsewhere. */
	request_read("b.test cn:a.test", &request);
	ok(outcome_under(&cs, &text.policy, &request, &out, &err) == 0,
	   "reads");
	is_int((intmax_t)out.names.count, 2, "only the CN is a habit");
}

TAP_MAIN(a_policy_becomes_constraints, what_a_policy_does_not_allow_is_excluded,
	 nothing_is_permitted_and_taken_back,
	 open_ended_short_names_cannot_be_said,
	 what_a_policy_allows_its_constraints_permit,
	 imported_constraints_are_kept, unusable_constraints_refuse_all,
	 too_many_constraints_are_refused,
	 an_appended_cn_outside_the_constraints_is_left_out)
