/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Pages for people: the shell around each, and the headers that go with it. */
#ifndef SANCA_FRONT_PAGE_H
#define SANCA_FRONT_PAGE_H

#include "html.h"
#include "live.h"
#include "reply.h"

struct page {
	const char *title;
	/* A .js below web/, for one more script besides copy.js; NULL: none. */
	const char *script;
	/* Whether anybody may keep it: pages with what only their owner may
	 * see say no. */
	bool is_public;
	/* Seconds after which to come again, as text; NULL: no need. */
	const char *retry_after;
};

/* Fills web/NAME, a template, into out. */
MUST_CHECK int page_fill(const char *name, const struct html_value *values,
			 size_t count, struct buf *out, struct err *err);
/* The whole document around main, which is markup made by page_fill(). */
MUST_CHECK int page_wrap(const struct live *live, const struct page *page,
			 struct bytes main, struct buf *out, struct err *err);
/* Wraps and answers 200 with an ETag, or 304. Takes main. */
enum step reply_page(struct request *r, const struct page *page,
		     struct buf *main);

/* Whether a browser asks: one that wants a page for people rather than what
 * programs take. */
bool request_wants_page(const struct request *r);
/* A refusal as the text of a page. */
MUST_CHECK int problem_main_render(const struct problem *p, const char *title,
				   const char *advice, const char *id,
				   unsigned status, struct buf *out,
				   struct err *err);
/* A refusal as a whole document. */
MUST_CHECK int problem_page_render(const struct problem *p,
				   const struct live *live, const char *id,
				   unsigned status, struct buf *out,
				   struct err *err);

#endif
