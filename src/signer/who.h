/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who stands behind a credential. */
#ifndef SANCA_SIGNER_WHO_H
#define SANCA_SIGNER_WHO_H

#include "sanca/ipc.h"
#include "sanca/policy.h"
#include "sanca/store.h"

struct signer;
struct session;

struct caller {
	enum credential_kind kind;
	enum door door;
	struct store_requester requester;
	uint32_t rights;	 /* what both credential and requester have */
	int64_t expires_at;	 /* the earliest end; 0: never */
	int64_t confirmed_until; /* session: the password counts so long; 0 */
	struct session *session; /* until the next call */
};

/* The door at which credentials of this kind are taken; 0: of no kind. */
enum door credential_door(struct bytes credential);
/* May a message of the front name this door? */
bool door_is_fronts(unsigned door);
/* Is there a listener that leads to it? What a front that was taken over says
 * of one that the settings do not have, is not believed. */
bool door_is_open(const struct signer *s, enum door door);

/* A credential that is none at this door does not count (E16). ERR_UNAUTHORIZED
 * in the same words for an unknown, expired, revoked or disabled one. */
MUST_CHECK int caller_find(struct signer *s, enum door door,
			   struct bytes credential, int64_t now,
			   struct caller *ret, struct err *err);
MUST_CHECK int caller_check_right(const struct caller *c, enum right right,
				  struct err *err);
/* For what needs a password that was shown lately; ERR_FORBIDDEN. */
MUST_CHECK int caller_check_confirmed(const struct caller *c, int64_t now,
				      struct err *err);

/* "mail from 192.0.2.9", as the log has it. */
#define WHO_BYTES (LIMIT_LABEL_BYTES + 6 + 64 + 1)
void who_show(const char *name, struct bytes peer, char ret[WHO_BYTES]);

/* AUTH_OK; borrows from c. */
void caller_answer(const struct caller *c, struct msg *ret);

/* What a right brings along: who may issue may also ask. */
uint32_t rights_with_implied(uint32_t rights);

#endif
