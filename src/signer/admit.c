/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who asks, may he, by which policy, and was the same asked before? */
#include "acme.h"
#include "approve.h"
#include "batch.h"
#include "pend.h"
#include "renew.h"
#include "stored.h"
#include "who.h"

#include "sanca/clock.h"

#include <inttypes.h>
#include <string.h>

static int
check_generation(const struct signer *s, uint64_t generation, struct err *err)
{
	if (generation == s->configuration->generation)
		return 0;
	return err_set(err, ERR_GENERATION,
		       "asked under settings of generation %" PRIu64
		       ", but generation %" PRIu64 " counts",
		       generation, s->configuration->generation);
}

/* Of an approval-policy the settings have seen to it that there is one. */
static void
set_approval(const struct signer *s, struct request *r)
{
	const uint8_t *digest = NULL;

	r->approval = NULL;
	if (r->policy->approval_policy[0] == '\0')
		return;
	r->approval =
		configuration_policy(s->configuration,
				     bytes_of_text(r->policy->approval_policy),
				     &digest);
	if (r->approval != NULL)
		memcpy(r->approval_digest, digest, sizeof(r->approval_digest));
}

int
request_set_policy(const struct signer *s, struct request *r, struct bytes name,
		   struct err *err)
{
	const uint8_t *digest = NULL;

	r->policy = configuration_policy(s->configuration, name, &digest);
	if (r->policy == NULL)
		return err_set(err, ERR_POLICY,
			       "there is no [policy %.*s] in sanca.conf, by "
			       "which %s would be judged",
			       (int)name.n, (const char *)name.p, r->who.name);
	memcpy(r->policy_digest, digest, sizeof(r->policy_digest));
	memcpy(r->policy_name, r->policy->name, sizeof(r->policy_name));
	set_approval(s, r);
	return 0;
}

int
request_set_owner(struct signer *s, struct request *r, uint64_t requester,
		  int64_t now, struct err *err)
{
	struct store_requester who = { 0 };

	if (store_requester_by_id(s->store, requester, &who, err) != 0)
		return -1;
	r->who = who;
	if (who.disabled_at != 0)
		return err_set(err, ERR_FORBIDDEN, "requester %s is disabled",
			       who.name);
	if (who.expires_at != 0 && who.expires_at <= now)
		return err_set(err, ERR_FORBIDDEN, "requester %s has expired",
			       who.name);
	return 0;
}

/* Nobody is known to ask. What a front that was taken over says of itself is
 * no more than that. */
static int
admit_anonymous(struct signer *s, struct request *r, struct err *err)
{
	const struct conf *conf = s->configuration->conf;

	if (store_requester_find(s->store, bytes_of_text(REQUESTER_ANONYMOUS),
				 &r->who, err) != 0)
		return -1;
	if (r->who.disabled_at != 0)
		return err_set(err, ERR_FORBIDDEN, "requester %s is disabled",
			       r->who.name);
	r->may_only_ask = true;
	return request_set_policy(s, r, bytes_of_text(conf->anonymous_policy),
				  err);
}

/* Through the front: the credential tells who. */
static int
admit_bearer(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	struct caller caller = { 0 };

	if (r->ask.credential.n == 0 &&
	    s->configuration->conf->anonymous == ANONYMOUS_PEND)
		return admit_anonymous(s, r, err);
	if (caller_find(s, (enum door)r->ask.door, r->ask.credential, now,
			&caller, err) != 0)
		return -1;
	r->who = caller.requester;
	r->may_only_ask = (caller.rights & RIGHT_ISSUE) == 0;
	if (r->may_only_ask && (caller.rights & RIGHT_REQUEST) == 0)
		return caller_check_right(&caller, RIGHT_ISSUE, err);
	return request_set_policy(s, r, bytes_of_text(r->who.policy), err);
}

