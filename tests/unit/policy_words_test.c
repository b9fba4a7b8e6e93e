/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about a policy in words: nothing of it is left out. */

#include "tests/tap.h"

#include "policy_text.h"

static struct policy_text text;
static struct buf told;
static unsigned lines[64];
static enum policy_topic last;
static bool in_order;

static void
on_sentence(void *ctx, const struct policy_sentence *s)
{
	(void)ctx;
	in_order = in_order && s->topic >= last;
	last = s->topic;
	if (s->line < ARRAY_SIZE(lines))
		lines[s->line]++;
	buf_printf(&told, "%s: ", policy_topic_title(s->topic));
	buf_append_bytes(&told, s->text);
	buf_append_text(&told, " [");
	buf_append_bytes(&told, s->setting);
	buf_append_text(&told, "]\n");
}

static void
tell(const char *policy)
{
	struct err err = { 0 };

	ok(policy_read(policy, &text, &err) == 0, "%s: %s", policy, err.text);
	buf_clear(&told);
	memset(lines, 0, sizeof(lines));
	last = TOPIC_NAMES;
	in_order = true;
	ok(policy_words(&text.policy, on_sentence, NULL, &err) == 0, "%s told",
	   policy);
	ok(in_order, "%s: topic by topic", policy);
}

static void
says(const char *sentence)
{
	ok(strstr(buf_text(&told), sentence) != NULL, "\"%s\" in:\n%s",
	   sentence, buf_text(&told));
}

static void
an_empty_policy_says_no_to_everything(void)
{
	tell("");
	says("Host names: No host name with a dot. "
	     "[no allow-domain, allow-below or allow-name]\n");
	says("Wildcards: No wildcards. [no wildcard-domain]\n");
	says("Names without a dot: No name without a dot. "
	     "[short-names = none]\n");
	says("Addresses: No addresses. [no ip-range]\n");
	says("E-mail and URIs: No e-mail addresses. [no email-domain]\n");
	says("E-mail and URIs: No URIs. [no uri-host]\n");
	says("At most 20 names in one certificate. [max-names = 20]\n");
	says("Keys: RSA of 2048 to 4096 bits, or ECDSA on P-256, or ECDSA on "
	     "P-384. [key = rsa ec-p256 ec-p384]\n");
	says("What for: server: web and other TLS servers; when the request "
	     "says nothing else. [profile = server]\n");
	says("How long: 397 days when the request says nothing else. "
	     "[lifetime = 397d]\n");
	says("How long: At most 825 days. [lifetime-max = 825d]\n");
	says("What waits for a person: Nothing that this policy refuses: it "
	     "stays refused. [no approval-policy]\n");
	says("Renewal without a person: A certificate renews itself, or is "
	     "renewed by a link, at most 10 times in a row. "
	     "[renewals = 10]\n");
	says("Renewal without a person: And no later than 1825 days after the "
	     "first certificate of the row. [renewal-age = 5y]\n");
}

static void
what_waits_and_what_renews_itself_is_told(void)
{
	struct err err = { 0 };

	policy_init(&text.policy, "test");
	text.policy.rules = text.rules;
	snprintf(text.policy.approval_policy,
		 sizeof(text.policy.approval_policy), "wide");
	text.policy.approval_line = 7;
	text.policy.renewals = 1;
	text.policy.renewal_age_s = INT64_C(86400);
	buf_clear(&told);
	memset(lines, 0, sizeof(lines));
	ok(policy_words(&text.policy, on_sentence, NULL, &err) == 0, "told");
	says("What waits for a person: What this policy refuses and the policy "
	     "wide allows, until somebody approves or refuses it. "
	     "[approval-policy = wide]\n");
	is_int(lines[7], 1, "with its line");
	says("at most 1 time in a row. [renewals = 1]\n");
	says("no later than 1 day after the first certificate of the row. "
	     "[renewal-age = 1d]\n");
	text.policy.renewals = 0;
	snprintf(text.policy.acme_preauthorized,
		 sizeof(text.policy.acme_preauthorized), "wide");
	text.policy.preauthorized_line = 8;
	buf_clear(&told);
	ok(policy_words(&text.policy, on_sentence, NULL, &err) == 0, "told");
	says("ACME: An ACME account that is bound to a requester needs no "
	     "challenge for names that the policy wide allows. "
	     "[acme-preauthorized = wide]\n");
	is_int(lines[8], 1, "with its line");
	says("No certificate renews itself or is renewed by a link. "
	     "[renewals = 0]\n");
	ok(strstr(buf_text(&told), "renewal-age") == NULL,
	   "and no age of what there is not");
}

