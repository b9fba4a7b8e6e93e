/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * A thread that looks at passwords beside the loop, one after the other, so that
 * certificates do not wait for them. It sees passwords and hashes only: what
 * follows from a match is decided in the loop, by what is true then.
 */
#ifndef SANCA_SIGNER_HASHER_H
#define SANCA_SIGNER_HASHER_H

#include "sanca/limits.h"
#include "sanca/store.h"

enum hashing_for { HASHING_LOGIN, HASHING_REAUTH, HASHING_LINK };

struct hashing {
	/* who waits for it */
	enum hashing_for purpose;
	size_t place;	      /* of the link */
	uint64_t link_number; /* of that channel */
	uint64_t id;	      /* of the message */
	char name[LIMIT_LABEL_BYTES + 1];
	uint64_t requester; /* 0: none that may sign in */
	uint8_t session[32];
	uint8_t link[32];
	char peer[65];
	char request_id[41];

	/* what is to be done */
	bool has_shown;
	char shown[LIMIT_PASSWORD_BYTES + 1];
	char against[STORE_PASSWORD_BYTES];
	bool has_fresh;
	char fresh[LIMIT_PASSWORD_BYTES + 1]; /* to be hashed, if shown fits */

	/* the result */
	bool matches;
	char made[STORE_PASSWORD_BYTES];
	struct err fault; /* code 0: none */
};

struct hasher;

/* event_fd is written to when one is done. */
MUST_CHECK int hasher_new(int event_fd, struct hasher **ret, struct err *err);
void hasher_free(struct hasher **hasher);
/* Only hasher_add() takes room away. */
bool hasher_has_room(struct hasher *h);
/* Copies; false: LIMIT_PASSWORDS_WAITING wait already. */
bool hasher_add(struct hasher *h, const struct hashing *work);
/* The next one that is done, without its passwords; false: none is. */
bool hasher_take(struct hasher *h, struct hashing *ret);

#endif
