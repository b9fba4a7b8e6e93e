/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* People at the console: their sessions, and the passwords being looked at. */
#include "password.h"
#include "signer.h"
#include "who.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

static void
finish(struct signer *s, const struct hashing *w)
{
	if (w->fault.code != ERR_NONE) {
		logline_err(LOGLINE_ERROR, &w->fault, "password");
		people_refuse(s, w, &w->fault);
		return;
	}
	switch (w->purpose) {
	case HASHING_LOGIN:
		login_finish(s, w);
		break;
	case HASHING_REAUTH:
		reauth_finish(s, w);
		break;
	case HASHING_LINK:
		link_use_finish(s, w);
		break;
	}
}

static void
on_hashed(void *arg)
{
	struct signer *s = arg;
	struct hashing w;
	uint64_t drained = 0;

	(void)!read(s->people.event_fd, &drained, sizeof(drained));
	while (hasher_take(s->people.hasher, &w)) {
		finish(s, &w);
		bytes_wipe(&w, sizeof(w));
	}
}

int
people_start(struct signer *s, struct err *err)
{
	struct people *p = &s->people;

	p->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->event_fd < 0)
		return err_errno(err, ERR_OS, "eventfd");
	p->started = true;
	if (guesses_start(&p->guesses, err) != 0 ||
	    password_setting(p->nothing, err) != 0 ||
	    hasher_new(p->event_fd, &p->hasher, err) != 0)
		return -1;
	return loop_watch(s->loop, p->event_fd, on_hashed, s, err);
}

void
people_close(struct signer *s)
{
	struct people *p = &s->people;

	if (!p->started)
		return;
	hasher_free(&p->hasher);
	fd_close(&p->event_fd);
	bytes_wipe(p, sizeof(*p));
}

struct session_bounds
people_bounds(const struct signer *s)
{
	const struct conf *conf = s->configuration->conf;

	return (struct session_bounds){
		.lifetime_ms = conf->session_lifetime_s * 1000,
		.idle_ms = conf->session_idle_s * 1000,
	};
}

void
people_asker(const struct signer *s, const struct link *l, const struct msg *m,
	     struct bytes peer, struct bytes request_id, struct hashing *ret)
{
	ret->place = (size_t)(l - s->links);
	ret->link_number = l->number;
	ret->id = m->id;
	refusal_text(peer, ret->peer, sizeof(ret->peer));
	refusal_text(request_id, ret->request_id, sizeof(ret->request_id));
}

int
people_check_room(const struct signer *s, struct err *err)
{
	if (hasher_has_room(s->people.hasher))
		return 0;
	return err_set(err, ERR_UNAVAILABLE,
		       "too many people are signing in at this moment: try "
		       "again in a few seconds");
}

void
people_hash(struct signer *s, struct hashing *w)
{
	(void)hasher_add(s->people.hasher, w);
	bytes_wipe(w, sizeof(*w));
}

void
people_answer(struct signer *s, const struct hashing *w, struct msg *m)
{
	struct link *l = &s->links[w->place];

	m->id = w->id;
	if (l->channel != NULL && l->number == w->link_number)
		link_send(l, m);
}

void
people_refuse(struct signer *s, const struct hashing *w, const struct err *err)
{
	struct msg m = { 0 };

	if (store_is_broken(s->store))
		signer_storage_fault(s, err);
	refused_of(err, 0, w->id, &m);
	people_answer(s, w, &m);
}

void
people_sign_in(struct signer *s, const struct hashing *w, uint64_t requester)
{
	uint8_t credential[LIMIT_CREDENTIAL_BYTES] = { CREDENTIAL_SESSION };
	const struct session_bounds bounds = people_bounds(s);
	struct caller caller = { 0 };
	struct msg m = { .type = MSG_AUTH_OK };
	struct err err;

	memcpy(credential + 1, w->session, sizeof(w->session));
	if (session_start(&s->people.sessions, w->session, requester,
			  bytes_of_text(w->peer), &bounds) == NULL) {
		if (err_set(&err, ERR_CONFLICT,
			    "this session is somebody's already") != 0)
			people_refuse(s, w, &err);
		return;
	}
	if (caller_find(s, DOOR_CONSOLE, BYTES_OF(credential), clock_wall_s(),
			&caller, &err) != 0) {
		people_refuse(s, w, &err);
		return;
	}
	caller_answer(&caller, &m);
	people_answer(s, w, &m);
}

void
people_note_refused(struct signer *s, const struct hashing *w,
		    enum err_code code, const char *reason)
{
	struct refusal refusal = { .door = DOOR_CONSOLE };

	refusal_text(bytes_of_text(w->name), refusal.requester,
		     sizeof(refusal.requester));
	refusal_text(bytes_of_text(err_info(code)->type), refusal.code,
		     sizeof(refusal.code));
	refusal_text(bytes_of_text(reason), refusal.reason,
		     sizeof(refusal.reason));
	refusal_text(bytes_of_text(w->peer), refusal.peer,
		     sizeof(refusal.peer));
	refusal_text(bytes_of_text(w->request_id), refusal.request_id,
		     sizeof(refusal.request_id));
	refusals_add(&s->refusals, w->requester,
		     s->configuration->conf->refusals_logged_per_minute,
		     &refusal);
}
