/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Puts the shell of the console around its pages: navigation by right, who is
 * signed in, what was done. */

#include "console_page.h"

#include "page.h"
#include "request.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

/* As that of the other pages, and nothing else may be asked. */
#define PAGE_POLICY                                                            \
	"default-src 'none'; style-src 'self'; script-src 'self'; "            \
	"img-src 'self'; connect-src 'self'; form-action 'self'; "             \
	"base-uri 'none'; frame-ancestors 'none'"

static const struct place {
	const char *path, *label;
	uint32_t rights;
} places[] = {
	[CONSOLE_NOWHERE] = { 0 },
#define PLACE(name, path, label, rights)                                       \
	[CONSOLE_##name] = { path, label, rights },
#include "console_places.def"
#undef PLACE
};

static const struct {
	const char *word, *text;
} done_texts[] = {
	[DONE_NOTHING] = { NULL, NULL },
#define CONSOLE_DONE(NAME, word, text) [DONE_##NAME] = { word, text },
#include "console_done.def"
#undef CONSOLE_DONE
};

/* ---- what was done -------------------------------------------------------------- */

/* The number is read again, so that digits are all that can be shown. */
static void
done_write(struct bytes query, struct buf *out)
{
	CLEANUP(buf_free) struct buf word = { 0 };
	CLEANUP(buf_free) struct buf number = { 0 };
	const char *text = NULL, *at = NULL;
	uint64_t n = 0;
	struct err err;

	if (form_body_find(query, "done", 32, &word, &err) < 0)
		return;
	for (size_t i = 1; i < DONE_COUNT; i++)
		if (bytes_is_text(buf_bytes(&word), done_texts[i].word))
			text = done_texts[i].text;
	if (!text)
		return;
	if (form_body_find(query, "n", 20, &number, &err) < 0 ||
	    text_u64(buf_text(&number), UINT64_MAX, &n, &err) < 0)
		n = 0;
	at = strstr(text, "%s");
	buf_append_text(out, "<p class=\"said\" role=\"status\">");
	buf_append(out, text, at ? (size_t)(at - text) : strlen(text));
	if (at) {
		buf_printf(out, "%ju", (uintmax_t)n);
		buf_append_text(out, at + 2);
	}
	buf_append_text(out, "</p>\n");
}

/* ---- the shell ---------------------------------------------------------------- */

static void
navigation_write(const struct request *r, enum console_place here,
		 struct buf *out)
{
	for (size_t i = 1; i < ARRAY_SIZE(places); i++) {
		const struct place *p = &places[i];

		if (p->rights && !(r->session.rights & p->rights))
			continue;
		if (i == CONSOLE_ACME && !r->live->conf->acme_enabled)
			continue;
		buf_printf(out, "<a href=\"%s\"%s>%s</a>\n", p->path,
			   i == here ? " aria-current=\"page\"" : "", p->label);
	}
}

static int
bar_write(const struct request *r, enum console_place here, struct buf *out,
	  struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct buf navigation = { 0 };

	/* Also where a request was refused before its session was looked at. */
	if (!r->session.known)
		return page_fill("console/bar_unknown.html", NULL, 0, out, err);
	navigation_write(r, here, &navigation);
	if (page_add_made(&v, "navigation", &navigation, true, err) < 0 ||
	    page_add_text(&v, "requester", r->session.requester, err) < 0 ||
	    console_add_token(&v, r, err) < 0)
		return -1;
	return page_fill("console/bar.html", v.at, v.count, out, err);
}

static void
scripts_write(const struct console_page *page, struct buf *out)
{
	const char *const names[] = { "copy.js", "console.js", page->script };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i])
			buf_printf(out,
				   "<script type=\"module\" src=\"/web/%s\">"
				   "</script>\n",
				   names[i]);
}

int
console_wrap(const struct request *r, const struct console_page *page,
	     struct bytes main, struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf scripts = { 0 };
	CLEANUP(buf_free) struct buf bar = { 0 };
	CLEANUP(buf_free) struct buf said = { 0 };

	scripts_write(page, &scripts);
	done_write(r->head.query, &said);
	if (buf_check(&scripts, err) < 0 || buf_check(&said, err) < 0 ||
	    bar_write(r, page->place, &bar, err) < 0)
		return -1;
	const struct html_value values[] = {
		{ "title", bytes_of_text(page->title), false },
		{ "ca", bytes_of_text(r->live->issuer->common_name), false },
		{ "scripts", buf_bytes(&scripts), true },
		{ "width", bytes_of_text(page->is_wide ? " wide" : ""), false },
		{ "bar", buf_bytes(&bar), true },
		{ "said", buf_bytes(&said), true },
		{ "main", main, true },
	};

	return page_fill("console/shell.html", values, ARRAY_SIZE(values), out,
			 err);
}

/* ---- answers ------------------------------------------------------------------- */

/* Forms name where they come from only to this origin: with no-referrer
 * browsers say Origin: null (Fetch 4.1, append a request Origin header). */
