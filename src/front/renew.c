/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A certificate is issued anew: by who may, by itself, or by a link. */
#include "auth.h"
#include "find.h"
#include "issue.h"
#include "judge.h"
#include "page.h"
#include "page_values.h"
#include "routes.h"
#include "waiting.h"
#include "work.h"

#include "sanca/certificate.h"
#include "sanca/renewal_link.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

enum renew_step { RENEW_BEGIN, RENEW_PARKED, RENEW_ASKED };

/* ---- both ways ------------------------------------------------------------- */

static enum step
ask(struct request *r, struct msg *m)
{
	struct work *w = r->work;
	struct err err;

	if (waiting_secret_make(r, &err) < 0)
		return reply_err(r, &err);
	m->type = MSG_RENEW;
	m->renew.generation = r->live->generation;
	m->renew.lifetime_s = w->wishes.lifetime_s;
	if (w->has_idempotency)
		m->renew.idempotency = BYTES_OF(w->idempotency);
	m->renew.status_hash = BYTES_OF(w->status_hash);
	m->renew.peer = bytes_of_text(r->conn->peer);
	m->renew.request_id = bytes_of_text(r->id);
	r->step = RENEW_ASKED;
	return request_ask(r, m);
}

static enum step
park(struct request *r)
{
	r->tries++;
	r->step = RENEW_PARKED;
	return request_park(r);
}

static void
take_settings(struct request *r)
{
	live_drop(&r->live);
	r->live = live_take(&r->front->live);
}

static enum step
take_answer(struct request *r, enum form form)
{
	if (request_must_ask_again(r))
		return park(r);
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type == MSG_ISSUED)
		return issue_reply(r, form);
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type == MSG_PENDED)
		return waiting_reply(r);
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type != MSG_REFUSED)
		return reply_fault(r, ERR_INTERNAL,
				   "the signer gave an answer of another kind");
	return issue_refuse(r);
}

/* ---- POST /v1/certificates/SERIAL/renew ------------------------------------- */

static int
check_body(const struct request *r, struct err *err)
{
	if (r->work->body.n > 0)
		return err_set(err, ERR_MALFORMED,
			       "nothing is sent to renew a certificate: key, "
			       "names and order stay (a lifetime may stand in "
			       "the query)");
	if (r->work->wishes.profile[0] || r->work->wishes.contact[0])
		return err_set(err, ERR_MALFORMED,
			       "a renewal keeps its profile: the query may "
			       "hold lifetime");
	return 0;
}

static enum step
ask_by_credential(struct request *r)
{
	uint8_t serial[LIMIT_SERIAL_BYTES];
	size_t n = request_serial(r->path.segment, serial);
	struct msg m = { 0 };

	if (n == 0)
		return reply_fault(r, ERR_NOT_FOUND,
				   "there is no certificate with this serial");
	m.renew.door = (uint8_t)request_door(r);
	m.renew.serial = (struct bytes){ serial, n };
	m.renew.credential = BYTES_OF(r->credential);
	return ask(r, &m);
}

enum step
on_renew(struct request *r)
{
	enum form form = FORM_PEM;
	struct err err;

	if (!r->has_credential)
		return reply_fault(r, ERR_UNAUTHORIZED, AUTH_REFUSAL);
	if (accept_choose(guard_field_get(&r->head, "Accept"), &form, &err) < 0)
		return reply_err(r, &err);
	switch ((enum renew_step)r->step) {
	case RENEW_BEGIN:
		if (judge_options(r, &err) < 0 || check_body(r, &err) < 0)
			return reply_err(r, &err);
		return ask_by_credential(r);
	case RENEW_PARKED:
		take_settings(r);
		return ask_by_credential(r);
	case RENEW_ASKED:
		return take_answer(r, form);
	}
	return reply_fault(r, ERR_INTERNAL, "a step that there is not");
}

/* ---- /renew/LINK --------------------------------------------------------------- */

static int
add_names(struct page_values *v, const struct names *names, struct err *err)
{
	struct buf shown = { 0 };

	for (size_t i = 0; i < names->count; i++) {
		if (i > 0)
			buf_append_text(&shown, "<br>");
		html_name(&names->at[i], &shown);
	}
	return page_add_made(v, "names", &shown, true, err);
}

