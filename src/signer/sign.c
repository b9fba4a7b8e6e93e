/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Signs what was reserved, and nothing else. */
#include "batch.h"

#include "sanca/logline.h"

/* Each takes some 50 us. */
#define SIGN_SHARED 4

struct sign_work {
	struct signer *s;
	struct batch *batch;
	bool verify;
};

static int
sign(const struct sign_work *w, struct request *r, unsigned slot,
     struct err *err)
{
	struct ca_key *key = w->s->ca_key;
	struct bytes tbs = buf_bytes(&r->tbs);

	if (ca_key_sign(key, slot, w->verify, tbs, &r->signature, err) != 0 ||
	    certificate_assemble(tbs, ca_key_sig_alg(key),
				 buf_bytes(&r->signature), &r->certificate,
				 err) != 0)
		return -1;
	sha256(buf_bytes(&r->certificate), r->sha256);
	sha1(buf_bytes(&r->certificate), r->sha1);
	return 0;
}

static void
sign_one(void *ctx, size_t index, unsigned slot)
{
	struct sign_work *w = ctx;
	struct request *r = &w->batch->at[index];

	if (r->state != REQUEST_RESERVED)
		return;
	if (sign(w, r, slot, &r->err) == 0)
		r->state = REQUEST_SIGNED;
	else
		r->state = REQUEST_UNSIGNED;
}

void
batch_sign(struct signer *s, struct batch *b)
{
	struct sign_work work = {
		.s = s,
		.batch = b,
		.verify = s->configuration->conf->verify_own == VERIFY_ALWAYS,
	};

	pool_run(s->pool, sign_one, &work, b->count, SIGN_SHARED);
	s->counters.signatures += batch_count(b, REQUEST_SIGNED);
	for (size_t i = 0; i < b->count; i++) {
		if (b->at[i].state == REQUEST_UNSIGNED)
			logline_err(LOGLINE_ERROR, &b->at[i].err,
				    "reservation %ju is not signed",
				    (uintmax_t)b->at[i].reservation);
	}
}
