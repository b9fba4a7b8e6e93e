/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Issue, wait or deny: every way in which two policies can stand together. */
#include "sanca/policy.h"

#include "tests/tap.h"

#include <stdlib.h>

static struct policy own, approval;
static struct policy_rule own_rules[2], approval_rules[2];

static void
allow(struct policy *p, struct policy_rule *rules, const char *name,
      const char *domain)
{
	struct err err;

	policy_init(p, name);
	p->rules = rules;
	p->rule_count = 1;
	is_int(policy_rule_parse(RULE_ALLOW_DOMAIN, bytes_of_text(domain), 1,
				 &rules[0], &err),
	       0, "%s allows %s", name, domain);
}

static void
add(struct names *n, const char *name)
{
	struct name *to = &n->at[n->count++];

	to->type = NAME_DNS;
	to->n = strlen(name);
	memcpy(to->v, name, to->n + 1);
}

static enum policy_outcome
judge(const char *first, const char *second, bool with_approval,
      bool may_only_ask, struct policy_verdict *ret_own)
{
	static struct names names;
	static struct policy_verdict of_approval;
	struct policy_request ask = {
		.requester = "mail",
		.door = DOOR_HTTP,
		.key_kind = KEY_EC_P256,
		.key_bits = 256,
		.names = &names,
	};

	names.count = 0;
	add(&names, first);
	if (second != NULL)
		add(&names, second);
	policy_check(&own, &ask, ret_own);
	return policy_judge(ret_own, with_approval ? &approval : NULL,
			    may_only_ask, &ask, &of_approval);
}

static void
begin(void)
{
	allow(&own, own_rules, "own", "a.test");
	allow(&approval, approval_rules, "approval", "test");
}

static void
what_the_own_policy_allows_is_issued(void)
{
	static struct policy_verdict v;

	begin();
	is_int(judge("www.a.test", NULL, false, false, &v), POLICY_ALLOWS,
	       "without an approval-policy");
	is_int(judge("www.a.test", NULL, true, false, &v), POLICY_ALLOWS,
	       "and with one");
}

static void
who_may_only_ask_waits(void)
{
	static struct policy_verdict v;

	begin();
	is_int(judge("www.a.test", NULL, false, true, &v), POLICY_PENDS,
	       "for what the own policy allows");
	is_int(judge("www.b.test", NULL, true, true, &v), POLICY_PENDS,
	       "for what the approval-policy allows");
	is_int(judge("www.b.test", NULL, false, true, &v), POLICY_DENIES,
	       "not for what neither does");
}

static void
what_only_the_approval_policy_allows_waits(void)
{
	static struct policy_verdict v;

	begin();
	is_int(judge("www.b.test", NULL, true, false, &v), POLICY_PENDS,
	       "it waits");
	ok(!v.allowed && v.violations.count == 1,
	   "why: what the own policy says");
	is_int(judge("www.b.test", NULL, false, false, &v), POLICY_DENIES,
	       "without approval-policy it is denied");
}

/* The own policy allows one and the approval-policy must allow both. */
static void
the_approval_policy_must_allow_all_of_it(void)
{
	static struct policy_verdict v;

	begin();
	is_int(judge("www.a.test", "www.b.test", true, false, &v), POLICY_PENDS,
	       "one of each");
	is_int(judge("www.a.test", "www.b.example", true, false, &v),
	       POLICY_DENIES, "one that neither allows");
	is_int(v.violations.count, 1, "the violations are the own policy's");
	is_int(judge("www.b.test", "www.b.example", true, true, &v),
	       POLICY_DENIES, "also of who may only ask");
	is_int(v.violations.count, 2, "all of the own policy's are told");
}

static void
an_approval_policy_without_rules_allows_nothing(void)
{
	static struct policy_verdict v;

	begin();
	approval.rule_count = 0;
	is_int(judge("www.b.test", NULL, true, false, &v), POLICY_DENIES,
	       "denied");
}

static void
outcomes_have_names(void)
{
	is_str(policy_outcome_name(POLICY_DENIES), "deny", "deny");
	is_str(policy_outcome_name(POLICY_PENDS), "pend", "pend");
	is_str(policy_outcome_name(POLICY_ALLOWS), "allow", "allow");
}

TAP_MAIN(what_the_own_policy_allows_is_issued, who_may_only_ask_waits,
	 what_only_the_approval_policy_allows_waits,
	 the_approval_policy_must_allow_all_of_it,
	 an_approval_policy_without_rules_allows_nothing, outcomes_have_names)
