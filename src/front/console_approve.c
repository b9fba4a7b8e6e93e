/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The decision on a request that waits: its form, and what is sent. */

#include "console_waiting.h"

#include "form_body.h"
#include "page.h"
#include "routes.h"

#include "sanca/ipc.h"
#include "sanca/text.h"

#include <stdio.h>

enum approve_step { APPROVE_BEGIN, APPROVE_ASKED, APPROVE_PARKED };

/* ---- the page ----------------------------------------------------------------------------- */

static void
fault_write(const struct err *fault, struct buf *out)
{
	if (!fault)
		return;
	buf_append_text(out, "<p class=\"caution\" role=\"alert\"><strong "
			     "class=\"bad\">Not done:</strong> ");
	html_text(bytes_of_text(fault->text), out);
	buf_append_text(out, "</p>\n");
}

static int
add_form(struct page_values *v, struct request *r, struct console_waiting *w,
	 const struct err *fault, struct err *err)
{
	struct buf lines = { 0 }, profiles = { 0 }, verdict = { 0 },
		   said = { 0 };
	const struct {
		const char *name;
		struct buf *made;
	} all[] = { { "names", &lines },
		    { "profiles", &profiles },
		    { "verdict", &verdict },
		    { "fault", &said } };
	int rc = 0;

	fault_write(fault, &said);
	if (w->by.policy) {
		console_names_lines(w->names, &lines);
		console_profiles_write(w->by.policy, buf_text(&w->profile),
				       &profiles);
		if (w->names->wanted->work->wishes.has_names)
			rc = console_names_write(w->names, &w->by, &verdict,
						 err);
	}
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (rc == 0)
			rc = page_add_made(v, all[i].name, all[i].made, true,
					   err);
		buf_free(all[i].made);
	}
	if (rc < 0 ||
	    page_add(v, "lifetime", buf_bytes(&w->lifetime), err) < 0 ||
	    page_add(v, "word", buf_bytes(&w->word), err) < 0 ||
	    console_add_token(v, r, err) < 0)
		return -1;
	return page_add_filled(v, "form", "console/pending_form.html", err);
}

static enum step
reply_one(struct request *r, struct console_waiting *w, const struct err *fault,
	  unsigned status)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	char title[48];
	const struct console_page page = { .title = title,
					   .place = CONSOLE_PENDING,
					   .script = "live.js",
					   .status = status };
	struct err why, err;

	snprintf(title, sizeof(title), "Request %ju", (uintmax_t)w->row.id);
	if (console_waiting_add(&v, w, &err) < 0)
		return reply_err(r, &err);
	if (!console_waiting_is_open(r, w)) {
		if (page_add_text(&v, "form", "", &err) < 0)
			return reply_err(r, &err);
		return reply_console_filled(r, &page,
					    "console/pending_one.html", &v);
	}
	w->names = w->names ? w->names : console_names_new();
	if (!w->names)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (console_waiting_judge(r, w, &why) < 0 && !fault)
		fault = &why;
	if (add_form(&v, r, w, fault, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/pending_one.html", &v);
}

static void
fill_wishes(struct console_waiting *w)
{
	char lifetime[24];

	buf_append_bytes(&w->profile, w->row.profile);
	if (w->row.lifetime_s == 0)
		return;
	text_duration_show(w->row.lifetime_s, lifetime);
	buf_append_text(&w->lifetime, lifetime);
}

enum step
on_console_pending_one(struct request *r)
{
	CLEANUP(console_waiting_free) struct console_waiting w = { 0 };
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0)
		return reply_err(r, &err);
	if (!console_waiting_find(r, &w))
		return STEP_DONE;
	fill_wishes(&w);
	return reply_one(r, &w, NULL, 200);
}

/* ---- deciding ----------------------------------------------------------------------------- */

static int
form_read(struct request *r, struct console_waiting *w, struct err *err)
{
	struct wanted *wanted = w->names->wanted;
	const struct form_field fields[] = {
		{ .name = "names",
		  .text = &wanted->list,
		  .max = LIMIT_NAMES * (LIMIT_NAME_BYTES + 2),
		  .is_long = true },
		{ .name = "move", .text = &w->move, .max = 16 },
		{ .name = "profile", .text = &w->profile, .max = 16 },
		{ .name = "lifetime", .text = &w->lifetime, .max = 16 },
		{ .name = "word",
		  .text = &w->word,
		  .max = LIMIT_WORD_BYTES,
		  .is_long = true },
		{ .name = "do", .text = &w->act, .max = 16 },
		{ .name = "part", .text = &w->part, .max = 3 },
	};

	w->is_typed = true;
	return form_body_read(buf_bytes(&r->work->body), fields,
			      ARRAY_SIZE(fields), err);
}

