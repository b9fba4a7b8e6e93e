/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One request that waits: what it is, what the policy says, and the decision. */

#include "console_names.h"
#include "console_pending.h"
#include "form_body.h"
#include "json_read.h"
#include "list.h"
#include "page.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/ipc.h"
#include "sanca/key.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

enum approve_step { APPROVE_BEGIN, APPROVE_ASKED, APPROVE_PARKED };

struct waiting {
	struct store_pending row; /* its views borrow from texts */
	struct store_requester requester;
	struct buf texts[12];
	bool has_serial;
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	int64_t now;
	/* The form. */
	struct console_names *names;
	struct console_judges by;
	struct buf move, profile, lifetime, word, act, part, add;
	bool is_typed;
};

static void
waiting_free(struct waiting *w)
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
keep_texts(struct waiting *w, struct err *err)
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
	struct waiting *w = ctx;

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
static bool
find(struct request *r, struct waiting *w)
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

static bool
is_open(const struct request *r, const struct waiting *w)
{
	return session_may(r, RIGHT_APPROVE) && w->row.state == PENDING_WAITS &&
	       w->row.expires_at > w->now;
}

/* ---- judging it -------------------------------------------------------------------------- */

static void
type_names(struct waiting *w)
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

static int
judge(struct request *r, struct waiting *w, struct err *err)
{
	struct wanted *wanted = w->names->wanted;
	struct wishes *wishes = &wanted->work->wishes;

	w->by.policy = conf_policy(r->live->conf, w->row.policy);
	w->by.requester = w->requester.name;
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
decision_write(const struct waiting *w, struct buf *out)
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

static int
add_facts(struct page_values *v, const struct waiting *w, struct err *err)
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

static void
fault_write(const struct err *fault, struct buf *out)
{
	if (!fault)
		return;
	buf_append_text(out, "<p class=\"caution\" role=\"alert\"><strong "
			     "class=\"bad\">Not done:</strong> ");
	html_text(bytes_of_text(fault->text), out);
	buf_append_text(out, "</p>\n");
}

static int
add_form(struct page_values *v, struct request *r, struct waiting *w,
	 const struct err *fault, struct err *err)
{
	struct buf lines = { 0 }, profiles = { 0 }, verdict = { 0 },
		   said = { 0 };
	const struct {
		const char *name;
		struct buf *made;
	} all[] = { { "names", &lines },
		    { "profiles", &profiles },
		    { "verdict", &verdict },
		    { "fault", &said } };
	int rc = 0;

	fault_write(fault, &said);
	if (w->by.policy) {
		console_names_lines(w->names, &lines);
		console_profiles_write(w->by.policy, buf_text(&w->profile),
				       &profiles);
		if (w->names->wanted->work->wishes.has_names)
			rc = console_names_write(w->names, &w->by, &verdict,
						 err);
	}
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		if (rc == 0)
			rc = page_add_made(v, all[i].name, all[i].made, true,
					   err);
		buf_free(all[i].made);
	}
	if (rc < 0 ||
	    page_add(v, "lifetime", buf_bytes(&w->lifetime), err) < 0 ||
	    page_add(v, "word", buf_bytes(&w->word), err) < 0 ||
	    console_add_token(v, r, err) < 0)
		return -1;
	return page_add_filled(v, "form", "console/pending_form.html", err);
}

static enum step
reply_one(struct request *r, struct waiting *w, const struct err *fault,
	  unsigned status)
{
	CLEANUP(page_values_free) struct page_values v = { 0 };
	char title[48];
	const struct console_page page = { .title = title,
					   .place = CONSOLE_PENDING,
					   .script = "live.js",
					   .status = status };
	struct err why, err;

	snprintf(title, sizeof(title), "Request %ju", (uintmax_t)w->row.id);
	if (add_facts(&v, w, &err) < 0)
		return reply_err(r, &err);
	if (!is_open(r, w)) {
		if (page_add_text(&v, "form", "", &err) < 0)
			return reply_err(r, &err);
		return reply_console_filled(r, &page,
					    "console/pending_one.html", &v);
	}
	w->names = w->names ? w->names : console_names_new();
	if (!w->names)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (judge(r, w, &why) < 0 && !fault)
		fault = &why;
	if (add_form(&v, r, w, fault, &err) < 0)
		return reply_err(r, &err);
	return reply_console_filled(r, &page, "console/pending_one.html", &v);
}

static void
fill_wishes(struct waiting *w)
{
	char lifetime[24];

	buf_append_bytes(&w->profile, w->row.profile);
	if (w->row.lifetime_s == 0)
		return;
	text_duration_show(w->row.lifetime_s, lifetime);
	buf_append_text(&w->lifetime, lifetime);
}

enum step
on_console_pending_one(struct request *r)
{
	CLEANUP(waiting_free) struct waiting w = { 0 };
	struct err err;

	if (form_query_read(r->head.query, NULL, 0, &err) < 0)
		return reply_err(r, &err);
	if (!find(r, &w))
		return STEP_DONE;
	fill_wishes(&w);
	return reply_one(r, &w, NULL, 200);
}

/* ---- deciding ----------------------------------------------------------------------------- */

