/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The probe: whoever gets an answer here without a warning trusts this CA. */

#include "page.h"
#include "routes.h"

#include <string.h>

#define PROBE_POLICY                                                           \
	"default-src 'none'; style-src 'self'; form-action 'none'; "           \
	"base-uri 'none'; frame-ancestors 'none'"

/* A person who follows the link, or the script of the trust page? */
static bool
wants_page(const struct request *r)
{
	struct bytes accept = guard_field_get(&r->head, "Accept");

	return accept.p && memmem(accept.p, accept.n, "text/html", 9);
}

static enum step
reply_probe_page(struct request *r)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	struct err err;
	static const char *const headers[] = { "Content-Security-Policy",
					       PROBE_POLICY, "Vary", "Accept",
					       NULL };
	const char *url = r->live->root.url;
	CLEANUP(buf_free) struct buf back = { 0 };

	if (url[0]) {
		buf_append_text(&back, "<p><a href=\"");
		html_text(bytes_of_text(url), &back);
		buf_append_text(&back, "/trust\">Back to the steps</a></p>\n");
	}

	const struct html_value values[] = {
		{ "ca", bytes_of_text(r->live->root.name), false },
		{ "back", buf_bytes(&back), true },
	};

	if (buf_check(&back, &err) < 0 ||
	    page_fill("probe.html", values, ARRAY_SIZE(values), &body, &err) <
		    0)
		return reply_err(r, &err);
	return reply_body(r, 200, "text/html; charset=utf-8", &body, headers);
}

enum step
on_probe(struct request *r)
{
	/* Any page may ask: the answer says nothing but that it came. */
	static const char *const headers[] = { "Access-Control-Allow-Origin",
					       "*", "Vary", "Accept", NULL };
	struct buf body = { 0 };

	if (wants_page(r))
		return reply_probe_page(r);
	buf_append_text(&body, "trusted\n");
	return reply_body(r, 200, "text/plain; charset=utf-8", &body, headers);
}

enum step
on_home(struct request *r)
{
	return r->listener == LISTENER_PROBE ? on_probe(r) : on_trust(r);
}
