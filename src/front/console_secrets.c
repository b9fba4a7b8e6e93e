/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Tokens and links: made here, shown once, known to the signer by their hash. */

#include "console_people.h"

#include "form_body.h"
#include "page.h"
#include "routes.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/conf.h"
#include "sanca/ipc.h"
#include "sanca/key.h"
#include "sanca/text.h"

#include <string.h>

enum secret_step { SECRET_BEGIN, SECRET_ASKED };

/* A day: whoever gets it must open it, or ask again. */
#define CONSOLE_LINK_S INT64_C(86400)

/* ---- shown once ---------------------------------------------------------------------- */

/* template says what it is, and shows {{secret}} or {{address}}. */
static enum step
reply_secret(struct request *r, struct bytes name, const char *title,
	     const char *template, const char *path)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	const struct console_page page = { .title = title };
	struct buf address = { 0 };
	const char *secret = r->session.new_secret;
	struct err err;

	if (!conf_https_origin(r->live->conf, &address)) {
		buf_append_text(&address, "https://");
		buf_append_bytes(&address, guard_field_get(&r->head, "Host"));
	}
	buf_append_text(&address, path);
	buf_append_text(&address, secret);
	if (page_add_made(&v, "address", &address, false, &err) < 0 ||
	    page_add_text(&v, "secret", secret, &err) < 0 ||
	    page_add(&v, "name", name, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, template, &v);
}

static enum step
ask_link(struct request *r, enum link_kind kind, struct bytes name)
{
	struct msg m = { .type = MSG_LINK_NEW };
	uint8_t hash[32];
	struct err err;

	if (session_secret_new(r->session.new_secret, &err) < 0)
		return reply_err(r, &err);
	session_secret_hash(r->session.new_secret, hash);
	m.link_new.credential = BYTES_OF(r->credential);
	m.link_new.peer = bytes_of_text(r->conn->peer);
	m.link_new.kind = (uint8_t)kind;
	m.link_new.requester = name;
	m.link_new.hash = BYTES_OF(hash);
	if (kind == LINK_CONSOLE)
		m.link_new.expires_at = clock_wall_s() + CONSOLE_LINK_S;
	r->step = SECRET_ASKED;
	return request_ask(r, &m);
}

static bool
is_done(const struct ask *a)
{
	return a->state == ASK_ANSWERED && a->answer.type == MSG_DONE;
}

static enum step
make_link(struct request *r, enum link_kind kind)
{
	char path[PERSON_PATH_BYTES];
	struct err err;

	if (!session_is_confirmed(r))
		return console_confirm(r, person_path(r, path));
	if (form_body_read(buf_bytes(&r->work->body), NULL, 0, &err) < 0)
		return reply_err(r, &err);
	if ((enum secret_step)r->step == SECRET_BEGIN)
		return ask_link(r, kind, r->path.segment);
	if (people_is_mendable(&r->ask))
		return reply_person(r, NULL, &r->ask.err);
	if (!is_done(&r->ask))
		return console_refused(r, person_path(r, path));
	return kind == LINK_CONSOLE
		       ? reply_secret(r, r->path.segment, "A link, once",
				      "console/secret_link.html",
				      "/console/link/")
		       : reply_secret(r, r->path.segment, "A calendar, once",
				      "console/secret_calendar.html",
				      "/calendar/");
}

enum step
on_console_person_link(struct request *r)
{
	return make_link(r, LINK_CONSOLE);
}

enum step
on_console_person_calendar(struct request *r)
{
	return make_link(r, LINK_CALENDAR);
}

/* Of oneself: a session is enough. */
enum step
on_console_my_calendar(struct request *r)
{
	struct bytes name = bytes_of_text(request_session(r)->requester);
	struct err err;

	if (form_body_read(buf_bytes(&r->work->body), NULL, 0, &err) < 0)
		return reply_err(r, &err);
	if ((enum secret_step)r->step == SECRET_BEGIN)
		return ask_link(r, LINK_CALENDAR, name);
	if (!is_done(&r->ask))
		return console_refused(r, "/console/me");
	return reply_secret(r, name, "A calendar, once",
			    "console/secret_calendar.html", "/calendar/");
}

