/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes one transaction: what was signed, what is to be signed next. */
#include "acme.h"
#include "approve.h"
#include "batch.h"
#include "pend.h"
#include "renew.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <stdio.h>
#include <string.h>

/* ---- what was signed ------------------------------------------------------ */

static int
log_issued(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	struct log_issue entry = {
		.serial = BYTES_OF(r->serial),
		.sha256 = r->sha256,
		.issuer_tag = bytes_of_text(s->issuer->id),
		.requester = bytes_of_text(r->who.name),
		.policy = bytes_of_text(r->policy_name),
		.policy_digest = BYTES_OF(r->policy_digest),
		.profile = bytes_of_text(r->profile->name),
		.door = r->ask.door,
		.peer = r->ask.peer,
		.request_id = r->ask.request_id,
		.names_requested = r->ask.names_requested,
		.names = buf_bytes(&r->granted),
		.not_before = r->not_before,
		.not_after = r->not_after,
		.spki_sha256 = BYTES_OF(r->key.spki_sha256),
		.reservation = r->reservation,
		.replaces = r->replaces,
		.csr_sha256 = r->ask.csr.n > 0 ? r->csr_sha256 : NULL,
		.generation = r->generation,
		.reserved_at = r->reserved_at,
	};

	log_body_issue(&entry, &body);
	if (buf_check(&body, err) != 0)
		return -1;
	return log_append(s->log, LOG_ISSUE, now, buf_bytes(&body),
			  &r->log_index, err);
}

static int
add_certificate(struct signer *s, struct request *r, int64_t now,
		struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	struct bytes shown[LIMIT_NAMES];
	size_t ends[LIMIT_NAMES];
	size_t start = 0;
	struct store_certificate row = {
		.reservation = r->reservation,
		.issued_at = now,
		.sig_alg = ca_key_sig_alg(s->ca_key),
		.signature = buf_bytes(&r->signature),
		.log_index = r->log_index,
	};

	memcpy(row.sha256, r->sha256, sizeof(row.sha256));
	memcpy(row.sha1, r->sha1, sizeof(row.sha1));
	for (size_t i = 0; i < r->names.count; i++) {
		name_show(&r->names.at[i], &text);
		ends[i] = text.n;
	}
	if (buf_check(&text, err) != 0)
		return -1;
	for (size_t i = 0; i < r->names.count; i++) {
		shown[i] = (struct bytes){ text.p + start, ends[i] - start };
		start = ends[i];
	}
	return store_certificate_add(s->store, &row, shown, r->names.count,
				     err);
}

/* The key did not sign: the serial is spent, and the log says so. */
static int
add_void(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	static const char reason[] = "the CA key did not sign";
	CLEANUP(buf_free) struct buf body = { 0 };
	uint64_t index = 0;

	log_body_void(r->reservation, BYTES_OF(r->serial), reason, &body);
	if (buf_check(&body, err) != 0 ||
	    log_append(s->log, LOG_VOID, now, buf_bytes(&body), &index, err) !=
		    0)
		return -1;
	if (store_void_add(s->store, r->reservation, now, reason, index, err) !=
	    0)
		return -1;
	return r->approves == 0
		       ? 0
		       : store_pending_reopen(s->store, r->reservation, err);
}

static int
record_all(struct signer *s, struct batch *flying, int64_t now, struct err *err)
{
	for (size_t i = 0; i < flying->count; i++) {
		struct request *r = &flying->at[i];

		if (r->state == REQUEST_SIGNED &&
		    (log_issued(s, r, now, err) != 0 ||
		     add_certificate(s, r, now, err) != 0))
			return -1;
		if (r->state == REQUEST_UNSIGNED &&
		    add_void(s, r, now, err) != 0)
			return -1;
	}
	return 0;
}

/* ---- what is to be signed ------------------------------------------------- */

static int
check_blocked(struct signer *s, const struct request *r, struct err *err)
{
	struct bytes key = BYTES_OF(r->key.spki_sha256);

	if (store_key_blocked(s->store, key, err) == 0)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "this key is blocked: its private part is "
			       "known to others; make a new key pair");
	return err->code == ERR_NOT_FOUND ? 0 : -1;
}

