/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca notify list: what will be told next, what waits, and what was told. */
#include "notifier.h"
#include "thresholds.h"

#include "sanca/clock.h"
#include "sanca/names.h"
#include "sanca/policy.h"
#include "sanca/store.h"
#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>

#define DAY_S INT64_C(86400)
/* Of each kind: a screen or two. */
#define SHOW_ROWS 100

struct showing {
	struct notifier *n;
	struct store *names; /* asked while the other one gives rows */
	int64_t now;
	unsigned rows;
	const char *between;
	struct err err;
};

static void
print_field(const char *key, struct bytes value, const char *end)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	text_json(value, &text);
	printf("\"%s\":%s%s", key, buf_text(&text), end);
}

static struct bytes
contacts_of(const struct showing *s, const struct store_ending *row)
{
	if (row->contacts.n > 0 && !row->is_disabled)
		return row->contacts;
	if (s->n->conf->notify_contacts.count > 0)
		return bytes_of_text(s->n->conf->notify_contacts.at[0]);
	return (struct bytes){ 0 };
}

/* The next threshold, of those that lie ahead. */
static bool
next_threshold(const struct conf_days *days, const struct store_ending *row,
	       int64_t now, unsigned *ret)
{
	for (size_t i = 0; i < days->count; i++) {
		int64_t at = (int64_t)days->at[i] * DAY_S;

		if (at >= row->not_after - row->not_before ||
		    row->not_after - at <= now)
			continue;
		*ret = days->at[i];
		return true;
	}
	return false;
}

static void
print_next(struct showing *s, const struct store_ending *row, unsigned days)
{
	CLEANUP(buf_free) struct buf names = { 0 };
	CLEANUP(buf_free) struct buf who = { 0 };
	struct names *decoded = calloc(1, sizeof(*decoded));
	char at[32];
	char end[32];
	struct err err;

	if (decoded != NULL && names_decode(row->names, decoded, &err) == 0 &&
	    decoded->count > 0)
		name_show(&decoded->at[0], &names);
	free(decoded);
	text_show(contacts_of(s, row), LIMIT_CONTACTS_BYTES, &who);
	clock_show(row->not_after - (int64_t)days * DAY_S, at);
	clock_show(row->not_after, end);
	if (s->n->options.json) {
		printf("%s{", s->between);
		print_field("when", bytes_of_text(at), ",");
		print_field("not_after", bytes_of_text(end), ",");
		print_field("name", buf_bytes(&names), ",");
		printf("\"days\":%u,", days);
		print_field("to", contacts_of(s, row), "}");
		s->between = ",";
	} else {
		printf("%.10s  %4u  %.10s  %-30s %s\n", at, days, end,
		       buf_text(&names), buf_text(&who));
	}
}

static int
on_row(const struct store_ending *row, void *ctx)
{
	const struct store_older older = {
		.id = row->id,
		.requester = row->requester,
		.names = row->names,
		.profiles = profile_stand_ins(row->profile),
		.not_after = row->not_after,
	};
	struct showing *s = ctx;
	bool superseded = false;
	unsigned days = 0;

	if (row->door == DOOR_INTERNAL ||
	    !next_threshold(&s->n->days, row, s->now, &days))
		return 0;
	if (store_is_superseded(s->names, &older, &superseded, &s->err) < 0)
		return 1;
	if (superseded)
		return 0;
	print_next(s, row, days);
	return ++s->rows == SHOW_ROWS;
}

static int
show_next(struct showing *s, struct err *err)
{
	CLEANUP(store_free) struct store *store = NULL;
	struct store_ending_query q = { .after_end = s->now,
					.until = s->now + 366 * DAY_S,
					.limit = LIMIT_NOTICE_PAGE };
	int rc = store_open(s->n->options.dir, STORE_READ, &store, err);

	if (rc == 0)
		rc = store_open(s->n->options.dir, STORE_READ, &s->names, err);
	if (rc == 0)
		rc = store_ending(store, &q, on_row, s, err);
	store_free(&s->names);
	if (rc == 0 && s->err.code != ERR_NONE) {
		*err = s->err;
		return -1;
	}
	return rc;
}

static int
on_told(const struct told *told, void *ctx)
{
	struct showing *s = ctx;
	CLEANUP(buf_free) struct buf what = { 0 };
	CLEANUP(buf_free) struct buf who = { 0 };
	char at[32];

	clock_show(told->told_at, at);
	text_show(told->what, 80, &what);
	text_show(told->contact.n > 0 ? told->contact
				      : bytes_of_text("webhook"),
		  LIMIT_CONTACT_BYTES, &who);
	if (s->n->options.json) {
		printf("%s{", s->between);
		print_field("when", bytes_of_text(at), ",");
		print_field("what", told->what, ",");
		printf("\"days\":%u,", told->days);
		print_field("to", buf_bytes(&who), "}");
		s->between = ",";
	} else {
		printf("%.16s  %4u  %-24s %s\n", at, told->days,
		       buf_text(&what), buf_text(&who));
	}
	return 0;
}

static int
show_failing(struct showing *s, struct db *db, struct err *err)
{
	CLEANUP(buf_free) struct buf why = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };
	int64_t since = 0;
	char at[32];

	if (db_failing(db, &since, &why, err) < 0)
		return -1;
	if (since == 0)
		return 0;
	clock_show(since, at);
	text_show(buf_bytes(&why), 400, &shown);
	if (s->n->options.json) {
		printf(",\"failing\":{");
		print_field("since", bytes_of_text(at), ",");
		print_field("why", buf_bytes(&why), "}");
	} else {
		printf("\nWAITS since %s: %s\n", at, buf_text(&shown));
	}
	return 0;
}

static int
show_told(struct showing *s, struct err *err)
{
	CLEANUP(db_free) struct db *db = NULL;

	s->between = "";
	if (db_open(s->n->options.dir, true, &db, err) < 0) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		puts(s->n->options.json ? "]}" : "\nNothing was told yet.");
		return 0;
	}
	if (!s->n->options.json)
		puts("\nTOLD              DAYS  WHAT                     TO");
	if (db_told_walk(db, SHOW_ROWS, on_told, s, err) < 0)
		return -1;
	if (s->n->options.json)
		putchar(']');
	if (show_failing(s, db, err) < 0)
		return -1;
	if (s->n->options.json)
		puts("}");
	return 0;
}

int
show_run(struct notifier *n)
{
	struct showing s = { .n = n, .now = clock_wall_s(), .between = "" };
	struct err err;

	if (n->options.json)
		printf("{\"next\":[");
	else
		puts("NEXT        DAYS  ENDS        NAME                           "
		     "TO");
	if (show_next(&s, &err) < 0) {
		fprintf(stderr, "sanca: %s\n", err.text);
		return err_info(err.code)->exit_status;
	}
	if (n->options.json)
		printf("],\"told\":[");
	if (show_told(&s, &err) < 0) {
		fprintf(stderr, "sanca: %s\n", err.text);
		return err_info(err.code)->exit_status;
	}
	return 0;
}
