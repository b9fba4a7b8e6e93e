/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Makes responses and queues them. */

#include "reply.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <stdlib.h>
#include <string.h>

/* What the library takes of a long answer at once. */
#define PIECE_BYTES 16384

static void
count_status(struct front *front, unsigned status)
{
	if (status >= 500)
		COUNT(front, answered_5xx);
	else if (status >= 400)
		COUNT(front, answered_4xx);
	else if (status >= 300)
		COUNT(front, answered_3xx);
	else
		COUNT(front, answered_2xx);
}

static enum step
queue(struct request *r, unsigned status, struct MHD_Response *response)
{
	r->answered = true;
	count_status(r->front, status);
	/* When it is refused, MHD closes: the request stays unanswered. */
	(void)MHD_queue_response(r->mhd, status, response);
	return STEP_DONE;
}

static void
add(struct MHD_Response *response, const char *name, const char *value)
{
	(void)MHD_add_response_header(response, name, value);
}

/* Unless the handler says otherwise. */
static void
add_standard(struct MHD_Response *response, const char *name, const char *value,
	     const char *const *headers)
{
	for (size_t i = 0; headers && headers[i]; i += 2)
		if (strcmp(headers[i], name) == 0)
			return;
	add(response, name, value);
}

static enum step
reply_no_memory(struct request *r)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(
		0, NULL, MHD_RESPMEM_PERSISTENT);
	enum step step = STEP_DONE;

	r->answered = true;
	if (!response)
		return STEP_DONE; /* MHD closes */
	step = queue(r, 503, response);
	MHD_destroy_response(response);
	return step;
}

/* With the fields that all answers have. Takes response. */
static enum step
queue_made(struct request *r, unsigned status, const char *type,
	   struct MHD_Response *response, const char *const *headers)
{
	enum step step = STEP_DONE;

	add(response, "Content-Type", type);
	add(response, "X-Content-Type-Options", "nosniff");
	add(response, "Sanca-Request-Id", r->id);
	add_standard(response, "Referrer-Policy", "no-referrer", headers);
	add_standard(response, "Content-Security-Policy", BARE_POLICY, headers);
	add_standard(response, "Cache-Control", "no-store", headers);
	for (size_t i = 0; headers && headers[i]; i += 2)
		add(response, headers[i], headers[i + 1]);
	if (atomic_load_explicit(&r->front->draining, memory_order_relaxed))
		add(response, "Connection", "close");
	step = queue(r, status, response);
	MHD_destroy_response(response);
	return step;
}

enum step
reply_body(struct request *r, unsigned status, const char *type,
	   struct buf *body, const char *const *headers)
{
	struct MHD_Response *response = NULL;

	if (!body->broken) {
		response = MHD_create_response_from_buffer(
			body->n, body->p,
			body->p ? MHD_RESPMEM_MUST_FREE
				: MHD_RESPMEM_PERSISTENT);
	}
	if (!response) {
		buf_free(body);
		return reply_no_memory(r);
	}
	*body = (struct buf){ 0 };
	return queue_made(r, status, type, response, headers);
}

/* What is being sent of a long answer. */
struct pieces {
	struct conn *conn;
	reply_next_fn *next;
	void (*free_ctx)(void *ctx);
	void *ctx;
	struct buf piece;
	size_t sent;
};

static void
pieces_free(void *cls)
{
	struct pieces *p = cls;

	p->free_ctx(p->ctx);
	buf_free(&p->piece);
	free(p);
}

static ssize_t
pieces_read(void *cls, uint64_t at, char *out, size_t max)
{
	struct pieces *p = cls;
	size_t n = 0;
	struct err err;

	(void)at;
	/* Whoever still takes some is not given up. */
	conns_goes_on(p->conn);
	if (p->sent == p->piece.n) {
		buf_clear(&p->piece);
		p->sent = 0;
		if (p->next(p->ctx, &p->piece, &err) < 0) {
			logline_err(LOGLINE_WARNING, &err,
				    "a long answer is cut");
			return MHD_CONTENT_READER_END_WITH_ERROR;
		}
		if (p->piece.n == 0)
			return MHD_CONTENT_READER_END_OF_STREAM;
	}
	n = p->piece.n - p->sent;
	n = n < max ? n : max;
	memcpy(out, p->piece.p + p->sent, n);
	p->sent += n;
	return (ssize_t)n;
}

enum step
reply_pieces(struct request *r, const char *type, reply_next_fn *next,
	     void (*free_ctx)(void *ctx), void *ctx,
	     const char *const *headers)
{
	struct pieces *p = calloc(1, sizeof(*p));
	struct MHD_Response *response = NULL;

	if (!p) {
		free_ctx(ctx);
		return reply_no_memory(r);
	}
	*p = (struct pieces){ .conn = r->conn,
			      .next = next,
			      .free_ctx = free_ctx,
			      .ctx = ctx };
	response = MHD_create_response_from_callback(
		MHD_SIZE_UNKNOWN, PIECE_BYTES, pieces_read, p, pieces_free);
	if (!response) {
		pieces_free(p);
		return reply_no_memory(r);
	}
	return queue_made(r, 200, type, response, headers);
}

/* RFC 9110 13.1.2: a list of tags, or "*". */
bool
reply_tag_matches(struct bytes list, const char *etag)
{
	size_t n = strlen(etag);

	if (list.n == 1 && list.p[0] == '*')
		return true;
	for (size_t i = 0; i + n <= list.n; i++)
		if (memcmp(list.p + i, etag, n) == 0)
			return true;
	return false;
}

bool
reply_is_known(const struct request *r, const char *etag)
{
	struct bytes tags = guard_field_get(&r->head, "If-None-Match");

	return tags.n > 0 && reply_tag_matches(tags, etag);
}

enum step
reply_asset(struct request *r, struct asset *a)
{
	if (reply_is_known(r, a->etag))
		return queue(r, 304, a->not_modified);
	if (atomic_load_explicit(&r->front->draining, memory_order_relaxed))
		return queue(r, 200, a->response_closing);
	return queue(r, 200, a->response);
}

enum step
reply_dated(struct request *r, struct dated *d)
{
	int64_t now = clock_wall_s();
	/* The library sends the fields of the whole with 304, and no body: so
	 * Content-Length is that of 200 (RFC 9110 8.6). A POST has a body. */
	bool is_known = !r->work && dated_is_known(d, &r->head);
	struct MHD_Response *response = NULL;
	enum step step = STEP_DONE;

	if (!atomic_load_explicit(&r->front->draining, memory_order_relaxed)) {
		response = dated_response(d, now);
		return response ? queue(r, is_known ? 304 : 200, response)
				: reply_no_memory(r);
	}
	response = dated_make(d, now, true);
	if (!response)
		return reply_no_memory(r);
	step = queue(r, is_known ? 304 : 200, response);
	MHD_destroy_response(response);
	return step;
}
