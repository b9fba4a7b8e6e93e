/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Revokes certificates, or lifts their hold: each change is a log entry in the
 * same transaction. */
#include "block.h"
#include "dispatch.h"
#include "revoke_proof.h"
#include "who.h"

#include "sanca/clock.h"
#include "sanca/logline.h"
#include "sanca/serial.h"

#include <stdio.h>
#include <string.h>

/* Who revokes, and what the transaction has done so far. */
struct revoking {
	const struct msg_revoke *ask;
	bool is_many;
	bool by_key; /* the proof, of the certificate's own key */
	struct caller caller;
	bool has_caller; /* else an administrator, or the key */
	char who[LIMIT_LABEL_BYTES + 1];
	unsigned door;
	int64_t now;
	struct msg_revoked done;
};

/* ---- who may ---------------------------------------------------------------------- */

/* What only somebody who breaks the protocol sends. */
static int
check_serials(const struct msg_revoke *m, size_t *ret, struct err *err)
{
	size_t count = 0;

	for (size_t i = 0; i < m->serials.n; i += 1U + m->serials.p[i], count++)
		if (m->serials.p[i] == 0 ||
		    m->serials.p[i] > LIMIT_SERIAL_BYTES ||
		    m->serials.n - i <= m->serials.p[i])
			return err_set(err, ERR_MALFORMED,
				       "REVOKE: the list of serials");
	if (count == 0 || count > LIMIT_REVOKE_MANY)
		return err_set(err, ERR_MALFORMED, "REVOKE of %zu serials",
			       count);
	*ret = count;
	return 0;
}

/* From the front one at a time, but for somebody at the console. */
static int
check_many(const struct link *l, struct revoking *r, size_t count,
	   struct err *err)
{
	r->is_many = count > 1;
	if (r->is_many && l->role == FROM_FRONT &&
	    credential_door(r->ask->credential) != DOOR_CONSOLE)
		return err_set(err, ERR_MALFORMED, "REVOKE of %zu serials",
			       count);
	return 0;
}

static int
check_reason(const struct revoking *r, struct err *err)
{
	unsigned reason = r->ask->reason;

	if (reason != REASON_REMOVE_FROM_CRL &&
	    !revocation_reason_can_be_given(reason))
		return err_set(
			err, ERR_BAD_REASON,
			"the reason %u (%s) is none for a certificate of "
			"a server or client",
			reason, revocation_reason_word(reason));
	/* Such a proof can be shown again later: it must not undo what was
	 * done since. */
	if (r->by_key && (reason == REASON_REMOVE_FROM_CRL ||
			  reason == REASON_CERTIFICATE_HOLD))
		return err_set(
			err, ERR_FORBIDDEN,
			"by the key of the certificate it can be revoked "
			"for good only, neither held nor lifted");
	return 0;
}

static int
find_who(struct signer *s, const struct link *l, struct revoking *r,
	 struct err *err)
{
	r->door = l->role == FROM_FRONT ? DOOR_HTTP : DOOR_CONTROL;
	if (l->role != FROM_FRONT) {
		snprintf(r->who, sizeof(r->who), "uid %ju", (uintmax_t)l->uid);
		return 0;
	}
	if (r->ask->credential.n == 0) {
		r->by_key = true;
		if (r->ask->account != 0)
			snprintf(r->who, sizeof(r->who), "ACME account %ju",
				 (uintmax_t)r->ask->account);
		else
			snprintf(r->who, sizeof(r->who),
				 "the key of the certificate");
		return 0;
	}
	r->door = credential_door(r->ask->credential);
	if (caller_find(s, (enum door)r->door, r->ask->credential, r->now,
			&r->caller, err) != 0 ||
	    caller_check_right(&r->caller, RIGHT_REVOKE, err) != 0 ||
	    (r->is_many &&
	     caller_check_confirmed(&r->caller, r->now, err) != 0))
		return -1;
	r->has_caller = true;
	snprintf(r->who, sizeof(r->who), "%s", r->caller.requester.name);
	return 0;
}

