/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One's own account, for those who administer nobody. */

#include "console_people.h"

#include "form_body.h"
#include "page.h"
#include "routes.h"

enum step
on_console_me(struct request *r)
{
	const struct console_page page = { .title = "Your account" };
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(person_free)
	struct person p = {
		.name = bytes_of_text(request_session(r)->requester),
	};
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0 ||
	    person_read(r, &p, &err) < 0)
		return reply_err(r, &err);
	if (p.tokens.n == 0)
		buf_append_text(&p.tokens, "<li>You have none.</li>\n");
	if (person_add(&v, &p, &err) < 0 ||
	    page_add_made(&v, "tokens", &p.tokens, true, &err) < 0 ||
	    console_add_token(&v, r, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/me.html", &v);
}