static int
check_owner(struct signer *s, struct request *r, struct err *err)
{
	struct bytes key = BYTES_OF(r->key.spki_sha256);
	uint64_t owner = 0;

	if (store_key_owner(s->store, key, &owner, err) != 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	if (owner != r->who.id)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "another requester has certificates for this "
			       "key; make a key pair of your own");
	r->key_seen = true;
	return 0;
}

/* A front that was taken over asks for what it likes, and each answer is a
 * commit and an entry for ever. */
static int
check_tls_rate(struct signer *s, const struct request *r, struct err *err)
{
	/* Never 0, so that 0 is no hour. */
	int64_t hour = clock_monotonic_ms() / 3600000 + 1;

	if (r->ask.door != DOOR_INTERNAL)
		return 0;
	if (s->tls_hour != hour) {
		s->tls_hour = hour;
		s->tls_in_hour = 0;
	}
	if (s->tls_in_hour >= LIMIT_TLS_AN_HOUR)
		return err_set(
			err, ERR_RATE_LIMITED,
			"there were %d certificates of the CA's own "
			"within an hour (HTTPS, probe, profile); a CA in "
			"order needs one of each",
			LIMIT_TLS_AN_HOUR);
	s->tls_in_hour++;
	return 0;
}

static int
check_rates(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	const struct conf *conf = s->configuration->conf;
	bool warn = false;

	if (rates_take(&s->rates, conf->max_per_second, conf->max_per_day, now,
		       &r->retry_after_s, &warn, err) == 0)
		return 0;
	if (warn)
		logline_err(LOGLINE_WARNING, err, "requester %s", r->who.name);
	return -1;
}

static int
add_reservation(struct signer *s, struct request *r, int64_t now,
		struct err *err)
{
	char reference[ACME_REFERENCE_BYTES] = "";
	struct store_reservation row = {
		.id = r->reservation,
		.issuer = s->issuer_row,
		.serial = BYTES_OF(r->serial),
		.reserved_at = now,
		.requester = r->who.id,
		.door = r->ask.door,
		.peer = r->ask.peer,
		.request_id = r->ask.request_id,
		.profile = (unsigned)r->profile->code,
		.policy = bytes_of_text(r->policy_name),
		.policy_digest = BYTES_OF(r->policy_digest),
		.generation = s->configuration->generation,
		.names_requested = r->ask.names_requested,
		.names = buf_bytes(&r->granted),
		.spki_sha256 = BYTES_OF(r->key.spki_sha256),
		.not_before = r->not_before,
		.not_after = r->not_after,
		.replaces = r->replaces,
		.idempotency = r->ask.idempotency,
		.request_digest = BYTES_OF(r->request_digest),
		.tbs = buf_bytes(&r->tbs),
		.csr = r->ask.csr,
		.diagnosis = r->ask.diagnosis,
	};

	if (r->order != 0) {
		acme_reference_write(r, reference);
		row.door_reference = bytes_of_text(reference);
	}
	if (r->approves != 0) {
		snprintf(reference, sizeof(reference), "pending %ju",
			 (uintmax_t)r->approves);
		row.door_reference = bytes_of_text(reference);
	}
	if (store_savepoint(s->store, err) != 0)
		return -1;
	if (store_reservation_add(s->store, &row, &r->reservation, err) == 0)
		return store_savepoint_keep(s->store, err);
	store_savepoint_undo(s->store);
	return -1;
}

/* Numbers are without gaps: where one before it was refused, the request moves
 * up, and with its number its serial. */
static int
move_up(struct signer *s, struct request *r, uint64_t number, int64_t now,
	struct err *err)
{
	if (r->reservation == number)
		return 0;
	r->reservation = number;
	return request_build(s, r, now, err);
}

static int
reserve(struct signer *s, struct request *r, uint64_t number, int64_t now,
	struct err *err)
{
	if (check_blocked(s, r, err) != 0 || check_owner(s, r, err) != 0 ||
	    approve_check(s, r, err) != 0 ||
	    finalize_check(s, r, now, err) != 0 ||
	    request_repeat(s, r, err) != 0 ||
	    (r->state != REQUEST_REPEATED && r->order == 0 &&
	     renew_repeat(s, r, now, err) != 0))
		return -1;
	if (r->state == REQUEST_REPEATED)
		return 0;
	if (check_tls_rate(s, r, err) != 0) {
		r->retry_after_s = 3600;
		return -1;
	}
	if (check_rates(s, r, now, err) != 0)
		return -1;
	if (move_up(s, r, number, now, err) != 0 ||
	    add_reservation(s, r, now, err) != 0)
		return -1;
	r->generation = s->configuration->generation;
	r->reserved_at = now;
	r->state = REQUEST_RESERVED;
	return 0;
}

