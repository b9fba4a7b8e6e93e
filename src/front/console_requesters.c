/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* All requesters, and a new one. */

#include "console_people.h"

#include "form_body.h"
#include "page.h"
#include "routes.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/ipc.h"
#include "sanca/text.h"

#include <string.h>

enum new_step { NEW_BEGIN, NEW_ASKED };

/* Of one page. */
#define REQUESTER_ROWS 100

struct listing {
	uint64_t after;
	bool has_more;
	int64_t now;
	struct buf rows;
};

static const char *
state_of(const struct store_requester *row, int64_t now)
{
	if (requester_is_built_in(row->name))
		return "built in";
	if (row->disabled_at)
		return "disabled";
	return row->expires_at && row->expires_at <= now ? "expired" : "active";
}

static void
row_write(const struct listing *l, const struct store_requester *row,
	  struct buf *out)
{
	buf_append_text(out, "<tr><td><a href=\"/console/requesters/");
	console_query_escape(bytes_of_text(row->name), out);
	buf_append_text(out, "\">");
	html_text(bytes_of_text(row->name), out);
	buf_append_text(out, "</a></td><td data-label=\"Policy\">");
	html_text(bytes_of_text(row->policy), out);
	buf_append_text(out, "</td><td data-label=\"May\">");
	people_rights_show(row->rights, out);
	buf_printf(out, "</td><td>%s</td></tr>\n", state_of(row, l->now));
}

static int
read_rows(struct store *store, void *ctx, struct err *err)
{
	struct listing *l = ctx;
	struct store_requester row = { .id = l->after };

	for (unsigned i = 0; i < REQUESTER_ROWS; i++) {
		if (store_requester_next(store, row.id, &row, err) < 0)
			return err->code == ERR_NOT_FOUND ? 0 : -1;
		row_write(l, &row, &l->rows);
		l->after = row.id;
	}
	l->has_more = store_requester_next(store, row.id, &row, err) == 0;
	return l->has_more || err->code == ERR_NOT_FOUND ? 0 : -1;
}

static int
read_after(const struct request *r, uint64_t *ret, struct err *err)
{
	CLEANUP(buf_free) struct buf after = { 0 };
	const struct form_field fields[] = {
		{ .name = "after", .text = &after, .max = 20 },
	};

	if (strcmp(r->method, "POST") == 0)
		return 0;
	if (form_query_read(r->head.query, fields, ARRAY_SIZE(fields), err) < 0)
		return -1;
	if (after.n > 0 && text_u64(buf_text(&after), INT64_MAX, ret, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "after is the number of a requester");
	return 0;
}

static int
add_rows(struct page_values *v, struct request *r, struct err *err)
{
	struct listing l = { .now = clock_wall_s() };
	struct buf more = { 0 };

	if (read_after(r, &l.after, err) < 0)
		return -1;
	if (lister_read(r->front->lister, read_rows, &l, err) < 0) {
		buf_free(&l.rows);
		return -1;
	}
	if (page_add_made(v, "rows", &l.rows, true, err) < 0)
		return -1;
	if (l.has_more)
		buf_printf(&more,
			   "<p><a class=\"button\" href=\"?after=%ju\">"
			   "More</a></p>\n",
			   (uintmax_t)l.after);
	return page_add_made(v, "more", &more, true, err);
}

static enum step
reply_all(struct request *r, const struct people_form *f,
	  const struct err *fault)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	const struct console_page page = { .title = "Requesters",
					   .place = CONSOLE_REQUESTERS,
					   .status = people_status(fault),
					   .is_wide = true };
	const char *form = session_is_confirmed(r)
				   ? "console/requester_new.html"
				   : "console/requester_confirm.html";
	struct err err;

	if (add_rows(&v, r, &err) < 0 ||
	    page_add(&v, "typed-name", buf_bytes(&f->name), &err) < 0 ||
	    people_add_fault(&v, fault, &err) < 0 ||
	    people_add_fields(&v, r, f, &err) < 0 ||
	    console_add_token(&v, r, &err) < 0 ||
	    page_add_filled(&v, "new", form, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/requesters.html", &v);
}

enum step
on_console_requesters(struct request *r)
{
	CLEANUP(people_form_free) struct people_form f = { 0 };

	buf_append_text(&f.rights, "request");
	return reply_all(r, &f, NULL);
}

static enum step
ask_new(struct request *r, const struct people_form *f)
{
	struct msg m = { .type = MSG_REQUESTER_SET };
	struct msg_requester_set *set = &m.requester_set;
	struct err err;

	if (requester_name_check(buf_bytes(&f->name), &err) < 0 ||
	    people_rights_read(buf_bytes(&f->rights), &set->rights, &err) < 0 ||
	    people_day_read(buf_bytes(&f->expires), &set->expires_at, &err) < 0)
		return reply_all(r, f, &err);
	set->credential = BYTES_OF(r->credential);
	set->peer = bytes_of_text(r->conn->peer);
	set->is_new = 1;
	set->what = PART_POLICY | PART_RIGHTS | PART_EXPIRES | PART_CONTACTS |
		    PART_CLIENT_NAME;
	set->requester = buf_bytes(&f->name);
	set->policy = buf_bytes(&f->policy);
	set->contacts = buf_bytes(&f->contacts);
	set->client_name = buf_bytes(&f->client_name);
	r->step = NEW_ASKED;
	return request_ask(r, &m);
}

enum step
on_console_requester_new(struct request *r)
{
	CLEANUP(people_form_free) struct people_form f = { 0 };
	CLEANUP(buf_free) struct buf path = { 0 };
	struct err err;

	if (!session_is_confirmed(r))
		return console_confirm(r, "/console/requesters");
	if (people_form_read(r, true, &f, &err) < 0)
		return reply_err(r, &err);
	if ((enum new_step)r->step == NEW_BEGIN)
		return ask_new(r, &f);
	if (people_is_mendable(&r->ask))
		return reply_all(r, &f, &r->ask.err);
	if (r->ask.state != ASK_ANSWERED || r->ask.answer.type != MSG_DONE)
		return console_refused(r, "/console/requesters");
	buf_append_text(&path, "/console/requesters/");
	buf_append_bytes(&path, buf_bytes(&f.name));
	return console_redirect(r, buf_text(&path), DONE_REQUESTER_NEW, 0);
}