static void
every_kind_of_rule_is_told_with_its_line(void)
{
	tell("allow-domain = a.test; allow-below = b.test; allow-name = c.test;"
	     "deny-domain = d.a.test; wildcard-domain = a.test;"
	     "short-name = srv1; short-names-of = a.test;"
	     "ip-range = 10.0.0.0/8; deny-ip-range = 10.1.0.0/16;"
	     "email-domain = a.test; uri-host = a.test;"
	     "short-names = only-with-domain");
	is_int(text.policy.rule_count, RULE_COUNT, "a rule of each kind");
	for (unsigned i = 1; i <= RULE_COUNT; i++)
		is_int(lines[i], 1, "line %u is told once", i);
	says("a.test and every name below it. [allow-domain = a.test]\n");
	says("Every name below b.test, but not that domain itself. ");
	says("Exactly c.test. [allow-name = c.test]\n");
	says("Never: Never d.a.test nor any name below it, whatever else is "
	     "allowed. [deny-domain = d.a.test]\n");
	says("*.NAME, where NAME is or lies below a.test and an allow-domain or "
	     "allow-below covers it. ");
	says("The single word srv1. [short-name = srv1]\n");
	says("A single word, when the same request also has that word before "
	     ".a.test. ");
	says("Addresses of 10.0.0.0/8. [ip-range = 10.0.0.0/8]\n");
	says("Never: Never an address of 10.1.0.0/16, ");
	says("E-mail addresses at exactly a.test. ");
	says("URIs with exactly the host a.test. ");
}

static void
every_choice_has_its_words(void)
{
	tell("common-name = append; idn = any; underscore = yes; "
	     "special-addresses = yes; ip-range = 127.0.0.0/8; max-names = 1");
	says("is added as the last one. [common-name = append]\n");
	says("scripts mixed as well: they can look like others. [idn = any]\n");
	says("Names may have underscores, which Java refuses. ");
	says("Of these also addresses that mean no particular host: ");
	says("One name in one certificate. [max-names = 1]\n");
	tell("common-name = refuse; idn = refuse; short-names = listed; "
	     "ip-range = 10.0.0.0/8");
	says("A common name must be among the names. ");
	says("No names outside ASCII. [idn = refuse]\n");
	says("No name without a dot: none is listed. ");
	says("Of these none that means no particular host: ");
}

static void
lifetimes_are_told_as_they_are(void)
{
	struct err err = { 0 };

	policy_init(&text.policy, "test");
	text.policy.rules = text.rules;
	text.policy.lifetime_default_s = 12 * 3600;
	text.policy.lifetime_max_s = INT64_C(4000) * 86400;
	buf_clear(&told);
	ok(policy_words(&text.policy, on_sentence, NULL, &err) == 0, "told");
	says("12h when the request says nothing else. [lifetime = 12h]\n");
	says("At most 4000 days, longer than Apple devices accept. "
	     "[lifetime-max = 4000d]\n");
}

TAP_MAIN(an_empty_policy_says_no_to_everything,
	 every_kind_of_rule_is_told_with_its_line, every_choice_has_its_words,
	 lifetimes_are_told_as_they_are,
	 what_waits_and_what_renews_itself_is_told)