/* On the control socket: an administrator names requester and policy. */
static int
admit_control(struct signer *s, struct request *r, struct err *err)
{
	struct bytes name = r->ask.requester;

	if (link_check(s, r->link, err) != 0)
		return -1;
	if (name.n == 0)
		name = bytes_of_text(REQUESTER_ADMIN);
	if (bytes_is_text(name, REQUESTER_HTTPS) ||
	    bytes_is_text(name, REQUESTER_ANONYMOUS))
		return err_set(err, ERR_FORBIDDEN,
			       "the requester %.*s is built in: nothing is "
			       "issued in its name here",
			       (int)name.n, (const char *)name.p);
	if (store_requester_find(s->store, name, &r->who, err) != 0)
		return err->code == ERR_NOT_FOUND
			       ? err_set(err, ERR_NOT_FOUND,
					 "there is no requester %.*s: `sanca "
					 "token new` makes one",
					 (int)name.n, (const char *)name.p)
			       : -1;
	if (r->who.disabled_at != 0)
		return err_set(err, ERR_FORBIDDEN, "requester %s is disabled",
			       r->who.name);
	if (r->ask.policy.n == 0 && r->who.policy[0] == '\0')
		return err_set(err, ERR_USAGE,
			       "name the policy that decides (--policy)");
	if (request_set_policy(s, r,
			       r->ask.policy.n > 0
				       ? r->ask.policy
				       : bytes_of_text(r->who.policy),
			       err) != 0)
		return -1;
	/* Who named the policy can name another. */
	r->approval = NULL;
	return 0;
}

/* The same certificate for the same key and names within a third of its life,
 * so that a front that starts often is not given one each time. */
static int
digest_tls(struct request *r, const struct policy *policy, int64_t now,
	   struct err *err)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	int64_t period = policy->lifetime_default_s / 3 + 1;
	uint64_t third = now > 0 ? (uint64_t)(now / period) : 0;

	for (size_t i = 0; i < 8; i++)
		buf_append_u8(&b, (uint8_t)(third >> (8 * i)));
	buf_append_bytes(&b, r->ask.spki);
	buf_append_bytes(&b, r->ask.names);
	if (buf_check(&b, err) != 0)
		return -1;
	sha256(buf_bytes(&b), r->tls_idempotency);
	r->ask.idempotency = BYTES_OF(r->tls_idempotency);
	return 0;
}

/* Everything but the key comes from the settings. */
static int
admit_own(struct signer *s, struct request *r,
	  const struct own_certificate *own, const char *profile,
	  struct err *err)
{
	if (store_requester_find(s->store, bytes_of_text(REQUESTER_HTTPS),
				 &r->who, err) != 0)
		return -1;
	r->ask.door = DOOR_INTERNAL;
	r->ask.profile = bytes_of_text(profile);
	r->ask.names = buf_bytes(&own->names);
	r->policy = &own->policy;
	memcpy(r->policy_name, own->policy.name, sizeof(r->policy_name));
	memcpy(r->policy_digest, own->policy_digest, sizeof(r->policy_digest));
	return 0;
}

/* The front's own listeners. */
static int
admit_tls(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	const struct own_certificate *own =
		&s->configuration->own[CONF_OWN_LISTENERS];

	if (own->names.n == 0)
		return err_set(err, ERR_POLICY,
			       "no tls-name is set: there is no HTTPS to "
			       "certify");
	r->ask.spki = r->msg.issue_tls.spki;
	if (admit_own(s, r, own, "server", err) != 0)
		return -1;
	return digest_tls(r, r->policy, now, err);
}

/* What an Idempotency-Key stands for. */
static int
digest_request(struct request *r, struct err *err)
{
	CLEANUP(buf_free) struct buf b = { 0 };
	uint8_t spki[32];

	sha256(r->ask.spki, spki);
	buf_append_bytes(&b, BYTES_OF(spki));
	buf_append_u8(&b, (uint8_t)r->ask.profile.n);
	buf_append_bytes(&b, r->ask.profile);
	for (size_t i = 0; i < 8; i++)
		buf_append_u8(&b, (uint8_t)((uint64_t)r->ask.lifetime_s >>
					    (8 * i)));
	buf_append_bytes(&b, r->ask.names);
	if (buf_check(&b, err) != 0)
		return -1;
	sha256(buf_bytes(&b), r->request_digest);
	return 0;
}

static int
take_answer(struct request *r, struct stored *old, struct err *err)
{
	if (old->serial.n != sizeof(r->serial) || old->profile == NULL)
		return err_set(err, ERR_INTERNAL,
			       "the certificate of the first request is not "
			       "one of ours");
	memcpy(r->serial, old->serial.p, sizeof(r->serial));
	memcpy(r->policy_name, old->policy, sizeof(r->policy_name));
	r->profile = old->profile;
	r->not_before = old->not_before;
	r->not_after = old->not_after;
	r->log_index = old->log_index;
	buf_clear(&r->granted);
	buf_append_bytes(&r->granted, buf_bytes(&old->names));
	buf_clear(&r->certificate);
	buf_append_bytes(&r->certificate, buf_bytes(&old->certificate));
	if (buf_check(&r->granted, err) != 0 ||
	    buf_check(&r->certificate, err) != 0)
		return -1;
	r->state = REQUEST_REPEATED;
	return 0;
}