/* ---- tokens ---------------------------------------------------------------------------- */

static int
read_token_form(const struct request *r, uint32_t *ret_rights,
		int64_t *ret_expires, struct err *err)
{
	CLEANUP(buf_free) struct buf rights = { 0 };
	CLEANUP(buf_free) struct buf expires = { 0 };
	const struct form_field fields[] = {
		{ .name = "right", .text = &rights, .max = 16, .most = 6 },
		{ .name = "expires", .text = &expires, .max = 10 },
	};

	if (form_body_read(buf_bytes(&r->work->body), fields,
			   ARRAY_SIZE(fields), err) < 0 ||
	    people_rights_read(buf_bytes(&rights), ret_rights, err) < 0 ||
	    people_day_read(buf_bytes(&expires), ret_expires, err) < 0)
		return -1;
	if (*ret_rights == 0)
		return err_set(
			err, ERR_USAGE,
			"a token without a right is of no use: tick one");
	return 0;
}

static enum step
ask_token(struct request *r)
{
	struct msg m = { .type = MSG_TOKEN_NEW };
	uint8_t hash[32];
	struct err err;

	if (read_token_form(r, &m.token_new.rights, &m.token_new.expires_at,
			    &err) < 0)
		return err.code == ERR_USAGE ? reply_person(r, NULL, &err)
					     : reply_err(r, &err);
	if (session_secret_new(r->session.new_secret, &err) < 0)
		return reply_err(r, &err);
	/* Of the text, as the bearer shows it. */
	sha256(bytes_of_text(r->session.new_secret), hash);
	m.token_new.credential = BYTES_OF(r->credential);
	m.token_new.peer = bytes_of_text(r->conn->peer);
	m.token_new.requester = r->path.segment;
	m.token_new.hash = BYTES_OF(hash);
	r->step = SECRET_ASKED;
	return request_ask(r, &m);
}

enum step
on_console_person_token(struct request *r)
{
	char path[PERSON_PATH_BYTES];

	if (!session_is_confirmed(r))
		return console_confirm(r, person_path(r, path));
	if ((enum secret_step)r->step == SECRET_BEGIN)
		return ask_token(r);
	if (people_is_mendable(&r->ask))
		return reply_person(r, NULL, &r->ask.err);
	if (!is_done(&r->ask))
		return console_refused(r, person_path(r, path));
	return reply_secret(r, r->path.segment, "A token, once",
			    "console/secret_token.html", "/");
}

static int
read_number(const struct request *r, uint64_t *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf token = { 0 };
	const struct form_field fields[] = {
		{ .name = "token", .text = &token, .max = 20 },
	};

	if (form_body_read(buf_bytes(&r->work->body), fields,
			   ARRAY_SIZE(fields), err) < 0)
		return -1;
	/* 0 would be all of them. */
	if (text_u64(buf_text(&token), INT64_MAX, ret, err) < 0 || *ret == 0)
		return err_set(err, ERR_USAGE,
			       "say which token is to be revoked");
	return 0;
}

enum step
on_console_person_revoke(struct request *r)
{
	struct msg m = { .type = MSG_TOKEN_REVOKE };
	char path[PERSON_PATH_BYTES];
	struct err err;

	if (!session_is_confirmed(r))
		return console_confirm(r, person_path(r, path));
	if ((enum secret_step)r->step == SECRET_BEGIN) {
		if (read_number(r, &m.token_revoke.token, &err) < 0)
			return err.code == ERR_USAGE
				       ? reply_person(r, NULL, &err)
				       : reply_err(r, &err);
		m.token_revoke.credential = BYTES_OF(r->credential);
		m.token_revoke.peer = bytes_of_text(r->conn->peer);
		/* So that only one of this requester can be meant. */
		m.token_revoke.requester = r->path.segment;
		r->step = SECRET_ASKED;
		return request_ask(r, &m);
	}
	if (is_done(&r->ask))
		return console_redirect(r, person_path(r, path),
					DONE_TOKEN_REVOKED, 0);
	if (people_is_mendable(&r->ask))
		return reply_person(r, NULL, &r->ask.err);
	return console_refused(r, person_path(r, path));
}
