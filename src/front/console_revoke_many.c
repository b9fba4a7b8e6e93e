/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Revoking many: first what it would be, then, with the password, all at once;
 * each is an entry of its own in the log. */

#include "console_list.h"
#include "console_revoke.h"
#include "list.h"
#include "page.h"
#include "request.h"
#include "routes.h"
#include "sign_in.h"
#include "work.h"

#include "sanca/issuance_log.h"
#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum many_step { MANY_BEGIN, MANY_PASSWORD, MANY_REVOKE };

/* What was chosen: hex, one on a line. */
struct chosen {
	struct buf serials, reason, password;
	size_t count;
};

static void
chosen_free(struct chosen *c)
{
	buf_free(&c->serials);
	buf_free(&c->reason);
	buf_free_wipe(&c->password);
}

/* The serial of that place. */
static struct bytes
serial_at(const struct chosen *c, size_t place)
{
	struct bytes rest = buf_bytes(&c->serials);

	for (;;) {
		const uint8_t *end = memchr(rest.p, '\n', rest.n);
		size_t n = end ? (size_t)(end - rest.p) : rest.n;

		if (place == 0 || !end)
			return (struct bytes){ rest.p, n };
		place--;
		rest.p += n + 1;
		rest.n -= n + 1;
	}
}

static int
read_chosen(const struct request *r, struct chosen *c, bool is_preview,
	    struct err *err)
{
	const struct form_field fields[] = {
		{ .name = "serial",
		  .text = &c->serials,
		  .max = 2 * LIMIT_SERIAL_BYTES,
		  .most = LIMIT_REVOKE_MANY },
		{ .name = "reason", .text = &c->reason, .max = 32 },
		{ .name = "password",
		  .text = &c->password,
		  .max = LIMIT_PASSWORD_BYTES },
	};
	uint8_t octets[LIMIT_SERIAL_BYTES];

	if (form_body_read(buf_bytes(&r->work->body), fields,
			   is_preview ? 1 : ARRAY_SIZE(fields), err) < 0)
		return -1;
	if (c->serials.n == 0)
		return err_set(err, ERR_MALFORMED,
			       "choose at least one certificate of the list");
	c->count = 1;
	for (size_t i = 0; i < c->serials.n; i++)
		if (c->serials.p[i] == '\n')
			c->count++;
	for (size_t i = 0; i < c->count; i++)
		if (request_serial(serial_at(c, i), octets) == 0)
			return err_set(err, ERR_MALFORMED,
				       "that is no serial of a certificate");
	return 0;
}

/* ---- preview --------------------------------------------------------------------- */

struct preview {
	const struct chosen *chosen;
	struct buf rows;
	struct names *names;
};

static int
preview_one(struct store *s, struct preview *p, struct bytes hex,
	    struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	struct store_reservation row;
	uint8_t octets[LIMIT_SERIAL_BYTES] = { 0 };
	struct bytes serial = { octets, request_serial(hex, octets) };
	uint64_t id = 0;

	if (log_find(s, STORE_BY_SERIAL, serial, &id, err) < 0 ||
	    store_reservation_get(s, id, &row, err) < 0 ||
	    names_decode(row.names, p->names, err) < 0)
		return -1;
	if (p->names->count > 0)
		name_show_unicode(&p->names->at[0], &shown);
	else
		console_nameless(row.profile, &shown);
	buf_append_text(&p->rows, "<li><input type=\"hidden\" name=\"serial\" "
				  "value=\"");
	html_text(hex, &p->rows);
	buf_append_text(&p->rows, "\"><bdi>");
	html_text(buf_bytes(&shown), &p->rows);
	buf_append_text(&p->rows, "</bdi>");
	if (p->names->count > 1)
		buf_printf(&p->rows, " <small>and %zu more</small>",
			   p->names->count - 1);
	buf_append_text(&p->rows, "<small>ends ");
	console_time_write(row.not_after, &p->rows);
	buf_append_text(&p->rows, "</small></li>\n");
	return buf_check(&p->rows, err);
}

static int
preview_all(struct store *s, void *ctx, struct err *err)
{
	struct preview *p = ctx;

	for (size_t i = 0; i < p->chosen->count; i++)
		if (preview_one(s, p, serial_at(p->chosen, i), err) < 0)
			return -1;
	return 0;
}

