/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* An issuance log over a store of its own, with a log key made for it. */
#ifndef TESTS_LOG_FIXTURE_H
#define TESTS_LOG_FIXTURE_H

#include "tests/unit/store_fixture.h"

#include "sanca/issuance_log.h"
#include "sanca/key.h"
#include "sanca/mint.h"
#include "sanca/serial.h"

#define ORIGIN "log.contoso.example/ca"

static const uint8_t serial_secret[SERIAL_SECRET_BYTES] = { 7 };

struct ledger {
	struct place place;
	struct store *store;
	struct issuance_log *log;
	struct log_key *key;
	uint8_t public_key[32];
};

static inline int
ledger_sign(void *ctx, struct bytes message, uint8_t ret[64], struct err *err)
{
	return log_key_sign(ctx, message, ret, err);
}

static inline int
ledger_open(struct ledger *l, struct err *err)
{
	log_free(&l->log);
	store_free(&l->store);
	err->code = ERR_NONE;
	if (store_open(l->place.dir, STORE_WRITE, &l->store, err) != 0)
		return -1;
	return log_open(l->store, ledger_sign, l->key, &l->log, err);
}

static inline struct ledger
ledger_make(void)
{
	struct ledger l = { .place = place_make() };
	struct err err = { 0 };

	if (log_key_generate(&l.key, &err) == 0)
		log_key_public(l.key, l.public_key);
	if (store_open(l.place.dir, STORE_CREATE, &l.store, &err) != 0 ||
	    store_begin(l.store, &err) != 0 || people_add(l.store, &err) != 0 ||
	    store_state_set(l.store, l.public_key, ORIGIN, serial_secret,
			    &err) != 0 ||
	    store_commit(l.store, &err) != 0 || ledger_open(&l, &err) != 0) {
		diag("%s", err.text);
		exit(99);
	}
	return l;
}

static inline void
ledger_close(struct ledger *l)
{
	log_free(&l->log);
	store_free(&l->store);
	log_key_free(&l->key);
	place_remove(&l->place);
}

/* The body of entry n where only the tree is of interest. */
static inline struct bytes
plain_body(uint64_t n, char out[32])
{
	snprintf(out, 32, "{\"action\":\"%ju\"}", (uintmax_t)n);
	return bytes_of_text(out);
}

/* Entries up to a size, in one transaction. */
static inline int
grow_to(struct ledger *l, uint64_t size, struct err *err)
{
	char body[32];
	uint64_t at = 0;

	if (store_begin(l->store, err) != 0)
		return -1;
	while (log_next_index(l->log) < size)
		if (log_append(l->log, LOG_ADMINISTRATION, 1700000000,
			       plain_body(log_next_index(l->log), body), &at,
			       err) != 0)
			return -1;
	if (log_seal(l->log, 1700000000 + (int64_t)size, err) != 0)
		return -1;
	if (store_commit(l->store, err) != 0)
		return -1;
	log_committed(l->log);
	return 0;
}

/* ---- certificates whose bytes can be put together again ------------------ */

struct issued {
	struct request request;
	uint8_t tbs[760];
	struct buf certificate;
	struct store_certificate row;
	struct buf body;
};

/* version, serial, algorithm, and filling in the place of all else. */
static inline struct bytes
tbs_make(const struct request *r, uint8_t out[760])
{
	struct bytes alg = sig_alg_der(SIG_ECDSA_SHA256);
	static const uint8_t head[] = { 0x30, 0x82, 0x02,	 0xf4,
					0xa0, 0x03, 0x02,	 0x01,
					0x02, 0x02, SERIAL_BYTES };
	size_t n = sizeof(head);

	memcpy(out, head, n);
	memcpy(out + n, r->serial, SERIAL_BYTES);
	n += SERIAL_BYTES;
	memcpy(out + n, alg.p, alg.n);
	n += alg.n;
	size_t rest = 760 - n - 4;

	out[n++] = 0x04;
	out[n++] = 0x82;
	out[n++] = (uint8_t)(rest >> 8);
	out[n++] = (uint8_t)rest;
	spread(r->serial[3], out + n, rest);
	return (struct bytes){ out, 760 };
}

/* All that does not need the store; number: of the reservation. */
static inline int
issued_make(uint64_t n, uint64_t number, struct issued *i, struct err *err)
{
	request_make(n, &i->request);
	serial_number_put(serial_secret, number, i->request.serial);
	i->request.row.tbs = tbs_make(&i->request, i->tbs);
	i->row = certificate_make(n, 0, 0);
	i->row.issued_at = i->request.row.reserved_at + 1;
	i->row.sig_alg = SIG_ECDSA_SHA256;
	buf_clear(&i->certificate);
	if (certificate_assemble(i->request.row.tbs, SIG_ECDSA_SHA256,
				 i->row.signature, &i->certificate, err) != 0)
		return -1;
	sha256(buf_bytes(&i->certificate), i->row.sha256);
	sha1(buf_bytes(&i->certificate), i->row.sha1);
	return 0;
}

