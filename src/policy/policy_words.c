/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A policy in sentences, for people who decide by it. */

#include "sanca/policy.h"

#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

#define DAY_S INT64_C(86400)

/* What is being told, and to whom. */
struct telling {
	const struct policy *policy;
	policy_sentence_fn *fn;
	void *ctx;
	struct buf text, setting;
};

static void
begin(struct telling *t)
{
	buf_clear(&t->text);
	buf_clear(&t->setting);
}

static void
tell(struct telling *t, enum policy_topic topic, unsigned line)
{
	const struct policy_sentence s = { topic, line, buf_bytes(&t->text),
					   buf_bytes(&t->setting) };

	t->fn(t->ctx, &s);
}

static void
tell_plain(struct telling *t, enum policy_topic topic, const char *text,
	   const char *setting)
{
	begin(t);
	buf_append_text(&t->text, text);
	buf_append_text(&t->setting, setting);
	tell(t, topic, 0);
}

/* ---- rules ------------------------------------------------------------------------ */

/* Around the value of the rule. */
static const struct {
	enum policy_topic topic;
	const char *before, *behind;
} rules[RULE_COUNT] = {
	[RULE_ALLOW_DOMAIN] = { TOPIC_NAMES, "", " and every name below it." },
	[RULE_ALLOW_BELOW] = { TOPIC_NAMES, "Every name below ",
			       ", but not that domain itself." },
	[RULE_ALLOW_NAME] = { TOPIC_NAMES, "Exactly ", "." },
	[RULE_DENY_DOMAIN] = { TOPIC_NEVER, "Never ",
			       " nor any name below it, whatever else is "
			       "allowed." },
	[RULE_WILDCARD_DOMAIN] = { TOPIC_WILDCARD,
				   "*.NAME, where NAME is or lies below ",
				   " and an allow-domain or allow-below covers "
				   "it." },
	[RULE_SHORT_NAME] = { TOPIC_SHORT, "The single word ", "." },
	[RULE_SHORT_NAMES_OF] = { TOPIC_SHORT,
				  "A single word, when the same request also "
				  "has that word before .",
				  "." },
	[RULE_IP_RANGE] = { TOPIC_ADDRESSES, "Addresses of ", "." },
	[RULE_DENY_IP_RANGE] = { TOPIC_NEVER, "Never an address of ",
				 ", whatever else is allowed." },
	[RULE_EMAIL_DOMAIN] = { TOPIC_OTHERS, "E-mail addresses at exactly ",
				"." },
	[RULE_URI_HOST] = { TOPIC_OTHERS, "URIs with exactly the host ", "." },
};

static bool
tell_rules(struct telling *t, enum rule_kind kind)
{
	bool any = false;

	for (size_t i = 0; i < t->policy->rule_count; i++) {
		const struct policy_rule *rule = &t->policy->rules[i];

		if (rule->kind != kind)
			continue;
		begin(t);
		buf_append_text(&t->text, rules[kind].before);
		buf_append_text(&t->text, rule->text);
		buf_append_text(&t->text, rules[kind].behind);
		buf_printf(&t->setting, "%s = %s", rule_key(kind), rule->text);
		tell(t, rules[kind].topic, rule->line);
		any = true;
	}
	return any;
}

static void
tell_names(struct telling *t)
{
	bool any = tell_rules(t, RULE_ALLOW_DOMAIN);

	any = tell_rules(t, RULE_ALLOW_BELOW) || any;
	any = tell_rules(t, RULE_ALLOW_NAME) || any;
	if (!any)
		tell_plain(t, TOPIC_NAMES, "No host name with a dot.",
			   "no allow-domain, allow-below or allow-name");
	if (!tell_rules(t, RULE_WILDCARD_DOMAIN))
		tell_plain(t, TOPIC_WILDCARD, "No wildcards.",
			   "no wildcard-domain");
}

static void
tell_short(struct telling *t)
{
	bool any = false;

	if (t->policy->short_names == SHORT_NONE) {
		tell_plain(t, TOPIC_SHORT, "No name without a dot.",
			   "short-names = none");
		return;
	}
	any = tell_rules(t, RULE_SHORT_NAME);
	if (t->policy->short_names == SHORT_ONLY_WITH_DOMAIN)
		any = tell_rules(t, RULE_SHORT_NAMES_OF) || any;
	for (size_t i = 0; i < t->policy->rule_count; i++)
		any = any || (t->policy->rules[i].kind == RULE_ALLOW_NAME &&
			      !strchr(t->policy->rules[i].text, '.'));
	if (!any)
		tell_plain(t, TOPIC_SHORT,
			   "No name without a dot: none is listed.",
			   "no short-name or short-names-of");
}

