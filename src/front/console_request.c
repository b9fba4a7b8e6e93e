/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A request pasted into the console: read, judged name by name, and sent. */

#include "console_names.h"
#include "exposed_key.h"
#include "form_body.h"
#include "judge.h"
#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

enum request_step { REQUEST_BEGIN, REQUEST_ASKED, REQUEST_PARKED };

struct form {
	struct console_names *names;
	struct buf csr, move, profile, lifetime, contact, act, part;
	struct judges by;
	struct err fault; /* ERR_NONE: it could be read */
	bool is_read;
};

static void
form_free(struct form *f)
{
	console_names_free(&f->names);
	buf_free(&f->csr);
	buf_free(&f->move);
	buf_free(&f->profile);
	buf_free(&f->lifetime);
	buf_free(&f->contact);
	buf_free(&f->act);
	buf_free(&f->part);
}

static int
form_begin(const struct request *r, struct form *f, struct err *err)
{
	const struct session *s = request_session(r);

	f->names = console_names_new();
	if (!f->names)
		return err_nomem(err);
	f->by.policy = conf_policy(r->live->conf, bytes_of_text(s->policy));
	if (!f->by.policy)
		return err_set(err, ERR_POLICY,
			       "your policy \"%s\" is not in sanca.conf",
			       s->policy);
	f->by.approval = console_approval_of(r, f->by.policy);
	f->by.may_only_ask = !session_may(r, RIGHT_ISSUE);
	f->by.requester = s->requester;
	f->by.door = DOOR_CONSOLE;
	return 0;
}

/* ---- the page -------------------------------------------------------------------------- */

static void
fault_write(const struct form *f, struct buf *out)
{
	const struct notes *notes = &f->names->wanted->work->notes_read;

	buf_append_text(out, "<p><strong class=\"bad\">It cannot be "
			     "used:</strong> ");
	html_text(bytes_of_text(f->fault.text), out);
	buf_append_text(out, "</p>\n");
	if (f->is_read || notes->count == 0)
		return;
	buf_append_text(out, "<ul>\n");
	for (size_t i = 0; i < notes->count; i++) {
		buf_append_text(out, "<li>");
		html_text(bytes_of_text(notes->at[i].text), out);
		buf_append_text(out, "</li>\n");
	}
	buf_append_text(out, "</ul>\n");
}

static int
verdict_write(const struct form *f, struct buf *out, struct err *err)
{
	if (f->fault.code != ERR_NONE)
		fault_write(f, out);
	if (!f->is_read)
		return buf_check(out, err);
	return console_names_write(f->names, &f->by, out, err);
}

/* Text of several lines: only its line ends stay what they are. */
static void
lines_write(struct bytes text, struct buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i <= text.n; i++) {
		size_t n = i - from;

		if (i < text.n && text.p[i] != '\n')
			continue;
		if (n > 0 && text.p[i - 1] == '\r')
			n--;
		html_text((struct bytes){ text.p + from, n }, out);
		if (i < text.n)
			buf_append_u8(out, '\n');
		from = i + 1;
	}
}

static enum step
reply_form(struct request *r, struct form *f, unsigned status)
{
	const struct console_page page = { .title = "Request a certificate",
					   .place = CONSOLE_REQUEST,
					   .script = "console_request.js",
					   .status = status };
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct buf csr = { 0 }, lines = { 0 }, profiles = { 0 },
		   verdict = { 0 };
	const struct {
		const char *name;
		struct buf *made;
	} all[] = { { "csr", &csr },
		    { "names", &lines },
		    { "profiles", &profiles },
		    { "verdict", &verdict } };
	const char *part = f->is_read || f->fault.code != ERR_NONE
				   ? "console/request_send.html"
				   : NULL;
	struct err err;
	bool may_wait = f->by.approval || f->by.may_only_ask;
	int rc = 0;

	lines_write(buf_bytes(&f->csr), &csr);
	if (f->is_read)
		console_names_lines(f->names, &lines);
	console_profiles_write(f->by.policy, buf_text(&f->profile), &profiles);
	rc = f->csr.n > 0 ? verdict_write(f, &verdict, &err) : 0;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (rc == 0)
			rc = page_add_made(&v, all[i].name, all[i].made, true,
					   &err);
		buf_free(all[i].made);
	}
	if (rc < 0 ||
	    page_add(&v, "lifetime", buf_bytes(&f->lifetime), &err) < 0 ||
	    page_add(&v, "typed-contact", buf_bytes(&f->contact), &err) < 0 ||
	    (may_wait ? page_add_filled(&v, "contact",
					"console/request_contact.html", &err)
		      : page_add_text(&v, "contact", "", &err)) < 0 ||
	    page_add_text(&v, "policy", f->by.policy->name, &err) < 0 ||
	    page_add_text(&v, "label",
			  f->by.may_only_ask ? "Ask for it" : "Get it",
			  &err) < 0 ||
	    console_add_token(&v, r, &err) < 0)
		return reply_err(r, &err);
	rc = part ? page_add_filled(&v, "send", part, &err)
		  : page_add_text(&v, "send", "", &err);
	if (rc < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/request.html", &v);
}

