/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /v1/log/…: the newest head, and proofs about the log. */

#include "json_write.h"
#include "reply.h"
#include "routes.h"

#include "sanca/text.h"

#include <string.h>

enum log_step { LOG_BEGIN, LOG_ASKED };

static bool
wants_json(const struct request *r)
{
	struct bytes accept = guard_field_get(&r->head, "Accept");

	return bytes_find(accept, bytes_of_text("application/json")) >= 0;
}

enum step
on_log_head(struct request *r)
{
	const struct msg_head *m = &r->ask.answer.head;
	struct msg ask = { .type = MSG_LOG_HEAD };
	struct buf body = { 0 };

	if ((enum log_step)r->step == LOG_BEGIN) {
		r->step = LOG_ASKED;
		return request_ask(r, &ask);
	}
	if (r->ask.state != ASK_ANSWERED || r->ask.answer.type != MSG_HEAD)
		return reply_err(r, &r->ask.err);
	if (!wants_json(r)) {
		buf_append_bytes(&body, m->head);
		return reply_body(r, 200, "text/plain; charset=utf-8", &body,
				  NULL);
	}
	buf_printf(&body, "{\"size\":%ju", (uintmax_t)m->size);
	json_field(&body, "head", m->head);
	buf_append_text(&body, "}\n");
	return reply_body(r, 200, "application/json", &body, NULL);
}

/* Exactly these two parameters, both numbers; the second may be absent. */
static int
read_pair(struct bytes query, const char *first, const char *second,
	  uint64_t *a, uint64_t *b, struct err *err)
{
	struct guard_parameter p[2];
	int n = guard_query(query, p, ARRAY_SIZE(p), err);
	bool has_first = false;

	if (n < 0)
		return -1;
	*b = 0;
	for (int i = 0; i < n; i++) {
		bool is_first = strcmp(p[i].name, first) == 0;

		if ((!is_first && strcmp(p[i].name, second) != 0) ||
		    text_u64(p[i].value, INT64_MAX, is_first ? a : b, err) < 0)
			return err_set(err, ERR_MALFORMED,
				       "the query must be ?%s=NUMBER&%s=NUMBER",
				       first, second);
		has_first = has_first || is_first;
	}
	if (!has_first)
		return err_set(err, ERR_MALFORMED,
			       "the query must be ?%s=NUMBER&%s=NUMBER", first,
			       second);
	return 0;
}

static void
write_base64(struct buf *out, const char *key, struct bytes v)
{
	buf_append_text(out, ",\"");
	buf_append_text(out, key);
	buf_append_text(out, "\":\"");
	base64_encode(v, out);
	buf_append_u8(out, '"');
}

static enum step
reply_proof(struct request *r, bool inclusion)
{
	const struct msg_proof *m = &r->ask.answer.proof;
	struct buf body = { 0 };

	buf_printf(&body, "{\"%s\":%ju,\"%s\":%ju",
		   inclusion ? "index" : "from", (uintmax_t)m->a,
		   inclusion ? "size" : "to", (uintmax_t)m->b);
	if (inclusion)
		write_base64(&body, "leaf", m->leaf);
	write_base64(&body, "root", m->root);
	buf_append_text(&body, ",\"hashes\":[");
	for (size_t i = 0; i + 32 <= m->hashes.n; i += 32) {
		buf_append_text(&body, i ? ",\"" : "\"");
		base64_encode((struct bytes){ m->hashes.p + i, 32 }, &body);
		buf_append_u8(&body, '"');
	}
	buf_append_text(&body, "]}\n");
	return reply_body(r, 200, "application/json", &body, NULL);
}

static enum step
answer_proof(struct request *r, bool inclusion)
{
	struct msg m = { .type = MSG_LOG_PROOF };
	struct err err;

	if ((enum log_step)r->step == LOG_BEGIN) {
		m.log_proof.kind = inclusion ? 1 : 2;
		if (read_pair(r->head.query, inclusion ? "index" : "from",
			      inclusion ? "size" : "to", &m.log_proof.a,
			      &m.log_proof.b, &err) < 0)
			return reply_err(r, &err);
		r->step = LOG_ASKED;
		return request_ask(r, &m);
	}
	if (r->ask.state != ASK_ANSWERED || r->ask.answer.type != MSG_PROOF)
		return reply_err(r, &r->ask.err);
	return reply_proof(r, inclusion);
}

enum step
on_log_inclusion(struct request *r)
{
	return answer_proof(r, true);
}

enum step
on_log_consistency(struct request *r)
{
	return answer_proof(r, false);
}
