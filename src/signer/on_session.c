/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Signing in and out, and the password once more. What a password opens is
 * decided twice: what it is held against when it comes, and what follows when the
 * thread has looked at it. */
#include "dispatch.h"
#include "password.h"
#include "who.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <string.h>

static int
check_session(struct bytes session, struct err *err)
{
	if (session.n == 32)
		return 0;
	return err_set(err, ERR_MALFORMED, "the session is no SHA-256");
}

/* Too many of them: the answer says when to come again. */
static int
later(const struct msg *m, uint32_t retry_s, const struct err *err,
      struct reply *ret)
{
	refused_of(err, retry_s, m->id, &ret->msg);
	return 0;
}

/* crypt(3) takes a C string: what is not one fits no password. */
static void
take_password(struct bytes password, char out[LIMIT_PASSWORD_BYTES + 1],
	      struct hashing *w, const char *nothing)
{
	if (password.n > 0 && memchr(password.p, '\0', password.n) == NULL)
		memcpy(out, password.p, password.n);
	else
		memcpy(w->against, nothing, sizeof(w->against));
}

/* ---- signing in ---------------------------------------------------------------------- */

static bool
may_sign_in(const struct store_requester *r, int64_t now)
{
	return r->disabled_at == 0 &&
	       (r->expires_at == 0 || r->expires_at > now) &&
	       !requester_is_built_in(r->name);
}

/* Whom the name stands for, and what the password is held against: for nobody a
 * setting that costs the same and that nothing matches. */
static int
find_account(struct signer *s, const char *name, struct hashing *w,
	     struct err *err)
{
	struct store_requester r = { 0 };
	struct store_password p = { 0 };

	memcpy(w->against, s->people.nothing, sizeof(w->against));
	if (store_requester_find(s->store, bytes_of_text(name), &r, err) != 0 ||
	    store_password_get(s->store, r.id, &p, err) != 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	w->requester = r.id;
	if (may_sign_in(&r, clock_wall_s()))
		memcpy(w->against, p.hash, sizeof(w->against));
	return 0;
}

int
on_login(struct signer *s, const struct link *l, const struct msg *m,
	 struct reply *ret, struct err *err)
{
	const struct msg_login *ask = &m->login;
	struct hashing w = { .purpose = HASHING_LOGIN, .has_shown = true };
	uint32_t retry_s = 0;

	if (check_session(ask->session, err) != 0 ||
	    people_check_room(s, err) != 0)
		return -1;
	people_asker(s, l, m, ask->peer, ask->request_id, &w);
	refusal_text(ask->requester, w.name, sizeof(w.name));
	memcpy(w.session, ask->session.p, sizeof(w.session));
	if (find_account(s, w.name, &w, err) != 0)
		return -1;
	if (guesses_take(&s->people.guesses, ask->requester, ask->peer,
			 &retry_s, err) != 0) {
		if (w.requester != 0)
			people_note_refused(s, &w, err->code,
					    "sign-in: too many wrong "
					    "passwords");
		return later(m, retry_s, err, ret);
	}
	take_password(ask->password, w.shown, &w, s->people.nothing);
	people_hash(s, &w);
	return 0;
}

static int
wrong(struct err *err)
{
	return err_set(err, ERR_UNAUTHORIZED,
		       "the name or the password is wrong");
}

/* It may have been disabled, or given another password, meanwhile. */
static int
check_account(struct signer *s, const struct hashing *w,
	      struct store_requester *ret, struct err *err)
{
	struct hashing now = { 0 };

	if (!w->matches || find_account(s, w->name, &now, err) != 0)
		return w->matches ? -1 : wrong(err);
	if (now.requester != w->requester ||
	    strcmp(now.against, w->against) != 0)
		return wrong(err);
	return store_requester_by_id(s->store, w->requester, ret, err);
}

static int
log_shown(struct signer *s, const struct hashing *w, const char *action,
	  struct err *err)
{
	char who[WHO_BYTES];
	uint64_t index = 0;
	const struct log_detail details[] = {
		{ "requester", bytes_of_text(w->name) },
		{ "request-id", bytes_of_text(w->request_id) },
	};