static void
tell_addresses(struct telling *t)
{
	bool any = tell_rules(t, RULE_IP_RANGE);

	if (!any)
		tell_plain(t, TOPIC_ADDRESSES, "No addresses.", "no ip-range");
	else if (t->policy->allow_loopback_addresses)
		tell_plain(t, TOPIC_ADDRESSES,
			   "Of these also addresses that mean no particular "
			   "host: loopback, link-local, unspecified.",
			   "special-addresses = yes");
	else
		tell_plain(t, TOPIC_ADDRESSES,
			   "Of these none that means no particular host: "
			   "loopback, link-local, unspecified.",
			   "special-addresses = no");
	if (!tell_rules(t, RULE_EMAIL_DOMAIN))
		tell_plain(t, TOPIC_OTHERS, "No e-mail addresses.",
			   "no email-domain");
	if (!tell_rules(t, RULE_URI_HOST))
		tell_plain(t, TOPIC_OTHERS, "No URIs.", "no uri-host");
	(void)tell_rules(t, RULE_DENY_DOMAIN);
	(void)tell_rules(t, RULE_DENY_IP_RANGE);
}

/* ---- settings ----------------------------------------------------------------------- */

static void
tell_common_name(struct telling *t)
{
	switch (t->policy->names.common_name) {
	case CN_PROMOTE:
		tell_plain(t, TOPIC_FORM,
			   "A common name alone becomes the name; beside other "
			   "names it is left out.",
			   "common-name = promote");
		break;
	case CN_APPEND:
		tell_plain(t, TOPIC_FORM,
			   "A common name that is not among the names is added "
			   "as the last one.",
			   "common-name = append");
		break;
	case CN_REFUSE:
		tell_plain(t, TOPIC_FORM,
			   "A common name must be among the names.",
			   "common-name = refuse");
		break;
	}
}

static void
tell_idn(struct telling *t)
{
	switch (t->policy->names.idn) {
	case IDN_REFUSE:
		tell_plain(t, TOPIC_FORM, "No names outside ASCII.",
			   "idn = refuse");
		break;
	case IDN_SINGLE_SCRIPT:
		tell_plain(t, TOPIC_FORM,
			   "Names outside ASCII, as long as each part is "
			   "written in one script.",
			   "idn = single-script");
		break;
	case IDN_ANY:
		tell_plain(t, TOPIC_FORM,
			   "Names outside ASCII, scripts mixed as well: they "
			   "can look like others.",
			   "idn = any");
		break;
	}
	if (t->policy->names.underscore)
		tell_plain(t, TOPIC_FORM,
			   "Names may have underscores, which Java refuses.",
			   "underscore = yes");
	else
		tell_plain(t, TOPIC_FORM, "No underscores in names.",
			   "underscore = no");
}

static void
tell_count(struct telling *t)
{
	unsigned most = t->policy->max_names;

	begin(t);
	if (most == 1)
		buf_append_text(&t->text, "One name in one certificate.");
	else
		buf_printf(&t->text, "At most %u names in one certificate.",
			   most);
	buf_printf(&t->setting, "max-names = %u", most);
	tell(t, TOPIC_FORM, 0);
}

static void
tell_keys(struct telling *t)
{
	static const char *const words[] = {
		[KEY_RSA] = "RSA of 2048 to 4096 bits",
		[KEY_EC_P256] = "ECDSA on P-256",
		[KEY_EC_P384] = "ECDSA on P-384",
	};
	bool any = false;

	_Static_assert(LIMIT_RSA_MIN_BITS == 2048 && LIMIT_RSA_MAX_BITS == 4096,
		       "the words above");
	begin(t);
	buf_append_text(&t->setting, "key =");
	for (unsigned i = KEY_RSA; i <= KEY_EC_P384; i++) {
		if (!t->policy->key_kinds[i])
			continue;
		buf_append_text(&t->text, any ? ", or " : "");
		buf_append_text(&t->text, words[i]);
		buf_printf(&t->setting, " %s", key_kind_name(i));
		any = true;
	}
	buf_append_text(&t->text, any ? "." : "None.");
	tell(t, TOPIC_KEYS, 0);
}

static void
tell_profiles(struct telling *t)
{
	for (unsigned i = PROFILE_NONE + 1; i < PROFILE_COUNT; i++) {
		const struct profile *profile = profile_get(i);

		if (!t->policy->profiles[i])
			continue;
		begin(t);
		buf_printf(&t->text, "%s: %s%s.", profile->name, profile->title,
			   i == t->policy->default_profile
				   ? "; when the request says nothing else"
				   : "");
		buf_printf(&t->setting, "profile = %s", profile->name);
		tell(t, TOPIC_PROFILES, 0);
	}
}

