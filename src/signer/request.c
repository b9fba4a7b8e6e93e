/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A request for a certificate on its way, and the batch it travels in. */
#include "request.h"

#include <stdlib.h>

void
request_reset(struct request *r)
{
	r->state = REQUEST_TAKEN;
	r->own = OWN_NONE;
	r->link = NULL;
	r->ask = (struct msg_issue){ 0 };
	r->who = (struct store_requester){ 0 };
	r->policy = NULL;
	r->approval = NULL;
	r->may_only_ask = false;
	r->may_approve = false;
	r->approves = 0;
	r->replaces = 0;
	r->order = 0;
	r->account = 0;
	r->pending = 0;
	buf_clear(&r->kept);
	r->profile = NULL;
	r->names.count = 0;
	r->shortened = false;
	r->key_seen = false;
	r->reservation = 0;
	r->log_index = 0;
	r->retry_after_s = 0;
	r->own_key = false;
	buf_clear(&r->granted);
	buf_clear(&r->tbs);
	buf_clear(&r->signature);
	buf_clear(&r->certificate);
	buf_clear(&r->violations);
}

int
violations_refuse(struct violations *v, struct buf *out, struct err *err)
{
	const char *first = v->count > 0 ? v->at[0].text : "not allowed";
	size_t all = v->count + v->dropped;

	violations_encode(v, out);
	/* What does not fit the message is counted. */
	while (out->n > LIMIT_REFUSED_VIOLATIONS && v->count > 1) {
		v->dropped += v->count / 4 + 1;
		v->count -= v->count / 4 + 1;
		buf_clear(out);
		violations_encode(v, out);
	}
	if (all > 1)
		return err_set(err, ERR_POLICY, "%s (and %zu more)", first,
			       all - 1);
	return err_set(err, ERR_POLICY, "%s", first);
}

void
request_refuse(struct request *r, const struct err *err)
{
	r->err = *err;
	r->state = REQUEST_REFUSED;
}

void
batch_free(struct batch **batch)
{
	struct batch *b = *batch;

	if (b == NULL)
		return;
	for (size_t i = 0; i < LIMIT_BATCH; i++) {
		buf_free(&b->at[i].record);
		buf_free(&b->at[i].kept);
		buf_free(&b->at[i].granted);
		buf_free(&b->at[i].tbs);
		buf_free(&b->at[i].signature);
		buf_free(&b->at[i].certificate);
		buf_free(&b->at[i].violations);
	}
	free(b);
	*batch = NULL;
}

size_t
batch_count(const struct batch *b, enum request_state state)
{
	size_t n = 0;

	for (size_t i = 0; i < b->count; i++)
		n += b->at[i].state == state;
	return n;
}