	who_show(w->name, bytes_of_text(w->peer), who);
	if (transaction_begin(s, err) != 0)
		return -1;
	return transaction_log_action(s, action, bytes_of_text(who), details,
				      ARRAY_SIZE(details), &index, err);
}

void
login_finish(struct signer *s, const struct hashing *w)
{
	struct store_requester requester = { 0 };
	struct err err;

	if (check_account(s, w, &requester, &err) != 0) {
		people_refuse(s, w, &err);
		if (w->requester != 0 && err.code == ERR_UNAUTHORIZED)
			people_note_refused(s, w, err.code,
					    "sign-in: wrong password");
		return;
	}
	guesses_right(&s->people.guesses, bytes_of_text(w->name),
		      bytes_of_text(w->peer));
	if (log_shown(s, w, "sign-in", &err) != 0) {
		people_refuse(s, w, &err);
		return;
	}
	people_sign_in(s, w, requester.id);
}

/* ---- signing out ---------------------------------------------------------------------- */

int
on_logout(struct signer *s, const struct link *l, const struct msg *m,
	  struct reply *ret, struct err *err)
{
	const struct msg_logout *ask = &m->logout;
	struct caller caller = { 0 };
	char who[WHO_BYTES];
	uint64_t index = 0;
	struct err ignored;

	(void)l;
	if (caller_find(s, DOOR_CONSOLE, ask->credential, clock_wall_s(),
			&caller, err) != 0)
		return -1;
	ret->msg.type = MSG_DONE;
	ret->msg.done.number = 1;
	session_end(caller.session);
	if (ask->everywhere)
		ret->msg.done.number += sessions_end_of(
			&s->people.sessions, caller.requester.id, NULL);
	who_show(caller.requester.name, ask->peer, who);
	const struct log_detail details[] = {
		{ "requester", bytes_of_text(caller.requester.name) },
		{ "everywhere", bytes_of_text(ask->everywhere ? "yes" : "no") },
	};
	/* Signed out he is in any case; a log that cannot be written has been
	 * complained of. */
	if (transaction_begin(s, &ignored) == 0 &&
	    transaction_log_action(s, "sign-out", bytes_of_text(who), details,
				   ARRAY_SIZE(details), &index, &ignored) != 0)
		logline_err(LOGLINE_WARNING, &ignored, "sign-out");
	return 0;
}

/* ---- the password once more ------------------------------------------------------------ */

/* Before a try is spent on it. */
static int
check_new(const struct msg_reauth *ask, const struct caller *caller,
	  struct err *err)
{
	if (ask->new_password.n == 0)
		return 0;
	return password_check(ask->new_password,
			      bytes_of_text(caller->requester.name), err);
}

static int
take_try(struct signer *s, const struct msg_reauth *ask, struct caller *caller,
	 uint32_t *ret_retry_s, struct err *err)
{
	if (guesses_take_address(&s->people.guesses, ask->peer, ret_retry_s,
				 err) != 0)
		return -1;
	if (caller->session->wrong >= LIMIT_WRONG_SESSION) {
		*ret_retry_s = 1;
		return err_set(err, ERR_RATE_LIMITED,
			       "passwords of this session are still being "
			       "looked at");
	}
	caller->session->wrong++;
	return 0;
}

int
on_reauth(struct signer *s, const struct link *l, const struct msg *m,
	  struct reply *ret, struct err *err)
{
	const struct msg_reauth *ask = &m->reauth;
	struct hashing w = { .purpose = HASHING_REAUTH, .has_shown = true };
	struct caller caller = { 0 };
	uint32_t retry_s = 0;

