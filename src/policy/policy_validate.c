/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A new policy, and contradictions in one that can be seen at once. */

#include "policy_decide.h"

#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

#define DAY_S INT64_C(86400)

void
policy_init(struct policy *p, const char *name)
{
	memset(p, 0, sizeof(*p));
	snprintf(p->name, sizeof(p->name), "%s", name);
	p->names.common_name = CN_PROMOTE;
	p->names.idn = IDN_SINGLE_SCRIPT;
	p->short_names = SHORT_NONE;
	p->key_kinds[KEY_RSA] = true;
	p->key_kinds[KEY_EC_P256] = true;
	p->key_kinds[KEY_EC_P384] = true;
	p->profiles[PROFILE_SERVER] = true;
	p->default_profile = PROFILE_SERVER;
	p->max_names = 20;
	p->lifetime_default_s = 397 * DAY_S;
	p->lifetime_max_s = LIMIT_LIFETIME_DAYS * DAY_S;
	p->renewals = 10;
	p->renewal_age_s = 1825 * DAY_S;
}

static int
validate_lifetime(const struct policy *p, struct policy_fault *fault,
		  struct err *err)
{
	*fault = (struct policy_fault){ { "lifetime", "lifetime-max" }, 0 };
	if (p->lifetime_default_s <= 0 || p->lifetime_max_s <= 0)
		return err_set(err, ERR_CONFIG,
			       "lifetime and lifetime-max must be longer than "
			       "nothing");
	if (p->lifetime_default_s > p->lifetime_max_s)
		return err_set(err, ERR_CONFIG,
			       "lifetime is longer than lifetime-max");
	*fault = (struct policy_fault){ { "lifetime-max" }, 0 };
	if (p->lifetime_max_s > LIMIT_LIFETIME_DAYS * DAY_S &&
	    !p->allow_long_lifetime)
		return err_set(err, ERR_CONFIG,
			       "lifetime-max is longer than %dd, which Apple "
			       "devices refuse; \"allow-long-lifetime = yes\" "
			       "takes it all the same",
			       LIMIT_LIFETIME_DAYS);
	return 0;
}

static int
validate_settings(const struct policy *p, struct policy_fault *fault,
		  struct err *err)
{
	*fault = (struct policy_fault){ { "max-names" }, 0 };
	if (p->max_names == 0 || p->max_names > LIMIT_NAMES)
		return err_set(err, ERR_CONFIG,
			       "max-names must be from 1 to %d", LIMIT_NAMES);
	*fault = (struct policy_fault){ 0 };
	if (p->rule_count > LIMIT_POLICY_ENTRIES)
		return err_set(err, ERR_CONFIG,
			       "%zu rules; at most %d are taken", p->rule_count,
			       LIMIT_POLICY_ENTRIES);
	*fault = (struct policy_fault){ { "key" }, 0 };
	if (!p->key_kinds[KEY_RSA] && !p->key_kinds[KEY_EC_P256] &&
	    !p->key_kinds[KEY_EC_P384])
		return err_set(err, ERR_CONFIG, "no kind of key is allowed");
	*fault = (struct policy_fault){ { "profile" }, 0 };
	if (p->default_profile <= PROFILE_NONE ||
	    p->default_profile >= PROFILE_COUNT ||
	    !p->profiles[p->default_profile])
		return err_set(err, ERR_CONFIG,
			       "the default profile is not among those "
			       "allowed");
	return validate_lifetime(p, fault, err);
}

static int
rule_error(const struct policy_rule *rule, const char *why, struct err *err)
{
	char line[POLICY_LINE_BYTES];

	policy_line_show(rule->line, line);
	return err_set(err, ERR_CONFIG, "%s = %s%s: %s", rule_key(rule->kind),
		       rule->text, line, why);
}

/* Is there a base for which both the wildcard-domain and a domain rule
 * hold? */
static bool
wildcard_is_of_use(const struct policy *p, const struct policy_rule *wildcard)
{
	struct bytes w = policy_rule_bytes(wildcard);

	for (size_t i = 0; i < p->rule_count; i++) {
		const struct policy_rule *rule = &p->rules[i];
		struct bytes d = policy_rule_bytes(rule);

		if (rule->kind != RULE_ALLOW_DOMAIN &&
		    rule->kind != RULE_ALLOW_BELOW)
			continue;
		if (dns_is_at_or_below(w, d) || dns_is_below(d, w))
			return true;
	}
	return false;
}

static int
validate_short(const struct policy *p, const struct policy_rule *rule,
	       struct err *err)
{
	bool single = !strchr(rule->text, '.');

	if (rule->kind == RULE_SHORT_NAMES_OF &&
	    p->short_names != SHORT_ONLY_WITH_DOMAIN)
		return rule_error(
			rule, "needs \"short-names = only-with-domain\"", err);
	if (p->short_names == SHORT_NONE &&
	    (rule->kind == RULE_SHORT_NAME ||
	     (rule->kind == RULE_ALLOW_NAME && single)))
		return rule_error(rule,
				  "a short name, but short-names = none; write "
				  "\"short-names = listed\"",
				  err);
	return 0;
}

static bool
is_network(const struct policy_rule *rule)
{
	return rule->kind == RULE_IP_RANGE || rule->kind == RULE_DENY_IP_RANGE;
}

/* Does deny take away all that rule gives? */
static bool
is_taken_away(const struct policy_rule *rule, const struct policy *p)
{
	const struct policy_rule *deny = NULL;

	if (rule->kind == RULE_DENY_DOMAIN || rule->kind == RULE_DENY_IP_RANGE)
		return false;
	if (!is_network(rule))
		return policy_find(p, RULE_DENY_DOMAIN,
				   policy_rule_bytes(rule)) != NULL;
	deny = policy_find_network(p, RULE_DENY_IP_RANGE, rule->address,
				   rule->address_bytes);
	return deny && deny->prefix_bits <= rule->prefix_bits;
}

static int
validate_rule(const struct policy *p, size_t i, struct err *err)
{
	const struct policy_rule *rule = &p->rules[i];
	char why[64];

	for (size_t k = 0; k < i; k++) {
		if (p->rules[k].kind != rule->kind ||
		    strcmp(p->rules[k].text, rule->text) != 0)
			continue;
		snprintf(why, sizeof(why), "stands there already (line %u)",
			 p->rules[k].line);
		return rule_error(rule, why, err);
	}
	if (is_taken_away(rule, p))
		return rule_error(rule, "a deny rule takes all of it away",
				  err);
	if (rule->kind == RULE_WILDCARD_DOMAIN && !wildcard_is_of_use(p, rule))
		return rule_error(rule,
				  "no allow-domain or allow-below covers it, "
				  "so it allows nothing",
				  err);
	return validate_short(p, rule, err);
}

int
policy_validate(const struct policy *p, struct policy_fault *ret_fault,
		struct err *err)
{
	struct policy_fault fault;
	int rc = validate_settings(p, &fault, err);

	for (size_t i = 0; rc == 0 && i < p->rule_count; i++) {
		fault = (struct policy_fault){ .line = p->rules[i].line };
		rc = validate_rule(p, i, err);
	}
	if (rc == 0)
		return 0;
	if (ret_fault != NULL)
		*ret_fault = fault;
	return err_context(err, "policy \"%s\"", p->name);
}
