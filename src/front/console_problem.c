/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Refusals within the console, and the page that says to use HTTPS. */

#include "console_page.h"

#include "page.h"
#include "request.h"
#include "work.h"

#include "sanca/conf.h"

#include <stdio.h>
#include <string.h>

bool
console_is_path(const struct request *r)
{
	size_t n = sizeof(GUARD_CONSOLE_PATH) - 1;
	struct bytes path = r->head.path;

	return path.n >= n && memcmp(path.p, GUARD_CONSOLE_PATH, n) == 0 &&
	       (path.n == n || path.p[n] == '/');
}

static const char *
advice(enum err_code code, unsigned status)
{
	if (code == ERR_UNAUTHORIZED)
		return "What you typed was not taken. The page for signing in "
		       "is at /console/sign-in.";
	if (status == 404)
		return "It does not exist, or it is not yours to see.";
	if (code == ERR_FORBIDDEN)
		return "Nothing was changed.";
	if (status == 429 || status >= 500)
		return "It is not your fault. Nothing was changed by this "
		       "request, as far as is known: look before you try "
		       "again.";
	return "Nothing was changed by this request.";
}

int
console_problem_render(const struct problem *p, struct request *r,
		       unsigned status, struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf main = { 0 };
	const struct console_page page = {
		.title = p->err.code == ERR_UNAUTHORIZED
				 ? "You are not signed in"
				 : err_info(p->err.code)->title,
	};

	if (problem_main_render(p, page.title, advice(p->err.code, status),
				r->id, status, &main, err) < 0)
		return -1;
	if (p->err.code == ERR_UNAUTHORIZED)
		buf_append_text(&main, "<p><a class=\"button\" "
				       "href=\"/console/sign-in\">Sign "
				       "in</a></p>\n");
	return console_wrap(r, &page, buf_bytes(&main), out, err);
}

/* No form, and nothing of who asks: anybody on the way could read it. */
enum step
reply_console_plain(struct request *r)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(buf_free) struct buf main = { 0 };
	const struct page page = { .title = "The console needs HTTPS" };
	const char *headers[] = { "Content-Security-Policy",
				  r->live->page_policy, "Connection", "close",
				  NULL };
	struct buf origin = { 0 }, body = { 0 };
	bool has_origin = conf_https_origin(r->live->conf, &origin);
	struct err err;

	if (page_add_made(&v, "origin", &origin, false, &err) < 0 ||
	    page_fill(has_origin ? "console/plain.html"
				 : "console/no_https.html",
		      v.at, v.count, &main, &err) < 0 ||
	    page_wrap(r->live, &page, buf_bytes(&main), &body, &err) < 0) {
		buf_free(&body);
		return reply_err(r, &err);
	}
	return reply_body(r, 403, "text/html; charset=utf-8", &body, headers);
}

enum step
console_refused(struct request *r, const char *next)
{
	struct problem p = { .err = r->ask.err };
	struct err err;

	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type != MSG_REFUSED)
		return reply_fault(r, ERR_INTERNAL,
				   "the signer gave an answer of another kind");
	/* The minutes for which the password counts may be over by now. */
	if (p.err.code == ERR_FORBIDDEN && next && !session_is_confirmed(r))
		return console_confirm(r, next);
	if (r->ask.state == ASK_ANSWERED) {
		p.retry_after_s = r->ask.answer.refused.retry_after_s;
		if (r->work &&
		    violations_decode(r->ask.answer.refused.violations,
				      &r->work->signer, &err) == 0)
			p.violations[0] = &r->work->signer;
	}
	return reply_problem(r, &p);
}
