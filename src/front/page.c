/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Puts the shell around a page and answers with it. */

#include "page.h"

#include "accept.h"
#include "web.h"

#include <stdio.h>
#include <string.h>

bool
request_wants_page(const struct request *r)
{
	/* The other listeners have no style for it. */
	if (r->listener != LISTENER_PLAIN && r->listener != LISTENER_TLS)
		return false;
	return accept_prefers_page(guard_field_get(&r->head, "Accept"),
				   guard_field_get(&r->head, "User-Agent"));
}

int
page_fill(const char *name, const struct html_value *values, size_t count,
	  struct buf *out, struct err *err)
{
	struct bytes template = web_file(name);

	if (template.n == 0)
		return err_set(err, ERR_INTERNAL, "there is no web/%s", name);
	if (html_fill(template, values, count, out, err) < 0)
		return err_context(err, "web/%s", name);
	return 0;
}

static void
script_write(const char *name, struct buf *out)
{
	if (name)
		buf_printf(
			out,
			"<script type=\"module\" src=\"/web/%s\"></script>\n",
			name);
}

int
page_wrap(const struct live *live, const struct page *page, struct bytes main,
	  struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf scripts = { 0 };

	script_write("copy.js", &scripts);
	script_write(page->script, &scripts);
	const struct html_value values[] = {
		{ "title", bytes_of_text(page->title), false },
		{ "ca", bytes_of_text(live->issuer->common_name), false },
		{ "scripts", buf_bytes(&scripts), true },
		{ "main", main, true },
	};

	if (buf_check(&scripts, err) < 0)
		return -1;
	return page_fill("shell.html", values, ARRAY_SIZE(values), out, err);
}

enum step
reply_page(struct request *r, const struct page *page, struct buf *main)
{
	CLEANUP(buf_free) struct buf taken = *main;
	CLEANUP(buf_free) struct buf body = { 0 };
	struct err err;
	char etag[ETAG_BYTES] = "";
	const char *headers[] = {
		"Content-Security-Policy",
		r->live->page_policy,
		"Cache-Control",
		page->is_public ? "no-cache" : "no-store",
		/* The order of the devices follows them. */
		"Vary",
		"Accept, User-Agent, Sec-CH-UA-Platform",
		page->is_public	    ? "ETag"
		: page->retry_after ? "Retry-After"
				    : NULL,
		page->is_public ? etag : page->retry_after,
		NULL,
	};

	*main = (struct buf){ 0 };
	if (buf_check(&taken, &err) < 0 ||
	    page_wrap(r->live, page, buf_bytes(&taken), &body, &err) < 0)
		return reply_err(r, &err);
	if (page->is_public) {
		etag_make(buf_bytes(&body), etag);
		if (reply_is_known(r, etag))
			buf_free(&body);
	}
	return reply_body(r, body.p ? 200 : 304, "text/html; charset=utf-8",
			  &body, headers);
}
