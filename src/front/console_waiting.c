/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One request that waits: read, judged, and in words. */

#include "console_waiting.h"

#include "console_pending.h"
#include "json_read.h"
#include "list.h"
#include "page.h"

#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

void
console_waiting_free(struct console_waiting *w)
{
	for (size_t i = 0; i < ARRAY_SIZE(w->texts); i++)
		buf_free(&w->texts[i]);
	console_names_free(&w->names);
	buf_free(&w->move);
	buf_free(&w->profile);
	buf_free(&w->lifetime);
	buf_free(&w->word);
	buf_free(&w->act);
	buf_free(&w->part);
	buf_free(&w->add);
}

/* ---- reading it -------------------------------------------------------------------------- */

/* The views of the row end with the next call on the store. */
static int
keep_texts(struct console_waiting *w, struct err *err)
{
	struct bytes *const all[] = {
		&w->row.policy,	    &w->row.peer,
		&w->row.request_id, &w->row.contact,
		&w->row.profile,    &w->row.spki,
		&w->row.names,	    &w->row.names_requested,
		&w->row.diagnosis,  &w->row.why,
		&w->row.decided_by, &w->row.word,
	};

	_Static_assert(ARRAY_SIZE(all) == ARRAY_SIZE(w->texts), "one each");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		buf_append_bytes(&w->texts[i], *all[i]);
		if (buf_check(&w->texts[i], err) < 0)
			return -1;
		*all[i] = buf_bytes(&w->texts[i]);
	}
	w->row.csr = w->row.status_hash = (struct bytes){ 0 };
	return 0;
}

static int
read_waiting(struct store *store, void *ctx, struct err *err)
{
	struct store_reservation issued = { 0 };
	struct console_waiting *w = ctx;

	if (store_pending_get(store, w->row.id, &w->row, err) < 0 ||
	    keep_texts(w, err) < 0 ||
	    store_requester_by_id(store, w->row.requester, &w->requester, err) <
		    0)
		return -1;
	if (w->row.reservation == 0)
		return 0;
	if (store_reservation_get(store, w->row.reservation, &issued, err) < 0)
		return -1;
	if (issued.serial.n <= LIMIT_SERIAL_BYTES) {
		hex_encode(issued.serial, w->serial);
		w->has_serial = true;
	}
	return 0;
}

static enum step
no_such(struct request *r)
{
	return reply_fault(r, ERR_NOT_FOUND,
			   "there is no such request that you may see");
}

/* The same answer for one that is not there, and one of somebody else. */
bool
console_waiting_find(struct request *r, struct console_waiting *w)
{
	const struct session *s = request_session(r);
	char number[24];
	struct err err;

	if (r->path.segment.n < sizeof(number)) {
		snprintf(number, sizeof(number), "%.*s", (int)r->path.segment.n,
			 (const char *)r->path.segment.p);
		if (text_u64(number, INT64_MAX, &w->row.id, &err) < 0)
			w->row.id = 0;
	}
	w->now = clock_wall_s();
	if (w->row.id == 0) {
		no_such(r);
		return false;
	}
	if (lister_read(r->front->lister, read_waiting, w, &err) < 0) {
		if (err.code == ERR_NOT_FOUND)
			no_such(r);
		else
			reply_err(r, &err);
		return false;
	}
	if (!console_pending_sees_all(r) &&
	    strcmp(w->requester.name, s->requester) != 0) {
		no_such(r);
		return false;
	}
	return true;
}

bool
console_waiting_is_open(const struct request *r,
			const struct console_waiting *w)
{
	return session_may(r, RIGHT_APPROVE) && w->row.state == PENDING_WAITS &&
	       w->row.expires_at > w->now;
}

/* ---- judging it -------------------------------------------------------------------------- */

static void
type_names(struct console_waiting *w)
{
	struct wanted_names *typed = &w->names->wanted->typed;
	static _Thread_local struct names names;
	struct err err;

	if (names_decode(w->row.names, &names, &err) < 0)
		names.count = 0;
	typed->count = 0;
	for (size_t i = 0; i < names.count; i++) {
		CLEANUP(buf_free) struct buf shown = { 0 };

		name_show(&names.at[i], &shown);
		snprintf(typed->at[typed->count++], sizeof(typed->at[0]), "%s",
			 buf_text(&shown));
	}
}

int
console_waiting_judge(struct request *r, struct console_waiting *w,
		      struct err *err)
{
	struct wanted *wanted = w->names->wanted;
	struct wishes *wishes = &wanted->work->wishes;

