/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What to say of a name that no rule allows: the nearest rule, and what to
 * ask for instead. */

#include "policy_decide.h"

#include <stdio.h>
#include <string.h>

void
policy_line_show(unsigned line, char out[POLICY_LINE_BYTES])
{
	out[0] = '\0';
	if (line > 0)
		snprintf(out, POLICY_LINE_BYTES, " (sanca.conf line %u)", line);
}

static bool
is_domain_rule(const struct policy_rule *rule)
{
	return rule->kind == RULE_ALLOW_DOMAIN ||
	       rule->kind == RULE_ALLOW_BELOW;
}

/* evilcontoso.com ends in contoso.com, but not at a dot. */
static bool
ends_inside_label(struct bytes host, struct bytes domain)
{
	return host.n > domain.n && host.p[host.n - domain.n - 1] != '.' &&
	       memcmp(host.p + host.n - domain.n, domain.p, domain.n) == 0;
}

/* contoso.com.evil begins with contoso.com. */
static bool
begins_with(struct bytes host, struct bytes domain)
{
	return host.n > domain.n && host.p[domain.n] == '.' &&
	       memcmp(host.p, domain.p, domain.n) == 0;
}

static bool
hint_of_rule(const struct policy_rule *rule, struct bytes host,
	     char out[POLICY_HINT_BYTES])
{
	struct bytes domain = policy_rule_bytes(rule);
	char line[POLICY_LINE_BYTES];

	policy_line_show(rule->line, line);
	if (rule->kind == RULE_ALLOW_BELOW && bytes_equal(host, domain))
		snprintf(out, POLICY_HINT_BYTES,
			 "; \"allow-below = %s\"%s covers only the names below "
			 "it; \"allow-domain\" would cover it too",
			 rule->text, line);
	else if (is_domain_rule(rule) && ends_inside_label(host, domain))
		snprintf(out, POLICY_HINT_BYTES,
			 "; it ends in %s, but not after a dot, so \"%s = "
			 "%s\"%s does not cover it",
			 rule->text, rule_key(rule->kind), rule->text, line);
	else if (is_domain_rule(rule) && begins_with(host, domain))
		snprintf(out, POLICY_HINT_BYTES,
			 "; %s stands at its beginning, but \"%s = %s\"%s "
			 "covers names that end so",
			 rule->text, rule_key(rule->kind), rule->text, line);
	else if (rule->kind == RULE_ALLOW_NAME && dns_is_below(host, domain))
		snprintf(out, POLICY_HINT_BYTES,
			 "; \"allow-name = %s\"%s covers only that name; "
			 "\"allow-domain\" would cover those below it too",
			 rule->text, line);
	else
		return false;
	return true;
}

void
policy_hint(const struct policy *policy, struct bytes host,
	    char out[POLICY_HINT_BYTES])
{
	out[0] = '\0';
	for (size_t i = 0; i < policy->rule_count; i++) {
		if (hint_of_rule(&policy->rules[i], host, out))
			return;
	}
}

/* The domain in which a short name would most likely be meant: an inside one
 * before a public one. */
static const char *
home_domain(const struct policy *policy)
{
	static const char *const inside[] = {
		"local", "lan", "internal", "corp", "home.arpa",
	};
	const char *first = NULL;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (rule->kind == RULE_SHORT_NAMES_OF)
			return rule->text;
		if (!is_domain_rule(rule))
			continue;
		if (!first)
			first = rule->text;
		for (size_t k = 0; k < ARRAY_SIZE(inside); k++) {
			if (dns_is_at_or_below(policy_rule_bytes(rule),
					       bytes_of_text(inside[k])))
				return rule->text;
		}
	}
	return first;
}

/* "allowed are server01, server03 (sanca.conf line 44)" */
static size_t
listed_show(const struct policy *policy, char *out, size_t room)
{
	char line[POLICY_LINE_BYTES] = "";
	size_t shown = 0, more = 0, n = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *rule = &policy->rules[i];

		if (rule->kind != RULE_SHORT_NAME)
			continue;
		if (shown == 4) {
			more++;
			continue;
		}
		if (shown == 0)
			policy_line_show(rule->line, line);
		n += (size_t)snprintf(out + n, room - n, "%s%s",
				      shown ? ", " : "; allowed are ",
				      rule->text);
		shown++;
	}
	if (more > 0)
		n += (size_t)snprintf(out + n, room - n, " and %zu more", more);
	n += (size_t)snprintf(out + n, room - n, "%s", line);
	return n;
}

void
policy_hint_short(const struct policy *policy, struct bytes host,
		  char out[POLICY_HINT_BYTES])
{
	const char *home = home_domain(policy);
	/* Four labels of at most 63 octets and the words around them fit. */
	size_t n = listed_show(policy, out, POLICY_HINT_BYTES);

	if (home)
		n += (size_t)snprintf(out + n, POLICY_HINT_BYTES - n,
				      ". Ask for %.*s.%s instead, or add ",
				      (int)host.n, (const char *)host.p, home);
	else
		n += (size_t)snprintf(out + n, POLICY_HINT_BYTES - n,
				      ". To allow it, add ");
	if (n < POLICY_HINT_BYTES)
		snprintf(out + n, POLICY_HINT_BYTES - n,
			 "\"short-name = %.*s\"%s", (int)host.n,
			 (const char *)host.p,
			 policy->short_names == SHORT_NONE
				 ? " and \"short-names = listed\""
				 : "");
}
