/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /calendar/SECRET.ics: when what somebody is responsible for ends. Whoever
 * has the address reads it; the signer says whose it is. */
#include "auth.h"
#include "ics.h"
#include "list.h"
#include "reply.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/policy.h"
#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum calendar_step { CALENDAR_BEGIN, CALENDAR_ASKED };

/* A row, kept: the store may not be asked while it gives rows. */
struct event {
	uint64_t id;
	int64_t not_before, not_after;
	unsigned profile;
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	char requester[LIMIT_LABEL_BYTES + 1];
	struct buf names; /* names_encode() */
};

struct calendar {
	const struct request *r;
	int64_t now;
	struct store_requester who;
	struct {
		int64_t not_before, not_after;
	} responder; /* the newest */
	size_t count, cap;
	struct event *events;
	struct buf out;
	struct names names;
};

static void
calendar_free(struct calendar **calendar)
{
	struct calendar *c = *calendar;

	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++)
		buf_free(&c->events[i].names);
	free(c->events);
	buf_free(&c->out);
	free(c);
	*calendar = NULL;
}

static enum step
not_found(struct request *r)
{
	return reply_fault(r, ERR_NOT_FOUND,
			   "there is no calendar at this address");
}

static int
take_row(const struct store_ending *row, void *ctx)
{
	struct calendar *c = ctx;
	struct event *e = NULL;

	/* What the CA has for itself it renews itself. */
	if (row->door == DOOR_INTERNAL && row->profile == PROFILE_OCSP) {
		c->responder.not_before = row->not_before;
		c->responder.not_after = row->not_after;
	}
	if (row->door == DOOR_INTERNAL || row->serial.n > LIMIT_SERIAL_BYTES)
		return 0;
	if (c->count == c->cap)
		return 1;
	e = &c->events[c->count++];
	*e = (struct event){ .id = row->id,
			     .not_before = row->not_before,
			     .not_after = row->not_after,
			     .profile = row->profile };
	hex_encode(row->serial, e->serial);
	snprintf(e->requester, sizeof(e->requester), "%.*s",
		 (int)row->requester.n, (const char *)row->requester.p);
	buf_append_bytes(&e->names, row->names);
	return 0;
}

/* ---- events -------------------------------------------------------------------- */

static void
write_page(const struct calendar *c, const char *serial, struct buf *out)
{
	const struct conf *conf = c->r->live->conf;

	if (conf_https_origin(conf, out))
		buf_printf(out, "/console/certificates/%s", serial);
	else if (conf->public_url[0])
		buf_printf(out, "%s/v1/certificates/%s", conf->public_url,
			   serial);
}

static int
write_certificate(struct calendar *c, const struct event *e, struct err *err)
{
	CLEANUP(buf_free) struct buf summary = { 0 };
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(buf_free) struct buf page = { 0 };
	char uid[2 * LIMIT_SERIAL_BYTES + 40];
	struct ics_event event = { .uid = uid,
				   .changed_at = e->not_before,
				   .day = e->not_after };

	if (names_decode(buf_bytes(&e->names), &c->names, err) < 0)
		return -1;
	buf_append_text(&summary, "Certificate ends: ");
	for (size_t i = 0; i < c->names.count; i++) {
		if (i == 0)
			name_show(&c->names.at[i], &summary);
		buf_append_text(&text, i ? ", " : "");
		name_show(&c->names.at[i], &text);
	}
	write_page(c, e->serial, &page);
	buf_printf(&text, "\nserial %s\n", e->serial);
	buf_append_bytes(&text, buf_bytes(&page));
	snprintf(uid, sizeof(uid), "%s@%s.sanca", e->serial,
		 c->r->live->issuer->id);
	event.summary = buf_bytes(&summary);
	event.description = buf_bytes(&text);
	event.url = buf_text(&page);
	ics_event_write(&c->out, &event);
	return buf_check(&c->out, err);
}

/* What the CA renews by itself, long before: a day in a calendar only when it
 * has not, as a notice. */
static void
write_overdue(struct calendar *c, const char *what, const char *summary,
	      int64_t not_before, int64_t not_after)
{
	char uid[64];
	struct ics_event event = {
		.uid = uid,
		.changed_at = not_before,
		.day = not_after,
		.summary = bytes_of_text(summary),
		.description = bytes_of_text(
			"The CA should have renewed it by itself, and has "
			"not: sanca status says why."),
		.url = "",
	};

	if (not_after == 0 || !clock_is_overdue(not_before, not_after, c->now))
		return;
	snprintf(uid, sizeof(uid), "%s@%s.sanca", what, c->r->live->issuer->id);
	ics_event_write(&c->out, &event);
}

/* For those who see everything: the CA, and what revocation needs. */
static int
write_own(struct calendar *c, struct store *store, struct err *err)
{
	const struct issuer *issuer = c->r->live->issuer;
	CLEANUP(buf_free) struct buf summary = { 0 };
	struct store_crl crl = { 0 };
	char uid[64];
	struct ics_event event = {
		.uid = uid,
		.changed_at = issuer->certificate.not_before,
		.day = issuer->certificate.not_after,
		.description = bytes_of_text(
			"All devices need another root before that day."),
		.url = "",
	};

	snprintf(uid, sizeof(uid), "ca@%s.sanca", issuer->id);
	buf_printf(&summary, "CA ends: %s", issuer->common_name);
	event.summary = buf_bytes(&summary);
	ics_event_write(&c->out, &event);
	if (store_crl_last(store, &crl, err) < 0 && err->code != ERR_NOT_FOUND)
		return -1;
	write_overdue(c, "crl", "List of revoked certificates (CRL) ends",
		      crl.this_update, crl.next_update);
	write_overdue(c, "responder", "Certificate of the OCSP responder ends",
		      c->responder.not_before, c->responder.not_after);
	return buf_check(&c->out, err);
}

