/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the pages share on which a password is typed. */

#include "rate.h"
#include "request.h"
#include "sign_in.h"

#include "sanca/clock.h"

#include <string.h>

void
sign_in_form_free(struct sign_in_form *f)
{
	buf_free(&f->name);
	buf_free_wipe(&f->password);
	buf_free_wipe(&f->again);
	buf_free_wipe(&f->new_password);
	buf_free(&f->next);
}

bool
sign_in_passes_rate(struct request *r)
{
	struct problem p = { .retry_after_s = 60 };

	if (rate_allows(r->front->sign_ins, r->conn->address,
			LIMIT_SIGN_INS_A_MINUTE, clock_monotonic_ms()))
		return true;
	COUNT(r->front, limited);
	(void)!err_set(&p.err, ERR_RATE_LIMITED,
		       "more than %d passwords in a minute from this address",
		       LIMIT_SIGN_INS_A_MINUTE);
	reply_problem(r, &p);
	return false;
}

int
sign_in_secret(struct request *r, uint8_t ret_hash[32], struct err *err)
{
	if (session_secret_new(r->session.new_secret, err) < 0)
		return -1;
	session_secret_hash(r->session.new_secret, ret_hash);
	return 0;
}

enum step
sign_in_done(struct request *r, struct bytes next)
{
	CLEANUP(buf_free) struct buf path = { 0 };
	char session[192], form[192];
	const char *const cookies[CONSOLE_COOKIES] = { session, form };

	/* A new secret each time: what was in the browser before is worth
	 * nothing afterwards (session fixation). */
	session_cookie_write(SESSION_COOKIE, r->session.new_secret, session);
	session_cookie_write(SESSION_FORM_COOKIE, "", form);
	bytes_wipe(r->session.new_secret, sizeof(r->session.new_secret));
	buf_append_bytes(&path, session_next_is_ours(next)
					? next
					: bytes_of_text("/console/"));
	return console_redirect_with(r, buf_text(&path), DONE_SIGNED_IN, 0,
				     cookies);
}

int
sign_in_check_new(struct bytes password, struct bytes again, struct err *err)
{
	if (password.n < LIMIT_PASSWORD_LEAST)
		return err_set(err, ERR_MALFORMED,
			       "A password has at least %d characters.",
			       LIMIT_PASSWORD_LEAST);
	if (!bytes_equal(password, again))
		return err_set(err, ERR_MALFORMED,
			       "The two passwords are not the same.");
	return 0;
}

int
sign_in_add_fault(struct page_values *v, const char *fault, struct err *err)
{
	struct buf out = { 0 };

	if (fault) {
		buf_append_text(&out, "<p class=\"fault\" role=\"alert\">");
		html_text(bytes_of_text(fault), &out);
		buf_append_text(&out, "</p>\n");
	}
	return page_add_made(v, "fault", &out, true, err);
}

int
sign_in_add_next(struct page_values *v, struct bytes next, struct err *err)
{
	return page_add(v, "next",
			session_next_is_ours(next) ? next
						   : bytes_of_text("/console/"),
			err);
}

unsigned
sign_in_status(enum err_code code)
{
	return code == ERR_NONE ? 200 : (unsigned)err_info(code)->http_status;
}