/* Requester 0: whoever has the key of a certificate. */
static int
take_share(struct signer *s, uint64_t requester, struct err *err)
{
	if (share_take(&s->revoked, requester, LIMIT_REVOKED_A_MINUTE))
		return 0;
	return err_set(err, ERR_RATE_LIMITED,
		       "more than %d requests to revoke within a minute",
		       LIMIT_REVOKED_A_MINUTE);
}

/* A token revokes what its requester was issued, with the right to list what
 * anybody was. */
static int
check_owner(const struct revoking *r, const struct store_reservation *row,
	    struct err *err)
{
	if (!r->has_caller || (r->caller.rights & RIGHT_ADMIN) != 0)
		return 0;
	if (row->door == DOOR_INTERNAL)
		return err_set(err, ERR_FORBIDDEN,
			       "this is a certificate of the CA itself: to "
			       "revoke it needs the right \"admin\", or the "
			       "control socket");
	if (r->caller.requester.id == row->requester ||
	    (r->caller.rights & RIGHT_LIST) != 0)
		return 0;
	return err_set(
		err, ERR_FORBIDDEN,
		"this certificate is another requester's: to revoke it a "
		"token needs the right \"list\" too");
}

/* ---- one serial ------------------------------------------------------------------- */

/* What the transaction needs of a reservation; the store's own views do not
 * outlive the next call. */
struct target {
	uint64_t id;
	struct buf serial;
	uint8_t spki_sha256[32];
	int64_t not_after;
	int now; /* the present reason; -1: never revoked */
	int64_t revoked_at;
};

static void
target_free(struct target *t)
{
	buf_free(&t->serial);
}

static int
find_target(struct signer *s, const struct revoking *r, struct bytes serial,
	    struct target *ret, struct err *err)
{
	struct store_reservation row = { 0 };

	if (log_find(s->store, STORE_BY_SERIAL, serial, &ret->id, err) != 0 ||
	    store_reservation_get(s->store, ret->id, &row, err) != 0 ||
	    check_owner(r, &row, err) != 0)
		return -1;
	if (row.spki_sha256.n != sizeof(ret->spki_sha256))
		return err_set(err, ERR_CORRUPT, "reservation %ju: its key",
			       (uintmax_t)ret->id);
	memcpy(ret->spki_sha256, row.spki_sha256.p, sizeof(ret->spki_sha256));
	ret->not_after = row.not_after;
	buf_append_bytes(&ret->serial, row.serial);
	return buf_check(&ret->serial, err);
}

static int
find_present(struct signer *s, struct target *t, struct err *err)
{
	struct store_revocation row = { 0 };
	struct store_standing standing = { 0 };

	t->now = -1;
	if (store_revocation_get(s->store, t->id, &row, err) == 0) {
		t->now = (int)row.reason;
		t->revoked_at = row.revoked_at;
		return 0;
	}
	if (err->code != ERR_NOT_FOUND ||
	    store_standing_get(s->store, t->id, &standing, err) != 0)
		return -1;
	if (!standing.is_issued && !standing.is_void)
		return err_set(err, ERR_CONFLICT,
			       "this certificate is being issued at this very "
			       "moment: ask again");
	return 0;
}

static int
write_change(struct signer *s, struct revoking *r, const struct target *t,
	     struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	/* What is revoked already keeps its time. */
	bool keeps = t->now >= 0 && t->now != REASON_REMOVE_FROM_CRL;
	struct store_revocation row = {
		.reservation = t->id,
		.serial = buf_bytes(&t->serial),
		.not_after = t->not_after,
		.revoked_at = keeps ? t->revoked_at : r->now,
		.reason = r->ask->reason,
	};
	const struct log_revoke entry = {
		.reservation = t->id,
		.serial = row.serial,
		.revoked_at = row.revoked_at,
		.not_after = row.not_after,
		.reason = row.reason,
		.who = bytes_of_text(r->who),
		.door = r->door,
		.peer = r->ask->peer,
		.request_id = r->ask->request_id,
	};

	log_body_revoke(&entry, &body);
	if (buf_check(&body, err) != 0 ||
	    log_append(s->log, LOG_REVOKE, r->now, buf_bytes(&body),
		       &row.log_index, err) != 0 ||
	    store_revocation_set(s->store, &row, err) != 0)
		return -1;
	r->done.changed++;
	r->done.reason = (uint8_t)row.reason;
	r->done.revoked_at = row.revoked_at;
	r->done.log_index = row.log_index;
	return 0;
}

