/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /console/certificates: what was issued, by end or by age, searched and
 * narrowed; the part with the rows alone for console.js. */

#include "certificate_page.h"
#include "console_list.h"
#include "console_page.h"
#include "list.h"
#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

#define PATH "/console/certificates"
/* Requesters to choose among; with more, the name is typed. */
#define CHOICES 200

/* ---- rows ------------------------------------------------------------------------ */

static void
names_write(const struct console_row *row, struct buf *out)
{
	static _Thread_local struct names names;
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct err err;

	if (names_decode(buf_bytes(&row->names), &names, &err) < 0 ||
	    names.count == 0) {
		console_nameless(row->profile, out);
		buf_append_text(out, "</a>");
		return;
	}
	name_show_unicode(&names.at[0], &shown);
	buf_append_text(out, "<bdi>");
	html_text(buf_bytes(&shown), out);
	buf_append_text(out, "</bdi>");
	if (names.count > 1)
		buf_printf(out, "</a> <small>and %zu more</small>",
			   names.count - 1);
	else
		buf_append_text(out, "</a>");
	if (shown.broken)
		out->broken = true;
}

static void
state_write(const struct console_row *row, int64_t now, struct buf *out)
{
	bool is_over = row->not_after < now;

	if (row->state == STORE_REVOKED &&
	    row->reason == REASON_CERTIFICATE_HOLD)
		buf_append_text(out, "<span class=\"warn\">on hold</span>");
	else if (row->state == STORE_REVOKED)
		buf_printf(out, "<span class=\"bad\">revoked</span>");
	else if (row->state != STORE_ISSUED)
		buf_append_text(out, store_state_name(row->state));
	else
		buf_append_text(out, is_over ? "<span class=\"bad\">expired"
					       "</span>"
					     : "<span class=\"good\">valid"
					       "</span>");
}

static void
row_write(const struct console_row *row, int64_t now, bool can_choose,
	  struct buf *out)
{
	char serial[2 * LIMIT_SERIAL_BYTES + 1], until[32], day[32], left[48];

	hex_encode((struct bytes){ row->serial, row->serial_n }, serial);
	clock_show(row->not_after, until);
	page_day(row->not_after, day);
	days_left_show(now, row->not_after, left);
	buf_append_text(out, "<tr>");
	if (can_choose)
		buf_printf(out,
			   "<td class=\"pick\"><input type=\"checkbox\" "
			   "name=\"serial\" value=\"%s\" form=\"chosen\" "
			   "aria-label=\"Choose %s\"%s></td>",
			   serial, serial,
			   row->state == STORE_ISSUED ||
					   row->state == STORE_REVOKED
				   ? ""
				   : " disabled");
	buf_printf(out, "<td><a href=\"" PATH "/%s\">", serial);
	names_write(row, out);
	buf_printf(out,
		   "</td><td><time datetime=\"%s\">%s</time> "
		   "<small>%s</small></td><td>",
		   until, day, left);
	state_write(row, now, out);
	buf_append_text(out, "</td><td>");
	html_text(bytes_of_text(row->requester), out);
	buf_append_text(out, " <small>");
	html_text(bytes_of_text(row->policy), out);
	buf_append_text(out, "</small></td></tr>\n");
}

/* ---- the part -------------------------------------------------------------------- */

static void
link_write(const struct console_list *l, const char *cursor, int64_t at,
	   const char *rel, const char *label, struct buf *out)
{
	CLEANUP(buf_free) struct buf query = { 0 };

	console_list_query_write(l, &query);
	buf_printf(&query, "&%s=%jd", cursor, (intmax_t)at);
	buf_append_text(out, "<a class=\"button\" rel=\"");
	buf_append_text(out, rel);
	buf_append_text(out, "\" href=\"" PATH);
	html_text(buf_bytes(&query), out);
	buf_printf(out, "\">%s</a>\n", label);
}

static void
pages_write(const struct console_list *l, const struct console_rows *rows,
	    struct buf *out)
{
	bool has_next = l->has_before || rows->has_more;
	bool has_before = l->has_after || (l->has_before && rows->has_more);
	int64_t first = rows->count > 0 ? rows->at[0].place : rows->reached;
	int64_t last = rows->count > 0 ? rows->at[rows->count - 1].place
				       : rows->reached;

	/* Where many were looked at and few fit, it goes on behind those. */
	if (!l->has_before)
		last = rows->reached;
	else
		first = rows->reached;
	if (!has_next && !has_before)
		return;
	buf_append_text(out, "<nav class=\"pages\" aria-label=\"Pages of the "
			     "list\">\n");
	if (has_before)
		link_write(l, "before", first, "prev", "Back", out);
	if (has_next)
		link_write(l, "after", last, "next", "Further", out);
	buf_append_text(out, "</nav>\n");
}

/* How far the index is, while it is being built. */
static void
building_write(struct front *front, const struct console_list *l,
	       struct buf *out)
{
	uint64_t done = 0, total = 0;

	if (!console_list_needs_search(l) || !front->search)
		return;
	search_progress(front->search, &done, &total);
	if (done + LIST_ROWS >= total)
		return;
	buf_printf(out,
		   "<p class=\"caution\">The search is being built: it knows "
		   "%ju of %ju certificates so far. What is missing here may "
		   "still come.</p>\n",
		   (uintmax_t)done, (uintmax_t)total);
}