static int
wait(struct signer *s, struct request *r, int64_t now, struct err *err)
{
	if (check_blocked(s, r, err) != 0 || check_owner(s, r, err) != 0)
		return -1;
	return pend_keep(s, r, now, err);
}

/* That it waits, or what somebody decided, stands beside what follows from it. */
static int
record_decision(struct signer *s, const struct request *r, int64_t now,
		struct err *err)
{
	if (r->state == REQUEST_PENDED)
		return pend_record(s, r, now, err);
	if (r->state != REQUEST_RESERVED)
		return 0;
	if (r->approves != 0)
		return approve_record(s, r, now, err);
	if (r->order != 0)
		return finalize_record(s, r, err);
	if (r->replaces != 0 && r->decider[0] != '\0')
		return renew_record(s, r, now, err);
	return 0;
}

static int
reserve_all(struct signer *s, struct batch *fresh, struct err *err)
{
	uint64_t last = 0;

	if (batch_count(fresh, REQUEST_PREPARED) > 0 &&
	    store_reservation_last(s->store, &last, err) != 0)
		return -1;
	for (size_t i = 0; i < fresh->count; i++) {
		struct request *r = &fresh->at[i];
		struct err refused;

		if (r->state != REQUEST_PREPARED && r->state != REQUEST_PENDS)
			continue;
		if ((r->state == REQUEST_PENDS
			     ? wait(s, r, fresh->now, &refused)
			     : reserve(s, r, last + 1, fresh->now, &refused)) ==
		    0) {
			if (record_decision(s, r, fresh->now, err) != 0)
				return -1;
			last += r->state == REQUEST_RESERVED;
			continue;
		}
		/* A fault of the store is not the fault of this request. */
		if (store_is_broken(s->store)) {
			*err = refused;
			return -1;
		}
		request_refuse(r, &refused);
	}
	return 0;
}

/* ---- the transaction ------------------------------------------------------ */

static bool
has_work(const struct batch *flying, const struct batch *fresh)
{
	return batch_count(flying, REQUEST_SIGNED) > 0 ||
	       batch_count(flying, REQUEST_UNSIGNED) > 0 ||
	       batch_count(fresh, REQUEST_PREPARED) > 0 ||
	       batch_count(fresh, REQUEST_PENDS) > 0;
}

/* Entries of the log always; of ACME, what a client cannot do again. */
static bool
must_sync(const struct signer *s, const struct batch *flying,
	  const struct batch *fresh)
{
	return has_work(flying, fresh) || s->refusals.count > 0 ||
	       acme_must_sync(s);
}

static void
mark_logged(struct batch *flying)
{
	for (size_t i = 0; i < flying->count; i++) {
		struct request *r = &flying->at[i];

		if (r->state == REQUEST_SIGNED)
			r->state = REQUEST_LOGGED;
		else if (r->state == REQUEST_UNSIGNED)
			r->state = REQUEST_REFUSED;
	}
}

int
batch_keep(struct signer *s, struct batch *flying, struct batch *fresh,
	   struct err *err)
{
	int64_t now = fresh->now;

	acme_ask(s, now);
	if (!has_work(flying, fresh) && !acme_has_work(s))
		return 0;
	if ((must_sync(s, flying, fresh)
		     ? transaction_begin(s, err)
		     : transaction_begin_light(s, err)) != 0)
		return -1;
	if (record_all(s, flying, now, err) != 0 ||
	    acme_keep(s, now, err) != 0 || reserve_all(s, fresh, err) != 0 ||
	    refusals_write(&s->refusals, s->log, now, err) != 0 ||
	    transaction_commit(s, now, err) != 0) {
		transaction_undo(s);
		return -1;
	}
	refusals_written(&s->refusals);
	mark_logged(flying);
	if (batch_count(fresh, REQUEST_RESERVED) > 0)
		s->counters.batches++;
	return 0;
}
