/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The valid certificates that a policy would refuse today, page by page. */

#include "console_policy.h"

#include "form_body.h"
#include "page.h"
#include "policy_walk.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdio.h>

/* Of one page. */
#define FINDINGS 50

static void
names_write(const struct names *names, struct buf *out)
{
	for (size_t i = 0; i < names->count; i++) {
		buf_append_text(out, i ? ", " : "");
		html_name(&names->at[i], out);
	}
}

static void
reasons_write(const struct violations *why, struct buf *out)
{
	for (size_t i = 0; i < why->count; i++) {
		buf_append_text(out, "<li>");
		html_text(bytes_of_text(why->at[i].text), out);
		buf_append_text(out, "</li>\n");
	}
}

static int
write_finding(const struct policy_finding *f, void *ctx, struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	struct buf names = { 0 }, until = { 0 }, reasons = { 0 };
	struct buf *out = ctx;

	hex_encode(f->serial, serial);
	names_write(f->names, &names);
	console_time_write(f->not_after, &until);
	reasons_write(f->why, &reasons);
	if (page_add_made(&v, "names", &names, true, err) < 0 ||
	    page_add_made(&v, "until", &until, true, err) < 0 ||
	    page_add_made(&v, "reasons", &reasons, true, err) < 0 ||
	    page_add_text(&v, "serial", serial, err) < 0 ||
	    page_add_text(&v, "requester", f->requester, err) < 0)
		return -1;
	return page_fill("console/policy_finding.html", v.at, v.count, out,
			 err);
}

static int
read_after(const struct request *r, uint64_t *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf after = { 0 };
	const struct form_field fields[] = {
		{ .name = "after", .text = &after, .max = 20 },
	};

	*ret = 0;
	if (form_query_read(r->head.query, fields, ARRAY_SIZE(fields), err) < 0)
		return -1;
	if (after.n > 0 && text_u64(buf_text(&after), INT64_MAX, ret, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "after is the number of a certificate");
	return 0;
}

/* How far it is, by the numbers; and where to go on. */
static void
progress_write(const struct policy_walk *w, struct buf *out)
{
	uint64_t left = w->after ? w->after - 1 : 0;

	buf_printf(out,
		   "<p role=\"status\">Of these %u numbers %u are valid "
		   "certificates of this policy; it would refuse %u.</p>\n",
		   w->looked_at, w->valid, w->refused);
	if (w->after == 0) {
		buf_append_text(out, "<p>That was the last page: all have been "
				     "looked at.</p>\n");
		return;
	}
	buf_printf(out,
		   "<p><label for=\"done\">Looked at</label> <progress "
		   "id=\"done\" max=\"%ju\" value=\"%ju\"></progress>; %ju "
		   "numbers are left.</p>\n"
		   "<p><a class=\"button\" href=\"?after=%ju\">Go on</a></p>\n",
		   (uintmax_t)w->last, (uintmax_t)(w->last - left),
		   (uintmax_t)left, (uintmax_t)w->after);
}

enum step
on_console_policy_refused(struct request *r)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(buf_free) struct buf findings = { 0 };
	const struct console_page page = { .title = "Refused now",
					   .place = CONSOLE_POLICY };
	struct policy_walk w = { .now = clock_wall_s(),
				 .most = FINDINGS,
				 .found = write_finding,
				 .ctx = &findings };
	struct buf progress = { 0 };
	struct err err;

	if (console_policy_find(r, &w.policy, &err) < 0 ||
	    read_after(r, &w.after, &err) < 0 ||
	    policy_walk_step(&w, r->front->lister, &err) < 0)
		return reply_err(r, &err);
	progress_write(&w, &progress);
	if (page_add_made(&v, "progress", &progress, true, &err) < 0 ||
	    page_add_made(&v, "findings", &findings, true, &err) < 0 ||
	    page_add_text(&v, "name", w.policy->name, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/policy_refused.html",
				    &v);
}