int
request_repeat(struct signer *s, struct request *r, struct err *err)
{
	CLEANUP(stored_free) struct stored old = { 0 };
	uint64_t id = 0;

	if (r->ask.idempotency.n == 0)
		return 0;
	if (store_reservation_by_idempotency(s->store, r->who.id,
					     r->ask.idempotency, &id, err) != 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	if (stored_load(s->store, id, &old, err) != 0)
		return -1;
	if (old.state == STORE_VOID ||
	    (old.state == STORE_REVOKED && r->ask.door == DOOR_INTERNAL))
		return 0;
	if (memcmp(old.request_digest, r->request_digest,
		   sizeof(r->request_digest)) != 0)
		return err_set(err, ERR_CONFLICT,
			       "this Idempotency-Key was used for another "
			       "request (other key, names, profile or "
			       "lifetime)");
	if (old.state == STORE_REVOKED)
		return err_set(err, ERR_CONFLICT,
			       "the certificate of the first request with this "
			       "Idempotency-Key was revoked: ask with another "
			       "key");
	if (old.state == STORE_RESERVED) {
		r->retry_after_s = 1;
		return err_set(err, ERR_CONFLICT,
			       "the first request with this Idempotency-Key "
			       "is still being worked on");
	}
	return take_answer(r, &old, err);
}

int
request_take_stored(struct signer *s, struct request *r, uint64_t reservation,
		    struct err *err)
{
	CLEANUP(stored_free) struct stored old = { 0 };

	if (stored_load(s->store, reservation, &old, err) != 0)
		return -1;
	if (old.state == STORE_RESERVED) {
		r->retry_after_s = 1;
		return err_set(err, ERR_CONFLICT,
			       "it is being worked on: ask again in a second");
	}
	if (old.state != STORE_ISSUED)
		return err_set(err, ERR_CONFLICT,
			       "the certificate of this request was revoked: "
			       "ask anew");
	return take_answer(r, &old, err);
}

static uint64_t
generation_of(const struct msg *m)
{
	switch ((unsigned)m->type) {
	case MSG_ISSUE_TLS:
		return m->issue_tls.generation;
	case MSG_APPROVE:
		return m->approve.generation;
	case MSG_RENEW:
		return m->renew.generation;
	case MSG_FINALIZE:
		return m->finalize.generation;
	default:
		return m->issue.generation;
	}
}

static int
admit_own_work(struct signer *s, struct request *r, struct err *err)
{
	if (r->own == OWN_PROFILE)
		return admit_own(s, r, &s->configuration->own[CONF_OWN_PROFILE],
				 "server", err);
	return admit_own(s, r, &s->configuration->own[CONF_OWN_RESPONDER],
			 "ocsp", err);
}

static int
admit_message(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	if (r->own != OWN_NONE)
		return admit_own_work(s, r, err);
	if (check_generation(s, generation_of(&r->msg), err) != 0)
		return -1;
	if (r->msg.type == MSG_ISSUE_TLS)
		return admit_tls(s, r, now, err);
	if (r->msg.type == MSG_APPROVE)
		return admit_approve(s, r, now, err);
	if (r->msg.type == MSG_RENEW)
		return admit_renew(s, r, now, err);
	if (r->msg.type == MSG_FINALIZE)
		return admit_finalize(s, r, now, err);
	if (r->link->role == FROM_FRONT)
		return admit_bearer(s, r, now, err);
	return admit_control(s, r, err);
}

static int
admit(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	if (admit_message(s, r, now, err) != 0)
		return -1;
	if (r->state == REQUEST_REPEATED)
		return 0;
	if (digest_request(r, err) != 0 || request_repeat(s, r, err) != 0)
		return -1;
	if (r->state != REQUEST_REPEATED && pend_repeat(s, r, err) != 0)
		return -1;
	if (r->state == REQUEST_REPEATED)
		return 0;
	if (signer_may_issue(s, err) != 0) {
		r->retry_after_s = 5;
		return -1;
	}
	r->state = REQUEST_ADMITTED;
	return 0;
}

void
batch_admit(struct signer *s, struct batch *b)
{
	struct err err;

	b->now = clock_wall_s();
	for (size_t i = 0; i < b->count; i++) {
		if (admit(s, &b->at[i], b->now, &err) != 0)
			request_refuse(&b->at[i], &err);
	}
}
