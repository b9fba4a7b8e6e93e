/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Addresses: special ones, the ranges, and IPv4 that hides in IPv6. */

#include "policy_decide.h"

#include <stdio.h>

/* Addresses that name no host of their own (RFC 6890). */
enum ip_kind { IP_ORDINARY, IP_SPECIAL, IP_NEVER };

static enum ip_kind
v4_kind(const uint8_t *v)
{
	if (v[0] == 127 || (v[0] == 169 && v[1] == 254))
		return IP_SPECIAL;
	if (v[0] == 0)
		return v[1] || v[2] || v[3] ? IP_NEVER : IP_SPECIAL;
	/* Multicast, reserved and broadcast. */
	return v[0] >= 224 ? IP_NEVER : IP_ORDINARY;
}

static enum ip_kind
ip_kind(const uint8_t *v, size_t n)
{
	if (n == 4)
		return v4_kind(v);
	if (v[0] == 0xff)
		return IP_NEVER;
	if (v[0] == 0xfe && (v[1] & 0xc0) == 0x80)
		return IP_SPECIAL;
	for (size_t i = 0; i < 15; i++) {
		if (v[i] != 0)
			return IP_ORDINARY;
	}
	return v[15] <= 1 ? IP_SPECIAL : IP_ORDINARY;
}

/* The address itself, without regard to what it may hold. inside tells a
 * second look at the IPv4 address within. */
static const struct policy_rule *
range_decide(const struct policy_case *c, size_t i, const uint8_t *v, size_t n,
	     const char *inside, bool *ret_allowed)
{
	enum ip_kind kind = ip_kind(v, n);
	char shown[IP_SHOW_BYTES], line[POLICY_LINE_BYTES];
	const struct policy_rule *rule = NULL;

	*ret_allowed = false;
	ip_show(v, n, shown);
	rule = policy_find_network(c->policy, RULE_DENY_IP_RANGE, v, n);
	if (rule) {
		policy_line_show(rule->line, line);
		violations_add(c->violations, (int)i, rule->line,
			       "address-denied", "%s%s: deny-ip-range = %s%s",
			       inside, shown, rule->text, line);
		return rule;
	}
	if (kind == IP_NEVER ||
	    (kind == IP_SPECIAL && !c->policy->allow_loopback_addresses)) {
		violations_add(c->violations, (int)i, 0, "address-special",
			       "%s%s: the address means no particular host%s",
			       inside, shown,
			       kind == IP_NEVER
				       ? ""
				       : "; \"special-addresses = yes\" and an "
					 "ip-range would allow it");
		return NULL;
	}
	rule = policy_find_network(c->policy, RULE_IP_RANGE, v, n);
	*ret_allowed = rule != NULL;
	if (!rule)
		violations_add(c->violations, (int)i, 0, "address-not-allowed",
			       "%s%s: no ip-range line of policy \"%s\" covers "
			       "it",
			       inside, shown, c->policy->name);
	return rule;
}

void
policy_decide_ip(const struct policy_case *c, size_t i,
		 struct name_verdict *ret)
{
	const struct name *name = &c->names->at[i];
	char inside[IP_SHOW_BYTES + 24], shown[IP_SHOW_BYTES];
	const struct policy_rule *rule = NULL;
	bool allowed = false;
	uint8_t v4[4];

	ret->rule = range_decide(c, i, name->v, name->n, "", &ret->allowed);
	if (!ret->allowed || !ip_embedded(name->v, name->n, v4))
		return;
	ip_show(name->v, name->n, shown);
	snprintf(inside, sizeof(inside), "%s holds the IPv4 address ", shown);
	rule = range_decide(c, i, v4, 4, inside, &allowed);
	if (!allowed) {
		ret->allowed = false;
		ret->rule = rule;
	}
}