	w->by.policy = conf_policy(r->live->conf, w->row.policy);
	w->by.requester = w->requester.name;
	w->by.door = DOOR_CONSOLE;
	if (!w->by.policy)
		return err_set(err, ERR_POLICY,
			       "its policy \"%.*s\" is not in sanca.conf any "
			       "more: it can only be refused",
			       (int)w->row.policy.n,
			       (const char *)w->row.policy.p);
	if (!w->is_typed)
		type_names(w);
	else
		wanted_names_split(buf_bytes(&wanted->list), &wanted->typed);
	if (key_parse(w->row.spki, &wanted->work->csr.key, err) < 0)
		return -1;
	wanted->has_key = true;
	if (w->profile.n > 0 && w->profile.n < sizeof(wishes->profile))
		memcpy(wishes->profile, buf_text(&w->profile),
		       w->profile.n + 1);
	if (w->lifetime.n > 0 &&
	    wishes_lifetime(buf_text(&w->lifetime), wishes, err) < 0)
		return -1;
	return console_names_judge(w->names, r, &w->by, buf_bytes(&w->move),
				   err);
}

/* ---- the page ----------------------------------------------------------------------------- */

static void
names_list_write(struct bytes encoded, struct buf *out)
{
	static _Thread_local struct names names;
	struct err err;

	if (names_decode(encoded, &names, &err) < 0)
		names.count = 0;
	for (size_t i = 0; i < names.count; i++) {
		buf_append_text(out, "<li>");
		html_name(&names.at[i], out);
		buf_append_text(out, "</li>\n");
	}
	if (names.count == 0)
		buf_append_text(out, "<li>None.</li>\n");
}

/* [{"id":…,"text":…},…], as the front that read the request wrote it. */
static void
diagnosis_write(struct bytes text, struct buf *out)
{
	CLEANUP(json_free) json_t *all = NULL;

	all = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES,
			 NULL);
	for (size_t i = 0; i < json_array_size(all); i++) {
		const json_t *note =
			json_object_get(json_array_get(all, i), "text");

		if (!json_is_string(note))
			continue;
		buf_append_text(out, "<li>");
		html_text((struct bytes){ (const uint8_t *)json_string_value(
						  note),
					  json_string_length(note) },
			  out);
		buf_append_text(out, "</li>\n");
	}
	if (out->n == 0)
		buf_append_text(out, "<li>Nothing was odd about it.</li>\n");
}

static void
decision_write(const struct console_waiting *w, struct buf *out)
{
	if (w->row.state == PENDING_WAITS)
		return;
	buf_append_text(out, "<dt>Decided</dt>\n<dd>");
	buf_append_text(out, store_pending_state_name(w->row.state));
	if (w->row.decided_by.n > 0) {
		buf_append_text(out, " by <bdi>");
		html_text(w->row.decided_by, out);
		buf_append_text(out, "</bdi>");
	}
	buf_append_text(out, ", ");
	console_time_write(w->row.decided_at, out);
	buf_append_text(out, "</dd>\n");
	if (w->row.word.n > 0) {
		buf_append_text(out, "<dt>With the word</dt>\n<dd><bdi>");
		html_text(w->row.word, out);
		buf_append_text(out, "</bdi></dd>\n");
	}
	if (w->has_serial)
		buf_printf(out,
			   "<dt>Granted</dt>\n<dd><a href=\"/console/"
			   "certificates/%s\">The certificate, with the names "
			   "that were granted</a></dd>\n",
			   w->serial);
}

int
console_waiting_add(struct page_values *v, const struct console_waiting *w,
		    struct err *err)
{
	struct buf id = { 0 }, asked = { 0 }, until = { 0 }, names = { 0 },
		   notes = { 0 }, decision = { 0 };
	const struct {
		const char *name;
		struct buf *made;
	} all[] = { { "id", &id },	     { "asked", &asked },
		    { "until", &until },     { "asked-names", &names },
		    { "diagnosis", &notes }, { "decision", &decision } };
	int rc = 0;

	buf_printf(&id, "%ju", (uintmax_t)w->row.id);
	console_time_write(w->row.asked_at, &asked);
	console_time_write(w->row.expires_at, &until);
	names_list_write(w->row.names_requested, &names);
	diagnosis_write(w->row.diagnosis, &notes);
	decision_write(w, &decision);
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (rc == 0)
			rc = page_add_made(v, all[i].name, all[i].made, true,
					   err);
		buf_free(all[i].made);
	}
	if (rc < 0 ||
	    page_add_text(v, "state",
			  console_pending_state(w->row.state, w->row.expires_at,
						w->now),
			  err) < 0 ||
	    page_add_text(v, "requester", w->requester.name, err) < 0 ||
	    page_add(v, "peer", w->row.peer, err) < 0 ||
	    page_add(v, "contact", w->row.contact, err) < 0 ||
	    page_add(v, "policy", w->row.policy, err) < 0)
		return -1;
	return page_add(v, "why", w->row.why, err);
}
