/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A refusal as a page, in plain words. */

#include "page.h"
#include "page_values.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static const char *
advice_of(enum err_code code, unsigned status)
{
	if (status == 404)
		return "Check the address. The serial of a certificate is "
		       "written in the digits 0 to 9 and a to f, and must be "
		       "complete.";
	if (code == ERR_UNAUTHORIZED || code == ERR_FORBIDDEN)
		return "This needs a token, which programs send and browsers "
		       "do not have.";
	if (status == 429 || status >= 500)
		return "It is not your fault. Try again later.";
	return "Nothing was changed by this request.";
}

/* For programs these are parts of sentences. */
static void
as_sentence(const char *text, char *out, size_t size)
{
	size_t n = strlen(text);

	snprintf(out, size, "%s%s", text,
		 n > 0 && strchr(".!?)", text[n - 1]) ? "" : ".");
	if (islower((unsigned char)out[0]))
		out[0] = (char)toupper((unsigned char)out[0]);
}

static void
violations_write(const struct problem *p, struct buf *out)
{
	for (size_t k = 0; k < ARRAY_SIZE(p->violations); k++) {
		const struct violations *vs = p->violations[k];

		for (size_t i = 0; vs && i < vs->count; i++) {
			CLEANUP(buf_free) struct buf name = { 0 };

			problem_name_show(p, vs, vs->at[i].name_index, &name);
			buf_append_text(out, out->n ? "<li>" : "<ul>\n<li>");
			if (name.n > 0) {
				buf_append_text(out, "<bdi>");
				html_text(buf_bytes(&name), out);
				buf_append_text(out, "</bdi>: ");
			}
			html_text(bytes_of_text(vs->at[i].text), out);
			buf_append_text(out, "</li>\n");
			if (name.broken)
				out->broken = true;
		}
	}
	if (out->n > 0)
		buf_append_text(out, "</ul>\n");
}

int
problem_main_render(const struct problem *p, const char *title,
		    const char *advice, const char *id, unsigned status,
		    struct buf *out, struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct buf violations = { 0 };
	char number[16], detail[sizeof(p->err.text) + 1];

	snprintf(number, sizeof(number), "%u", status);
	as_sentence(p->err.text, detail, sizeof(detail));
	violations_write(p, &violations);
	if (page_add_made(&v, "violations", &violations, true, err) < 0 ||
	    page_add_text(&v, "title", title, err) < 0 ||
	    page_add_text(&v, "detail", detail, err) < 0 ||
	    page_add_text(&v, "advice", advice, err) < 0 ||
	    page_add_text(&v, "status", number, err) < 0 ||
	    page_add_text(&v, "id", id, err) < 0)
		return -1;
	return page_fill("problem.html", v.at, v.count, out, err);
}

int
problem_page_render(const struct problem *p, const struct live *live,
		    const char *id, unsigned status, struct buf *out,
		    struct err *err)
{
	CLEANUP(buf_free) struct buf main = { 0 };
	const struct page page = { .title = err_info(p->err.code)->title };

	if (problem_main_render(p, page.title, advice_of(p->err.code, status),
				id, status, &main, err) < 0)
		return -1;
	return page_wrap(live, &page, buf_bytes(&main), out, err);
}
