/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What waits for a person: the list. Who may not decide sees his own. */

#include "console_pending.h"

#include "form_body.h"
#include "list.h"
#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/ipc.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

/* Of one page; names of one item. */
#define PENDING_ROWS 50
#define NAMES_TOLD 4

struct listing {
	struct store_pending_filter filter;
	uint64_t totals[STORE_PENDING_STATES];
	struct buf items;
	unsigned count;
	uint64_t last;
	int64_t now;
};

bool
console_pending_sees_all(const struct request *r)
{
	return session_may(r, RIGHT_APPROVE);
}

const char *
console_pending_state(enum pending_state state, int64_t expires_at, int64_t now)
{
	/* The signer marks it later. */
	if (state == PENDING_WAITS && expires_at <= now)
		state = PENDING_EXPIRED;
	return store_pending_state_name(state);
}

void
console_names_short(struct bytes encoded, struct buf *out)
{
	static _Thread_local struct names names;
	struct err err;

	if (names_decode(encoded, &names, &err) < 0)
		names.count = 0;
	for (size_t i = 0; i < names.count && i < NAMES_TOLD; i++) {
		buf_append_text(out, i ? ", " : "");
		html_name(&names.at[i], out);
	}
	if (names.count > NAMES_TOLD)
		buf_printf(out, " and %zu more", names.count - NAMES_TOLD);
	if (names.count == 0)
		buf_append_text(out, "no names");
}

static int
write_item(const struct store_pending_row *row, void *ctx, struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct listing *l = ctx;
	struct buf id = { 0 }, names = { 0 }, asked = { 0 };

	buf_printf(&id, "%ju", (uintmax_t)row->id);
	console_names_short(row->names, &names);
	console_time_write(row->asked_at, &asked);
	if (page_add_made(&v, "id", &id, false, err) < 0 ||
	    page_add_made(&v, "names", &names, true, err) < 0 ||
	    page_add_made(&v, "asked", &asked, true, err) < 0 ||
	    page_add(&v, "requester", row->requester, err) < 0 ||
	    page_add(&v, "peer", row->peer, err) < 0 ||
	    page_add(&v, "why", row->why, err) < 0 ||
	    page_add_text(&v, "state",
			  console_pending_state((enum pending_state)row->state,
						row->expires_at, l->now),
			  err) < 0)
		return -1;
	l->count++;
	l->last = row->id;
	return page_fill("console/pending_item.html", v.at, v.count, &l->items,
			 err);
}

static int
read_list(struct store *store, void *ctx, struct err *err)
{
	struct listing *l = ctx;

	if (store_pending_totals(store, l->filter.requester, l->totals, err) <
	    0)
		return -1;
	return store_pending_list(store, &l->filter, write_item, l, err);
}

static int
read_filter(struct bytes query, struct store_pending_filter *f, struct err *err)
{
	CLEANUP(buf_free) struct buf state = { 0 };
	CLEANUP(buf_free) struct buf before = { 0 };
	const struct form_field fields[] = {
		{ .name = "state", .text = &state, .max = 16 },
		{ .name = "before", .text = &before, .max = 20 },
	};
	bool is_all = false;

	f->state = PENDING_WAITS;
	f->limit = PENDING_ROWS;
	if (form_query_read(query, fields, ARRAY_SIZE(fields), err) < 0)
		return -1;
	if (before.n > 0 &&
	    text_u64(buf_text(&before), INT64_MAX, &f->before, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "before is the number of a request");
	is_all = bytes_is_text(buf_bytes(&state), "all");
	if (is_all || state.n > 0)
		f->state = 0;
	for (unsigned i = 1; i < STORE_PENDING_STATES; i++)
		if (bytes_is_text(
			    buf_bytes(&state),
			    store_pending_state_name((enum pending_state)i)))
			f->state = i;
	if (state.n > 0 && !is_all && f->state == 0)
		return err_set(err, ERR_MALFORMED,
			       "state is all, waiting, approved, refused or "
			       "expired");
	return 0;
}

static void
tab_write(const struct listing *l, unsigned state, struct buf *out)
{
	const char *name =
		state == 0
			? "all"
			: store_pending_state_name((enum pending_state)state);

	buf_printf(out,
		   "<li><a href=\"/console/pending?state=%s\"%s>%s</a> "
		   "%ju</li>\n",
		   name,
		   state == l->filter.state ? " aria-current=\"true\"" : "",
		   name, (uintmax_t)l->totals[state]);
}

static void
more_write(const struct listing *l, struct buf *out)
{
	if (l->count == 0)
		buf_append_text(out, "<p>There are none.</p>\n");
	if (l->count == l->filter.limit)
		buf_printf(
			out,
			"<p><a class=\"button\" "
			"href=\"/console/pending?state=%s&amp;before=%ju\">"
			"Earlier ones</a></p>\n",
			l->filter.state == 0
				? "all"
				: store_pending_state_name(
					  (enum pending_state)l->filter.state),
			(uintmax_t)l->last);
}

enum step
on_console_pending(struct request *r)
{
	const struct console_page page = { .title = "Pending requests",
					   .place = CONSOLE_PENDING };
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct listing l = { .now = clock_wall_s() };
	struct buf tabs = { 0 }, more = { 0 };
	struct err err;
	int rc = 0;

	if (!console_pending_sees_all(r))
		l.filter.requester = request_session(r)->requester;
	if (read_filter(r->head.query, &l.filter, &err) < 0)
		return reply_err(r, &err);
	rc = lister_read(r->front->lister, read_list, &l, &err);
	if (rc == 0)
		rc = page_add_made(&v, "items", &l.items, true, &err);
	buf_free(&l.items);
	if (rc < 0)
		return reply_err(r, &err);
	for (unsigned i = 1; i < STORE_PENDING_STATES; i++)
		tab_write(&l, i, &tabs);
	tab_write(&l, 0, &tabs);
	more_write(&l, &more);
	rc = page_add_made(&v, "tabs", &tabs, true, &err);
	if (rc == 0)
		rc = page_add_made(&v, "more", &more, true, &err);
	buf_free(&more);
	if (rc < 0 || page_add_text(&v, "whose",
				    console_pending_sees_all(r)
					    ? "What waits for a person to "
					      "decide."
					    : "What you asked for, and what "
					      "became of it.",
				    &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/pending.html", &v);
}