/* With what is wrong with the password, if anything is. */
static enum step
reply_preview(struct request *r, const struct chosen *c, const char *fault)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	CLEANUP(buf_free) struct buf told = { 0 };
	const struct console_page page = { .title = "Revoke certificates",
					   .place = CONSOLE_CERTIFICATES,
					   .status = fault ? 403 : 200 };
	struct preview p = { .chosen = c,
			     .names = calloc(1, sizeof(*p.names)) };
	struct buf options = { 0 };
	char count[24];
	int done = -1;
	struct err err;

	if (p.names)
		done = lister_read(r->front->lister, preview_all, &p, &err);
	else
		(void)!err_nomem(&err);
	free(p.names);
	console_reasons_write(-1, &options);
	snprintf(count, sizeof(count), "%zu", c->count);
	if (fault) {
		buf_append_text(&told, "<p class=\"fault\" role=\"alert\">");
		html_text(bytes_of_text(fault), &told);
		buf_append_text(&told, "</p>\n");
	}
	if (page_add_made(&v, "rows", &p.rows, true, &err) < 0 ||
	    page_add_made(&v, "reasons", &options, true, &err) < 0)
		done = -1;
	if (done < 0 || page_add_made(&v, "fault", &told, true, &err) < 0 ||
	    page_add_text(&v, "count", count, &err) < 0 ||
	    console_add_token(&v, r, &err) < 0)
		return reply_err(r, &err);
	if (session_is_confirmed(r)
		    ? page_add_text(&v, "password", "", &err) < 0
		    : page_add_filled(&v, "password",
				      "console/password_field.html", &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/revoke_many.html", &v);
}

enum step
on_console_revoke_many_page(struct request *r)
{
	CLEANUP(chosen_free) struct chosen c = { 0 };
	struct err err;

	if (read_chosen(r, &c, true, &err) < 0)
		return reply_err(r, &err);
	return reply_preview(r, &c, NULL);
}

/* ---- the act --------------------------------------------------------------------- */

static enum step
ask_revoke(struct request *r, const struct chosen *c)
{
	CLEANUP(buf_free) struct buf wire = { 0 };
	struct msg m = { .type = MSG_REVOKE };
	unsigned reason = 0;
	struct err err;

	if (console_reason_read(buf_bytes(&c->reason), &reason, &err) < 0)
		return reply_err(r, &err);
	for (size_t i = 0; i < c->count; i++) {
		uint8_t serial[LIMIT_SERIAL_BYTES];
		size_t n = request_serial(serial_at(c, i), serial);

		buf_append_u8(&wire, (uint8_t)n);
		buf_append(&wire, serial, n);
	}
	if (buf_check(&wire, &err) < 0)
		return reply_err(r, &err);
	m.revoke.serials = buf_bytes(&wire);
	m.revoke.reason = (uint8_t)reason;
	m.revoke.credential = BYTES_OF(r->credential);
	m.revoke.peer = bytes_of_text(r->conn->peer);
	m.revoke.request_id = bytes_of_text(r->id);
	r->step = MANY_REVOKE;
	return request_ask(r, &m);
}

static enum step
take_answer(struct request *r)
{
	const struct ask *a = &r->ask;

	if (a->state != ASK_ANSWERED || a->answer.type != MSG_REVOKED)
		return console_refused(r, NULL);
	return console_redirect(r, "/console/certificates?state=revoked",
				DONE_REVOKED_MANY, a->answer.revoked.changed);
}

static enum step
take_password(struct request *r, const struct chosen *c)
{
	const struct ask *a = &r->ask;

	if (a->state == ASK_ANSWERED && a->answer.type == MSG_DONE)
		return ask_revoke(r, c);
	/* A wrong one is said above the form; the session may be over. */
	if (a->state != ASK_ANSWERED || a->err.code != ERR_FORBIDDEN)
		return console_refused(r, NULL);
	reply_record(r, &a->err);
	return reply_preview(r, c, a->err.text);
}

static enum step
ask_password(struct request *r, const struct chosen *c)
{
	struct msg m = { .type = MSG_REAUTH };

	if (!sign_in_passes_rate(r))
		return STEP_DONE;
	m.reauth.credential = BYTES_OF(r->credential);
	m.reauth.password = buf_bytes(&c->password);
	m.reauth.peer = bytes_of_text(r->conn->peer);
	m.reauth.request_id = bytes_of_text(r->id);
	r->step = MANY_PASSWORD;
	return request_ask(r, &m);
}

enum step
on_console_revoke_many(struct request *r)
{
	CLEANUP(chosen_free) struct chosen c = { 0 };
	unsigned reason = 0;
	struct err err;

	if (read_chosen(r, &c, false, &err) < 0 ||
	    console_reason_read(buf_bytes(&c.reason), &reason, &err) < 0)
		return reply_err(r, &err);
	switch ((enum many_step)r->step) {
	case MANY_PASSWORD:
		return take_password(r, &c);
	case MANY_REVOKE:
		return take_answer(r);
	case MANY_BEGIN:
	default:
		break;
	}
	return session_is_confirmed(r) ? ask_revoke(r, &c)
				       : ask_password(r, &c);
}
