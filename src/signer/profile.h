/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The signed profile for Apple devices: a request of the signer's own. */
#ifndef SANCA_SIGNER_PROFILE_H
#define SANCA_SIGNER_PROFILE_H

#include "request.h"

struct signer;

struct profile_work {
	int64_t look_ms;    /* monotonic, when to look next; 0: now */
	struct ca_key *key; /* for one certificate and one signature */
	struct buf spki;
	bool is_asked; /* a request for it is in a batch */
	bool has_complained;
};

/* Each second: sees whether public/ has the profile as it is to be, and asks
 * for a certificate when it has not. */
void profile_look(struct signer *s);
/* The settings have changed. */
void profile_look_again(struct signer *s);
/* The request that waits, if one does, joins the batch. */
void profile_join(struct signer *s, struct batch *b);
/* Its certificate is there, or it was refused: signs, writes, forgets the
 * key. */
void profile_finish(struct signer *s, struct request *r);
void profile_clear(struct profile_work *w);

#endif