static int
page_write(const struct request *r, const char *template, const char *title,
	   struct bytes serial, struct bytes der, struct buf *out,
	   struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	static _Thread_local struct names names;
	char shown[2 * LIMIT_SERIAL_BYTES + 1], end[32];
	struct certificate c;

	if (certificate_parse(der, &c, err) < 0 ||
	    certificate_names(&c, &names, err) < 0)
		return -1;
	hex_encode(serial, shown);
	page_day(c.not_after, end);
	if (add_names(&v, &names, err) < 0 ||
	    page_add_text(&v, "ca", r->live->issuer->common_name, err) < 0 ||
	    page_add_text(&v, "title", title, err) < 0 ||
	    page_add_text(&v, "serial", shown, err) < 0 ||
	    page_add_text(&v, "end", end, err) < 0)
		return -1;
	return page_fill(template, v.at, v.count, out, err);
}

static enum step
reply_link_page(struct request *r, const char *template, const char *title,
		struct bytes serial, struct bytes der)
{
	const struct page page = { .title = title };
	CLEANUP(buf_free) struct buf main = { 0 };
	struct err err;

	if (page_write(r, template, title, serial, der, &main, &err) < 0)
		return reply_err(r, &err);
	return reply_page(r, &page, &main);
}

enum step
on_renew_page(struct request *r)
{
	CLEANUP(buf_free) struct buf link = { 0 };
	const struct msg_found *f = &r->ask.answer.found;
	struct msg m = { .type = MSG_FIND };
	struct err err;

	if (r->step == RENEW_ASKED) {
		if (r->ask.state != ASK_ANSWERED ||
		    r->ask.answer.type != MSG_FOUND || f->certificate.n == 0)
			return reply_err(r, &r->ask.err);
		return reply_link_page(r, "renew/confirm.html",
				       "Renew a certificate", f->serial,
				       f->certificate);
	}
	if (r->path.segment.n != RENEWAL_LINK_TEXT_BYTES ||
	    base64url_decode(r->path.segment, &link, &err) < 0)
		return reply_fault(r, ERR_NOT_FOUND,
				   "this renewal link was cut: copy the whole "
				   "address");
	m.find.by = 4;
	m.find.value = buf_bytes(&link);
	r->step = RENEW_ASKED;
	return request_ask(r, &m);
}

static enum step
ask_by_link(struct request *r)
{
	struct msg m = { 0 };

	if (r->path.segment.n > LIMIT_RENEWAL_LINK_BYTES)
		return reply_fault(r, ERR_NOT_FOUND,
				   "this renewal link is not one of ours");
	m.renew.door = DOOR_LINK;
	m.renew.link = r->path.segment;
	return ask(r, &m);
}

static enum step
take_link_answer(struct request *r, enum form form)
{
	const struct msg_issued *m = &r->ask.answer.issued;

	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type == MSG_ISSUED &&
	    request_wants_page(r))
		return reply_link_page(r, "renew/done.html",
				       m->repeated
					       ? "It was renewed already"
					       : "The certificate is renewed",
				       m->serial, m->certificate);
	return take_answer(r, form);
}

enum step
on_renew_link(struct request *r)
{
	enum form form = FORM_PEM;
	struct err err;

	if (!request_wants_page(r) &&
	    accept_choose(guard_field_get(&r->head, "Accept"), &form, &err) < 0)
		return reply_err(r, &err);
	switch ((enum renew_step)r->step) {
	case RENEW_BEGIN:
		if (r->head.query.n > 0 || r->work->body.n > 0)
			return reply_fault(r, ERR_MALFORMED,
					   "nothing is sent with a renewal "
					   "link");
		return ask_by_link(r);
	case RENEW_PARKED:
		take_settings(r);
		return ask_by_link(r);
	case RENEW_ASKED:
		return take_link_answer(r, form);
	}
	return reply_fault(r, ERR_INTERNAL, "a step that there is not");
}
