/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The name constraints that say the same as a policy. */

#include "policy_decide.h"

#include <string.h>

static int
constraint_add(struct constraints *cs, bool excluded, enum name_type type,
	       const void *v, size_t n, struct err *err)
{
	struct constraint *c = NULL;

	if (cs->count == ARRAY_SIZE(cs->at))
		return err_set(err, ERR_CONFIG,
			       "more than %zu name constraints, which is more "
			       "than clients should be asked to read; permit "
			       "whole domains",
			       ARRAY_SIZE(cs->at));
	c = &cs->at[cs->count++];
	c->excluded = excluded;
	c->type = type;
	c->n = n;
	if (n > 0)
		memcpy(c->v, v, n);
	return 0;
}

/* A DNS constraint without a leading dot holds for the domain and all below
 * it; with one, clients leave out the domain itself. */
static bool
gives_dns(const struct policy_rule *rule)
{
	return rule->kind == RULE_ALLOW_DOMAIN ||
	       rule->kind == RULE_ALLOW_BELOW ||
	       rule->kind == RULE_ALLOW_NAME || rule->kind == RULE_SHORT_NAME;
}

/* Does another rule's constraint hold for all that this one's would? Of two
 * that say the same, the first stays. */
static bool
is_covered(const struct policy *policy, size_t i)
{
	struct bytes mine = policy_rule_bytes(&policy->rules[i]);

	for (size_t k = 0; k < policy->rule_count; k++) {
		struct bytes other = policy_rule_bytes(&policy->rules[k]);

		if (k == i || !gives_dns(&policy->rules[k]))
			continue;
		if (dns_is_below(mine, other) ||
		    (k < i && bytes_equal(mine, other)))
			return true;
	}
	return false;
}

/* No host at all: one that never exists (RFC 6761 6.4) is permitted, and taken
 * back. To exclude "" would say so, too, but Java then refuses the whole
 * certificate; and GnuTLS looks at URIs only where some are excluded. */
static int
add_nothing(struct constraints *cs, enum name_type type, struct err *err)
{
	static const char host[] = CONSTRAINT_NO_HOST;

	if (constraint_add(cs, false, type, host, strlen(host), err) < 0)
		return -1;
	return constraint_add(cs, true, type, host, strlen(host), err);
}

static int
add_dns(const struct policy *policy, struct constraints *cs, struct err *err)
{
	size_t permitted = 0;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (!gives_dns(rule) || is_covered(policy, i))
			continue;
		permitted++;
		rc = constraint_add(cs, false, NAME_DNS, rule->text,
				    strlen(rule->text), err);
	}
	if (rc == 0 && permitted == 0)
		rc = add_nothing(cs, NAME_DNS, err);
	for (size_t i = 0; rc == 0 && i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (rule->kind == RULE_DENY_DOMAIN && permitted > 0)
			rc = constraint_add(cs, true, NAME_DNS, rule->text,
					    strlen(rule->text), err);
	}
	return rc;
}

static int
add_network(const struct policy_rule *rule, bool excluded,
	    struct constraints *cs, struct err *err)
{
	size_t n = rule->address_bytes;
	uint8_t v[32] = { 0 };

	memcpy(v, rule->address, n);
	for (unsigned bit = 0; bit < rule->prefix_bits; bit++)
		v[n + bit / 8] |= (uint8_t)(0x80U >> (bit % 8));
	return constraint_add(cs, excluded, NAME_IP, v, 2 * n, err);
}

static bool
has_ranges(const struct policy *policy, size_t n)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		if (policy->rules[i].kind == RULE_IP_RANGE &&
		    policy->rules[i].address_bytes == n)
			return true;
	}
	return false;
}

/* One family of addresses: what is not permitted is excluded wholly, since a
 * form that constraints do not speak of is free. */
static int
add_family(const struct policy *policy, size_t n, struct constraints *cs,
	   struct err *err)
{
	static const uint8_t all[32];

	if (!has_ranges(policy, n))
		return constraint_add(cs, true, NAME_IP, all, 2 * n, err);
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];
		bool denies = rule->kind == RULE_DENY_IP_RANGE;

		if (rule->address_bytes == n &&
		    (denies || rule->kind == RULE_IP_RANGE) &&
		    add_network(rule, denies, cs, err) < 0)
			return -1;
	}
	return 0;
}

/* E-mail or URI: exactly these hosts, or none. */
static int
add_hosts(const struct policy *policy, enum rule_kind kind, enum name_type type,
	  struct constraints *cs, struct err *err)
{
	bool any = false;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (rule->kind != kind)
			continue;
		any = true;
		if (constraint_add(cs, false, type, rule->text,
				   strlen(rule->text), err) < 0)
			return -1;
	}
	return any ? 0 : add_nothing(cs, type, err);
}

static int
refuse_open_ended(const struct policy *policy, struct err *err)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (rule->kind == RULE_SHORT_NAMES_OF)
			return err_set(err, ERR_CONFIG,
				       "short-names-of = %s allows any short "
				       "name, which no name constraint can "
				       "say; list the short names "
				       "(short-name = ...) or leave the root "
				       "without constraints",
				       rule->text);
	}
	return 0;
}

int
constraints_from_policy(const struct policy *policy, struct constraints *ret,
			struct err *err)
{
	struct constraints cs;

	memset(&cs, 0, sizeof(cs));
	cs.present = true;
	if (refuse_open_ended(policy, err) < 0 ||
	    add_dns(policy, &cs, err) < 0 ||
	    add_family(policy, 4, &cs, err) < 0 ||
	    add_family(policy, 16, &cs, err) < 0 ||
	    add_hosts(policy, RULE_EMAIL_DOMAIN, NAME_EMAIL, &cs, err) < 0 ||
	    add_hosts(policy, RULE_URI_HOST, NAME_URI, &cs, err) < 0)
		return -1;
	*ret = cs;
	return 0;
}
