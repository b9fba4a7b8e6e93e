/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /status/SECRET: what has become of a request that waits. */
#include "waiting.h"

#include "find.h"
#include "json_write.h"
#include "list.h"
#include "page.h"
#include "page_values.h"
#include "routes.h"
#include "work.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

#define SECRET_BYTES 32
#define SECRET_TEXT_BYTES 43
#define RETRY_S "60"

/* ---- the secret ----------------------------------------------------------- */

/* Who knows the token knows it; the database, which has the token's hash, does
 * not. */
static int
secret_derive(const struct request *r, uint8_t ret[SECRET_BYTES],
	      struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf b = { 0 };
	struct bytes token = guard_field_get(&r->head, "Authorization");

	buf_append_text(&b, "sanca status address");
	buf_append_u8(&b, 0);
	buf_append_bytes(&b, token);
	buf_append_u8(&b, 0);
	buf_append_bytes(&b, BYTES_OF(r->work->idempotency));
	if (buf_check(&b, err) < 0)
		return -1;
	sha256(buf_bytes(&b), ret);
	return 0;
}

int
waiting_secret_make(struct request *r, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf text = { 0 };
	struct work *w = r->work;
	bool is_known = r->has_credential && w->has_idempotency &&
			r->credential[0] == CREDENTIAL_TOKEN;
	uint8_t secret[SECRET_BYTES];
	int rc = 0;

	/* Asked again with other settings, it keeps its address. */
	if (w->status_secret[0] != '\0')
		return 0;
	rc = is_known ? secret_derive(r, secret, err)
		      : random_bytes(secret, sizeof(secret), err);
	if (rc < 0)
		return -1;
	base64url_encode(BYTES_OF(secret), &text);
	if (buf_check(&text, err) < 0)
		return -1;
	memcpy(w->status_secret, buf_text(&text), SECRET_TEXT_BYTES + 1);
	sha256(BYTES_OF(secret), w->status_hash);
	bytes_wipe(secret, sizeof(secret));
	return 0;
}

enum step
waiting_reply(struct request *r)
{
	const struct msg_pended *m = &r->ask.answer.pended;
	struct buf body = { 0 };
	char location[16 + SECRET_TEXT_BYTES];
	const char *headers[] = { "Location", location,	       "Retry-After",
				  RETRY_S,    "Sanca-Pending", NULL,
				  NULL };
	char number[24];

	snprintf(location, sizeof(location), "/status/%s",
		 r->work->status_secret);
	snprintf(number, sizeof(number), "%ju", (uintmax_t)m->pending);
	headers[5] = number;
	buf_printf(&body, "{\"status\":\"pending\",\"number\":%s", number);
	json_field(&body, "url", bytes_of_text(location));
	json_time(&body, "expires", m->expires_at);
	json_field(&body, "requester", m->requester);
	json_field(&body, "policy", m->policy);
	json_field(&body, "why", m->why);
	buf_append_text(&body, "}\n");
	COUNT(r->front, pended);
	return reply_body(r, 202, "application/json", &body, headers);
}

/* ---- what has become of it ------------------------------------------------- */

struct waiting {
	uint8_t hash[32];
	struct names names; /* as asked, or as granted */
	uint64_t id;
	enum pending_state state;
	int64_t asked_at, expires_at, decided_at;
	struct buf why, word;
	uint8_t serial[LIMIT_SERIAL_BYTES];
	size_t serial_n; /* 0: there is no certificate */
};

static int
read_issued(struct store *store, uint64_t reservation, struct waiting *w,
	    struct err *err)
{
	enum store_state state = STORE_RESERVED;
	struct store_reservation row = { 0 };

	if (store_reservation_state(store, reservation, &state, err) < 0 ||
	    store_reservation_get(store, reservation, &row, err) < 0)
		return -1;
	/* Not yet signed: it waits a moment longer. */
	if (state != STORE_ISSUED && state != STORE_REVOKED) {
		w->state = PENDING_WAITS;
		return 0;
	}
	if (row.serial.n > sizeof(w->serial))
		return err_set(err, ERR_CORRUPT, "a serial is too long");
	memcpy(w->serial, row.serial.p, row.serial.n);
	w->serial_n = row.serial.n;
	return names_decode(row.names, &w->names, err);
}

static int
read_row(struct store *store, void *ctx, struct err *err)
{
	struct waiting *w = ctx;
	struct store_pending row = { 0 };

	if (store_pending_by_hash(store, BYTES_OF(w->hash), &row, err) < 0)
		return -1;
	w->id = row.id;
	w->state = row.state;
	w->asked_at = row.asked_at;
	w->expires_at = row.expires_at;
	w->decided_at = row.decided_at;
	buf_append_bytes(&w->why, row.why);
	buf_append_bytes(&w->word, row.word);
	if (buf_check(&w->why, err) < 0 || buf_check(&w->word, err) < 0 ||
	    names_decode(row.names, &w->names, err) < 0)
		return -1;
	/* What has expired may not be swept yet. */
	if (w->state == PENDING_WAITS && w->expires_at <= clock_wall_s())
		w->state = PENDING_EXPIRED;
	return row.reservation != 0
		       ? read_issued(store, row.reservation, w, err)
		       : 0;
}

static enum step
not_found(struct request *r)
{
	return reply_fault(r, ERR_NOT_FOUND,
			   "no request waits at this address: it may have "
			   "been cut, or the request was decided more than %d "
			   "days ago",
			   LIMIT_PENDING_KEPT_DAYS);
}

