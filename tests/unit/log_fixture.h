/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* An issuance log over a store of its own, with a log key made for it. */
#ifndef TESTS_LOG_FIXTURE_H
#define TESTS_LOG_FIXTURE_H

#include "tests/unit/store_fixture.h"

#include "sanca/issuance_log.h"
#include "sanca/mint.h"

#define ORIGIN "log.contoso.example/ca"

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
	    store_state_set(l.store, l.public_key, ORIGIN, &err) != 0 ||
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

#endif
