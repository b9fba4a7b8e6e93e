/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A policy and its rules as text. */

#include "policy_decide.h"

#include "sanca/text.h"

#include <string.h>

void
policy_rule_show(const struct policy_rule *rule, struct buf *out)
{
	char line[POLICY_LINE_BYTES];

	policy_line_show(rule->line, line);
	buf_printf(out, "%s = %s%s", rule_key(rule->kind), rule->text, line);
}

static const char *
short_names_show(enum short_names v)
{
	switch (v) {
	case SHORT_NONE:
		return "none";
	case SHORT_LISTED:
		return "listed";
	case SHORT_ONLY_WITH_DOMAIN:
		return "only-with-domain";
	}
	return "unknown";
}

static const char *
cn_rule_show(enum cn_rule v)
{
	switch (v) {
	case CN_PROMOTE:
		return "promote";
	case CN_APPEND:
		return "append";
	case CN_REFUSE:
		return "refuse";
	}
	return "unknown";
}

static const char *
idn_rule_show(enum idn_rule v)
{
	switch (v) {
	case IDN_REFUSE:
		return "refuse";
	case IDN_SINGLE_SCRIPT:
		return "single-script";
	case IDN_ANY:
		return "any";
	}
	return "unknown";
}

static void
profiles_show(const struct policy *policy, struct buf *out)
{
	buf_append_text(out, "profile =");
	/* The default stands first, as in sanca.conf. */
	for (int first = 1; first >= 0; first--) {
		for (unsigned i = PROFILE_NONE + 1; i < PROFILE_COUNT; i++) {
			bool is_default = i == policy->default_profile;

			if (policy->profiles[i] && is_default == (first == 1))
				buf_printf(out, " %s", profile_get(i)->name);
		}
	}
	buf_append_text(out, "\n");
}

static void
keys_show(const struct policy *policy, struct buf *out)
{
	buf_append_text(out, "key =");
	for (unsigned i = KEY_RSA; i <= KEY_EC_P384; i++) {
		if (policy->key_kinds[i])
			buf_printf(out, " %s", key_kind_name(i));
	}
	buf_append_text(out, "\n");
}

static const char *
switch_show(bool on)
{
	return on ? "yes" : "no";
}

static void
settings_show(const struct policy *policy, struct buf *out)
{
	char lifetime[24], most[24], age[24];

	text_duration_show(policy->renewal_age_s, age);
	text_duration_show(policy->lifetime_default_s, lifetime);
	text_duration_show(policy->lifetime_max_s, most);
	buf_printf(out, "short-names = %s\n",
		   short_names_show(policy->short_names));
	buf_printf(out, "common-name = %s\n",
		   cn_rule_show(policy->names.common_name));
	buf_printf(out, "idn = %s\n", idn_rule_show(policy->names.idn));
	buf_printf(out, "underscore = %s\n",
		   switch_show(policy->names.underscore));
	buf_printf(out, "special-addresses = %s\n",
		   switch_show(policy->allow_loopback_addresses));
	keys_show(policy, out);
	profiles_show(policy, out);
	buf_printf(out, "max-names = %u\n", policy->max_names);
	buf_printf(out, "lifetime = %s\n", lifetime);
	buf_printf(out, "lifetime-max = %s\n", most);
	buf_printf(out, "allow-long-lifetime = %s\n",
		   switch_show(policy->allow_long_lifetime));
	if (policy->approval_policy[0] != '\0')
		buf_printf(out, "approval-policy = %s\n",
			   policy->approval_policy);
	if (policy->acme_preauthorized[0] != '\0')
		buf_printf(out, "acme-preauthorized = %s\n",
			   policy->acme_preauthorized);
	buf_printf(out, "renewals = %u\n", policy->renewals);
	buf_printf(out, "renewal-age = %s\n", age);
}

static int
rule_compare(const struct policy_rule *a, const struct policy_rule *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return strcmp(a->text, b->text);
}

/* The smallest rule that is greater than last; NULL when there is none. Rules
 * that say the same are one. */
static const struct policy_rule *
rule_after(const struct policy *policy, const struct policy_rule *last)
{
	const struct policy_rule *next = NULL;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if ((!last || rule_compare(rule, last) > 0) &&
		    (!next || rule_compare(rule, next) < 0))
			next = rule;
	}
	return next;
}

void
policy_canonical(const struct policy *policy, struct buf *out)
{
	const struct policy_rule *rule = NULL;

	buf_printf(out, "[policy %s]\n", policy->name);
	settings_show(policy, out);
	while ((rule = rule_after(policy, rule)))
		buf_printf(out, "%s = %s\n", rule_key(rule->kind), rule->text);
}