	if (caller_find(s, DOOR_CONSOLE, ask->credential, clock_wall_s(),
			&caller, err) != 0 ||
	    check_new(ask, &caller, err) != 0 || people_check_room(s, err) != 0)
		return -1;
	people_asker(s, l, m, ask->peer, ask->request_id, &w);
	refusal_text(bytes_of_text(caller.requester.name), w.name,
		     sizeof(w.name));
	memcpy(w.session, ask->credential.p + 1, sizeof(w.session));
	if (find_account(s, w.name, &w, err) != 0)
		return -1;
	if (take_try(s, ask, &caller, &retry_s, err) != 0)
		return later(m, retry_s, err, ret);
	take_password(ask->password, w.shown, &w, s->people.nothing);
	w.has_fresh = ask->new_password.n > 0;
	if (w.has_fresh)
		memcpy(w.fresh, ask->new_password.p, ask->new_password.n);
	people_hash(s, &w);
	return 0;
}

static int
set_password(struct signer *s, const struct hashing *w, struct err *err)
{
	struct store_password row = { .requester = w->requester,
				      .set_at = clock_wall_s() };
	char who[WHO_BYTES];
	uint64_t index = 0;
	const struct log_detail details[] = {
		{ "requester", bytes_of_text(w->name) },
		{ "request-id", bytes_of_text(w->request_id) },
	};

	memcpy(row.hash, w->made, sizeof(row.hash));
	who_show(w->name, bytes_of_text(w->peer), who);
	if (transaction_begin(s, err) != 0)
		return -1;
	if (store_password_set(s->store, &row, err) != 0) {
		transaction_undo(s);
		return -1;
	}
	return transaction_log_action(s, "password-set", bytes_of_text(who),
				      details, ARRAY_SIZE(details), &index,
				      err);
}

/* Somebody else's hands are on this session, or it is forgotten: either way
 * signing in anew is what helps. */
static void
was_wrong(struct signer *s, const struct hashing *w, struct session *session)
{
	struct err err;

	if (session->wrong >= LIMIT_WRONG_SESSION) {
		session_end(session);
		if (err_set(&err, ERR_UNAUTHORIZED,
			    "the password was wrong %d times: sign in anew",
			    LIMIT_WRONG_SESSION) != 0)
			people_refuse(s, w, &err);
	} else if (err_set(&err, ERR_FORBIDDEN, "the password is wrong") != 0) {
		people_refuse(s, w, &err);
	}
	people_note_refused(s, w, ERR_UNAUTHORIZED,
			    "confirmation: wrong password");
}

void
reauth_finish(struct signer *s, const struct hashing *w)
{
	uint8_t credential[LIMIT_CREDENTIAL_BYTES] = { CREDENTIAL_SESSION };
	struct msg done = { .type = MSG_DONE };
	struct store_requester requester = { 0 };
	struct caller caller = { 0 };
	struct err err;

	memcpy(credential + 1, w->session, sizeof(w->session));
	if (caller_find(s, DOOR_CONSOLE, BYTES_OF(credential), clock_wall_s(),
			&caller, &err) != 0) {
		people_refuse(s, w, &err);
		return;
	}
	if (check_account(s, w, &requester, &err) != 0) {
		if (err.code == ERR_UNAUTHORIZED)
			was_wrong(s, w, caller.session);
		else
			people_refuse(s, w, &err);
		return;
	}
	guesses_right_address(&s->people.guesses, bytes_of_text(w->peer));
	if ((w->has_fresh ? set_password(s, w, &err)
			  : log_shown(s, w, "confirm", &err)) != 0) {
		people_refuse(s, w, &err);
		return;
	}
	caller.session->wrong = 0;
	caller.session->shown_ms = clock_monotonic_ms();
	if (w->has_fresh)
		(void)sessions_end_of(&s->people.sessions, requester.id,
				      caller.session);
	people_answer(s, w, &done);
}
