/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Revoking one certificate, and lifting its hold: a page that says what will
 * be, and its form. */

#include "console_revoke.h"
#include "console_list.h"
#include "console_page.h"
#include "page.h"
#include "routes.h"
#include "waiting.h"
#include "work.h"

#include "sanca/revocation.h"
#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum revoke_step { REVOKE_BEGIN, REVOKE_ASKED };

static const struct reason {
	unsigned number;
	const char *word, *meaning;
} reasons[] = {
#define REVOCATION_REASON(name, number, word, can_be_given, meaning)           \
	{ number, word, meaning },
#include "sanca/revocation_reasons.def"
#undef REVOCATION_REASON
};

static bool
is_offered(unsigned reason, int now)
{
	struct err err;

	return (revocation_reason_can_be_given(reason) ||
		reason == REASON_REMOVE_FROM_CRL) &&
	       revocation_check(now, reason, &err) == 0;
}

void
console_reasons_write(int now, struct buf *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (!is_offered(reasons[i].number, now))
			continue;
		buf_printf(out, "<option value=\"%s\">", reasons[i].word);
		if (reasons[i].number == REASON_REMOVE_FROM_CRL)
			buf_append_text(out, "lift the hold: ");
		html_text(bytes_of_text(reasons[i].meaning), out);
		buf_printf(out, " (%s)</option>\n", reasons[i].word);
	}
}

int
console_reason_read(struct bytes word, unsigned *ret, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (bytes_is_text(word, reasons[i].word) &&
		    (revocation_reason_can_be_given(reasons[i].number) ||
		     reasons[i].number == REASON_REMOVE_FROM_CRL)) {
			*ret = reasons[i].number;
			return 0;
		}
	return err_set(err, ERR_BAD_REASON, "choose a reason of the list");
}

enum step
console_ask_revoke(struct request *r, struct bytes serial, unsigned reason)
{
	struct msg m = { .type = MSG_REVOKE };
	uint8_t wire[1 + LIMIT_SERIAL_BYTES];

	wire[0] = (uint8_t)serial.n;
	memcpy(wire + 1, serial.p, serial.n);
	m.revoke.serials = (struct bytes){ wire, serial.n + 1 };
	m.revoke.reason = (uint8_t)reason;
	m.revoke.credential = BYTES_OF(r->credential);
	m.revoke.peer = bytes_of_text(r->conn->peer);
	m.revoke.request_id = bytes_of_text(r->id);
	return request_ask(r, &m);
}

/* ---- the page -------------------------------------------------------------------- */

int
console_add_names(struct page_values *v, const struct console_facts *f,
		  struct err *err)
{
	struct buf list = { 0 };

	for (size_t i = 0; i < f->names.count; i++) {
		buf_append_text(&list, "<li>");
		html_name(&f->names.at[i], &list);
		buf_append_text(&list, "</li>\n");
	}
	if (f->names.count == 0) {
		buf_append_text(&list, "<li>");
		console_nameless(f->profile, &list);
		buf_append_text(&list, "</li>\n");
	}
	return page_add_made(v, "names", &list, true, err);
}