enum step
on_console_request_page(struct request *r)
{
	CLEANUP(form_free) struct form f = { 0 };
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0 ||
	    form_begin(r, &f, &err) < 0)
		return reply_err(r, &err);
	return reply_form(r, &f, 200);
}

/* ---- reading it -------------------------------------------------------------------------- */

static int
form_read(const struct request *r, struct form *f, struct err *err)
{
	struct wanted *wanted = f->names->wanted;
	const struct form_field fields[] = {
		{ .name = "csr",
		  .text = &f->csr,
		  .max = LIMIT_BODY_BYTES,
		  .is_long = true },
		{ .name = "names",
		  .text = &wanted->list,
		  .max = LIMIT_NAMES * (LIMIT_NAME_BYTES + 2),
		  .is_long = true },
		{ .name = "move", .text = &f->move, .max = 16 },
		{ .name = "profile", .text = &f->profile, .max = 16 },
		{ .name = "lifetime", .text = &f->lifetime, .max = 16 },
		{ .name = "contact",
		  .text = &f->contact,
		  .max = LIMIT_CONTACT_BYTES },
		{ .name = "do", .text = &f->act, .max = 16 },
		{ .name = "part", .text = &f->part, .max = 3 },
	};

	return form_body_read(buf_bytes(&r->work->body), fields,
			      ARRAY_SIZE(fields), err);
}

/* What is beside the request: the policy's own standards when left empty. */
static int
read_wishes(struct form *f, struct err *err)
{
	struct wishes *w = &f->names->wanted->work->wishes;

	if (f->profile.n > 0 && f->profile.n < sizeof(w->profile))
		memcpy(w->profile, buf_text(&f->profile), f->profile.n + 1);
	if (wishes_contact(buf_bytes(&f->contact), w, err) < 0)
		return -1;
	if (f->lifetime.n == 0)
		return 0;
	return wishes_lifetime(buf_text(&f->lifetime), w, err);
}

/* Fills fault, or judges. -1 only when no opinion can be had. */
static int
form_judge(const struct request *r, struct form *f, struct err *err)
{
	struct wanted *wanted = f->names->wanted;
	struct work *w = wanted->work;
	struct err fault = { 0 };

	wanted_names_split(buf_bytes(&wanted->list), &wanted->typed);
	wanted->is_request = wanted->has_key = true;
	buf_append_bytes(&w->body, buf_bytes(&f->csr));
	if (buf_check(&w->body, err) < 0)
		return -1;
	if (work_read(w, &fault) < 0) {
		f->fault = fault;
		/* Nothing but the key is refused: the rest is told, too. */
		if (w->key.code == ERR_NONE)
			return 0;
	}
	if (read_wishes(f, &fault) < 0) {
		f->fault = fault;
		return 0;
	}
	if (console_names_judge(f->names, r, &f->by, buf_bytes(&f->move), err) <
	    0)
		return err->code == ERR_NOMEM ? -1 : (f->fault = *err, 0);
	f->is_read = true;
	return 0;
}

/* ---- sending it -------------------------------------------------------------------------- */