/* ---- reading ------------------------------------------------------------------- */

static int
find_who(struct calendar *c, struct store *store, struct err *err)
{
	if (store_requester_find(store, c->r->ask.answer.link_found.requester,
				 &c->who, err) < 0)
		return -1;
	if (c->who.disabled_at ||
	    (c->who.expires_at && c->who.expires_at <= c->now))
		return err_set(err, ERR_NOT_FOUND, "no more");
	return 0;
}

/* Read-only, and with no other query under way. */
static int
read_all(struct store *store, void *ctx, struct err *err)
{
	struct calendar *c = ctx;
	bool all = false;
	struct store_ending_query q = { .after_end = 0,
					.until = INT64_MAX,
					.limit = LIMIT_CALENDAR_EVENTS };

	if (find_who(c, store, err) < 0)
		return -1;
	all = (c->who.rights & RIGHT_LIST) != 0;
	q.after_end = c->now;
	q.requester = all ? NULL : c->who.name;
	if (store_ending(store, &q, take_row, c, err) < 0)
		return -1;
	for (size_t i = 0; i < c->count; i++) {
		struct event *e = &c->events[i];
		const struct store_older older = {
			.id = e->id,
			.requester = bytes_of_text(e->requester),
			.names = buf_bytes(&e->names),
			.profiles = profile_stand_ins(e->profile),
			.not_after = e->not_after,
		};
		bool superseded = false;

		if (store_is_superseded(store, &older, &superseded, err) < 0)
			return -1;
		/* Left out, as what is revoked: it ends without any harm. */
		if (!superseded && write_certificate(c, e, err) < 0)
			return -1;
	}
	return all ? write_own(c, store, err) : 0;
}

static enum step
reply_calendar(struct request *r, struct calendar *c)
{
	struct buf body = c->out;
	uint8_t hash[32];
	char hex[65];
	char etag[40];
	const char *headers[] = {
		"ETag", etag, "Cache-Control", "private, no-cache", NULL, NULL
	};

	c->out = (struct buf){ 0 };
	sha256(buf_bytes(&body), hash);
	hex_encode(BYTES_OF(hash), hex);
	snprintf(etag, sizeof(etag), "\"%.32s\"", hex);
	if (!reply_is_known(r, etag))
		return reply_body(r, 200, "text/calendar; charset=utf-8", &body,
				  headers);
	buf_free(&body);
	return reply_body(r, 304, "text/calendar; charset=utf-8", &body,
			  headers);
}

static enum step
make(struct request *r)
{
	CLEANUP(calendar_free)
	struct calendar *c = calloc(1, sizeof(*c));
	struct bytes name = bytes_of_text(r->live->issuer->common_name);
	struct err err;

	if (c)
		c->events = calloc(LIMIT_CALENDAR_EVENTS, sizeof(*c->events));
	if (!c || !c->events)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	c->r = r;
	c->now = clock_wall_s();
	c->cap = LIMIT_CALENDAR_EVENTS;
	ics_begin(&c->out, name);
	if (lister_read(r->front->lister, read_all, c, &err) < 0)
		return err.code == ERR_NOT_FOUND ? not_found(r)
						 : reply_err(r, &err);
	ics_end(&c->out);
	if (buf_check(&c->out, &err) < 0)
		return reply_err(r, &err);
	return reply_calendar(r, c);
}

/* Whatever stands in the address is asked for: what is no secret costs the same
 * time, and gets the same words. */
static enum step
ask(struct request *r)
{
	struct msg m = { .type = MSG_LINK_FIND };
	CLEANUP(buf_free_wipe) struct buf secret = { 0 };
	struct bytes text = r->path.segment;
	struct bytes end = bytes_of_text(".ics");
	uint8_t hash[32];
	struct err none;

	if (text.n > end.n &&
	    bytes_equal((struct bytes){ text.p + text.n - end.n, end.n }, end))
		text.n -= end.n;
	else
		text.n = 0;
	if (base64url_decode(text, &secret, &none) < 0)
		buf_clear(&secret);
	sha256(buf_bytes(&secret), hash);
	m.link_find.kind = LINK_CALENDAR;
	m.link_find.hash = BYTES_OF(hash);
	r->step = CALENDAR_ASKED;
	return request_ask(r, &m);
}

enum step
on_calendar(struct request *r)
{
	struct conn *conn = r->conn;

	if (auth_place(r->live->conf, conn->tls, conn->loopback, &r->head) ==
	    TOKEN_EXPOSED)
		return reply_fault(
			r, ERR_FORBIDDEN,
			"calendars are not served over plain HTTP here "
			"(allow-plain-tokens): others may have read the secret "
			"in this address; have a new one made, and use https");
	if ((enum calendar_step)r->step == CALENDAR_BEGIN)
		return ask(r);
	if (r->ask.state == ASK_ANSWERED &&
	    r->ask.answer.type == MSG_LINK_FOUND &&
	    r->ask.answer.link_found.requester.n > 0)
		return make(r);
	if (r->ask.state == ASK_ANSWERED && r->ask.err.code == ERR_NOT_FOUND)
		return not_found(r);
	return reply_err(r, &r->ask.err);
}
