/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The signed head of the log, to be kept elsewhere; and whether the log of now
 * goes on from one that was. */

#include "console_log.h"

#include "form_body.h"
#include "list.h"
#include "log_check.h"
#include "page.h"
#include "routes.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <string.h>

enum head_step { HEAD_BEGIN, HEAD_ASKED };

struct heads {
	struct buf pasted;
	uint64_t size; /* of now */
	struct log_head now, old;
};

static void
heads_free(struct heads *h)
{
	buf_free(&h->pasted);
}

static int
read_now(struct store *store, void *ctx, struct err *err)
{
	struct heads *h = ctx;

	return log_check_stored(store, h->size, &h->now, err);
}

static int
read_old(struct store *store, void *ctx, struct err *err)
{
	struct heads *h = ctx;

	return log_check_pasted(store, buf_bytes(&h->pasted), &h->old, err);
}

/* Lines of a note: only its line ends stay what they are. */
static void
note_write(const char *note, struct buf *out)
{
	while (*note) {
		size_t n = strcspn(note, "\n");

		html_text((struct bytes){ (const uint8_t *)note, n }, out);
		if (note[n] == '\n')
			buf_append_u8(out, '\n');
		note += n + (note[n] == '\n');
	}
}

static int
add_head(struct page_values *v, const struct heads *h, struct err *err)
{
	struct buf note = { 0 }, when = { 0 }, size = { 0 };
	int rc = 0;

	note_write(h->now.note, &note);
	console_time_write(h->now.time, &when);
	buf_printf(&size, "%ju", (uintmax_t)h->now.size);
	rc = page_add_made(v, "note", &note, true, err);
	if (rc == 0)
		rc = page_add_made(v, "when", &when, true, err);
	if (rc == 0)
		rc = page_add_made(v, "size", &size, false, err);
	buf_free(&note);
	buf_free(&when);
	buf_free(&size);
	return rc;
}

/* answer is markup, and taken. */
static enum step
reply_head(struct request *r, const struct heads *h, struct buf *answer,
	   unsigned status)
{
	const struct console_page page = { .title = "The signed head",
					   .place = CONSOLE_LOG,
					   .status = status };
	CLEANUP(buf_free) struct buf taken = *answer;
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct buf pasted = { 0 }, text = { 0 };
	struct err err;

	*answer = (struct buf){ 0 };
	for (size_t i = 0; i < h->pasted.n; i++)
		if (h->pasted.p[i] != '\r')
			buf_append_u8(&text, h->pasted.p[i]);
	note_write(buf_text(&text), &pasted);
	buf_free(&text);
	if (page_add_made(&v, "pasted", &pasted, true, &err) < 0 ||
	    add_head(&v, h, &err) < 0 ||
	    page_add_made(&v, "answer", &taken, true, &err) < 0 ||
	    console_add_token(&v, r, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/log_head.html", &v);
}

enum step
on_console_log_head(struct request *r)
{
	struct heads h = { .size = UINT64_MAX };
	struct buf none = { 0 };
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0 ||
	    lister_read(r->front->lister, read_now, &h, &err) < 0)
		return reply_err(r, &err);
	return reply_head(r, &h, &none, 200);
}

/* ---- an older one ---------------------------------------------------------------------- */

static enum step
reply_fault_of(struct request *r, struct heads *h, const struct err *fault)
{
	struct buf answer = { 0 };
	struct err err;

	h->size = UINT64_MAX;
	if (lister_read(r->front->lister, read_now, h, &err) < 0)
		return reply_err(r, &err);
	buf_append_text(&answer, "<p class=\"caution\" role=\"alert\">"
				 "<strong class=\"bad\">It does not "
				 "hold:</strong> ");
	html_text(bytes_of_text(fault->text), &answer);
	buf_append_text(&answer, "</p>\n");
	return reply_head(r, h, &answer, 422);
}

static int
answer_write(const struct heads *h, const struct msg_proof *m, struct buf *out,
	     struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct buf hashes = { 0 }, when = { 0 }, from = { 0 }, to = { 0 };
	int rc = 0;

	console_log_hashes_write(m->hashes, &hashes);
	console_time_write(h->old.time, &when);
	buf_printf(&from, "%ju", (uintmax_t)h->old.size);
	buf_printf(&to, "%ju", (uintmax_t)h->now.size);
	rc = page_add_made(&v, "hashes", &hashes, true, err);
	if (rc == 0)
		rc = page_add_made(&v, "when", &when, true, err);
	if (rc == 0)
		rc = page_add_made(&v, "from", &from, false, err);
	if (rc == 0)
		rc = page_add_made(&v, "to", &to, false, err);
	if (rc == 0)
		rc = page_fill("console/log_consistent.html", v.at, v.count,
			       out, err);
	buf_free(&hashes);
	buf_free(&when);
	buf_free(&from);
	buf_free(&to);
	return rc;
}

static enum step
reply_consistent(struct request *r, struct heads *h)
{
	const struct msg_proof *m = &r->ask.answer.proof;
	struct buf answer = { 0 };
	struct err err;

	h->size = m->b;
	if (lister_read(r->front->lister, read_now, h, &err) < 0)
		return reply_err(r, &err);
	if (merkle_verify_consistency(h->old.size, h->now.size, h->old.root,
				      h->now.root, m->hashes, &err) < 0) {
		(void)!err_context(&err,
				   "the log of now does not begin with the "
				   "%ju entries of this head: it was rewritten",
				   (uintmax_t)h->old.size);
		return reply_fault_of(r, h, &err);
	}
	if (answer_write(h, m, &answer, &err) < 0) {
		buf_free(&answer);
		return reply_err(r, &err);
	}
	return reply_head(r, h, &answer, 200);
}

enum step
on_console_log_check(struct request *r)
{
	CLEANUP(heads_free) struct heads h = { .size = UINT64_MAX };
	const struct form_field fields[] = {
		{ .name = "head",
		  .text = &h.pasted,
		  .max = 2 * sizeof(h.old.note),
		  .is_long = true },
	};
	struct msg m = { .type = MSG_LOG_PROOF };
	struct err err;

	if (form_body_read(buf_bytes(&r->work->body), fields,
			   ARRAY_SIZE(fields), &err) < 0)
		return reply_err(r, &err);
	if (lister_read(r->front->lister, read_old, &h, &err) < 0)
		return err.code == ERR_CORRUPT ? reply_fault_of(r, &h, &err)
					       : reply_err(r, &err);
	if ((enum head_step)r->step == HEAD_BEGIN) {
		m.log_proof.kind = 2;
		m.log_proof.a = h.old.size;
		r->step = HEAD_ASKED;
		return request_ask(r, &m);
	}
	if (r->ask.state == ASK_ANSWERED && r->ask.err.code == ERR_NOT_FOUND)
		return reply_fault_of(r, &h, &r->ask.err);
	if (r->ask.state != ASK_ANSWERED || r->ask.answer.type != MSG_PROOF)
		return console_refused(r, NULL);
	return reply_consistent(r, &h);
}