static enum step
reply_revoke_page(struct request *r, const struct console_facts *f)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct console_page page = { .title = "Revoke a certificate",
				     .place = CONSOLE_CERTIFICATES };
	int now = f->was_revoked ? (int)f->reason : -1;
	bool is_held = now == REASON_CERTIFICATE_HOLD;
	struct buf options = { 0 };
	struct err err;

	if (is_held)
		page.title = "A certificate on hold";
	console_reasons_write(now, &options);
	if (options.n == 0)
		return reply_fault(r, ERR_ALREADY_REVOKED,
				   "it is revoked because its key is known to "
				   "others: nothing can follow that");
	if (page_add_made(&v, "reasons", &options, true, &err) < 0 ||
	    page_add_text(&v, "title", page.title, &err) < 0 ||
	    page_add_text(&v, "serial", f->serial, &err) < 0 ||
	    page_add_text(&v, "what", is_held ? "Do it" : "Revoke it", &err) <
		    0 ||
	    console_add_names(&v, f, &err) < 0 ||
	    console_add_token(&v, r, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/revoke.html", &v);
}

static enum step
with_facts(struct request *r,
	   enum step (*fn)(struct request *r, const struct console_facts *f))
{
	struct console_facts *f = calloc(1, sizeof(*f));
	enum step step = STEP_DONE;
	struct err err;

	if (!f)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (form_query_read(r->head.query, NULL, 0, &err) < 0 ||
	    console_facts_read(r, f, &err) < 0)
		step = reply_err(r, &err);
	else
		step = fn(r, f);
	free(f);
	return step;
}

enum step
on_console_revoke_page(struct request *r)
{
	return with_facts(r, reply_revoke_page);
}

/* ---- the form -------------------------------------------------------------------- */

static enum step
reply_revoked(struct request *r, const struct console_facts *f)
{
	char path[64 + 2 * LIMIT_SERIAL_BYTES];
	unsigned reason = r->ask.answer.revoked.reason;

	snprintf(path, sizeof(path), "/console/certificates/%s", f->serial);
	return console_redirect(r, path,
				reason == REASON_REMOVE_FROM_CRL ? DONE_LIFTED
				: reason == REASON_CERTIFICATE_HOLD
					? DONE_HELD
					: DONE_REVOKED,
				0);
}

static enum step
revoke_it(struct request *r, const struct console_facts *f)
{
	CLEANUP(buf_free) struct buf word = { 0 };
	const struct form_field fields[] = {
		{ .name = "reason", .text = &word, .max = 32 },
	};
	uint8_t serial[LIMIT_SERIAL_BYTES];
	unsigned reason = 0;
	struct err err;

	if ((enum revoke_step)r->step == REVOKE_ASKED)
		return r->ask.state == ASK_ANSWERED &&
				       r->ask.answer.type == MSG_REVOKED
			       ? reply_revoked(r, f)
			       : console_refused(r, NULL);
	if (form_body_read(buf_bytes(&r->work->body), fields,
			   ARRAY_SIZE(fields), &err) < 0 ||
	    console_reason_read(buf_bytes(&word), &reason, &err) < 0)
		return reply_err(r, &err);
	r->step = REVOKE_ASKED;
	return console_ask_revoke(
		r, (struct bytes){ serial, console_serial(r, serial) }, reason);
}

enum step
on_console_revoke(struct request *r)
{
	return with_facts(r, revoke_it);
}

/* ---- renewal --------------------------------------------------------------------- */

static enum step
reply_renew_page(struct request *r, const struct console_facts *f)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	const struct console_page page = { .title = "Renew a certificate",
					   .place = CONSOLE_CERTIFICATES };
	struct buf until = { 0 };
	struct err err;

	console_time_write(f->not_after, &until);
	if (page_add_made(&v, "until", &until, true, &err) < 0 ||
	    page_add_text(&v, "serial", f->serial, &err) < 0 ||
	    page_add_text(&v, "requester", f->requester, &err) < 0 ||
	    console_add_names(&v, f, &err) < 0 ||
	    console_add_token(&v, r, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/renew.html", &v);
}

enum step
on_console_renew_page(struct request *r)
{
	return with_facts(r, reply_renew_page);
}

static enum step
reply_renewed(struct request *r)
{
	const struct msg_issued *m = &r->ask.answer.issued;
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char path[64 + 2 * LIMIT_SERIAL_BYTES];

	hex_encode(m->serial, serial);
	snprintf(path, sizeof(path), "/console/certificates/%s", serial);
	return console_redirect(
		r, path, m->repeated ? DONE_RENEWED_BEFORE : DONE_RENEWED, 0);
}

/* To where it waits; who administers but does not approve may not see that. */
static enum step
reply_waits(struct request *r, const struct console_facts *f)
{
	char path[64 + 2 * LIMIT_SERIAL_BYTES];

	if (session_may(r, RIGHT_APPROVE) ||
	    strcmp(f->requester, r->session.requester) == 0)
		snprintf(path, sizeof(path), "/console/pending/%ju",
			 (uintmax_t)r->ask.answer.pended.pending);
	else
		snprintf(path, sizeof(path), "/console/certificates/%s",
			 f->serial);
	return console_redirect(r, path, DONE_RENEWAL_WAITS, 0);
}

static enum step
renew(struct request *r, const struct console_facts *f)
{
	struct msg m = { .type = MSG_RENEW };
	uint8_t serial[LIMIT_SERIAL_BYTES];
	const struct ask *a = &r->ask;
	struct err err;

	if ((enum revoke_step)r->step == REVOKE_ASKED) {
		if (a->state == ASK_ANSWERED && a->answer.type == MSG_ISSUED)
			return reply_renewed(r);
		if (a->state == ASK_ANSWERED && a->answer.type == MSG_PENDED)
			return reply_waits(r, f);
		return console_refused(r, NULL);
	}
	/* As for a request: of its secret address nobody is told. */
	if (form_body_read(buf_bytes(&r->work->body), NULL, 0, &err) < 0 ||
	    waiting_secret_make(r, &err) < 0)
		return reply_err(r, &err);
	m.renew.generation = r->live->generation;
	m.renew.door = DOOR_CONSOLE;
	m.renew.serial = (struct bytes){ serial, console_serial(r, serial) };
	m.renew.credential = BYTES_OF(r->credential);
	m.renew.status_hash = BYTES_OF(r->work->status_hash);
	m.renew.peer = bytes_of_text(r->conn->peer);
	m.renew.request_id = bytes_of_text(r->id);
	r->step = REVOKE_ASKED;
	return request_ask(r, &m);
}

enum step
on_console_renew(struct request *r)
{
	return with_facts(r, renew);
}
