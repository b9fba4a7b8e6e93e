/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Names of an order, by the policy of the account's requester. */
#include "acme.h"

#include "batch.h"
#include "signer.h"

#include "sanca/certificate.h"
#include "sanca/conf_acme.h"

#include <string.h>

/* A key that the policy takes: here the names are judged alone. */
static void
pretend_key(const struct policy *policy, struct policy_request *ret)
{
	ret->key_kind = KEY_RSA;
	ret->key_bits = LIMIT_RSA_MIN_BITS;
	if (policy->key_kinds[KEY_RSA])
		return;
	ret->key_kind =
		policy->key_kinds[KEY_EC_P256] ? KEY_EC_P256 : KEY_EC_P384;
	ret->key_bits = ret->key_kind == KEY_EC_P256 ? 256 : 384;
}

static int
check_normal(const struct policy *policy, const struct names *names,
	     struct err *err)
{
	for (size_t i = 0; i < names->count; i++) {
		if (names->at[i].type != NAME_DNS &&
		    names->at[i].type != NAME_IP)
			return err_set(err, ERR_UNSUPPORTED_IDENTIFIER,
				       "name %zu is neither of DNS nor an "
				       "address",
				       i + 1);
		if (!name_is_normal(&names->at[i], &policy->names, err)) {
			err->code = ERR_POLICY;
			return err_context(err, "name %zu", i + 1);
		}
	}
	return 0;
}

int
acme_profile_find(const struct signer *s, const struct policy *policy,
		  const struct acme_account *account, struct bytes name,
		  const struct profile **ret, struct err *err)
{
	const struct profile *p =
		name.n > 0 ? profile_find(name)
			   : profile_get(policy->default_profile);

	if (p == NULL)
		return err_set(err, ERR_INVALID_PROFILE,
			       "there is no profile %.*s", (int)name.n,
			       (const char *)name.p);
	if (!policy->profiles[p->code])
		return err_set(err, ERR_INVALID_PROFILE,
			       "the policy %s does not allow profile %s",
			       policy->name, p->name);
	if (account->binding == 0 &&
	    conf_acme_needs_binding(s->configuration->conf, p))
		return err_set(err, ERR_UNAUTHORIZED,
			       "profile %s is for accounts with an external "
			       "account binding, and this one has none: an "
			       "administrator makes one with `sanca eab new`, "
			       "for a new account (binding-required)",
			       p->name);
	*ret = p;
	return 0;
}

/* As validity_window() counts: from the beginning, which lies back. */
int
acme_lifetime_find(const struct signer *s, int64_t not_after, int64_t now,
		   int64_t *ret, struct err *err)
{
	const struct certificate *ca = &s->issuer->certificate;
	int64_t begin = now - s->configuration->conf->backdate_s;

	*ret = 0;
	if (not_after == 0)
		return 0;
	if (not_after <= now)
		return err_set(err, ERR_MALFORMED,
			       "notAfter has passed already");
	if (not_after > ca->not_after)
		return err_set(err, ERR_MALFORMED,
			       "notAfter lies after the end of this CA's own "
			       "certificate: leave it out for the longest "
			       "lifetime that there is");
	*ret = not_after - (begin < ca->not_before ? ca->not_before : begin) +
	       1;
	return 0;
}

/* RFC 8555 6.7: rejectedIdentifier is about names. */
static bool
is_about_a_name(const struct violations *v)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->at[i].name_index >= 0)
			return true;
	return false;
}

int
acme_judge(struct signer *s, const struct policy *policy,
	   const struct policy_request *of, struct buf *out, struct err *err)
{
	struct policy_verdict *verdict = &s->scratch[0].verdict;
	struct policy_request ask = *of;
	int rc = 0;

	ask.door = DOOR_ACME;
	pretend_key(policy, &ask);
	if (check_normal(policy, ask.names, err) != 0)
		return -1;
	policy_check(policy, &ask, verdict);
	issuer_check(s->issuer, ask.names, &verdict->violations);
	if (verdict->violations.count + verdict->violations.dropped == 0)
		return 0;
	rc = violations_refuse(&verdict->violations, out, err);
	if (err->code == ERR_POLICY && !is_about_a_name(&verdict->violations))
		err->code = ERR_MALFORMED;
	return rc;
}

/* By a binding that still counts: who revokes one means what it gave. */
static bool
is_bound(const struct signer *s, const struct acme_account *account)
{
	struct acme_binding binding = { 0 };
	struct err ignored;

	return account->binding != 0 &&
	       store_binding_next(s->store, 0, account->binding - 1, &binding,
				  &ignored) == 0 &&
	       binding.id == account->binding && binding.revoked_at == 0;
}

/* An account that nobody vouches for shows each of its names. */
const struct policy *
acme_preauthorizing(const struct signer *s, const struct acme_account *account,
		    const struct store_requester *requester)
{
	const uint8_t *digest = NULL;
	const struct policy *own = configuration_policy(
		s->configuration, acme_policy_name(s, requester), &digest);

	if (own == NULL || own->acme_preauthorized[0] == '\0' ||
	    !is_bound(s, account))
		return NULL;
	return configuration_policy(s->configuration,
				    bytes_of_text(own->acme_preauthorized),
				    &digest);
}

void
acme_find_preauthorized(struct signer *s, const struct policy *by,
			const struct store_requester *requester,
			const struct names *names, bool ret[LIMIT_NAMES])
{
	struct policy_verdict *verdict = &s->scratch[0].approval;
	struct policy_request ask = {
		.requester = requester->name,
		.door = DOOR_ACME,
		.names = names,
	};

	memset(ret, 0, LIMIT_NAMES * sizeof(*ret));
	if (by == NULL)
		return;
	pretend_key(by, &ask);
	policy_check(by, &ask, verdict);
	for (size_t i = 0; i < names->count; i++)
		ret[i] = verdict->names[i].allowed;
}
