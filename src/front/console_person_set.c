/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One requester, changed by its forms. */

#include "console_people.h"

#include "form_body.h"
#include "routes.h"
#include "work.h"

#include "sanca/ipc.h"

#include <stdio.h>

enum person_step { PERSON_BEGIN, PERSON_ASKED };

/* ---- changing it ------------------------------------------------------------------------ */

const char *
person_path(const struct request *r, char out[PERSON_PATH_BYTES])
{
	struct err err;

	/* What is no name leads nowhere. */
	if (requester_name_check(r->path.segment, &err) < 0)
		snprintf(out, PERSON_PATH_BYTES, "/console/requesters");
	else
		snprintf(out, PERSON_PATH_BYTES, "/console/requesters/%.*s",
			 (int)r->path.segment.n,
			 (const char *)r->path.segment.p);
	return out;
}

/* Only what was changed on the form is said, and logged. */
static int
read_change(const struct store_requester *row, const struct people_form *f,
	    struct msg_requester_set *m, struct err *err)
{
	CLEANUP(buf_free) struct buf day = { 0 };

	if (people_rights_read(buf_bytes(&f->rights), &m->rights, err) < 0 ||
	    people_day_read(buf_bytes(&f->expires), &m->expires_at, err) < 0)
		return -1;
	people_day_show(row->expires_at, &day);
	m->policy = buf_bytes(&f->policy);
	m->contacts = buf_bytes(&f->contacts);
	m->client_name = buf_bytes(&f->client_name);
	m->what =
		(uint8_t)((bytes_is_text(m->policy, row->policy)
				   ? 0
				   : PART_POLICY) |
			  (m->rights == row->rights ? 0 : PART_RIGHTS) |
			  (bytes_equal(buf_bytes(&f->expires), buf_bytes(&day))
				   ? 0
				   : PART_EXPIRES) |
			  (bytes_is_text(m->contacts, row->contacts)
				   ? 0
				   : PART_CONTACTS) |
			  (bytes_is_text(m->client_name, row->client_name)
				   ? 0
				   : PART_CLIENT_NAME));
	return 0;
}

static enum step
ask_change(struct request *r, const struct people_form *f)
{
	CLEANUP(person_free) struct person p = { .name = r->path.segment };
	struct msg m = { .type = MSG_REQUESTER_SET };
	struct msg_requester_set *set = &m.requester_set;
	char path[PERSON_PATH_BYTES];
	struct err err;

	if (person_read(r, &p, &err) < 0)
		return reply_err(r, &err);
	if (read_change(&p.row, f, set, &err) < 0)
		return reply_person(r, f, &err);
	if (set->what == 0)
		return console_redirect(r, person_path(r, path), DONE_UNCHANGED,
					0);
	set->credential = BYTES_OF(r->credential);
	set->peer = bytes_of_text(r->conn->peer);
	set->requester = r->path.segment;
	r->step = PERSON_ASKED;
	return request_ask(r, &m);
}

bool
people_is_mendable(const struct ask *a)
{
	return a->state == ASK_ANSWERED && a->answer.type == MSG_REFUSED &&
	       (a->err.code == ERR_USAGE || a->err.code == ERR_CONFLICT ||
		a->err.code == ERR_NOT_FOUND);
}

enum step
on_console_person_set(struct request *r)
{
	CLEANUP(people_form_free) struct people_form f = { 0 };
	char path[PERSON_PATH_BYTES];
	struct err err;

	if (!session_is_confirmed(r))
		return console_confirm(r, person_path(r, path));
	if (people_form_read(r, false, &f, &err) < 0)
		return reply_err(r, &err);
	if ((enum person_step)r->step == PERSON_BEGIN)
		return ask_change(r, &f);
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type == MSG_DONE)
		return console_redirect(r, person_path(r, path), DONE_CHANGED,
					0);
	if (people_is_mendable(&r->ask))
		return reply_person(r, &f, &r->ask.err);
	return console_refused(r, person_path(r, path));
}

static enum step
set_disabled(struct request *r, bool disabled)
{
	struct msg m = { .type = MSG_REQUESTER_SET };
	char path[PERSON_PATH_BYTES];
	struct err err;

	if (!session_is_confirmed(r))
		return console_confirm(r, person_path(r, path));
	if (form_body_read(buf_bytes(&r->work->body), NULL, 0, &err) < 0)
		return reply_err(r, &err);
	if ((enum person_step)r->step == PERSON_BEGIN) {
		m.requester_set.credential = BYTES_OF(r->credential);
		m.requester_set.peer = bytes_of_text(r->conn->peer);
		m.requester_set.requester = r->path.segment;
		m.requester_set.what = PART_DISABLED;
		m.requester_set.disabled = disabled;
		r->step = PERSON_ASKED;
		return request_ask(r, &m);
	}
	if (r->ask.state == ASK_ANSWERED && r->ask.answer.type == MSG_DONE)
		return console_redirect(r, person_path(r, path),
					disabled ? DONE_DISABLED : DONE_ENABLED,
					0);
	if (people_is_mendable(&r->ask))
		return reply_person(r, NULL, &r->ask.err);
	return console_refused(r, person_path(r, path));
}

enum step
on_console_person_disable(struct request *r)
{
	return set_disabled(r, true);
}

enum step
on_console_person_enable(struct request *r)
{
	return set_disabled(r, false);
}
