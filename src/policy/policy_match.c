/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Which rules hold for a name. */

#include "policy_decide.h"

#include <string.h>

struct bytes
policy_rule_bytes(const struct policy_rule *rule)
{
	return bytes_of_text(rule->text);
}

bool
policy_rule_covers(const struct policy_rule *rule, struct bytes host)
{
	struct bytes domain = policy_rule_bytes(rule);
	bool is_short = host.n == 0 || !memchr(host.p, '.', host.n);

	switch (rule->kind) {
	case RULE_ALLOW_DOMAIN:
		/* Else "allow-domain = local" would allow a host "local". */
		return !is_short && dns_is_at_or_below(host, domain);
	case RULE_ALLOW_BELOW:
		return dns_is_below(host, domain);
	case RULE_DENY_DOMAIN:
	case RULE_WILDCARD_DOMAIN:
		return dns_is_at_or_below(host, domain);
	case RULE_ALLOW_NAME:
	case RULE_SHORT_NAME:
	case RULE_EMAIL_DOMAIN:
	case RULE_URI_HOST:
		return bytes_equal(host, domain);
	case RULE_SHORT_NAMES_OF:
	case RULE_IP_RANGE:
	case RULE_DENY_IP_RANGE:
	case RULE_COUNT:
		break;
	}
	return false;
}

const struct policy_rule *
policy_find(const struct policy *policy, enum rule_kind kind, struct bytes host)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (rule->kind == kind && policy_rule_covers(rule, host))
			return rule;
	}
	return NULL;
}

static bool
network_holds(const struct policy_rule *rule, const uint8_t *v, size_t n)
{
	if (rule->address_bytes != n)
		return false;
	for (unsigned bit = 0; bit < rule->prefix_bits; bit++) {
		unsigned mask = 0x80U >> (bit % 8);

		if ((v[bit / 8] ^ rule->address[bit / 8]) & mask)
			return false;
	}
	return true;
}

const struct policy_rule *
policy_find_network(const struct policy *policy, enum rule_kind kind,
		    const uint8_t *v, size_t n)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (rule->kind == kind && network_holds(rule, v, n))
			return rule;
	}
	return NULL;
}

bool
policy_host_is_special(struct bytes host)
{
	static const char *const zones[] = { "localhost", "arpa", "onion" };

	if (dns_is_at_or_below(host, bytes_of_text("home.arpa")))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(zones); i++) {
		if (dns_is_at_or_below(host, bytes_of_text(zones[i])))
			return true;
	}
	return false;
}
