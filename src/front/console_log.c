/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The log in the console: its entries, the newest first, and one of them with
 * its proof. */

#include "console_log.h"

#include "form_body.h"
#include "list.h"
#include "log_check.h"
#include "log_words.h"
#include "page.h"
#include "routes.h"

#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

/* Entries of a page. */
#define LOG_ROWS 50

enum log_step { LOG_BEGIN, LOG_ASKED };

/* What the filter calls them. */
static const char *const kinds[] = {
	[LOG_INIT] = "The beginning", [LOG_ISSUE] = "Issued",
	[LOG_REFUSE] = "Refused",     [LOG_REVOKE] = "Revoked, on hold, lifted",
	[LOG_VOID] = "Void",	      [LOG_CONFIGURATION] = "Settings",
	[LOG_CLOCK] = "Clock",	      [LOG_ADMINISTRATION] = "Administration",
	[LOG_CRL] = "CRLs",
};

/* ---- the list ------------------------------------------------------------------------ */

struct listing {
	struct store_log_filter filter;
	struct buf items;
	uint64_t next;
	unsigned count;
	uint64_t oldest; /* shown */
};

static void
listing_free(struct listing *l)
{
	buf_free(&l->items);
}

static int
write_item(uint64_t index, unsigned type, int64_t time, struct bytes body,
	   void *ctx, struct err *err)
{
	CLEANUP(buf_free) struct buf words = { 0 };
	CLEANUP(buf_free) struct buf when = { 0 };
	struct listing *l = ctx;
	char number[24];

	snprintf(number, sizeof(number), "%ju", (uintmax_t)index);
	log_words_write((enum log_type)type, body, &words);
	console_time_write(time, &when);
	const struct html_value values[] = {
		{ "index", bytes_of_text(number), false },
		{ "type", bytes_of_text(log_type_name((enum log_type)type)),
		  false },
		{ "when", buf_bytes(&when), true },
		{ "words", buf_bytes(&words), true },
		{ "body", body, false },
	};

	if (buf_check(&words, err) < 0 || buf_check(&when, err) < 0)
		return -1;
	l->count++;
	l->oldest = index;
	return page_fill("console/log_item.html", values, ARRAY_SIZE(values),
			 &l->items, err);
}

static int
read_list(struct store *store, void *ctx, struct err *err)
{
	struct listing *l = ctx;

	return store_log_page(store, &l->filter, write_item, l, &l->next, err);
}