static enum step
ask_issue(struct request *r, struct form *f)
{
	struct work *w = f->names->wanted->work;
	struct msg m = { .type = MSG_ISSUE };
	uint8_t status[32];
	struct err err;

	/* Whoever is signed in finds it in the list: of its secret address
	 * nobody is told. */
	if (random_bytes(status, sizeof(status), &err) < 0)
		return reply_err(r, &err);
	work_encode(w);
	if (w->names_wire.broken || w->requested_wire.broken ||
	    w->diagnosis.broken)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	m.issue.generation = r->live->generation;
	m.issue.door = DOOR_CONSOLE;
	m.issue.credential = BYTES_OF(r->credential);
	m.issue.profile = bytes_of_text(w->wishes.profile);
	m.issue.lifetime_s = w->wishes.lifetime_s;
	m.issue.spki = w->csr.key.spki;
	m.issue.names = buf_bytes(&w->names_wire);
	m.issue.names_requested = buf_bytes(&w->requested_wire);
	if (!w->csr.has_password)
		m.issue.csr = buf_bytes(&w->der);
	m.issue.diagnosis = buf_bytes(&w->diagnosis);
	m.issue.contact = bytes_of_text(w->wishes.contact);
	m.issue.status_hash = BYTES_OF(status);
	m.issue.peer = bytes_of_text(r->conn->peer);
	m.issue.request_id = bytes_of_text(r->id);
	r->step = REQUEST_ASKED;
	return request_ask(r, &m);
}

static enum step
judge_and_ask(struct request *r, struct form *f)
{
	struct err err;

	if (form_judge(r, f, &err) < 0)
		return reply_err(r, &err);
	/* A key that two people know: it is blocked, whatever was pressed. */
	if (f->fault.code == ERR_PRIVATE_KEY) {
		buf_clear(&r->work->csr_text);
		buf_append_bytes(&r->work->csr_text, buf_bytes(&f->csr));
		if (exposed_key_find(r))
			return exposed_key_block(r, &f->fault);
	}
	if (f->part.n > 0) {
		struct buf verdict = { 0 };

		if (f->csr.n > 0 && verdict_write(f, &verdict, &err) < 0) {
			buf_free(&verdict);
			return reply_err(r, &err);
		}
		return reply_console_part(r, &verdict);
	}
	if (!bytes_is_text(buf_bytes(&f->act), "issue"))
		return reply_form(r, f, 200);
	if (f->fault.code != ERR_NONE || f->names->outcome == POLICY_DENIES)
		return reply_form(r, f, 422);
	return ask_issue(r, f);
}

/* What the signer refuses, above all else that is said. */
static enum step
reply_refused(struct request *r, struct form *f)
{
	struct err why = r->ask.err, err;

	if (form_judge(r, f, &err) < 0)
		return reply_err(r, &err);
	f->fault = why;
	return reply_form(r, f, (unsigned)err_info(why.code)->http_status);
}

static enum step
take_answer(struct request *r, struct form *f)
{
	const struct ask *a = &r->ask;
	char path[64 + 2 * LIMIT_SERIAL_BYTES];

	if (a->state == ASK_ANSWERED && a->answer.type == MSG_ISSUED) {
		snprintf(path, sizeof(path), "/console/certificates/");
		hex_encode(a->answer.issued.serial, path + strlen(path));
		COUNT(r->front, issued);
		return console_redirect(r, path, DONE_ISSUED, 0);
	}
	if (a->state == ASK_ANSWERED && a->answer.type == MSG_PENDED) {
		snprintf(path, sizeof(path), "/console/pending/%ju",
			 (uintmax_t)a->answer.pended.pending);
		return console_redirect(r, path, DONE_PENDS, 0);
	}
	if (request_must_ask_again(r)) {
		r->tries++;
		r->step = REQUEST_PARKED;
		return request_park(r);
	}
	if (a->state == ASK_ANSWERED && a->answer.type == MSG_REFUSED &&
	    a->err.code != ERR_UNAUTHORIZED)
		return reply_refused(r, f);
	return console_refused(r, "/console/request");
}

enum step
on_console_request(struct request *r)
{
	CLEANUP(form_free) struct form f = { 0 };
	struct err err;

	if ((enum request_step)r->step == REQUEST_PARKED) {
		live_drop(&r->live);
		r->live = live_take(&r->front->live);
	}
	if (form_begin(r, &f, &err) < 0 || form_read(r, &f, &err) < 0)
		return reply_err(r, &err);
	if ((enum request_step)r->step == REQUEST_ASKED)
		return take_answer(r, &f);
	return judge_and_ask(r, &f);
}
