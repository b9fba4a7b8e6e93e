/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Walks the certificates from the newest down, some at a time: whoever issues
 * or lists meanwhile waits for no more than one chunk. */

#include "policy_walk.h"

#include "sanca/certificate.h"
#include "sanca/clock.h"

#include <stdlib.h>
#include <string.h>

/* Rows that are read while others wait. */
#define CHUNK_ROWS 250

/* Those of a chunk that must be judged. */
struct chunk {
	struct policy_walk *walk;
	bool is_full; /* of findings: what is left is for the next step */
	unsigned rows, candidates;
	uint64_t last;
	uint64_t ids[CHUNK_ROWS];
	struct names names;
	struct policy_verdict verdict;
	struct store_requester requester;
};

static int
take_row(const struct store_row *row, void *ctx)
{
	struct chunk *c = ctx;
	const struct policy_walk *w = c->walk;

	c->rows++;
	c->last = row->id;
	if (row->state == STORE_ISSUED && row->not_after >= w->now &&
	    bytes_is_text(row->policy, w->policy->name))
		c->ids[c->candidates++] = row->id;
	return 0;
}

static bool
takes_every_key(const struct policy *p)
{
	return p->key_kinds[KEY_RSA] && p->key_kinds[KEY_EC_P256] &&
	       p->key_kinds[KEY_EC_P384];
}

/* Reading a key takes longer than all the rest: only where it matters. */
static int
read_key(const struct policy *policy, struct bytes tbs,
	 struct policy_request *ask, struct err *err)
{
	struct certificate c;
	struct key_facts key;

	ask->key_kind = policy->key_kinds[KEY_RSA]	 ? KEY_RSA
			: policy->key_kinds[KEY_EC_P256] ? KEY_EC_P256
							 : KEY_EC_P384;
	ask->key_bits = LIMIT_RSA_MIN_BITS;
	if (takes_every_key(policy))
		return 0;
	if (certificate_parse_tbs(tbs, &c, err) < 0 ||
	    key_parse(c.spki, &key, err) < 0)
		return -1;
	ask->key_kind = key.kind;
	ask->key_bits = key.bits;
	return 0;
}

/* Whether it would be allowed; if not, why is in c->verdict. */
static bool
judge(struct chunk *c, const struct store_reservation *row)
{
	struct policy_request ask = {
		.requester = "",
		.door = (enum door)row->door,
		.profile = profile_get((enum profile_code)row->profile),
		/* Both ends are inside (RFC 5280 4.1.2.5). */
		.lifetime_s = row->not_after - row->not_before + 1,
		.names = &c->names,
	};
	struct violations *why = &c->verdict.violations;
	bool has_key = false;
	struct err err;

	if (names_decode(row->names, &c->names, &err) < 0)
		c->names.count = 0;
	has_key = read_key(c->walk->policy, row->tbs, &ask, &err) == 0;
	policy_check(c->walk->policy, &ask, &c->verdict);
	if (!has_key)
		violations_add(why, -1, 0, "key-refused", "%s", err.text);
	return c->verdict.allowed && why->count == 0;
}

static int
tell(struct chunk *c, struct store *store, const struct store_reservation *row,
     struct err *err)
{
	struct policy_walk *w = c->walk;
	uint8_t serial[LIMIT_SERIAL_BYTES];
	struct policy_finding f = {
		.serial = { serial, row->serial.n },
		.not_after = row->not_after,
		.names = &c->names,
		.why = &c->verdict.violations,
	};

	if (row->serial.n > sizeof(serial))
		return err_set(err, ERR_CORRUPT, "a serial is too long");
	memcpy(serial, row->serial.p, row->serial.n);
	/* Takes the views of the row away. */
	if (store_requester_by_id(store, row->requester, &c->requester, err) <
	    0)
		return -1;
	f.requester = c->requester.name;
	w->refused++;
	c->is_full = w->refused >= w->most;
	return w->found(&f, w->ctx, err);
}

static int
read_chunk(struct store *store, void *ctx, struct err *err)
{
	struct chunk *c = ctx;
	struct policy_walk *w = c->walk;
	const struct store_filter filter = { .after = w->after,
					     .newest_first = true,
					     .limit = CHUNK_ROWS };

	if (w->last == 0 && store_reservation_last(store, &w->last, err) < 0)
		return -1;
	c->rows = c->candidates = 0;
	c->last = 0;
	if (store_list(store, &filter, take_row, c, err) < 0)
		return -1;
	for (unsigned i = 0; i < c->candidates; i++) {
		struct store_reservation row = { 0 };

		if (store_reservation_get(store, c->ids[i], &row, err) < 0)
			return -1;
		w->valid++;
		if (!judge(c, &row) && tell(c, store, &row, err) < 0)
			return -1;
		if (!c->is_full)
			continue;
		/* On from the one that was judged last. */
		w->looked_at += c->rows;
		w->after = c->ids[i] > 1 ? c->ids[i] : 0;
		return 0;
	}
	w->looked_at += c->rows;
	w->after = c->rows == CHUNK_ROWS && c->last > 1 ? c->last : 0;
	return 0;
}

int
policy_walk_step(struct policy_walk *w, struct lister *lister, struct err *err)
{
	int64_t begun = clock_monotonic_ms();
	struct chunk *c = calloc(1, sizeof(*c));
	int rc = 0;

	if (!c)
		return err_nomem(err);
	c->walk = w;
	do
		rc = lister_read(lister, read_chunk, c, err);
	while (rc == 0 && w->after != 0 && !c->is_full &&
	       w->looked_at < LIMIT_LOG_SCAN &&
	       clock_monotonic_ms() - begun < LIMIT_WALK_MS);
	free(c);
	return rc;
}