static int
read_filter(struct bytes query, struct store_log_filter *f, struct err *err)
{
	CLEANUP(buf_free) struct buf type = { 0 };
	CLEANUP(buf_free) struct buf before = { 0 };
	const struct form_field fields[] = {
		{ .name = "type", .text = &type, .max = 20 },
		{ .name = "before", .text = &before, .max = 20 },
	};

	*f = (struct store_log_filter){ .before = UINT64_MAX,
					.limit = LOG_ROWS };
	if (form_query_read(query, fields, ARRAY_SIZE(fields), err) < 0)
		return -1;
	if (before.n > 0 &&
	    text_u64(buf_text(&before), INT64_MAX, &f->before, err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "before is the number of an entry");
	for (unsigned i = LOG_INIT; i < ARRAY_SIZE(kinds); i++)
		if (bytes_is_text(buf_bytes(&type),
				  log_type_name((enum log_type)i)))
			f->type = i;
	if (type.n > 0 && f->type == 0)
		return err_set(err, ERR_MALFORMED,
			       "the log has no entries of this kind");
	return 0;
}

static void
kinds_write(unsigned chosen, struct buf *out)
{
	buf_append_text(out, "<option value=\"\">All</option>\n");
	for (unsigned i = LOG_INIT; i < ARRAY_SIZE(kinds); i++)
		buf_printf(out, "<option value=\"%s\"%s>%s</option>\n",
			   log_type_name((enum log_type)i),
			   i == chosen ? " selected" : "", kinds[i]);
}

/* Where nothing of the kind was found, how far was looked. */
static void
more_write(const struct listing *l, struct buf *out)
{
	const char *type =
		l->filter.type == 0
			? ""
			: log_type_name((enum log_type)l->filter.type);

	if (l->count < l->filter.limit && l->next > 0)
		buf_printf(out,
			   "<p>Looked through down to entry %ju: there are "
			   "earlier ones.</p>\n",
			   (uintmax_t)l->next);
	else if (l->count == 0)
		buf_append_text(out, "<p>There are no such entries.</p>\n");
	if (l->next > 0)
		buf_printf(out,
			   "<p><a class=\"button\" "
			   "href=\"/console/log?type=%s&amp;before=%ju\">"
			   "Earlier entries</a></p>\n",
			   type, (uintmax_t)l->next);
}

enum step
on_console_log(struct request *r)
{
	const struct console_page page = { .title = "Log",
					   .place = CONSOLE_LOG };
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(listing_free) struct listing l = { 0 };
	struct buf options = { 0 }, more = { 0 };
	struct err err;

	if (read_filter(r->head.query, &l.filter, &err) < 0 ||
	    lister_read(r->front->lister, read_list, &l, &err) < 0)
		return reply_err(r, &err);
	kinds_write(l.filter.type, &options);
	if (page_add_made(&v, "kinds", &options, true, &err) < 0 ||
	    page_add_made(&v, "items", &l.items, true, &err) < 0)
		return reply_err(r, &err);
	more_write(&l, &more);
	if (page_add_made(&v, "more", &more, true, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/log.html", &v);
}

/* ---- one entry -------------------------------------------------------------------------- */

struct entry {
	uint64_t index;
	uint64_t size; /* of the tree that it is proved to be in; 0: not yet */
	unsigned type;
	int64_t time;
	struct buf body;
	struct log_head head;
};

static void
entry_free(struct entry *e)
{
	buf_free(&e->body);
}

static int
read_entry(struct store *store, void *ctx, struct err *err)
{
	struct entry *e = ctx;
	struct bytes body = { 0 };

	if (store_log_get(store, e->index, &e->type, &e->time, &body, err) < 0)
		return err->code == ERR_NOT_FOUND
			       ? err_set(err, ERR_NOT_FOUND,
					 "the log has no entry %ju",
					 (uintmax_t)e->index)
			       : -1;
	buf_append_bytes(&e->body, body);
	if (buf_check(&e->body, err) < 0)
		return -1;
	return e->size == 0 ? 0
			    : log_check_stored(store, e->size, &e->head, err);
}

/* The leaf is made from what the database says, not taken from the proof. */
static int
verify_entry(const struct entry *e, const struct msg_proof *m, struct err *err)
{
	uint8_t leaf[32];

	merkle_leaf(e->type, e->time, buf_bytes(&e->body), leaf);
	return merkle_verify_inclusion(e->index, e->size, leaf, m->hashes,
				       e->head.root, err);
}

void
console_log_hashes_write(struct bytes hashes, struct buf *out)
{
	for (size_t i = 0; i + 32 <= hashes.n; i += 32) {
		char hex[65];

		hex_encode((struct bytes){ hashes.p + i, 32 }, hex);
		buf_printf(out, "<li><code>%s</code></li>\n", hex);
	}
	if (hashes.n < 32)
		buf_append_text(out, "<li>None is needed.</li>\n");
}

static int
add_numbers(struct page_values *v, const struct entry *e, struct err *err)
{
	const struct {
		const char *name;
		uint64_t n;
	} numbers[] = {
		{ "index", e->index },
		{ "size", e->size },
		{ "earlier", e->index > 0 ? e->index - 1 : 0 },
		{ "later", e->index + 1 < e->size ? e->index + 1 : e->index },
	};

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct buf text = { 0 };

		buf_printf(&text, "%ju", (uintmax_t)numbers[i].n);
		if (page_add_made(v, numbers[i].name, &text, false, err) < 0)
			return -1;
	}
	return 0;
}

static int
add_entry(struct page_values *v, const struct entry *e,
	  const struct msg_proof *m, struct err *err)
{
	struct buf words = { 0 }, when = { 0 }, members = { 0 }, leaf = { 0 },
		   hashes = { 0 };
	struct bytes body = buf_bytes(&e->body);
	uint8_t hash[32];
	char hex[65];
	const struct {
		const char *name;
		struct buf *made;
	} all[] = {
		{ "words", &words },	 { "when", &when },
		{ "members", &members }, { "leaf", &leaf },
		{ "hashes", &hashes },
	};
	int rc = 0;

	log_words_write((enum log_type)e->type, body, &words);
	console_time_write(e->time, &when);
	log_members_write(body, &members);
	merkle_leaf(e->type, e->time, body, hash);
	hex_encode(BYTES_OF(hash), hex);
	buf_append_text(&leaf, hex);
	console_log_hashes_write(m->hashes, &hashes);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (rc == 0)
			rc = page_add_made(v, all[i].name, all[i].made, true,
					   err);
		buf_free(all[i].made);
	}
	if (rc < 0 ||
	    page_add_text(v, "type", log_type_name((enum log_type)e->type),
			  err) < 0)
		return -1;
	return page_add(v, "body", body, err);
}

static enum step
reply_entry(struct request *r, struct entry *e)
{
	const struct msg_proof *m = &r->ask.answer.proof;
	CLEANUP(page_values_free) struct page_values v = { 0 };
	char title[48];
	const struct console_page page = { .title = title,
					   .place = CONSOLE_LOG };
	struct err err;

	snprintf(title, sizeof(title), "Entry %ju of the log",
		 (uintmax_t)e->index);
	e->size = m->b;
	if (lister_read(r->front->lister, read_entry, e, &err) < 0)
		return reply_err(r, &err);
	if (verify_entry(e, m, &err) < 0) {
		(void)!err_context(&err,
				   "the proof for entry %ju does not lead to "
				   "the signed head: run sanca log verify",
				   (uintmax_t)e->index);
		return reply_err(r, &err);
	}
	if (add_numbers(&v, e, &err) < 0 || add_entry(&v, e, m, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/log_entry.html", &v);
}

static enum step
no_entry(struct request *r)
{
	return reply_fault(r, ERR_NOT_FOUND,
			   "entries of the log are called by their number");
}

enum step
on_console_log_entry(struct request *r)
{
	CLEANUP(entry_free) struct entry e = { 0 };
	struct msg m = { .type = MSG_LOG_PROOF };
	char number[24];
	struct err err;

	if (r->path.segment.n >= sizeof(number))
		return no_entry(r);
	snprintf(number, sizeof(number), "%.*s", (int)r->path.segment.n,
		 (const char *)r->path.segment.p);
	if (text_u64(number, INT64_MAX, &e.index, &err) < 0)
		return no_entry(r);
	if ((enum log_step)r->step == LOG_BEGIN) {
		if (lister_read(r->front->lister, read_entry, &e, &err) < 0)
			return reply_err(r, &err);
		m.log_proof.kind = 1;
		m.log_proof.a = e.index;
		r->step = LOG_ASKED;
		return request_ask(r, &m);
	}
	if (r->ask.state != ASK_ANSWERED || r->ask.answer.type != MSG_PROOF)
		return console_refused(r, NULL);
	return reply_entry(r, &e);
}
