/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Decides, on exactly the names that go in; then builds and lints the TBS. */
#include "batch.h"

#include "sanca/serial.h"

#include <string.h>

static int
check_names(struct request *r, struct err *err)
{
	const struct names_rules *rules = &r->policy->names;

	if (names_decode(r->ask.names, &r->names, err) != 0)
		return err_context(err, "names");
	if (r->names.count == 0)
		return err_set(err, ERR_POLICY,
			       "a certificate needs at least one name");
	for (size_t i = 0; i < r->names.count; i++) {
		if (!name_is_normal(&r->names.at[i], rules, err))
			return err_context(err, "name %zu", i + 1);
		for (size_t k = 0; k < i; k++) {
			if (name_equal(&r->names.at[i], &r->names.at[k]))
				return err_set(err, ERR_MALFORMED,
					       "name %zu stands there twice",
					       i + 1);
		}
	}
	names_encode(&r->names, &r->granted);
	return buf_check(&r->granted, err);
}

/* They go into the log, so they must at least be names. */
static int
check_requested(struct request *r, struct names *space, struct err *err)
{
	if (r->ask.names_requested.n == 0) {
		r->ask.names_requested = buf_bytes(&r->granted);
		return 0;
	}
	if (names_decode(r->ask.names_requested, space, err) != 0)
		return err_context(err, "names requested");
	return 0;
}

static int
check_key(const struct signer *s, struct request *r, struct err *err)
{
	if (key_parse(r->ask.spki, &r->key, err) != 0)
		return -1;
	/* A place that is not taken holds zeros, the hash of no key. */
	for (size_t i = 0; i < SIGNER_OWN_KEYS; i++) {
		if (memcmp(r->key.spki_sha256, s->own_keys[i], 32) != 0)
			continue;
		r->own_key = true;
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "this is a key of the certificate "
			       "authority itself; make a new key pair");
	}
	return 0;
}

/* What the requester's own policy refuses, another one allowed: that one
 * counts. */
static void
take_approval(struct request *r)
{
	r->policy = r->approval;
	memcpy(r->policy_name, r->approval->name, sizeof(r->policy_name));
	memcpy(r->policy_digest, r->approval_digest, sizeof(r->policy_digest));
}

/* Who is told, and who will approve, must know why it was not issued. */
static void
explain(struct request *r, const struct policy_verdict *own)
{
	size_t all = own->violations.count + own->violations.dropped;

	if (own->allowed)
		(void)!err_set(&r->why, ERR_POLICY,
			       "a person approves what %s asks for",
			       r->who.name);
	else if (all > 1)
		(void)!err_set(&r->why, ERR_POLICY, "%s (and %zu more)",
			       own->violations.at[0].text, all - 1);
	else
		(void)!err_set(&r->why, ERR_POLICY, "%s",
			       own->violations.at[0].text);
}

static int
pend(struct request *r, struct scratch *scratch, struct err *err)
{
	bool own_allows = scratch->verdict.allowed;

	explain(r, &scratch->verdict);
	if (!own_allows)
		take_approval(r);
	r->profile = own_allows ? scratch->verdict.profile
				: scratch->approval.profile;
	if (r->may_approve) {
		scratch->verdict.lifetime_s =
			own_allows ? scratch->verdict.lifetime_s
				   : scratch->approval.lifetime_s;
		return 0;
	}
	if (r->ask.status_hash.n == 0)
		return own_allows
			       ? err_set(err, ERR_FORBIDDEN,
					 "%s, and this request cannot wait",
					 r->why.text)
			       : violations_refuse(&scratch->verdict.violations,
						   &r->violations, err);
	r->state = REQUEST_PENDS;
	return 0;
}

static int
check_policy(const struct signer *s, struct request *r, struct scratch *scratch,
	     struct err *err)
{
	struct policy_verdict *verdict = &scratch->verdict;
	enum policy_outcome outcome = POLICY_DENIES;
	size_t refused = 0;
	struct policy_request ask = {
		.requester = r->who.name,
		.door = (enum door)r->ask.door,
		.key_kind = r->key.kind,
		.key_bits = r->key.bits,
		.lifetime_s = r->ask.lifetime_s,
		.names = &r->names,
	};

	if (r->ask.profile.n > 0) {
		ask.profile = profile_find(r->ask.profile);
		if (ask.profile == NULL)
			return err_set(err, ERR_POLICY,
				       "there is no profile %.*s",
				       (int)r->ask.profile.n,
				       (const char *)r->ask.profile.p);
	}
	if (r->ask.lifetime_s < 0)
		return err_set(err, ERR_POLICY,
			       "a lifetime cannot be negative");
	policy_check(r->policy, &ask, verdict);
	outcome = policy_judge(verdict, r->approval, r->may_only_ask, &ask,
			       &scratch->approval);
	refused = verdict->violations.count + verdict->violations.dropped;
	issuer_check(s->issuer, &r->names, &verdict->violations);
	/* What the CA itself cannot certify, no person can allow. */
	if (verdict->violations.count + verdict->violations.dropped > refused)
		outcome = POLICY_DENIES;
	if (outcome == POLICY_PENDS)
		return pend(r, scratch, err);
	if (outcome == POLICY_DENIES)
		return violations_refuse(&verdict->violations, &r->violations,
					 err);
	r->profile = verdict->profile;
	return 0;
}

