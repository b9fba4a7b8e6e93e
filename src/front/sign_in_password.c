/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The password once more, before what needs it; and a new one. */

#include "request.h"
#include "routes.h"
#include "sign_in.h"
#include "work.h"

#include <string.h>

enum password_step { PASSWORD_BEGIN, PASSWORD_ASKED };

static enum step
reply_form(struct request *r, const char *template, struct bytes next,
	   const struct err *fault)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	bool is_new = strcmp(template, "console/password.html") == 0;
	const struct console_page page = {
		.title = is_new ? "Change your password"
				: "Your password once more",
		.status = sign_in_status(fault ? fault->code : ERR_NONE),
	};
	struct err err;

	if (page_add_text(&v, "requester", r->session.requester, &err) < 0 ||
	    sign_in_add_next(&v, next, &err) < 0 ||
	    sign_in_add_fault(&v, fault ? fault->text : NULL, &err) < 0 ||
	    console_add_token(&v, r, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, template, &v);
}

enum step
on_confirm_page(struct request *r)
{
	CLEANUP(buf_free) struct buf next = { 0 };
	const struct form_field fields[] = {
		{ .name = "next", .text = &next, .max = LIMIT_NEXT_BYTES },
	};
	struct err err;

	if (form_query_read(r->head.query, fields, ARRAY_SIZE(fields), &err) <
	    0)
		return reply_err(r, &err);
	return reply_form(r, "console/confirm.html", buf_bytes(&next), NULL);
}

enum step
on_password_page(struct request *r)
{
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0)
		return reply_err(r, &err);
	return reply_form(r, "console/password.html", (struct bytes){ 0 },
			  NULL);
}

static enum step
ask_reauth(struct request *r, const struct sign_in_form *f)
{
	struct msg m = { .type = MSG_REAUTH };

	if (!sign_in_passes_rate(r))
		return STEP_DONE;
	m.reauth.credential = BYTES_OF(r->credential);
	m.reauth.password = buf_bytes(&f->password);
	m.reauth.new_password = buf_bytes(&f->new_password);
	m.reauth.peer = bytes_of_text(r->conn->peer);
	m.reauth.request_id = bytes_of_text(r->id);
	r->step = PASSWORD_ASKED;
	return request_ask(r, &m);
}

static bool
is_done(const struct request *r)
{
	return r->ask.state == ASK_ANSWERED && r->ask.answer.type == MSG_DONE;
}

/* Whether the signer looked at the password and did not take it: that is said
 * above the form. After a few wrong ones the session is over. */
static bool
is_wrong(const struct request *r)
{
	return r->ask.state == ASK_ANSWERED &&
	       (r->ask.err.code == ERR_FORBIDDEN ||
		r->ask.err.code == ERR_MALFORMED ||
		r->ask.err.code == ERR_USAGE);
}

enum step
on_confirm(struct request *r)
{
	CLEANUP(sign_in_form_free) struct sign_in_form f = { 0 };
	const struct form_field fields[] = {
		{ .name = "password",
		  .text = &f.password,
		  .max = LIMIT_PASSWORD_BYTES },
		{ .name = "next", .text = &f.next, .max = LIMIT_NEXT_BYTES },
	};
	struct bytes next;
	struct err err;

	if (form_body_read(buf_bytes(&r->work->body), fields,
			   ARRAY_SIZE(fields), &err) < 0)
		return reply_err(r, &err);
	if ((enum password_step)r->step == PASSWORD_BEGIN)
		return ask_reauth(r, &f);
	next = buf_bytes(&f.next);
	if (is_done(r))
		return console_redirect(r,
					session_next_is_ours(next)
						? buf_text(&f.next)
						: "/console/",
					DONE_CONFIRMED, 0);
	if (!is_wrong(r))
		return console_refused(r, NULL);
	reply_record(r, &r->ask.err);
	return reply_form(r, "console/confirm.html", next, &r->ask.err);
}

enum step
on_password(struct request *r)
{
	CLEANUP(sign_in_form_free) struct sign_in_form f = { 0 };
	const struct form_field fields[] = {
		{ .name = "password",
		  .text = &f.password,
		  .max = LIMIT_PASSWORD_BYTES },
		{ .name = "new",
		  .text = &f.new_password,
		  .max = LIMIT_PASSWORD_BYTES },
		{ .name = "again",
		  .text = &f.again,
		  .max = LIMIT_PASSWORD_BYTES },
	};
	const struct bytes none = { 0 };
	struct err err;

	if (form_body_read(buf_bytes(&r->work->body), fields,
			   ARRAY_SIZE(fields), &err) < 0)
		return reply_err(r, &err);
	if ((enum password_step)r->step == PASSWORD_BEGIN) {
		if (sign_in_check_new(buf_bytes(&f.new_password),
				      buf_bytes(&f.again), &err) == 0)
			return ask_reauth(r, &f);
		return reply_form(r, "console/password.html", none, &err);
	}
	if (is_done(r))
		return console_redirect(r, "/console/", DONE_PASSWORD, 0);
	if (!is_wrong(r))
		return console_refused(r, NULL);
	reply_record(r, &r->ask.err);
	return reply_form(r, "console/password.html", none, &r->ask.err);
}