/* "397 days" */
static void
days_write(int64_t s, struct buf *out)
{
	char shown[24];

	if (s % DAY_S == 0) {
		buf_printf(out, "%jd %s", (intmax_t)(s / DAY_S),
			   s == DAY_S ? "day" : "days");
		return;
	}
	text_duration_show(s, shown);
	buf_append_text(out, shown);
}

static void
tell_lifetime(struct telling *t)
{
	char shown[24];

	begin(t);
	days_write(t->policy->lifetime_default_s, &t->text);
	buf_append_text(&t->text, " when the request says nothing else.");
	text_duration_show(t->policy->lifetime_default_s, shown);
	buf_printf(&t->setting, "lifetime = %s", shown);
	tell(t, TOPIC_LIFETIME, 0);
	begin(t);
	buf_append_text(&t->text, "At most ");
	days_write(t->policy->lifetime_max_s, &t->text);
	if (t->policy->lifetime_max_s > LIMIT_LIFETIME_DAYS * DAY_S)
		buf_append_text(&t->text, ", longer than Apple devices accept");
	buf_append_u8(&t->text, '.');
	text_duration_show(t->policy->lifetime_max_s, shown);
	buf_printf(&t->setting, "lifetime-max = %s", shown);
	tell(t, TOPIC_LIFETIME, 0);
}

static void
tell_waiting(struct telling *t)
{
	const char *approval = t->policy->approval_policy;

	if (!approval[0]) {
		tell_plain(t, TOPIC_WAITING,
			   "Nothing that this policy refuses: it stays "
			   "refused.",
			   "no approval-policy");
		return;
	}
	begin(t);
	buf_printf(&t->text,
		   "What this policy refuses and the policy %s allows, until "
		   "somebody approves or refuses it.",
		   approval);
	buf_printf(&t->setting, "approval-policy = %s", approval);
	tell(t, TOPIC_WAITING, t->policy->approval_line);
}

static void
tell_renewal(struct telling *t)
{
	unsigned most = t->policy->renewals;
	char shown[24];

	begin(t);
	if (most == 0)
		buf_append_text(&t->text,
				"No certificate renews itself or is renewed "
				"by a link.");
	else
		buf_printf(&t->text,
			   "A certificate renews itself, or is renewed by a "
			   "link, at most %u %s in a row.",
			   most, most == 1 ? "time" : "times");
	buf_printf(&t->setting, "renewals = %u", most);
	tell(t, TOPIC_RENEWAL, 0);
	if (most == 0)
		return;
	begin(t);
	buf_append_text(&t->text, "And no later than ");
	days_write(t->policy->renewal_age_s, &t->text);
	buf_append_text(&t->text, " after the first certificate of the row.");
	text_duration_show(t->policy->renewal_age_s, shown);
	buf_printf(&t->setting, "renewal-age = %s", shown);
	tell(t, TOPIC_RENEWAL, 0);
}

static void
tell_preauthorized(struct telling *t)
{
	const char *name = t->policy->acme_preauthorized;

	if (!name[0])
		return;
	begin(t);
	buf_printf(&t->text,
		   "An ACME account that is bound to a requester needs no "
		   "challenge for names that the policy %s allows.",
		   name);
	buf_printf(&t->setting, "acme-preauthorized = %s", name);
	tell(t, TOPIC_ACME, t->policy->preauthorized_line);
}

int
policy_words(const struct policy *policy, policy_sentence_fn *fn, void *ctx,
	     struct err *err)
{
	struct telling t = { .policy = policy, .fn = fn, .ctx = ctx };
	int rc = 0;

	tell_names(&t);
	tell_short(&t);
	tell_addresses(&t);
	tell_common_name(&t);
	tell_idn(&t);
	tell_count(&t);
	tell_keys(&t);
	tell_profiles(&t);
	tell_lifetime(&t);
	tell_waiting(&t);
	tell_renewal(&t);
	tell_preauthorized(&t);
	if (buf_check(&t.text, err) < 0 || buf_check(&t.setting, err) < 0)
		rc = -1;
	buf_free(&t.text);
	buf_free(&t.setting);
	return rc;
}

const char *
policy_topic_title(enum policy_topic topic)
{
	static const char *const titles[] = {
		[TOPIC_NAMES] = "Host names",
		[TOPIC_WILDCARD] = "Wildcards",
		[TOPIC_SHORT] = "Names without a dot",
		[TOPIC_ADDRESSES] = "Addresses",
		[TOPIC_OTHERS] = "E-mail and URIs",
		[TOPIC_NEVER] = "Never",
		[TOPIC_FORM] = "How names may be written",
		[TOPIC_KEYS] = "Keys",
		[TOPIC_PROFILES] = "What for",
		[TOPIC_LIFETIME] = "How long",
		[TOPIC_WAITING] = "What waits for a person",
		[TOPIC_RENEWAL] = "Renewal without a person",
		[TOPIC_ACME] = "ACME",
	};

	return titles[topic];
}
