/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* DNS names: short ones, wildcards and the rest. */

#include "policy_decide.h"

#include <stdio.h>
#include <string.h>

static const struct policy_rule *
find_allow(const struct policy *policy, struct bytes host)
{
	static const enum rule_kind kinds[] = {
		RULE_ALLOW_NAME,
		RULE_ALLOW_DOMAIN,
		RULE_ALLOW_BELOW,
	};
	const struct policy_rule *rule = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(kinds) && !rule; i++)
		rule = policy_find(policy, kinds[i], host);
	return rule;
}

static bool
names_hold_dns(const struct names *names, struct bytes host)
{
	for (size_t i = 0; i < names->count; i++) {
		if (names->at[i].type == NAME_DNS &&
		    bytes_equal(name_bytes(&names->at[i]), host))
			return true;
	}
	return false;
}

/* The rule by which a short name may stand beside the same label in a
 * domain, when it does. */
static const struct policy_rule *
find_companion(const struct policy_case *c, struct bytes host)
{
	char whole[LIMIT_DNS_LABEL_BYTES + LIMIT_NAME_BYTES + 2];

	for (size_t i = 0; i < c->policy->rule_count; i++) {
		const struct policy_rule *rule = &c->policy->rules[i];

		if (rule->kind != RULE_SHORT_NAMES_OF)
			continue;
		snprintf(whole, sizeof(whole), "%.*s.%s", (int)host.n,
			 (const char *)host.p, rule->text);
		if (names_hold_dns(c->names, bytes_of_text(whole)))
			return rule;
	}
	return NULL;
}

static const struct policy_rule *
find_short(const struct policy_case *c, struct bytes host)
{
	const struct policy_rule *rule = NULL;

	if (c->policy->short_names == SHORT_NONE)
		return NULL;
	rule = policy_find(c->policy, RULE_SHORT_NAME, host);
	if (!rule)
		rule = policy_find(c->policy, RULE_ALLOW_NAME, host);
	if (!rule && c->policy->short_names == SHORT_ONLY_WITH_DOMAIN &&
	    !policy_host_is_special(host))
		rule = find_companion(c, host);
	return rule;
}

static const struct policy_rule *
first_short_names_of(const struct policy *policy)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		if (policy->rules[i].kind == RULE_SHORT_NAMES_OF)
			return &policy->rules[i];
	}
	return NULL;
}

static void
refuse_short(const struct policy_case *c, int index, struct bytes host)
{
	const struct policy_rule *of = first_short_names_of(c->policy);
	char hint[POLICY_HINT_BYTES], line[POLICY_LINE_BYTES];
	const char *name = (const char *)host.p;

	if (c->policy->short_names == SHORT_ONLY_WITH_DOMAIN && of &&
	    !policy_host_is_special(host)) {
		policy_line_show(of->line, line);
		violations_add(c->violations, index, of->line,
			       "short-name-not-allowed",
			       "\"%s\": the short name is only allowed beside "
			       "%s.%s in the same request%s",
			       name, name, of->text, line);
		return;
	}
	policy_hint_short(c->policy, host, hint);
	violations_add(c->violations, index, 0, "short-name-not-allowed",
		       "\"%s\": %s%s", name,
		       c->policy->short_names == SHORT_NONE
			       ? "the policy allows no short names"
			       : "the short name is not listed",
		       hint);
}

/* A deny-domain that holds names which the wildcard would stand for. */
static const struct policy_rule *
find_deny_below(const struct policy *policy, struct bytes base)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (rule->kind == RULE_DENY_DOMAIN &&
		    dns_is_below(policy_rule_bytes(rule), base))
			return rule;
	}
	return NULL;
}