static int
read_secret(struct bytes text, uint8_t ret_hash[32], struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf secret = { 0 };

	if (text.n != SECRET_TEXT_BYTES)
		return err_set(err, ERR_NOT_FOUND, "another length");
	if (base64url_decode(text, &secret, err) < 0)
		return -1;
	sha256(buf_bytes(&secret), ret_hash);
	return 0;
}

/* ---- as JSON ---------------------------------------------------------------- */

static unsigned
status_of(enum pending_state state)
{
	switch (state) {
	case PENDING_WAITS:
		return 202;
	case PENDING_APPROVED:
		return 200;
	case PENDING_REFUSED:
		return 403;
	case PENDING_EXPIRED:
		return 410;
	}
	return 500;
}

static enum step
reply_json(struct request *r, const struct waiting *w)
{
	bool waits = w->state == PENDING_WAITS;
	const char *headers[] = { waits ? "Retry-After" : NULL, RETRY_S, NULL };
	struct buf body = { 0 };

	buf_printf(&body, "{\"status\":\"%s\",\"number\":%ju",
		   waits ? "pending" : store_pending_state_name(w->state),
		   (uintmax_t)w->id);
	buf_append_text(&body, ",\"names\":");
	names_render(&w->names, &body);
	json_time(&body, "asked", w->asked_at);
	json_time(&body, "expires", w->expires_at);
	json_field(&body, "why", buf_bytes(&w->why));
	if (w->decided_at > 0) {
		json_time(&body, "decided", w->decided_at);
		json_field(&body, "word", buf_bytes(&w->word));
	}
	buf_append_text(&body, "}\n");
	return reply_body(r, status_of(w->state), "application/json", &body,
			  headers);
}

/* ---- as a page ---------------------------------------------------------------- */

static const char *
template_of(enum pending_state state)
{
	switch (state) {
	case PENDING_WAITS:
		return "status/waiting.html";
	case PENDING_APPROVED:
		return "status/issued.html";
	case PENDING_REFUSED:
		return "status/refused.html";
	case PENDING_EXPIRED:
		return "status/expired.html";
	}
	return "status/waiting.html";
}

static int
page_write(const struct request *r, const struct waiting *w, struct buf *out,
	   struct err *err)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	struct buf names = { 0 };
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char number[24], asked[32], until[32], decided[32];
	struct bytes word = w->word.n > 0 ? buf_bytes(&w->word)
					  : bytes_of_text("none was given");

	for (size_t i = 0; i < w->names.count; i++) {
		if (i > 0)
			buf_append_text(&names, "<br>");
		html_name(&w->names.at[i], &names);
	}
	snprintf(number, sizeof(number), "%ju", (uintmax_t)w->id);
	hex_encode((struct bytes){ w->serial, w->serial_n }, serial);
	page_day(w->asked_at, asked);
	page_day(w->expires_at, until);
	page_day(w->decided_at, decided);
	if (page_add_made(&v, "names", &names, true, err) < 0 ||
	    page_add_text(&v, "ca", r->live->issuer->common_name, err) < 0 ||
	    page_add_text(&v, "number", number, err) < 0 ||
	    page_add_text(&v, "serial", serial, err) < 0 ||
	    page_add_text(&v, "asked", asked, err) < 0 ||
	    page_add_text(&v, "until", until, err) < 0 ||
	    page_add_text(&v, "decided", decided, err) < 0 ||
	    page_add(&v, "why", buf_bytes(&w->why), err) < 0 ||
	    page_add(&v, "word", word, err) < 0)
		return -1;
	return page_fill(template_of(w->state), v.at, v.count, out, err);
}

static enum step
reply_state_page(struct request *r, const struct waiting *w)
{
	const struct page page = {
		.title = "Your request",
		.retry_after = w->state == PENDING_WAITS ? RETRY_S : NULL,
	};
	CLEANUP(buf_free) struct buf main = { 0 };
	struct err err;

	if (page_write(r, w, &main, &err) < 0)
		return reply_err(r, &err);
	return reply_page(r, &page, &main);
}

/* ---- the route ---------------------------------------------------------------- */

static void
waiting_free(struct waiting *w)
{
	buf_free(&w->why);
	buf_free(&w->word);
}

static enum step
ask_certificate(struct request *r, const struct waiting *w)
{
	struct msg m = { .type = MSG_FIND };

	m.find.by = STORE_BY_SERIAL;
	m.find.value = (struct bytes){ w->serial, w->serial_n };
	r->step = 1;
	return request_ask(r, &m);
}

static enum step
take_certificate(struct request *r)
{
	enum form form = FORM_PEM;
	struct err err;

	if (r->ask.state != ASK_ANSWERED || r->ask.answer.type != MSG_FOUND)
		return reply_err(r, &r->ask.err);
	if (accept_choose(guard_field_get(&r->head, "Accept"), &form, &err) < 0)
		return reply_err(r, &err);
	return reply_found(r, form, false);
}

enum step
on_waiting(struct request *r)
{
	CLEANUP(waiting_free) struct waiting w = { 0 };
	struct err err;

	if (r->step == 1)
		return take_certificate(r);
	if (read_secret(r->path.segment, w.hash, &err) < 0)
		return not_found(r);
	if (lister_read(r->front->lister, read_row, &w, &err) < 0)
		return err.code == ERR_NOT_FOUND ? not_found(r)
						 : reply_err(r, &err);
	if (request_wants_page(r))
		return reply_state_page(r, &w);
	return w.serial_n > 0 ? ask_certificate(r, &w) : reply_json(r, &w);
}
