/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Signing in to the console, and out of it. */

#include "request.h"
#include "routes.h"
#include "sign_in.h"
#include "work.h"

#include <string.h>

enum sign_in_step { SIGN_IN_BEGIN, SIGN_IN_ASKED };

enum step
on_console_enter(struct request *r)
{
	return console_redirect(r, "/console/", DONE_NOTHING, 0);
}

/* ---- in ------------------------------------------------------------------------- */

static enum step
reply_form(struct request *r, const struct sign_in_form *f,
	   const struct err *fault)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	const struct console_page page = {
		.title = "Sign in",
		.status = sign_in_status(fault ? fault->code : ERR_NONE),
	};
	struct err err;

	if (page_add(&v, "name", buf_bytes(&f->name), &err) < 0 ||
	    sign_in_add_next(&v, buf_bytes(&f->next), &err) < 0 ||
	    sign_in_add_fault(&v, fault ? fault->text : NULL, &err) < 0 ||
	    console_add_token(&v, r, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/sign_in.html", &v);
}

enum step
on_sign_in_page(struct request *r)
{
	CLEANUP(sign_in_form_free) struct sign_in_form f = { 0 };
	const struct form_field fields[] = {
		{ .name = "next", .text = &f.next, .max = LIMIT_NEXT_BYTES },
	};
	struct err err;

	if (form_query_read(r->head.query, fields, ARRAY_SIZE(fields), &err) <
	    0)
		return reply_err(r, &err);
	return reply_form(r, &f, NULL);
}

static int
read_form(const struct request *r, struct sign_in_form *f, struct err *err)
{
	const struct form_field fields[] = {
		{ .name = "name", .text = &f->name, .max = LIMIT_LABEL_BYTES },
		{ .name = "password",
		  .text = &f->password,
		  .max = LIMIT_PASSWORD_BYTES },
		{ .name = "next", .text = &f->next, .max = LIMIT_NEXT_BYTES },
	};

	return form_body_read(buf_bytes(&r->work->body), fields,
			      ARRAY_SIZE(fields), err);
}

static enum step
ask_login(struct request *r, const struct sign_in_form *f)
{
	struct msg m = { .type = MSG_LOGIN };
	uint8_t hash[32];
	struct err err;

	if (!sign_in_passes_rate(r))
		return STEP_DONE;
	if (sign_in_secret(r, hash, &err) < 0)
		return reply_err(r, &err);
	m.login.requester = buf_bytes(&f->name);
	m.login.password = buf_bytes(&f->password);
	m.login.session = BYTES_OF(hash);
	m.login.peer = bytes_of_text(r->conn->peer);
	m.login.request_id = bytes_of_text(r->id);
	r->step = SIGN_IN_ASKED;
	return request_ask(r, &m);
}

enum step
on_sign_in(struct request *r)
{
	CLEANUP(sign_in_form_free) struct sign_in_form f = { 0 };
	const struct ask *a = &r->ask;
	struct err err;

	if (read_form(r, &f, &err) < 0)
		return reply_err(r, &err);
	if ((enum sign_in_step)r->step == SIGN_IN_BEGIN)
		return ask_login(r, &f);
	if (a->state == ASK_ANSWERED && a->answer.type == MSG_AUTH_OK)
		return sign_in_done(r, buf_bytes(&f.next));
	/* What the signer says of an unknown name and of a wrong password is
	 * the same. */
	if (a->state == ASK_ANSWERED && a->err.code == ERR_UNAUTHORIZED) {
		reply_record(r, &a->err);
		return reply_form(r, &f, &a->err);
	}
	return console_refused(r, NULL);
}

/* ---- out ------------------------------------------------------------------------ */

static enum step
sign_out(struct request *r, bool everywhere)
{
	struct msg m = { .type = MSG_LOGOUT };
	char session[192];
	const char *const cookies[CONSOLE_COOKIES] = { session, NULL };
	const struct ask *a = &r->ask;
	struct err err;

	if (form_body_read(buf_bytes(&r->work->body), NULL, 0, &err) < 0)
		return reply_err(r, &err);
	if ((enum sign_in_step)r->step == SIGN_IN_BEGIN) {
		m.logout.credential = BYTES_OF(r->credential);
		m.logout.everywhere = everywhere;
		m.logout.peer = bytes_of_text(r->conn->peer);
		r->step = SIGN_IN_ASKED;
		return request_ask(r, &m);
	}
	if (a->state != ASK_ANSWERED || a->answer.type != MSG_DONE)
		return console_refused(r, NULL);
	session_cookie_write(SESSION_COOKIE, "", session);
	return console_redirect_with(
		r, "/console/sign-in",
		everywhere ? DONE_SIGNED_OUT_ALL : DONE_SIGNED_OUT,
		everywhere ? a->answer.done.number : 0, cookies);
}

enum step
on_sign_out(struct request *r)
{
	return sign_out(r, false);
}

enum step
on_sign_out_everywhere(struct request *r)
{
	return sign_out(r, true);
}