static void
refuse_wildcard(const struct policy_case *c, int index, const char *name,
		const struct policy_rule *wildcard)
{
	char hint[POLICY_HINT_BYTES] = "";

	if (wildcard)
		policy_hint(c->policy, bytes_of_text(name + 2), hint);
	if (wildcard)
		violations_add(c->violations, index, 0, "wildcard-not-allowed",
			       "\"%s\": no allow-domain or allow-below line of "
			       "policy \"%s\" covers %s itself%s",
			       name, c->policy->name, name + 2, hint);
	else
		violations_add(c->violations, index, 0, "wildcard-not-allowed",
			       "\"%s\": no wildcard-domain line of policy "
			       "\"%s\" covers it",
			       name, c->policy->name);
}

/* Every name that a wildcard stands for must be allowed: rules for single
 * names say nothing of those. */
static void
decide_wildcard(const struct policy_case *c, size_t i, struct name_verdict *ret)
{
	const char *name = (const char *)c->names->at[i].v;
	struct bytes base = bytes_of_text(name + 2);
	const struct policy_rule *wildcard = NULL, *allow = NULL, *deny = NULL;
	char line[POLICY_LINE_BYTES];

	wildcard = policy_find(c->policy, RULE_WILDCARD_DOMAIN, base);
	allow = policy_find(c->policy, RULE_ALLOW_DOMAIN, base);
	if (!allow)
		allow = policy_find(c->policy, RULE_ALLOW_BELOW, base);
	if (!wildcard || !allow || policy_host_is_special(base)) {
		refuse_wildcard(c, (int)i, name, wildcard);
		return;
	}
	deny = find_deny_below(c->policy, base);
	if (deny) {
		policy_line_show(deny->line, line);
		ret->rule = deny;
		violations_add(c->violations, (int)i, deny->line,
			       "wildcard-covers-denied",
			       "\"%s\": below it lies %s, which is denied%s",
			       name, deny->text, line);
		return;
	}
	ret->rule = wildcard;
	ret->allowed = true;
}

static void
decide_plain(const struct policy_case *c, size_t i, struct name_verdict *ret)
{
	const char *name = (const char *)c->names->at[i].v;
	struct bytes host = name_bytes(&c->names->at[i]);
	char hint[POLICY_HINT_BYTES];

	if (policy_host_is_special(host)) {
		ret->rule = policy_find(c->policy, RULE_ALLOW_NAME, host);
		ret->allowed = ret->rule != NULL;
		if (!ret->allowed)
			violations_add(c->violations, (int)i, 0, "name-special",
				       "\"%s\": names of this kind mean nobody "
				       "in particular; only an \"allow-name = "
				       "%s\" allows it",
				       name, name);
		return;
	}
	ret->rule = find_allow(c->policy, host);
	ret->allowed = ret->rule != NULL;
	if (ret->allowed)
		return;
	policy_hint(c->policy, host, hint);
	violations_add(c->violations, (int)i, 0, "name-not-allowed",
		       "\"%s\": no allow line of policy \"%s\" covers it%s",
		       name, c->policy->name, hint);
}

void
policy_decide_dns(const struct policy_case *c, size_t i,
		  struct name_verdict *ret)
{
	const struct name *name = &c->names->at[i];
	struct bytes host = name_bytes(name);
	const struct policy_rule *deny = NULL;
	char line[POLICY_LINE_BYTES];

	if (name_is_wildcard(name))
		host = (struct bytes){ host.p + 2, host.n - 2 };
	deny = policy_find(c->policy, RULE_DENY_DOMAIN, host);
	if (deny) {
		policy_line_show(deny->line, line);
		ret->rule = deny;
		violations_add(c->violations, (int)i, deny->line, "name-denied",
			       "\"%s\": deny-domain = %s%s",
			       (const char *)name->v, deny->text, line);
	} else if (name_is_wildcard(name)) {
		decide_wildcard(c, i, ret);
	} else if (name_is_short(name)) {
		ret->rule = find_short(c, host);
		ret->allowed = ret->rule != NULL;
		if (!ret->allowed)
			refuse_short(c, (int)i, host);
	} else {
		decide_plain(c, i, ret);
	}
}
