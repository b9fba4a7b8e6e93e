/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* /console/: how the CA stands; the numbers lead to the lists. */

#include "console_list.h"
#include "console_page.h"
#include "crl.h"
#include "list.h"
#include "notices.h"
#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY_S 86400
#define SOON_DAYS 30
/* Nobody needs to know it more exactly, and counting takes time. */
#define MANY 10000
#define NEXT_ROWS 8

enum overview_step { OVERVIEW_BEGIN, OVERVIEW_ASKED };

struct numbers {
	int64_t now;
	uint64_t today, soon, waiting;
};

static int
count_all(struct store *s, void *ctx, struct err *err)
{
	struct numbers *n = ctx;

	if (store_reserved_since(s, n->now - n->now % DAY_S, &n->today, err) <
		    0 ||
	    store_ending_count(s, n->now, n->now + SOON_DAYS * DAY_S, MANY + 1,
			       &n->soon, err) < 0)
		return -1;
	return store_waiting_count(s, MANY + 1, &n->waiting, err);
}

static void
number_show(uint64_t n, char out[32])
{
	if (n > MANY)
		snprintf(out, 32, "more than %d", MANY);
	else
		snprintf(out, 32, "%" PRIu64, n);
}

/* ---- what ends next -------------------------------------------------------------- */

static void
next_row_write(const struct console_row *row, struct buf *out)
{
	static _Thread_local struct names names;
	CLEANUP(buf_free) struct buf shown = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	struct err err;

	hex_encode((struct bytes){ row->serial, row->serial_n }, serial);
	if (names_decode(buf_bytes(&row->names), &names, &err) == 0 &&
	    names.count > 0)
		name_show_unicode(&names.at[0], &shown);
	else
		console_nameless(row->profile, &shown);
	buf_printf(out, "<li><a href=\"/console/certificates/%s\"><bdi>",
		   serial);
	html_text(buf_bytes(&shown), out);
	buf_append_text(out, "</bdi></a> <small>");
	console_time_write(row->not_after, out);
	buf_append_text(out, "</small></li>\n");
	if (shown.broken)
		out->broken = true;
}

static int
next_write(struct request *r, struct buf *out, struct err *err)
{
	CLEANUP(console_list_free)
	struct console_list l = { .state = LIST_EXPIRING,
				  .now = clock_wall_s(),
				  .is_own = !session_may(r, RIGHT_LIST) };
	CLEANUP(console_rows_free) struct console_rows *rows = NULL;

	if (l.is_own)
		buf_append_text(&l.requester, r->session.requester);
	if (l.is_own && !r->front->search)
		return 0;
	if (console_rows_read(r->front, &l, &rows, err) < 0)
		return -1;
	for (size_t i = 0; i < rows->count && i < NEXT_ROWS; i++)
		next_row_write(&rows->at[i], out);
	if (out->n == 0)
		buf_append_text(out, "<li>None.</li>\n");
	return 0;
}

/* ---- health ---------------------------------------------------------------------- */

static void
health_write(const char *what, bool is_good, const char *text, int64_t until,
	     struct buf *out)
{
	buf_printf(out, "<dt>%s</dt>\n<dd class=\"%s\">", what,
		   is_good ? "good" : "bad");
	html_text(bytes_of_text(text), out);
	if (until)
		console_time_write(until, out);
	buf_append_text(out, "</dd>\n");
}

static void
state_write(const char *what, uint32_t state, struct bytes reason,
	    struct buf *out)
{
	if (state == 0) {
		health_write(what, true, "well", 0, out);
		return;
	}
	buf_printf(out, "<dt>%s</dt>\n<dd class=\"bad\">", what);
	html_text(bytes_of_text(err_info((enum err_code)state)->title), out);
	buf_append_text(out, ": ");
	html_text(reason, out);
	buf_append_text(out, "</dd>\n");
}

/* Why it fails is what a mail server said, perhaps of other people. */
static void
notices_write(struct request *r, int64_t now, struct buf *out)
{
	struct notice_state state;
	const char *alarm = NULL;
	bool is_own_only = !session_may(r, RIGHT_LIST);

	if (!notices_read(r->front, r->live->conf, now, &state, &alarm)) {
		buf_append_text(out, "<dt>Notices before the end</dt>\n"
				     "<dd>nobody is told</dd>\n");
		return;
	}
	if (alarm || state.failing_since) {
		health_write("Notices before the end", false,
			     is_own_only ? "could not be sent"
			     : alarm	 ? alarm
					 : state.reason,
			     0, out);
		return;
	}
	health_write("Notices before the end", true, "are sent", 0, out);
}

