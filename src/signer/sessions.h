/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who is signed in to the console: in memory only, so that a restart ends all
 * and a backup holds none. */
#ifndef SANCA_SIGNER_SESSIONS_H
#define SANCA_SIGNER_SESSIONS_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

/* Times are monotonic: a clock that is set does not sign anybody out, nor
 * keep anybody in. */
struct session {
	uint8_t hash[32];   /* SHA-256 of the secret in the cookie */
	uint64_t requester; /* 0: an empty place */
	int64_t begun_ms, used_ms;
	int64_t shown_ms; /* the password */
	unsigned wrong;	  /* passwords shown since, or being looked at */
	char peer[65];	  /* where it began */
};

struct sessions {
	struct session at[LIMIT_SESSIONS];
};

/* Milliseconds. */
struct session_bounds {
	int64_t lifetime_ms, idle_ms;
};

/* The live one of this hash, used from now on; NULL: there is none. Forgets
 * those that have ended. */
struct session *session_find(struct sessions *all, const uint8_t hash[32],
			     const struct session_bounds *bounds);
/* Takes the place of the least used one where there is no room. NULL: this hash
 * is somebody's already. */
struct session *session_start(struct sessions *all, const uint8_t hash[32],
			      uint64_t requester, struct bytes peer,
			      const struct session_bounds *bounds);
void session_end(struct session *session);
/* All of the requester but this one (NULL: all); how many there were. */
unsigned sessions_end_of(struct sessions *all, uint64_t requester,
			 const struct session *but);
/* How much longer the password that was shown counts, at most 0 when it does
 * not. */
int64_t session_confirmed_ms(const struct session *session);

#endif