size_t
console_headers(const struct request *r, const char **headers, char cookie[192])
{
	size_t n = 0;

	headers[n++] = "Content-Security-Policy";
	headers[n++] = PAGE_POLICY;
	headers[n++] = "Referrer-Policy";
	headers[n++] = "same-origin";
	headers[n++] = "Cross-Origin-Opener-Policy";
	headers[n++] = "same-origin";
	if (r->session.new_form_secret[0]) {
		session_cookie_write(SESSION_FORM_COOKIE,
				     r->session.new_form_secret, cookie);
		headers[n++] = "Set-Cookie";
		headers[n++] = cookie;
	}
	headers[n] = NULL;
	return n;
}

static enum step
reply_markup(struct request *r, unsigned status, struct buf *body)
{
	const char *headers[CONSOLE_HEADERS + 3];
	char cookie[192];
	size_t n = console_headers(r, headers, cookie);

	if (status == 401) {
		headers[n++] = "WWW-Authenticate";
		headers[n++] = CONSOLE_CHALLENGE;
	}
	headers[n] = NULL;
	return reply_body(r, status, "text/html; charset=utf-8", body, headers);
}

enum step
reply_console(struct request *r, const struct console_page *page,
	      struct buf *main)
{
	CLEANUP(buf_free) struct buf taken = *main;
	struct buf body = { 0 };
	struct err err;

	*main = (struct buf){ 0 };
	if (buf_check(&taken, &err) < 0 ||
	    console_wrap(r, page, buf_bytes(&taken), &body, &err) < 0) {
		buf_free(&body);
		return reply_err(r, &err);
	}
	return reply_markup(r, page->status ? page->status : 200, &body);
}

enum step
reply_console_filled(struct request *r, const struct console_page *page,
		     const char *template, const struct page_values *values)
{
	struct buf main = { 0 };
	struct err err;

	if (page_fill(template, values->at, values->count, &main, &err) < 0) {
		buf_free(&main);
		return reply_err(r, &err);
	}
	return reply_console(r, page, &main);
}

enum step
reply_console_part(struct request *r, struct buf *part)
{
	return reply_markup(r, 200, part);
}

enum step
console_redirect_with(struct request *r, const char *path,
		      enum console_done done, uint64_t n,
		      const char *const cookies[CONSOLE_COOKIES])
{
	CLEANUP(buf_free) struct buf to = { 0 };
	struct buf empty = { 0 };
	const char *headers[CONSOLE_HEADERS + 2 * CONSOLE_COOKIES + 3];
	char cookie[192];
	size_t at = console_headers(r, headers, cookie);
	struct err err;

	buf_append_text(&to, path);
	if (done > DONE_NOTHING && done < DONE_COUNT)
		buf_printf(&to, "%cdone=%s", strchr(path, '?') ? '&' : '?',
			   done_texts[done].word);
	if (n > 0)
		buf_printf(&to, "&n=%ju", (uintmax_t)n);
	if (buf_check(&to, &err) < 0)
		return reply_err(r, &err);
	headers[at++] = "Location";
	headers[at++] = buf_text(&to);
	for (size_t i = 0; cookies && i < CONSOLE_COOKIES && cookies[i]; i++) {
		headers[at++] = "Set-Cookie";
		headers[at++] = cookies[i];
	}
	headers[at] = NULL;
	return reply_body(r, 303, "text/plain", &empty, headers);
}

enum step
console_redirect(struct request *r, const char *path, enum console_done done,
		 uint64_t n)
{
	return console_redirect_with(r, path, done, n, NULL);
}

enum step
console_confirm(struct request *r, const char *next)
{
	CLEANUP(buf_free) struct buf to = { 0 };
	struct err err;

	buf_append_text(&to, "/console/confirm?next=");
	console_query_escape(bytes_of_text(next), &to);
	if (buf_check(&to, &err) < 0)
		return reply_err(r, &err);
	return console_redirect(r, buf_text(&to), DONE_NOTHING, 0);
}

/* ---- parts of pages --------------------------------------------------------------- */

int
console_add_token(struct page_values *v, const struct request *r,
		  struct err *err)
{
	struct buf field = { 0 };

	buf_append_text(&field,
			"<input type=\"hidden\" name=\"" SESSION_TOKEN_FIELD
			"\" value=\"");
	html_text(bytes_of_text(r->session.token), &field);
	buf_append_text(&field, "\">");
	return page_add_made(v, "csrf", &field, true, err);
}

void
console_time_write(int64_t t_s, struct buf *out)
{
	char machine[32], day[32];

	clock_show(t_s, machine);
	page_day(t_s, day);
	buf_printf(out, "<time datetime=\"%s\">%s, %.5s UTC</time>", machine,
		   day, machine + 11);
}

void
console_query_escape(struct bytes value, struct buf *out)
{
	for (size_t i = 0; i < value.n; i++) {
		uint8_t c = value.p[i];

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || (c && strchr("_.~-", c)))
			buf_append_u8(out, c);
		else
			buf_printf(out, "%%%02X", c);
	}
}
