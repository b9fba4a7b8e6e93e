/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The steps of policy_check(), and the seam that its tests count at. */
#ifndef POLICY_DECIDE_H
#define POLICY_DECIDE_H

#include "name_forms.h"

#include "sanca/policy.h"

/* What is being decided. */
struct policy_case {
	const struct policy *policy;
	const struct names *names;
	struct violations *violations;
};

/* Decides names->at[i]; adds its violations. */
void policy_decide_name(const struct policy_case *c, size_t i,
			struct name_verdict *ret);
void policy_decide_dns(const struct policy_case *c, size_t i,
		       struct name_verdict *ret);
void policy_decide_ip(const struct policy_case *c, size_t i,
		      struct name_verdict *ret);
void policy_decide_hosted(const struct policy_case *c, size_t i,
			  struct name_verdict *ret);

/* policy_check() with another decider in place of policy_decide_name(). */
void policy_check_with(const struct policy *policy,
		       const struct policy_request *request,
		       void (*decide)(const struct policy_case *, size_t,
				      struct name_verdict *),
		       struct policy_verdict *ret);

struct bytes policy_rule_bytes(const struct policy_rule *rule);
/* Does a rule about DNS names hold for this host? Short names only by
 * allow-name, short-name and deny-domain. */
bool policy_rule_covers(const struct policy_rule *rule, struct bytes host);
/* The first rule of one kind that covers host; NULL when none does. */
const struct policy_rule *policy_find(const struct policy *policy,
				      enum rule_kind kind, struct bytes host);
/* The first rule of one kind whose network holds the address. */
const struct policy_rule *policy_find_network(const struct policy *policy,
					      enum rule_kind kind,
					      const uint8_t *v, size_t n);
/* localhost, .arpa (home.arpa apart: RFC 8375), .onion. */
bool policy_host_is_special(struct bytes host);

/* " (sanca.conf line 41)", or "" for a rule that is built in. */
#define POLICY_LINE_BYTES 40
void policy_line_show(unsigned line, char out[POLICY_LINE_BYTES]);
/* What stands nearest to a host that nothing allows, as a clause that begins
 * with "; ", or "". */
#define POLICY_HINT_BYTES 1024
void policy_hint(const struct policy *policy, struct bytes host,
		 char out[POLICY_HINT_BYTES]);
void policy_hint_short(const struct policy *policy, struct bytes host,
		       char out[POLICY_HINT_BYTES]);

#endif