static int
form_read(struct request *r, struct waiting *w, struct err *err)
{
	struct wanted *wanted = w->names->wanted;
	const struct form_field fields[] = {
		{ .name = "names",
		  .text = &wanted->list,
		  .max = LIMIT_NAMES * (LIMIT_NAME_BYTES + 2),
		  .is_long = true },
		{ .name = "move", .text = &w->move, .max = 16 },
		{ .name = "profile", .text = &w->profile, .max = 16 },
		{ .name = "lifetime", .text = &w->lifetime, .max = 16 },
		{ .name = "word",
		  .text = &w->word,
		  .max = LIMIT_WORD_BYTES,
		  .is_long = true },
		{ .name = "do", .text = &w->act, .max = 16 },
		{ .name = "part", .text = &w->part, .max = 3 },
	};

	w->is_typed = true;
	return form_body_read(buf_bytes(&r->work->body), fields,
			      ARRAY_SIZE(fields), err);
}

/* TEXT_LINES has LF alone. */
static void
word_lines(struct buf *word)
{
	size_t n = 0;

	for (size_t i = 0; i < word->n; i++)
		if (word->p[i] != '\r')
			word->p[n++] = word->p[i] == '\t' ? ' ' : word->p[i];
	word->n = n;
}

static enum step
ask_approve(struct request *r, struct waiting *w)
{
	struct work *work = w->names->wanted->work;
	struct msg m = { .type = MSG_APPROVE };

	buf_clear(&work->names_wire);
	names_encode(&work->names, &work->names_wire);
	if (work->names_wire.broken)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	m.approve.generation = r->live->generation;
	m.approve.credential = BYTES_OF(r->credential);
	m.approve.pending = w->row.id;
	m.approve.names = buf_bytes(&work->names_wire);
	m.approve.profile = bytes_of_text(work->wishes.profile);
	m.approve.lifetime_s = work->wishes.lifetime_s;
	m.approve.word = buf_bytes(&w->word);
	m.approve.peer = bytes_of_text(r->conn->peer);
	m.approve.request_id = bytes_of_text(r->id);
	r->step = APPROVE_ASKED;
	return request_ask(r, &m);
}

static enum step
ask_refuse(struct request *r, const struct waiting *w)
{
	struct msg m = { .type = MSG_PENDING_REFUSE };

	m.pending_refuse.credential = BYTES_OF(r->credential);
	m.pending_refuse.pending = w->row.id;
	m.pending_refuse.word = buf_bytes(&w->word);
	m.pending_refuse.peer = bytes_of_text(r->conn->peer);
	m.pending_refuse.request_id = bytes_of_text(r->id);
	r->step = APPROVE_ASKED;
	return request_ask(r, &m);
}

static enum step
decide(struct request *r, struct waiting *w)
{
	struct err why, err;

	if (bytes_is_text(buf_bytes(&w->act), "refuse"))
		return ask_refuse(r, w);
	if (judge(r, w, &why) < 0)
		return reply_one(r, w, &why, 422);
	if (w->part.n > 0) {
		struct buf part = { 0 };

		if (console_names_write(w->names, &w->by, &part, &err) < 0) {
			buf_free(&part);
			return reply_err(r, &err);
		}
		return reply_console_part(r, &part);
	}
	if (!bytes_is_text(buf_bytes(&w->act), "approve")) {
		/* Done already: the lines hold what was moved. */
		buf_clear(&w->move);
		w->is_typed = true;
		buf_clear(&w->names->wanted->list);
		for (size_t i = 0; i < w->names->wanted->typed.count; i++)
			buf_printf(&w->names->wanted->list, "%s\n",
				   w->names->wanted->typed.at[i]);
		w->names->wanted->typed.count = 0;
		return reply_one(r, w, NULL, 200);
	}
	if (w->names->outcome == POLICY_DENIES) {
		(void)!err_set(&why, ERR_POLICY,
			       "what is refused below cannot be approved: "
			       "change it, or refuse the request");
		w->names->wanted->typed.count = 0;
		return reply_one(r, w, &why, 422);
	}
	return ask_approve(r, w);
}

static enum step
take_answer(struct request *r, struct waiting *w)
{
	const struct ask *a = &r->ask;
	bool is_answered = a->state == ASK_ANSWERED;
	char path[64];

	snprintf(path, sizeof(path), "/console/pending/%ju",
		 (uintmax_t)w->row.id);
	if (is_answered && a->answer.type == MSG_ISSUED)
		return console_redirect(r, path, DONE_APPROVED, 0);
	if (is_answered && a->answer.type == MSG_DONE)
		return console_redirect(r, path, DONE_REFUSED, 0);
	if (is_answered && a->err.code == ERR_GENERATION &&
	    ++r->tries <= LIMIT_GENERATION_TRIES) {
		r->step = APPROVE_PARKED;
		return request_park(r);
	}
	if (is_answered && a->answer.type == MSG_REFUSED &&
	    a->err.code != ERR_UNAUTHORIZED) {
		const struct err why = a->err;

		return reply_one(r, w, &why,
				 (unsigned)err_info(why.code)->http_status);
	}
	return console_refused(r, path);
}

enum step
on_console_decide(struct request *r)
{
	CLEANUP(waiting_free) struct waiting w = { 0 };
	struct err err;

	if ((enum approve_step)r->step == APPROVE_PARKED) {
		live_drop(&r->live);
		r->live = live_take(&r->front->live);
	}
	if (!find(r, &w))
		return STEP_DONE;
	w.names = console_names_new();
	if (!w.names)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	if (form_read(r, &w, &err) < 0)
		return reply_err(r, &err);
	word_lines(&w.word);
	if ((enum approve_step)r->step == APPROVE_ASKED)
		return take_answer(r, &w);
	return decide(r, &w);
}
