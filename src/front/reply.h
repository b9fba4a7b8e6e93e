/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Answers: one place that makes responses. */
#ifndef SANCA_FRONT_REPLY_H
#define SANCA_FRONT_REPLY_H

#include "dated.h"
#include "request.h"

#include "sanca/diagnosis.h"
#include "sanca/names.h"

/* Takes body. headers: name, value, …, NULL; values may not hold control
 * octets. Content-Security-Policy, Referrer-Policy and Cache-Control replace
 * the strict ones that are set otherwise. */
enum step reply_body(struct request *r, unsigned status, const char *type,
		     struct buf *body, const char *const *headers);
/* A long answer, made while it is sent. next() appends one more piece (nothing:
 * the end; -1: the connection is cut); ctx is freed by free_ctx() when all is
 * over. headers as above. */
typedef int reply_next_fn(void *ctx, struct buf *out, struct err *err);
enum step reply_pieces(struct request *r, const char *type,
		       reply_next_fn *next, void (*free_ctx)(void *ctx),
		       void *ctx, const char *const *headers);
enum step reply_asset(struct request *r, struct asset *asset);
/* A CRL or an OCSP answer. The lock of its owner is held: so nobody takes the
 * ready response away while it is queued. */
enum step reply_dated(struct request *r, struct dated *d);
/* RFC 9110 13.1.2: whether a list of tags, or "*", has this one. */
bool reply_tag_matches(struct bytes list, const char *etag);
/* Whether the client has this body already (If-None-Match). etag: quoted. */
bool reply_is_known(const struct request *r, const char *etag);

/* A refusal as application/problem+json (RFC 9457). */
struct problem {
	struct err err;
	unsigned status; /* 0: that of the code */
	const struct violations *violations[3];
	const struct notes *notes;
	const struct work *work; /* names that violations speak of */
	bool tells_names;	 /* the verdict on each, too */
	unsigned retry_after_s;
	char allow[64];
	bool close;
};
void problem_render(const struct problem *p, const char *id, unsigned status,
		    struct buf *out);
/* The name that a violation of it speaks of, for people; nothing when it
 * speaks of none. */
void problem_name_show(const struct problem *p, const struct violations *from,
		       int index, struct buf *out);
/* Answers, for a browser with a page, logs one line, keeps it in the ring. */
enum step reply_problem(struct request *r, const struct problem *p);
/* The log line and the ring of it alone: the answer is a page of its own. */
void reply_record(struct request *r, const struct err *err);
/* The same for a plain error. */
enum step reply_err(struct request *r, const struct err *err);
enum step reply_fault(struct request *r, enum err_code code, const char *fmt,
		      ...) PRINTF_LIKE(3, 4);

#endif