static const char *
or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

int
request_build(const struct signer *s, struct request *r, int64_t now,
	      struct err *err)
{
	const struct configuration *c = s->configuration;
	bool is_responder = r->own == OWN_RESPONDER;
	struct tbs_fields fields = {
		.issuer = s->issuer,
		.profile = r->profile,
		.serial = BYTES_OF(r->serial),
		.not_before = r->not_before,
		.not_after = r->not_after,
		.key = &r->key,
		.names = &r->names,
		.ca_issuers_url = or_null(c->ca_issuers_url),
		/* Who checks the responder's own certificate would go round in
		 * a circle (RFC 6960 4.2.2.2.1). */
		.ocsp_url = is_responder ? NULL : or_null(c->ocsp_url),
		.crl_url = is_responder ? NULL : or_null(c->crl_url),
	};

	buf_clear(&r->tbs);
	if (serial_draw(r->serial, err) != 0)
		return -1;
	serial_number_put(s->serial_secret, r->reservation, r->serial);
	if (tbs_build(&fields, &r->tbs, err) != 0)
		return -1;
	if (tbs_lint(buf_bytes(&r->tbs), &fields, now, err) != 0)
		return err_context(err, "lint");
	return 0;
}

/* Of names and policy. */
static int
decide(const struct signer *s, struct request *r, struct scratch *scratch,
       int64_t *ret_lifetime_s, struct err *err)
{
	if (check_names(r, err) != 0 ||
	    check_requested(r, &scratch->requested, err) != 0 ||
	    check_key(s, r, err) != 0 || check_policy(s, r, scratch, err) != 0)
		return -1;
	*ret_lifetime_s = scratch->verdict.lifetime_s;
	return 0;
}

/* The responder's certificate has no names to decide about. */
static int
decide_responder(const struct signer *s, struct request *r,
		 int64_t *ret_lifetime_s, struct err *err)
{
	buf_append_bytes(&r->granted, r->ask.names);
	r->ask.names_requested = buf_bytes(&r->granted);
	if (buf_check(&r->granted, err) != 0 || check_key(s, r, err) != 0)
		return -1;
	r->profile = profile_get(PROFILE_OCSP);
	*ret_lifetime_s = INT64_C(86400) * LIMIT_OCSP_RESPONDER_DAYS;
	return 0;
}

static int
prepare(const struct signer *s, struct request *r, struct scratch *scratch,
	int64_t now, struct err *err)
{
	int64_t lifetime_s = 0;

	if ((r->own == OWN_RESPONDER
		     ? decide_responder(s, r, &lifetime_s, err)
		     : decide(s, r, scratch, &lifetime_s, err)) != 0)
		return -1;
	if (r->state == REQUEST_PENDS)
		return 0;
	if (validity_window(s->issuer, now, s->configuration->conf->backdate_s,
			    lifetime_s, &r->not_before, &r->not_after,
			    &r->shortened, err) != 0 ||
	    request_build(s, r, now, err) != 0)
		return -1;
	sha256(r->ask.csr, r->csr_sha256);
	r->state = REQUEST_PREPARED;
	return 0;
}

/* Each takes some 10 us. */
#define PREPARE_SHARED 16

struct prepare_work {
	const struct signer *s;
	struct batch *batch;
};

static void
prepare_one(void *ctx, size_t index, unsigned slot)
{
	struct prepare_work *w = ctx;
	struct request *r = &w->batch->at[index];
	struct err err;

	if (r->state == REQUEST_ADMITTED &&
	    prepare(w->s, r, &w->s->scratch[slot], w->batch->now, &err) != 0)
		request_refuse(r, &err);
	r->policy = NULL;
	r->approval = NULL;
}

/* The numbers that they will have when none of them is refused; the serials
 * carry them. */
static void
count_up(struct batch *b, uint64_t last)
{
	for (size_t i = 0; i < b->count; i++) {
		if (b->at[i].state == REQUEST_ADMITTED)
			b->at[i].reservation = ++last;
	}
}

void
batch_prepare(struct signer *s, struct batch *b)
{
	struct prepare_work work = { s, b };
	uint64_t last = 0;
	struct err err;

	if (batch_count(b, REQUEST_ADMITTED) == 0)
		return;
	if (store_reservation_last(s->store, &last, &err) != 0) {
		batch_fail(b, &err);
		return;
	}
	count_up(b, last);
	pool_run(s->pool, prepare_one, &work, b->count, PREPARE_SHARED);
}