/* TEXT_LINES has LF alone. */
static void
word_lines(struct buf *word)
{
	size_t n = 0;

	for (size_t i = 0; i < word->n; i++)
		if (word->p[i] != '\r')
			word->p[n++] = word->p[i] == '\t' ? ' ' : word->p[i];
	word->n = n;
}

static enum step
ask_approve(struct request *r, struct console_waiting *w)
{
	struct work *work = w->names->wanted->work;
	struct msg m = { .type = MSG_APPROVE };

	buf_clear(&work->names_wire);
	names_encode(&work->names, &work->names_wire);
	if (work->names_wire.broken)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	m.approve.generation = r->live->generation;
	m.approve.credential = BYTES_OF(r->credential);
	m.approve.pending = w->row.id;
	m.approve.names = buf_bytes(&work->names_wire);
	m.approve.profile = bytes_of_text(work->wishes.profile);
	m.approve.lifetime_s = work->wishes.lifetime_s;
	m.approve.word = buf_bytes(&w->word);
	m.approve.peer = bytes_of_text(r->conn->peer);
	m.approve.request_id = bytes_of_text(r->id);
	r->step = APPROVE_ASKED;
	return request_ask(r, &m);
}

static enum step
ask_refuse(struct request *r, const struct console_waiting *w)
{
	struct msg m = { .type = MSG_PENDING_REFUSE };

	m.pending_refuse.credential = BYTES_OF(r->credential);
	m.pending_refuse.pending = w->row.id;
	m.pending_refuse.word = buf_bytes(&w->word);
	m.pending_refuse.peer = bytes_of_text(r->conn->peer);
	m.pending_refuse.request_id = bytes_of_text(r->id);
	r->step = APPROVE_ASKED;
	return request_ask(r, &m);
}

static enum step
decide(struct request *r, struct console_waiting *w)
{
	struct err why, err;

	if (bytes_is_text(buf_bytes(&w->act), "refuse"))
		return ask_refuse(r, w);
	if (console_waiting_judge(r, w, &why) < 0)
		return reply_one(r, w, &why, 422);
	if (w->part.n > 0) {
		struct buf part = { 0 };

		if (console_names_write(w->names, &w->by, &part, &err) < 0) {
			buf_free(&part);
			return reply_err(r, &err);
		}
		return reply_console_part(r, &part);
	}
	if (!bytes_is_text(buf_bytes(&w->act), "approve")) {
		/* Done already: the lines hold what was moved. */
		buf_clear(&w->move);
		w->is_typed = true;
		buf_clear(&w->names->wanted->list);
		for (size_t i = 0; i < w->names->wanted->typed.count; i++)
			buf_printf(&w->names->wanted->list, "%s\n",
				   w->names->wanted->typed.at[i]);
		w->names->wanted->typed.count = 0;
		return reply_one(r, w, NULL, 200);
	}
	if (w->names->outcome == POLICY_DENIES) {
		(void)!err_set(&why, ERR_POLICY,
			       "what is refused below cannot be approved: "
			       "change it, or refuse the request");
		w->names->wanted->typed.count = 0;
		return reply_one(r, w, &why, 422);
	}
	return ask_approve(r, w);
}

static enum step
take_answer(struct request *r, struct console_waiting *w)
{
	const struct ask *a = &r->ask;
	bool is_answered = a->state == ASK_ANSWERED;
	char path[64];

	snprintf(path, sizeof(path), "/console/pending/%ju",
		 (uintmax_t)w->row.id);
	if (is_answered && a->answer.type == MSG_ISSUED)
		return console_redirect(r, path, DONE_APPROVED, 0);
	if (is_answered && a->answer.type == MSG_DONE)
		return console_redirect(r, path, DONE_REFUSED, 0);
	if (request_must_ask_again(r)) {
		r->tries++;
		r->step = APPROVE_PARKED;
		return request_park(r);
	}
	if (is_answered && a->answer.type == MSG_REFUSED &&
	    a->err.code != ERR_UNAUTHORIZED) {
		const struct err why = a->err;

		return reply_one(r, w, &why,
				 (unsigned)err_info(why.code)->http_status);
	}
	return console_refused(r, path);
}

enum step
on_console_decide(struct request *r)
{
	CLEANUP(console_waiting_free) struct console_waiting w = { 0 };
	struct err err;

	if ((enum approve_step)r->step == APPROVE_PARKED) {
		live_drop(&r->live);
		r->live = live_take(&r->front->live);
	}
	if (!console_waiting_find(r, &w))
		return STEP_DONE;
	w.names = console_names_new();
	if (!w.names)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (form_read(r, &w, &err) < 0)
		return reply_err(r, &err);
	word_lines(&w.word);
	if ((enum approve_step)r->step == APPROVE_ASKED)
		return take_answer(r, &w);
	return decide(r, &w);
}
