/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A certificate that the signer asks of itself: through the same batch as any
 * other, for a key that it has just made. */
#ifndef SANCA_SIGNER_OWN_WORK_H
#define SANCA_SIGNER_OWN_WORK_H

#include "request.h"

struct signer;

struct own_work {
	int64_t look_ms;    /* monotonic, when to look next; 0: now */
	struct ca_key *key; /* that is to be certified; NULL: nothing waits */
	struct buf spki;
	bool is_asked; /* a request for it is in a batch */
	bool has_complained;
};

/* Makes the key; then a turn takes the request. */
MUST_CHECK int own_work_begin(struct own_work *w, struct err *err);
/* The request that waits, if one does, joins the batch. */
void own_work_join(struct own_work *w, enum own_request own, struct batch *b);
/* Its certificate is there, or it was refused: whose it is takes it. */
void own_work_finish(struct signer *s, struct request *r);
/* The key, too. */
void own_work_forget(struct own_work *w);
/* Says once that there is none ("no signed profile"), and forgets. */
void own_work_complain(struct own_work *w, const char *what,
		       const struct err *err);
/* The settings have changed: looks at once, and says again what is wrong. */
void own_work_look_again(struct own_work *w);
void own_work_clear(struct own_work *w);

#endif
