/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Asks the signer at each request who is signed in; nothing is remembered here.
 * Forms from elsewhere are refused before anything is asked. */

#include "session.h"

#include "console_page.h"
#include "form_body.h"
#include "reply.h"
#include "request.h"
#include "work.h"

#include "sanca/clock.h"

#include <string.h>
#include <strings.h>

#define FORM_TYPE "application/x-www-form-urlencoded"

const struct session *
request_session(const struct request *r)
{
	return &r->session;
}

bool
session_may(const struct request *r, uint32_t rights)
{
	return r->session.known && (r->session.rights & rights) == rights;
}

bool
session_is_confirmed(const struct request *r)
{
	return r->session.known &&
	       r->session.confirmed_until > clock_wall_s();
}

/* ---- before the body ------------------------------------------------------------ */

static bool
is_ours(struct bytes origin, struct bytes host)
{
	static const char scheme[] = "https://";
	size_t n = sizeof(scheme) - 1;

	return host.n > 0 && origin.n == n + host.n &&
	       memcmp(origin.p, scheme, n) == 0 &&
	       strncasecmp((const char *)origin.p + n, (const char *)host.p,
			   host.n) == 0;
}

/* Whether the form was on a page of ours: as the browser says, which no other
 * page can make it say otherwise. */
static bool
is_from_here(const struct guard_head *head)
{
	struct bytes origin = guard_field_get(head, "Origin");
	struct bytes site = guard_field_get(head, "Sec-Fetch-Site");

	if (site.p && !bytes_is_text(site, "same-origin"))
		return false;
	if (origin.p)
		return is_ours(origin, guard_field_get(head, "Host"));
	return site.p && !guard_field_get(head, "Referer").p;
}

static bool
is_form(const struct guard_head *head)
{
	struct bytes type = guard_field_get(head, "Content-Type");
	size_t n = sizeof(FORM_TYPE) - 1;

	return type.n >= n &&
	       strncasecmp((const char *)type.p, FORM_TYPE, n) == 0 &&
	       (type.n == n || type.p[n] == ';');
}

static bool
passes_origin(struct request *r)
{
	if (!r->work)
		return true;
	if (!is_from_here(&r->head)) {
		reply_fault(r, ERR_FORBIDDEN,
			    "this form does not come from a page of this "
			    "console: open the page here, and send it again");
		return false;
	}
	if (is_form(&r->head))
		return true;
	reply_fault(r, ERR_MEDIA_TYPE, "a form is sent as " FORM_TYPE);
	return false;
}

static void
sign_in(struct request *r)
{
	CLEANUP(buf_free) struct buf path = { 0 };
	struct bytes target = { (const uint8_t *)r->target, r->target_n };

	if (r->work) {
		reply_fault(r, ERR_UNAUTHORIZED,
			    "you are not signed in, or no longer: sign in, "
			    "and do it again");
		return;
	}
	buf_append_text(&path, "/console/sign-in");
	if (session_next_is_ours(target) &&
	    !bytes_is_text(target, "/console/")) {
		buf_append_text(&path, "?next=");
		console_query_escape(target, &path);
	}
	console_redirect(r, buf_text(&path), DONE_NOTHING, 0);
}

/* Forms for those who are not signed in are bound to a cookie, too: nobody can
 * be signed in as somebody else from elsewhere. */
static void
begin_door(struct request *r)
{
	struct session *s = &r->session;
	char secret[SESSION_SECRET_CHARS + 1];
	struct err err;

	if (!session_cookie_read(guard_field_get(&r->head, "Cookie"),
				 SESSION_FORM_COOKIE, secret)) {
		if (session_secret_new(secret, &err) < 0) {
			reply_err(r, &err);
			return;
		}
		memcpy(s->new_form_secret, secret, sizeof(secret));
	}
	session_token_make(secret, s->token);
	bytes_wipe(secret, sizeof(secret));
}

static void
begin_session(struct request *r)
{
	struct msg m = { .type = MSG_AUTH };
	char secret[SESSION_SECRET_CHARS + 1];

	if (!session_cookie_read(guard_field_get(&r->head, "Cookie"),
				 SESSION_COOKIE, secret)) {
		sign_in(r);
		return;
	}
	r->credential[0] = CREDENTIAL_SESSION;
	session_secret_hash(secret, r->credential + 1);
	session_token_make(secret, r->session.token);
	bytes_wipe(secret, sizeof(secret));
	r->has_credential = true;
	m.auth.credential = BYTES_OF(r->credential);
	r->auth_pending = true;
	(void)request_ask(r, &m);
}

void
session_begin(struct request *r)
{
	/* Each kind of credential has its own doors. */
	if (guard_field_get(&r->head, "Authorization").p) {
		reply_fault(r, ERR_UNAUTHORIZED,
			    "the console takes no tokens: sign in with name "
			    "and password");
		return;
	}
	if (!passes_origin(r))
		return;
	if (r->route->auth == ROUTE_SESSION)
		begin_session(r);
	else
		begin_door(r);
}

void
session_identified(struct request *r)
{
	const struct msg_auth_ok *ok = &r->ask.answer.auth_ok;
	struct session *s = &r->session;

	if (r->ask.state != ASK_ANSWERED || r->ask.answer.type != MSG_AUTH_OK) {
		if (r->ask.err.code == ERR_UNAUTHORIZED)
			sign_in(r);
		else
			reply_err(r, &r->ask.err);
		return;
	}
	request_copy_label(s->requester, ok->requester);
	request_copy_label(s->policy, ok->policy);
	s->rights = ok->rights;
	s->expires_at = ok->expires_at;
	s->confirmed_until = ok->confirmed_until;
	s->known = true;
	/* For what is judged as through the other doors. */
	memcpy(r->who.requester, s->requester, sizeof(s->requester));
	memcpy(r->who.policy, s->policy, sizeof(s->policy));
	r->who.rights = s->rights;
	r->who.remembered = false;
	r->who.known = true;
	r->ask.state = ASK_IDLE;
	if (!session_may(r, r->route->right))
		reply_fault(r, ERR_FORBIDDEN,
			    "you do not have the right to do that; an "
			    "administrator can give it to you");
}

/* ---- the form -------------------------------------------------------------------- */

bool
session_passes_form(struct request *r)
{
	CLEANUP(buf_free) struct buf token = { 0 };
	struct err err;

	if (!r->work || r->session.form_is_checked)
		return true;
	if (form_body_find(buf_bytes(&r->work->body), SESSION_TOKEN_FIELD,
			   SESSION_SECRET_CHARS, &token, &err) < 0 ||
	    r->session.new_form_secret[0] ||
	    !bytes_equal_secret(buf_bytes(&token),
				bytes_of_text(r->session.token))) {
		reply_fault(r, ERR_FORBIDDEN,
			    "this form is too old, or not from here: open the "
			    "page again, and send it again");
		return false;
	}
	r->session.form_is_checked = true;
	return true;
}
