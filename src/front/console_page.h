/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Pages of the console: the shell around each, redirects after actions. */
#ifndef SANCA_FRONT_CONSOLE_PAGE_H
#define SANCA_FRONT_CONSOLE_PAGE_H

#include "form_body.h"
#include "page_values.h"
#include "reply.h"
#include "session.h"

/* What of the navigation a page belongs to. */
enum console_place {
	CONSOLE_NOWHERE,
#define PLACE(name, path, label, rights) CONSOLE_##name,
#include "console_places.def"
#undef PLACE
	CONSOLE_PLACE_COUNT
};

/* What is said on the next page after an action. */
enum console_done {
	DONE_NOTHING,
#define CONSOLE_DONE(NAME, word, text) DONE_##NAME,
#include "console_done.def"
#undef CONSOLE_DONE
	DONE_COUNT
};

struct console_page {
	const char *title;
	enum console_place place;
	/* A .js below web/, besides console.js; NULL: none. */
	const char *script;
	unsigned status; /* 0: 200 */
	bool is_wide;	 /* for tables */
};

/* Answers with main inside the shell; takes main. */
enum step reply_console(struct request *r, const struct console_page *page,
			struct buf *main);
/* The same from a template below web/ and its values. */
enum step reply_console_filled(struct request *r,
			       const struct console_page *page,
			       const char *template,
			       const struct page_values *values);
/* A part of a page, for console.js: markup without a shell. Takes part. */
enum step reply_console_part(struct request *r, struct buf *part);

/* 303 to path, a path of the console, where done is said; n: how many, or 0. */
enum step console_redirect(struct request *r, const char *path,
			   enum console_done done, uint64_t n);
/* 303 to where the password is asked for, and from there to next. */
enum step console_confirm(struct request *r, const char *next);
/* What the signer said instead of what was hoped for: REFUSED, or no answer. A
 * session that has ended meanwhile, or needs its password again: there, and
 * back to next (a path of the console; NULL: /console/). */
enum step console_refused(struct request *r, const char *next);

/* Adds {{csrf}} to the values: the hidden field for a form. */
MUST_CHECK int console_add_token(struct page_values *v, const struct request *r,
				 struct err *err);
/* A time as markup: <time datetime="2026-11-30T12:00:00Z">30 November 2026, 12:00
 * UTC</time>. */
void console_time_write(int64_t t_s, struct buf *out);
/* Escapes for a query. */
void console_query_escape(struct bytes value, struct buf *out);

/* ---- for the console itself */

#define CONSOLE_HEADERS 10
/* RFC 9110 15.5.2 wants one; this is what is meant, and no browser asks for a
 * password because of it. */
#define CONSOLE_CHALLENGE                                                      \
	"Cookie realm=\"sanca\", form-action=\"/console/sign-in\", "           \
	"cookie-name=\"" SESSION_COOKIE "\""
#define CONSOLE_COOKIES 2
/* As console_redirect(), with values of Set-Cookie; NULL ends them. */
enum step console_redirect_with(struct request *r, const char *path,
				enum console_done done, uint64_t n,
				const char *const cookies[CONSOLE_COOKIES]);
/* The whole document around main. */
MUST_CHECK int console_wrap(const struct request *r,
			    const struct console_page *page, struct bytes main,
			    struct buf *out, struct err *err);
/* The header fields of the pages, name, value, …, NULL; how many strings. cookie
 * is room for one of them. */
size_t console_headers(const struct request *r, const char **headers,
		       char cookie[192]);
/* For problem.c: a refusal as a whole page of the console. */
MUST_CHECK int console_problem_render(const struct problem *p,
				      struct request *r, unsigned status,
				      struct buf *out, struct err *err);
/* Whether this request is for the console, also where there is no such page. */
bool console_is_path(const struct request *r);
/* Over plain HTTP: says to use HTTPS. */
enum step reply_console_plain(struct request *r);

#endif
