/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Issue, wait for a person, or deny: composed here, for every door. */
#include "sanca/policy.h"

const char *
policy_outcome_name(enum policy_outcome outcome)
{
	switch (outcome) {
	case POLICY_DENIES:
		return "deny";
	case POLICY_PENDS:
		return "pend";
	case POLICY_ALLOWS:
		return "allow";
	}
	return "unknown";
}

enum policy_outcome
policy_judge(const struct policy_verdict *own, const struct policy *approval,
	     bool may_only_ask, const struct policy_request *request,
	     struct policy_verdict *ret_approval)
{
	if (own->allowed)
		return may_only_ask ? POLICY_PENDS : POLICY_ALLOWS;
	if (approval == NULL)
		return POLICY_DENIES;
	policy_check(approval, request, ret_approval);
	return ret_approval->allowed ? POLICY_PENDS : POLICY_DENIES;
}