static void
summary_write(const struct console_list *l, const struct console_rows *rows,
	      struct buf *out)
{
	if (rows->count == 0 && rows->has_more)
		buf_printf(out, "<p>None among those that were looked at. Go "
				"on for the rest.</p>\n");
	else if (rows->count == 0)
		buf_printf(out, "<p>There is none%s.</p>\n",
			   l->has_after || l->has_before ? " here" : "");
	else
		buf_printf(out, "<p>%zu shown%s.</p>\n", rows->count,
			   rows->has_more ? ", there are more" : "");
}

static int
table_write(const struct request *r, const struct console_list *l,
	    const struct console_rows *rows, struct buf *out, struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	bool can_choose = session_may(r, RIGHT_REVOKE);
	struct buf body = { 0 };

	if (rows->count == 0)
		return 0;
	for (size_t i = 0; i < rows->count; i++)
		row_write(&rows->at[i], l->now, can_choose, &body);
	if (page_add_made(&v, "rows", &body, true, err) < 0 ||
	    console_add_token(&v, r, err) < 0)
		return -1;
	return page_fill(can_choose ? "console/rows_choose.html"
				    : "console/rows.html",
			 v.at, v.count, out, err);
}

static int
part_write(struct request *r, const struct console_list *l, struct buf *out,
	   struct err *err)
{
	CLEANUP(console_rows_free) struct console_rows *rows = NULL;
	CLEANUP(buf_free) struct buf query = { 0 };

	if (console_rows_read(r->front, l, &rows, err) < 0)
		return -1;
	building_write(r->front, l, out);
	summary_write(l, rows, out);
	if (table_write(r, l, rows, out, err) < 0)
		return -1;
	pages_write(l, rows, out);
	console_list_query_write(l, &query);
	buf_append_text(out, "<p class=\"export\">All of this list: <a "
			     "href=\"" PATH ".csv");
	html_text(buf_bytes(&query), out);
	buf_append_text(out, "\">CSV</a> <a href=\"" PATH ".json");
	html_text(buf_bytes(&query), out);
	buf_append_text(out, "\">JSON</a></p>\n");
	return buf_check(out, err);
}

/* ---- the form -------------------------------------------------------------------- */

static void
option_write(const char *value, const char *label, bool is_chosen,
	     struct buf *out)
{
	buf_append_text(out, "<option value=\"");
	html_text(bytes_of_text(value), out);
	buf_append_text(out, is_chosen ? "\" selected>" : "\">");
	html_text(bytes_of_text(label), out);
	buf_append_text(out, "</option>\n");
}

struct choices {
	const struct console_list *l;
	struct buf out;
	bool is_found;
};

static int
requesters_write(struct store *store, void *ctx, struct err *err)
{
	struct choices *c = ctx;
	struct store_requester row = { 0 };
	struct err none;

	(void)err;
	for (size_t i = 0; i < CHOICES; i++) {
		bool is_chosen = false;

		if (store_requester_next(store, row.id, &row, &none) < 0)
			break;
		is_chosen =
			bytes_is_text(buf_bytes(&c->l->requester), row.name);
		c->is_found = c->is_found || is_chosen;
		option_write(row.name, row.name, is_chosen, &c->out);
	}
	return 0;
}

static int
add_choices(const struct request *r, struct console_list *l,
	    struct page_values *v, struct err *err)
{
	const struct conf *conf = r->live->conf;
	struct buf states = { 0 }, policies = { 0 };
	struct choices c = { .l = l };

	for (size_t i = 0; i < LIST_STATE_COUNT; i++)
		option_write(list_states[i].word, list_states[i].label,
			     i == l->state, &states);
	for (size_t i = 0; i < conf->policy_count; i++)
		option_write(conf->policies[i].name, conf->policies[i].name,
			     bytes_is_text(buf_bytes(&l->policy),
					   conf->policies[i].name),
			     &policies);
	if (!l->is_own &&
	    lister_read(r->front->lister, requesters_write, &c, err) < 0) {
		buf_free(&states);
		buf_free(&policies);
		buf_free(&c.out);
		return -1;
	}
	if (!l->is_own && !c.is_found && l->requester.n > 0)
		option_write(buf_text(&l->requester), buf_text(&l->requester),
			     true, &c.out);
	if (page_add_made(v, "states", &states, true, err) < 0 ||
	    page_add_made(v, "policies", &policies, true, err) < 0 ||
	    page_add_made(v, "requesters", &c.out, true, err) < 0)
		return -1;
	return l->is_own ? page_add_text(v, "requester-field", "", err)
			 : page_add_filled(v, "requester-field",
					   "console/requester_field.html", err);
}

enum step
on_console_certificates(struct request *r)
{
	CLEANUP(console_list_free) struct console_list l = { 0 };
	CLEANUP(page_values_free) struct page_values v = { 0 };
	const struct console_page page = { .title = "Certificates",
					   .place = CONSOLE_CERTIFICATES,
					   .is_wide = true };
	struct buf part = { 0 };
	struct err err;

	if (console_list_read(r, &l, &err) < 0)
		return reply_err(r, &err);
	if (part_write(r, &l, &part, &err) < 0) {
		buf_free(&part);
		return reply_err(r, &err);
	}
	if (l.is_part)
		return reply_console_part(r, &part);
	if (page_add_made(&v, "list", &part, true, &err) < 0 ||
	    page_add(&v, "q", buf_bytes(&l.typed), &err) < 0 ||
	    page_add_text(&v, "newest", l.newest ? " selected" : "", &err) <
		    0 ||
	    add_choices(r, &l, &v, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/certificates.html", &v);
}