static void
checks_write(struct request *r, const struct msg_status_report *s, int64_t now,
	     struct buf *out)
{
	/* Storage and clock, too: what stops issuing. */
	state_write("Issuing (storage and clock)", s->state, s->reason, out);
	state_write("Revoking", s->revocation_state, s->revocation_reason, out);
	health_write("The CA ends",
		     s->ca_not_after > now + (int64_t)SOON_DAYS * DAY_S, "",
		     s->ca_not_after, out);
	if (s->crl_number)
		health_write("The CRL counts until",
			     s->crl_next_update > now &&
				     crl_is_current(r->front->crl, now),
			     "", s->crl_next_update, out);
	else
		health_write("The CRL", false, "none is published", 0, out);
	if (s->ocsp_not_after)
		health_write("The OCSP responder ends", s->ocsp_not_after > now,
			     "", s->ocsp_not_after, out);
	else
		health_write("The OCSP responder", false, "there is none", 0,
			     out);
}

static int
add_health(struct request *r, int64_t now, struct page_values *v,
	   struct err *err)
{
	const struct ask *a = &r->ask;
	const struct msg_status_report *s = &a->answer.status_report;
	bool is_known =
		a->state == ASK_ANSWERED && a->answer.type == MSG_STATUS_REPORT;
	struct buf checks = { 0 };
	char issued[32] = "unknown", refused[32] = "unknown";

	if (is_known) {
		checks_write(r, s, now, &checks);
		snprintf(issued, sizeof(issued), "%" PRIu64, s->certificates);
		snprintf(refused, sizeof(refused), "%" PRIu64, s->refusals);
	} else {
		health_write("Signer", false, "it does not answer", 0, &checks);
	}
	notices_write(r, now, &checks);
	if (page_add_made(v, "checks", &checks, true, err) < 0)
		return -1;
	/* Copied: the texts end with this function. */
	struct buf a_text = { 0 }, b_text = { 0 };

	buf_append_text(&a_text, issued);
	buf_append_text(&b_text, refused);
	if (page_add_made(v, "issued", &a_text, false, err) < 0) {
		buf_free(&b_text);
		return -1;
	}
	return page_add_made(v, "refused", &b_text, false, err);
}

static enum step
ask_status(struct request *r)
{
	struct msg m = { .type = MSG_STATUS };

	r->step = OVERVIEW_ASKED;
	return request_ask(r, &m);
}

enum step
on_overview(struct request *r)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	const struct console_page page = { .title = "Overview",
					   .place = CONSOLE_OVERVIEW };
	struct numbers n = { .now = clock_wall_s() };
	char today[32], soon[32], waiting[32], turned_away[32];
	bool sees_all = session_may(r, RIGHT_LIST);
	struct buf next = { 0 };
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0)
		return reply_err(r, &err);
	if ((enum overview_step)r->step == OVERVIEW_BEGIN)
		return ask_status(r);
	if (lister_read(r->front->lister, count_all, &n, &err) < 0)
		return reply_err(r, &err);
	if (next_write(r, &next, &err) < 0) {
		buf_free(&next);
		return reply_err(r, &err);
	}
	snprintf(today, sizeof(today), "%" PRIu64, n.today);
	number_show(n.soon, soon);
	number_show(n.waiting, waiting);
	snprintf(turned_away, sizeof(turned_away), "%llu",
		 (unsigned long long)atomic_load(
			 &r->front->counters.answered_4xx));
	if (page_add_made(&v, "next", &next, true, &err) < 0 ||
	    page_add_text(&v, "today", today, &err) < 0 ||
	    page_add_text(&v, "soon", soon, &err) < 0 ||
	    page_add_text(&v, "waiting", waiting, &err) < 0 ||
	    page_add_text(&v, "turned-away", turned_away, &err) < 0 ||
	    add_health(r, n.now, &v, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page,
				    sees_all ? "console/overview.html"
					     : "console/overview_own.html",
				    &v);
}
