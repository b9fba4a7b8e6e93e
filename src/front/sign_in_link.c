/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /console/link/SECRET: the first administrator, or a first password. Looking
 * uses nothing up; only the form does. */

#include "request.h"
#include "routes.h"
#include "sign_in.h"
#include "work.h"

#include <string.h>

enum link_step { LINK_BEGIN, LINK_ASKED, LINK_LOOKED_AGAIN };

static bool
read_secret(const struct request *r, uint8_t hash[32])
{
	char pair[SESSION_SECRET_CHARS + 3], secret[SESSION_SECRET_CHARS + 1];

	if (r->path.segment.n != SESSION_SECRET_CHARS)
		return false;
	memcpy(pair, "s=", 2);
	memcpy(pair + 2, r->path.segment.p, SESSION_SECRET_CHARS);
	pair[SESSION_SECRET_CHARS + 2] = '\0';
	if (!session_cookie_read(bytes_of_text(pair), "s", secret))
		return false;
	session_secret_hash(secret, hash);
	return true;
}

static enum step
no_link(struct request *r)
{
	return reply_fault(r, ERR_NOT_FOUND,
			   "this link was used already, has expired, or never "
			   "was: an administrator makes a new one with `sanca "
			   "console-link` on the machine of the CA");
}

static enum step
ask_find(struct request *r, const uint8_t hash[32], enum link_step next)
{
	struct msg m = { .type = MSG_LINK_FIND };

	m.link_find.kind = LINK_CONSOLE;
	m.link_find.hash = (struct bytes){ hash, 32 };
	r->step = (int)next;
	return request_ask(r, &m);
}

static enum step
reply_form(struct request *r, const struct sign_in_form *f,
	   const struct err *fault)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct bytes requester = r->ask.answer.link_found.requester;
	const struct console_page page = {
		.title = requester.n > 0 ? "Set a password"
					 : "The first administrator",
		.status = sign_in_status(fault ? fault->code : ERR_NONE),
	};
	struct err err;

	if (page_add(&v, "requester", requester, &err) < 0 ||
	    page_add(&v, "name", buf_bytes(&f->name), &err) < 0 ||
	    page_add(&v, "secret", r->path.segment, &err) < 0 ||
	    sign_in_add_fault(&v, fault ? fault->text : NULL, &err) < 0 ||
	    console_add_token(&v, r, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page,
				    requester.n > 0
					    ? "console/link_password.html"
					    : "console/link_first.html",
				    &v);
}

static bool
is_found(const struct request *r)
{
	return r->ask.state == ASK_ANSWERED &&
	       r->ask.answer.type == MSG_LINK_FOUND;
}

static enum step
not_found(struct request *r)
{
	if (r->ask.state == ASK_ANSWERED && r->ask.err.code == ERR_NOT_FOUND)
		return no_link(r);
	return console_refused(r, NULL);
}

enum step
on_console_link(struct request *r)
{
	const struct sign_in_form empty = { 0 };
	uint8_t hash[32];

	if (!read_secret(r, hash))
		return no_link(r);
	if ((enum link_step)r->step == LINK_BEGIN)
		return ask_find(r, hash, LINK_ASKED);
	return is_found(r) ? reply_form(r, &empty, NULL) : not_found(r);
}

static int
read_form(const struct request *r, struct sign_in_form *f, struct err *err)
{
	const struct form_field fields[] = {
		{ .name = "name", .text = &f->name, .max = LIMIT_LABEL_BYTES },
		{ .name = "password",
		  .text = &f->password,
		  .max = LIMIT_PASSWORD_BYTES },
		{ .name = "again",
		  .text = &f->again,
		  .max = LIMIT_PASSWORD_BYTES },
	};

	return form_body_read(buf_bytes(&r->work->body), fields,
			      ARRAY_SIZE(fields), err);
}

static enum step
ask_use(struct request *r, const struct sign_in_form *f, const uint8_t hash[32])
{
	struct msg m = { .type = MSG_LINK_USE };
	uint8_t session[32];
	struct err err;

	if (!sign_in_passes_rate(r))
		return STEP_DONE;
	if (sign_in_secret(r, session, &err) < 0)
		return reply_err(r, &err);
	m.link_use.hash = (struct bytes){ hash, 32 };
	m.link_use.requester = buf_bytes(&f->name);
	m.link_use.password = buf_bytes(&f->password);
	m.link_use.session = BYTES_OF(session);
	m.link_use.peer = bytes_of_text(r->conn->peer);
	m.link_use.request_id = bytes_of_text(r->id);
	r->step = LINK_ASKED;
	return request_ask(r, &m);
}

/* What can be put right is said above the form, which says whose link it is:
 * that is asked again. */
static bool
can_be_mended(enum err_code code)
{
	return code == ERR_MALFORMED || code == ERR_CONFLICT ||
	       code == ERR_USAGE;
}

enum step
on_console_link_use(struct request *r)
{
	CLEANUP(sign_in_form_free) struct sign_in_form f = { 0 };
	const struct ask *a = &r->ask;
	uint8_t hash[32];
	struct err err;

	if (!read_secret(r, hash))
		return no_link(r);
	if (read_form(r, &f, &err) < 0)
		return reply_err(r, &err);
	if ((enum link_step)r->step == LINK_BEGIN) {
		if (sign_in_check_new(buf_bytes(&f.password),
				      buf_bytes(&f.again),
				      &r->session.fault) == 0)
			return ask_use(r, &f, hash);
		return ask_find(r, hash, LINK_LOOKED_AGAIN);
	}
	if ((enum link_step)r->step == LINK_LOOKED_AGAIN)
		return is_found(r) ? reply_form(r, &f, &r->session.fault)
				   : not_found(r);
	if (a->state == ASK_ANSWERED && a->answer.type == MSG_AUTH_OK)
		return sign_in_done(r, bytes_of_text("/console/"));
	if (a->state != ASK_ANSWERED || !can_be_mended(a->err.code))
		return not_found(r);
	r->session.fault = a->err;
	return ask_find(r, hash, LINK_LOOKED_AGAIN);
}