static int
revoke_one(struct signer *s, struct revoking *r, struct bytes serial,
	   struct err *err)
{
	CLEANUP(target_free) struct target t = { 0 };

	if (find_target(s, r, serial, &t, err) != 0 ||
	    (r->by_key && (revoke_proof_check(s, t.id, r->ask, err) != 0 ||
			   take_share(s, 0, err) != 0)) ||
	    find_present(s, &t, err) != 0)
		return -1;
	if (revocation_check(t.now, r->ask->reason, err) != 0) {
		/* Of many, those that stand so already are no fault. */
		if (!r->is_many)
			return -1;
		r->done.unchanged++;
		return 0;
	}
	if (write_change(s, r, &t, err) != 0)
		return -1;
	if (r->ask->reason == REASON_KEY_COMPROMISE)
		return key_block_compromised(s, BYTES_OF(t.spki_sha256),
					     bytes_of_text(r->who), r->now,
					     err);
	return 0;
}

/* ---- all of them -------------------------------------------------------------------- */

static int
revoke_all(struct signer *s, struct revoking *r, struct err *err)
{
	struct bytes all = r->ask->serials;

	for (size_t i = 0; i < all.n; i += 1U + all.p[i]) {
		struct bytes serial = { all.p + i + 1, all.p[i] };

		if (revoke_one(s, r, serial, err) != 0)
			return -1;
	}
	return 0;
}

static int
commit(struct signer *s, struct revoking *r, struct err *err)
{
	if (transaction_begin(s, err) != 0)
		return -1;
	if (revoke_all(s, r, err) != 0) {
		transaction_undo(s);
		return -1;
	}
	if (r->done.changed == 0) {
		transaction_undo(s);
		return 0;
	}
	if (transaction_commit(s, r->now, err) != 0) {
		transaction_undo(s);
		signer_storage_fault(s, err);
		return -1;
	}
	s->revocations.newest = r->done.log_index + 1;
	return 0;
}

static void
tell_responder(struct signer *s, struct bytes serials)
{
	for (size_t i = 0; i < serials.n; i += 1U + serials.p[i])
		responder_revoked(s, (struct bytes){ serials.p + i + 1,
						     serials.p[i] });
}

/* Revoking does not wait until somebody has set the clock right: in doubt it is
 * dated by the time that has passed, and never before the newest entry. */
static int64_t
time_of_now(struct signer *s)
{
	int64_t now = clock_wall_s();
	struct err doubt;

	if (clock_guard_check(&s->clock, &doubt) == 0)
		return now;
	now = clock_guard_expected_s(&s->clock);
	return now > s->clock.floor_s ? now : s->clock.floor_s;
}

int
on_revoke(struct signer *s, const struct link *l, const struct msg *m,
	  struct reply *ret, struct err *err)
{
	struct revoking r = { .ask = &m->revoke, .now = time_of_now(s) };
	struct msg answer = { .type = MSG_REVOKED, .id = m->id };
	size_t count = 0;

	if (check_serials(r.ask, &count, err) != 0 ||
	    check_many(l, &r, count, err) != 0 ||
	    find_who(s, l, &r, err) != 0 || check_reason(&r, err) != 0 ||
	    (r.has_caller && take_share(s, r.caller.requester.id, err) != 0) ||
	    revocations_check_room(s, err) != 0)
		return -1;
	if (commit(s, &r, err) != 0)
		return -1;
	answer.revoked = r.done;
	if (r.done.changed == 0) {
		ret->msg = answer;
		return 0;
	}
	logline(LOGLINE_NOTICE, "%u revoked by %s: %s", r.done.changed, r.who,
		revocation_reason_word(r.done.reason));
	tell_responder(s, r.ask->serials);
	revocations_committed(s, &s->links[l - s->links], r.ask->serials,
			      &answer);
	ret->msg.type = 0; /* answered when the front knows */
	return 0;
}
