/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The one evaluator: names, key, profile and lifetime against a policy. */

#include "policy_decide.h"

#include "sanca/text.h"

#include <string.h>

void
policy_decide_name(const struct policy_case *c, size_t i,
		   struct name_verdict *ret)
{
	const struct name *name = &c->names->at[i];
	struct refusal r = { 0 };

	*ret = (struct name_verdict){ 0 };
	/* A front that was taken over sends what it likes. */
	if (name_check_plain(name, &c->policy->names, &r) < 0) {
		violations_add(c->violations, (int)i, 0, r.id,
			       "name %zu is not in normal form: %s", i + 1,
			       r.text);
		return;
	}
	if (name->type == NAME_DNS)
		policy_decide_dns(c, i, ret);
	else if (name->type == NAME_IP)
		policy_decide_ip(c, i, ret);
	else
		policy_decide_hosted(c, i, ret);
}

/* The place of the first name equal to names->at[i]; i when it is that. */
static size_t
first_of(const struct names *names, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		if (name_equal(&names->at[k], &names->at[i]))
			return k;
	}
	return i;
}

static void
check_names(const struct policy_case *c,
	    void (*decide)(const struct policy_case *, size_t,
			   struct name_verdict *),
	    struct policy_verdict *ret)
{
	const struct names *names = c->names;

	if (!names || names->count == 0) {
		violations_add(c->violations, -1, 0, "no-names",
			       "there is no name to certify");
		return;
	}
	if (names->count > LIMIT_NAMES || names->count > c->policy->max_names)
		violations_add(c->violations, -1, 0, "too-many-names",
			       "%zu names; policy \"%s\" allows at most %u",
			       names->count, c->policy->name,
			       c->policy->max_names);
	if (names->count > LIMIT_NAMES)
		return;
	for (size_t i = 0; i < names->count; i++) {
		size_t first = first_of(names, i);

		if (first < i)
			ret->names[i] = ret->names[first];
		else
			decide(c, i, &ret->names[i]);
	}
}

static void
check_key(const struct policy *policy, const struct policy_request *request,
	  struct violations *v)
{
	unsigned kind = request->key_kind;

	if (kind < KEY_RSA || kind > KEY_EC_P384 || !policy->key_kinds[kind]) {
		violations_add(v, -1, 0, "key-kind-not-allowed",
			       "policy \"%s\" takes no %s keys", policy->name,
			       key_kind_name(request->key_kind));
		return;
	}
	if (kind != KEY_RSA)
		return;
	if (request->key_bits < LIMIT_RSA_MIN_BITS)
		violations_add(v, -1, 0, "key-too-small",
			       "the RSA key has %u bits; at least %d are "
			       "needed: make a new key of 2048 bits",
			       request->key_bits, LIMIT_RSA_MIN_BITS);
	if (request->key_bits > LIMIT_RSA_MAX_BITS)
		violations_add(v, -1, 0, "key-too-large",
			       "the RSA key has %u bits; at most %d are taken",
			       request->key_bits, LIMIT_RSA_MAX_BITS);
}

static void
check_profile(const struct policy *policy, struct policy_verdict *ret)
{
	const struct profile *profile = ret->profile;

	if (!profile)
		violations_add(&ret->violations, -1, 0, "profile-not-allowed",
			       "policy \"%s\" has no default profile",
			       policy->name);
	else if (profile->code <= PROFILE_NONE ||
		 profile->code >= PROFILE_COUNT ||
		 !policy->profiles[profile->code])
		violations_add(&ret->violations, -1, 0, "profile-not-allowed",
			       "policy \"%s\" does not allow the profile %s",
			       policy->name, profile->name);
}

static void
check_lifetime(const struct policy *policy, struct policy_verdict *ret)
{
	char asked[24], most[24];

	if (ret->lifetime_s <= 0) {
		violations_add(&ret->violations, -1, 0, "lifetime-too-short",
			       "a lifetime must be longer than nothing");
	} else if (ret->lifetime_s > policy->lifetime_max_s) {
		text_duration_show(ret->lifetime_s, asked);
		text_duration_show(policy->lifetime_max_s, most);
		violations_add(&ret->violations, -1, 0, "lifetime-too-long",
			       "a lifetime of %s is asked for; policy \"%s\" "
			       "allows at most %s",
			       asked, policy->name, most);
	}
}

/* Not the room for violations: 50 KB of zeros for each request. */
static void
verdict_clear(struct policy_verdict *v)
{
	v->allowed = false;
	memset(v->names, 0, sizeof(v->names));
	v->violations.count = v->violations.dropped = 0;
}

void
policy_check_with(const struct policy *policy,
		  const struct policy_request *request,
		  void (*decide)(const struct policy_case *, size_t,
				 struct name_verdict *),
		  struct policy_verdict *ret)
{
	struct policy_case c = { policy, request->names, &ret->violations };

	verdict_clear(ret);
	ret->profile = request->profile ? request->profile
					: profile_get(policy->default_profile);
	ret->lifetime_s = request->lifetime_s != 0 ? request->lifetime_s
						   : policy->lifetime_default_s;
	check_names(&c, decide, ret);
	check_key(policy, request, &ret->violations);
	check_profile(policy, ret);
	check_lifetime(policy, ret);
	ret->allowed =
		ret->violations.count == 0 && ret->violations.dropped == 0;
	/* Said twice on purpose: no name may pass by a slip above. */
	for (size_t i = 0; ret->allowed && i < request->names->count; i++)
		ret->allowed = ret->names[i].allowed;
}

void
policy_check(const struct policy *policy, const struct policy_request *request,
	     struct policy_verdict *ret)
{
	policy_check_with(policy, request, policy_decide_name, ret);
}

static size_t
faults(const struct policy_verdict *v)
{
	return v->violations.count + v->violations.dropped;
}

void
policy_check_prepared(const struct policy *policy,
		      const struct constraints *constraints,
		      const struct policy_request *request, struct names *names,
		      struct notes *notes, struct policy_verdict *ret)
{
	char shown[LIMIT_NAME_BYTES + 1];
	size_t with = 0;

	policy_check(policy, request, ret);
	if (!names->cn_last)
		return;
	names->cn_last = false;
	name_show_text(&names->at[names->count - 1], shown);
	if (names->count > 1 && constraints != NULL &&
	    !constraints_permit(constraints, &names->at[names->count - 1])) {
		names->count--;
		policy_check(policy, request, ret);
		notes_add(notes, NOTE_CN_NOT_IN_NAMES,
			  "CN %s is not among the names, and the CA's own name "
			  "constraints do not permit it: it is left out",
			  shown);
		return;
	}
	with = faults(ret);
	if (with > 0 && names->count > 1) {
		names->count--;
		policy_check(policy, request, ret);
		if (faults(ret) < with) {
			notes_add(notes, NOTE_CN_NOT_IN_NAMES,
				  "CN %s is not among the names, and policy "
				  "\"%s\" does not allow it there: it is left "
				  "out",
				  shown, policy->name);
			return;
		}
		/* Its being there is not what is refused. */
		names->count++;
		policy_check(policy, request, ret);
	}
	notes_add(notes, NOTE_CN_APPENDED,
		  "CN %s is not among the names: it is added last", shown);
}
