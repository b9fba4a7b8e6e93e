/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* E-mail addresses and URIs: names that have a host in them. */

#include "policy_decide.h"

void
policy_decide_hosted(const struct policy_case *c, size_t i,
		     struct name_verdict *ret)
{
	const struct name *name = &c->names->at[i];
	const char *text = (const char *)name->v;
	bool email = name->type == NAME_EMAIL;
	enum rule_kind kind = email ? RULE_EMAIL_DOMAIN : RULE_URI_HOST;
	struct bytes host = name_host(name);
	const struct policy_rule *deny = NULL;
	char line[POLICY_LINE_BYTES];

	deny = policy_find(c->policy, RULE_DENY_DOMAIN, host);
	if (deny) {
		policy_line_show(deny->line, line);
		ret->rule = deny;
		violations_add(c->violations, (int)i, deny->line, "name-denied",
			       "\"%s\": deny-domain = %s%s", text, deny->text,
			       line);
		return;
	}
	ret->rule = policy_find(c->policy, kind, host);
	ret->allowed = ret->rule != NULL;
	if (!ret->allowed)
		violations_add(c->violations, (int)i, 0,
			       email ? "email-not-allowed" : "uri-not-allowed",
			       "\"%s\": no %s line of policy \"%s\" names "
			       "exactly %.*s",
			       text, rule_key(kind), c->policy->name,
			       (int)host.n, (const char *)host.p);
}
