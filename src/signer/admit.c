/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who asks, may he, by which policy, and was the same asked before? */
#include "batch.h"
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

static int
set_policy(const struct signer *s, struct request *r, struct bytes name,
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
	return 0;
}

/* Through the front: the credential tells who. */
static int
admit_bearer(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	struct caller caller = { 0 };

	if (caller_find(s, (enum door)r->ask.door, r->ask.credential, now,
			&caller, err) != 0)
		return -1;
	r->who = caller.requester;
	if (caller_check_right(&caller, RIGHT_ISSUE, err) != 0)
		return -1;
	return set_policy(s, r, bytes_of_text(r->who.policy), err);
}

/* On the control socket: an administrator names requester and policy. */
static int
admit_control(struct signer *s, struct request *r, struct err *err)
{
	struct bytes name = r->ask.requester;

	if (!r->link->given &&
	    control_check(s, channel_fd(r->link->channel), err) != 0)
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
	return set_policy(s, r,
			  r->ask.policy.n > 0 ? r->ask.policy
					      : bytes_of_text(r->who.policy),
			  err);
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
	r->ask.generation = r->msg.issue_tls.generation;
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

static int
admit(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	bool tls = r->msg.type == MSG_ISSUE_TLS;
	uint64_t generation =
		tls ? r->msg.issue_tls.generation : r->ask.generation;
	int rc = 0;

	if (r->own == OWN_NONE && check_generation(s, generation, err) != 0)
		return -1;
	if (r->own == OWN_PROFILE)
		rc = admit_own(s, r, &s->configuration->own[CONF_OWN_PROFILE],
			       "server", err);
	else if (r->own == OWN_RESPONDER)
		rc = admit_own(s, r, &s->configuration->own[CONF_OWN_RESPONDER],
			       "ocsp", err);
	else if (tls)
		rc = admit_tls(s, r, now, err);
	else if (r->link->role == FROM_FRONT)
		rc = admit_bearer(s, r, now, err);
	else
		rc = admit_control(s, r, err);
	if (rc != 0 || digest_request(r, err) != 0 ||
	    request_repeat(s, r, err) != 0)
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
