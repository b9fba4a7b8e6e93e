/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A certificate is issued anew: same key, names and order, today's policy. */
#include "renew.h"

#include "batch.h"
#include "stored.h"
#include "who.h"

#include "sanca/certificate.h"
#include "sanca/clock.h"
#include "sanca/renewal_link.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- which one ------------------------------------------------------------ */

int
renew_find_link(struct signer *s, struct bytes text, int64_t now, uint64_t *ret,
		struct err *err)
{
	uint8_t key[RENEWAL_LINK_KEY_BYTES];
	struct renewal_link link = { 0 };
	int rc = 0;

	if (renewal_link_key_read(s->options.dir, key, err) != 0)
		return err->code == ERR_NOT_FOUND
			       ? err_set(err, ERR_NOT_FOUND,
					 "this CA makes no renewal links")
			       : -1;
	rc = renewal_link_check(key, text, now, &link, err);
	bytes_wipe(key, sizeof(key));
	if (rc == 0)
		*ret = link.reservation;
	return rc;
}

static int
none(struct err *err)
{
	return err_set(err, ERR_NOT_FOUND,
		       "there is no certificate with that serial");
}

static int
find_old(struct signer *s, const struct msg_renew *m, int64_t now,
	 struct stored *ret, struct err *err)
{
	uint64_t id = 0;

	if (m->link.n > 0) {
		if (renew_find_link(s, m->link, now, &id, err) != 0)
			return -1;
	} else if (log_find(s->store, STORE_BY_SERIAL, m->serial, &id, err) !=
		   0) {
		return err->code == ERR_NOT_FOUND ? none(err) : -1;
	}
	return stored_load(s->store, id, ret, err);
}

/* ---- who ------------------------------------------------------------------ */

/* The front saw the handshake: its key is at hand. Nobody else has to know of
 * it, so that a server can renew itself. */
static bool
is_itself(const struct signer *s, const struct msg_renew *m,
	  const struct stored *old)
{
	uint8_t hash[32];

	if (m->door != DOOR_CLIENT_TLS || !door_is_open(s, DOOR_CLIENT_TLS) ||
	    m->credential.n != LIMIT_CREDENTIAL_BYTES ||
	    m->credential.p[0] != CREDENTIAL_CERTIFICATE ||
	    old->certificate.n == 0)
		return false;
	sha256(buf_bytes(&old->certificate), hash);
	return memcmp(hash, m->credential.p + 1, sizeof(hash)) == 0;
}

/* Who may not list the certificates of others does not learn which there are
 * (E04). */
static int
refuse_other(const struct caller *caller, struct err *err)
{
	if ((caller->rights & RIGHT_LIST) == 0)
		return none(err);
	return err_set(err, ERR_FORBIDDEN,
		       "this certificate belongs to another requester: who "
		       "owns it, or administers, may renew it");
}

static int
check_caller(struct signer *s, struct request *r, const struct stored *old,
	     int64_t now, struct err *err)
{
	const struct msg_renew *m = &r->msg.renew;
	struct caller caller = { 0 };

	if (caller_find(s, (enum door)m->door, m->credential, now, &caller,
			err) != 0)
		return -1;
	r->who = caller.requester;
	if (caller.requester.id != old->requester) {
		if ((caller.rights & RIGHT_ADMIN) == 0)
			return refuse_other(&caller, err);
		who_show(caller.requester.name, m->peer, r->decider);
		return 0;
	}
	r->may_only_ask = (caller.rights & RIGHT_ISSUE) == 0;
	if (r->may_only_ask && (caller.rights & RIGHT_REQUEST) == 0)
		return caller_check_right(&caller, RIGHT_ISSUE, err);
	return 0;
}

static int
check_who(struct signer *s, struct request *r, const struct stored *old,
	  int64_t now, struct err *err)
{
	const struct msg_renew *m = &r->msg.renew;

	r->decider[0] = '\0';
	if (r->link->role != FROM_FRONT) {
		r->may_approve = true;
		snprintf(r->decider, sizeof(r->decider), "uid %ju",
			 (uintmax_t)r->link->uid);
		return link_check(s, r->link, err);
	}
	if (m->link.n > 0 || is_itself(s, m, old))
		return 0;
	return check_caller(s, r, old, now, err);
}

/* Where nobody acts whose rights tell: the owner's do. */
static void
take_owner_rights(struct request *r)
{
	if (r->decider[0] == '\0' && !r->may_approve &&
	    ((r->who.rights & RIGHT_ISSUE) == 0 ||
	     strcmp(r->who.name, REQUESTER_ANONYMOUS) == 0))
		r->may_only_ask = true;
}

/* ---- may it be ------------------------------------------------------------ */

static int
check_standing(const struct stored *old, int64_t now, struct err *err)
{
	char when[32] = "";

	if (old->state == STORE_VOID || old->state == STORE_RESERVED ||
	    old->certificate.n == 0)
		return none(err);
	if (old->state == STORE_REVOKED)
		return err_set(err, ERR_FORBIDDEN,
			       "this certificate was revoked, or is on hold: "
			       "it cannot be renewed");
	if (old->profile == NULL || old->profile->is_own ||
	    old->door == DOOR_INTERNAL)
		return err_set(err, ERR_FORBIDDEN,
			       "this is a certificate of the CA itself, which "
			       "renews its own");
	clock_show(old->not_after, when);
	if (old->not_after <= now)
		return err_set(err, ERR_FORBIDDEN,
			       "this certificate ended at %s: what has ended "
			       "cannot be renewed, ask for a new one",
			       when);
	return 0;
}

static bool
is_by_itself(unsigned door)
{
	return door == DOOR_CLIENT_TLS || door == DOOR_LINK;
}