static inline void
issued_free(struct issued *i)
{
	buf_free(&i->certificate);
	buf_free(&i->body);
}

static inline int
issued_reserve(struct ledger *l, struct issued *i, struct err *err)
{
	return store_reservation_add(l->store, &i->request.row,
				     &i->row.reservation, err);
}

/* Certificate, names, body and entry. */
static inline int
issued_record(struct ledger *l, struct issued *i, struct err *err)
{
	const struct store_reservation *r = &i->request.row;
	struct log_issue e = {
		.serial = r->serial,
		.sha256 = i->row.sha256,
		.issuer_tag = bytes_of_text("0123456789abcdef"),
		.requester = bytes_of_text(r->requester == 1 ? "mail" : "web"),
		.policy = r->policy,
		.policy_digest = r->policy_digest,
		.profile = bytes_of_text("server"),
		.door = r->door,
		.peer = r->peer,
		.request_id = r->request_id,
		.names_requested = r->names_requested,
		.names = r->names,
		.not_before = r->not_before,
		.not_after = r->not_after,
		.spki_sha256 = r->spki_sha256,
		.reservation = i->row.reservation,
		.generation = r->generation,
		.reserved_at = r->reserved_at,
	};
	uint64_t index = 0;
	uint8_t csr[32];

	sha256(r->csr, csr);
	e.csr_sha256 = csr;
	i->row.log_index = log_next_index(l->log);
	buf_clear(&i->body);
	log_body_issue(&e, &i->body);
	if (store_certificate_add(l->store, &i->row, i->request.names.shown, 6,
				  err) != 0)
		return -1;
	return log_append(l->log, LOG_ISSUE, i->row.issued_at,
			  buf_bytes(&i->body), &index, err);
}

static inline int
ledger_commit(struct ledger *l, int64_t time, struct err *err)
{
	if (log_seal(l->log, time, err) != 0)
		return -1;
	if (store_commit(l->store, err) != 0)
		return -1;
	log_committed(l->log);
	return 0;
}

/* ---- revocations and CRLs, in a transaction that was begun ---------------- */

static inline int
ledger_revoke(struct ledger *l, uint64_t reservation, unsigned reason,
	      int64_t revoked_at, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 }, serial = { 0 };
	struct store_reservation r = { 0 };
	uint64_t index = 0;

	if (store_reservation_get(l->store, reservation, &r, err) != 0)
		return -1;
	buf_append_bytes(&serial, r.serial);
	struct store_revocation row = {
		.reservation = reservation,
		.serial = buf_bytes(&serial),
		.not_after = r.not_after,
		.revoked_at = revoked_at,
		.reason = reason,
		.log_index = log_next_index(l->log),
	};
	struct log_revoke e = {
		.reservation = reservation,
		.serial = row.serial,
		.revoked_at = revoked_at,
		.not_after = r.not_after,
		.reason = reason,
		.who = bytes_of_text("mail"),
		.door = 1,
		.peer = bytes_of_text("192.0.2.17"),
		.request_id = bytes_of_text("b2f0c1d2e3f4a5b6"),
	};

	log_body_revoke(&e, &body);
	if (store_revocation_set(l->store, &row, err) != 0)
		return -1;
	return log_append(l->log, LOG_REVOKE, revoked_at, buf_bytes(&body),
			  &index, err);
}

static inline int
ledger_crl(struct ledger *l, uint64_t number, struct err *err)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	struct store_crl row = { .number = number,
				 .issuer = 1,
				 .this_update = 1710000000,
				 .next_update = 1710604800,
				 .entries = 3,
				 .log_index = log_next_index(l->log) };
	uint64_t index = 0;

	spread(number, row.tbs_sha256, sizeof(row.tbs_sha256));
	if (store_revocation_newest(l->store, &row.covers, err) != 0)
		return -1;
	struct log_crl e = {
		.number = number,
		.issuer_tag = bytes_of_text("0123456789abcdef"),
		.this_update = row.this_update,
		.next_update = row.next_update,
		.entries = row.entries,
		.covers = row.covers,
		.tbs_sha256 = row.tbs_sha256,
	};

	log_body_crl(&e, &body);
	if (store_crl_add(l->store, &row, err) != 0)
		return -1;
	return log_append(l->log, LOG_CRL, row.this_update, buf_bytes(&body),
			  &index, err);
}

/* Both transactions of one batch, the request numbers from n on. */
static inline int
ledger_batch(struct ledger *l, struct issued *all, size_t count,
	     struct err *err)
{
	if (store_begin(l->store, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (issued_reserve(l, &all[i], err) != 0)
			return -1;
	if (store_commit(l->store, err) != 0)
		return -1;
	if (store_begin(l->store, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++)
		if (issued_record(l, &all[i], err) != 0)
			return -1;
	if (ledger_commit(l, all[0].row.issued_at, err) != 0)
		return -1;
	if (store_checkpoint_is_due(l->store))
		return store_checkpoint(l->store, err);
	return 0;
}

#endif
