/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* People at the console: their sessions, and the passwords being looked at. */
#ifndef SANCA_SIGNER_PEOPLE_H
#define SANCA_SIGNER_PEOPLE_H

#include "guesses.h"
#include "hasher.h"
#include "sessions.h"

#include "sanca/ipc.h"

struct signer;
struct link;

struct people {
	struct sessions sessions;
	struct guesses guesses;
	struct hasher *hasher;
	int event_fd;
	bool started;
	/* What a password is held against where there is none. */
	char nothing[STORE_PASSWORD_BYTES];
};

MUST_CHECK int people_start(struct signer *s, struct err *err);
void people_close(struct signer *s);
struct session_bounds people_bounds(const struct signer *s);

/* Who asked, for an answer that comes later. */
void people_asker(const struct signer *s, const struct link *l,
		  const struct msg *m, struct bytes peer,
		  struct bytes request_id, struct hashing *ret);
/* May another password be looked at? Asked before a try is spent on it. */
MUST_CHECK int people_check_room(const struct signer *s, struct err *err);
/* Hands it to the thread, and wipes it here. */
void people_hash(struct signer *s, struct hashing *w);
/* Sends it to who asked, if he is still there; or REFUSED with err. */
void people_answer(struct signer *s, const struct hashing *w, struct msg *m);
void people_refuse(struct signer *s, const struct hashing *w,
		   const struct err *err);
/* A new session of this requester is the answer. */
void people_sign_in(struct signer *s, const struct hashing *w,
		    uint64_t requester);
/* A password that was not taken enters the log as a refusal. */
void people_note_refused(struct signer *s, const struct hashing *w,
			 enum err_code code, const char *reason);

/* What follows when the thread has looked: on_session.c, on_console_link.c. */
void login_finish(struct signer *s, const struct hashing *w);
void reauth_finish(struct signer *s, const struct hashing *w);
void link_use_finish(struct signer *s, const struct hashing *w);

#endif