/* Whoever revoked what it was replaced by knew why: neither a link nor a key
 * makes another in its place, and so there is one renewal by each of them. */
static int
check_successors(struct signer *s, const struct stored *old, int64_t now,
		 struct err *err)
{
	bool is_lost = false;

	if (store_successor_is_lost(s->store, old->id, now, &is_lost, err) != 0)
		return -1;
	if (!is_lost)
		return 0;
	return err_set(err, ERR_FORBIDDEN,
		       "this certificate was renewed already, and what "
		       "replaced it was revoked or has ended: somebody with a "
		       "token or an account must renew it now");
}

/* THREATS E15: a stolen key renews no longer, nor more often, than this. */
static int
check_row(struct signer *s, const struct request *r, const struct stored *old,
	  int64_t now, struct err *err)
{
	struct store_reservation row = { .replaces = old->id };
	unsigned count = 0;
	char age[24];

	while (count <= r->policy->renewals) {
		if (store_reservation_get(s->store, row.replaces, &row, err) !=
		    0)
			return -1;
		if (row.replaces == 0 || !is_by_itself(row.door))
			break;
		count++;
	}
	if (count >= r->policy->renewals)
		return err_set(err, ERR_FORBIDDEN,
			       "it may renew itself %u times in a row "
			       "(renewals), and has: somebody with a token or "
			       "an account must renew it now",
			       r->policy->renewals);
	text_duration_show(r->policy->renewal_age_s, age);
	if (now - row.reserved_at > r->policy->renewal_age_s)
		return err_set(err, ERR_FORBIDDEN,
			       "the first certificate of this row is older "
			       "than %s (renewal-age): somebody with a token "
			       "or an account must renew it now",
			       age);
	return 0;
}

int
renew_check_old(struct signer *s, uint64_t reservation, struct err *err)
{
	enum store_state state = STORE_ISSUED;

	if (reservation == 0)
		return 0;
	if (store_reservation_state(s->store, reservation, &state, err) != 0)
		return -1;
	if (state == STORE_REVOKED)
		return err_set(err, ERR_FORBIDDEN,
			       "the certificate that was to be renewed was "
			       "revoked meanwhile");
	return 0;
}

int
renew_repeat(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	enum store_state state = STORE_VOID;
	uint64_t id = 0;

	if (r->replaces == 0 || r->approves != 0)
		return 0;
	if (store_successor_find(s->store, r->replaces, now, &id, &state,
				 err) != 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	return request_take_stored(s, r, id, err);
}

/* ---- the request ---------------------------------------------------------- */

static int
take_old(struct request *r, const struct stored *old, struct err *err)
{
	const struct msg_renew *m = &r->msg.renew;
	struct certificate c;

	if (certificate_parse(buf_bytes(&old->certificate), &c, err) != 0)
		return -1;
	r->ask = (struct msg_issue){
		.generation = m->generation,
		.door = m->door,
		.profile = bytes_of_text(old->profile->name),
		.lifetime_s = m->lifetime_s,
		.spki = c.spki,
		.names = buf_bytes(&old->names),
		.csr = buf_bytes(&old->csr),
		.diagnosis = buf_bytes(&old->diagnosis),
		.peer = m->peer,
		.request_id = m->request_id,
		.idempotency = m->idempotency,
		.status_hash = m->status_hash,
	};
	r->replaces = old->id;
	return request_keep_ask(r, err);
}

/* Of those who have no policy of their own, that of the settings. */
static int
set_policy(struct signer *s, struct request *r, const struct stored *old,
	   struct err *err)
{
	const char *name = r->who.policy;

	if (strcmp(r->who.name, REQUESTER_ANONYMOUS) == 0)
		name = s->configuration->conf->anonymous_policy;
	else if (name[0] == '\0')
		name = old->policy;
	return request_set_policy(s, r, bytes_of_text(name), err);
}

int
admit_renew(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	CLEANUP(stored_free) struct stored old = { 0 };

	r->ask.peer = r->msg.renew.peer;
	r->ask.door = r->msg.renew.door;
	r->ask.request_id = r->msg.renew.request_id;
	if (find_old(s, &r->msg.renew, now, &old, err) != 0 ||
	    check_who(s, r, &old, now, err) != 0 ||
	    check_standing(&old, now, err) != 0 ||
	    take_old(r, &old, err) != 0 ||
	    request_set_owner(s, r, old.requester, now, err) != 0 ||
	    set_policy(s, r, &old, err) != 0)
		return -1;
	take_owner_rights(r);
	if (renew_repeat(s, r, now, err) != 0)
		return -1;
	if (r->state == REQUEST_REPEATED || !is_by_itself(r->ask.door))
		return 0;
	return check_successors(s, &old, now, err) != 0
		       ? -1
		       : check_row(s, r, &old, now, err);
}

int
renew_record(struct signer *s, const struct request *r, int64_t now,
	     struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	char old[24], new[24];
	uint64_t index = 0;

	snprintf(old, sizeof(old), "%" PRIu64, r->replaces);
	snprintf(new, sizeof(new), "%" PRIu64, r->reservation);
	const struct log_detail details[] = {
		{ "replaces", bytes_of_text(old) },
		{ "reservation", bytes_of_text(new) },
		{ "requester", bytes_of_text(r->who.name) },
	};
	log_body_administration("renew", bytes_of_text(r->decider), details,
				ARRAY_SIZE(details), &body);
	if (buf_check(&body, err) != 0)
		return -1;
	return log_append(s->log, LOG_ADMINISTRATION, now, buf_bytes(&body),
			  &index, err);
}
