/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The steps of a batch, in the order of a turn. */
#ifndef SANCA_SIGNER_BATCH_H
#define SANCA_SIGNER_BATCH_H

#include "signer.h"

/* take.c: receives what waits on all channels; requests for certificates go
 * into the batch, everything else is answered at once. */
void batch_take(struct signer *s, struct batch *b);
/* admit.c: who asks, may he, by which policy, was it asked before. */
void batch_admit(struct signer *s, struct batch *b);
/* prepare.c: names, key, policy and constraints; draws the serial, builds and
 * lints the TBS, or finds that a person must decide. In the pool; touches
 * neither store nor log. */
void batch_prepare(struct signer *s, struct batch *b);
/* keep.c: one transaction for the issued rows and log entries of `flying`, the
 * reservations of `fresh`, and the refusals that wait. Nothing happens when
 * there is nothing to write. On failure all of it is undone. */
MUST_CHECK int batch_keep(struct signer *s, struct batch *flying,
			  struct batch *fresh, struct err *err);
/* answer.c: answers what can be answered, forgets it. */
void batch_answer(struct signer *s, struct batch *b);
/* answer.c: refuses all that have not been answered. */
void batch_fail(struct batch *b, const struct err *why);
/* sign.c: signs what was reserved, over the bytes that were stored. In the
 * pool. */
void batch_sign(struct signer *s, struct batch *b);

/* prepare.c: draws a serial for r->reservation, builds and lints. */
MUST_CHECK int request_build(const struct signer *s, struct request *r,
			     int64_t now, struct err *err);
/* admit.c: an earlier request with the same Idempotency-Key: fills the answer
 * (REQUEST_REPEATED), refuses, or leaves r as it is. */
MUST_CHECK int request_repeat(struct signer *s, struct request *r,
			      struct err *err);
/* The same for the certificate of this reservation, which was asked for in
 * another way. */
MUST_CHECK int request_take_stored(struct signer *s, struct request *r,
				   uint64_t reservation, struct err *err);
/* Whose the certificate will be: known, not disabled, not over. */
MUST_CHECK int request_set_owner(struct signer *s, struct request *r,
				 uint64_t requester, int64_t now,
				 struct err *err);
/* By which policy it is judged, and what is asked when that refuses. */
MUST_CHECK int request_set_policy(const struct signer *s, struct request *r,
				  struct bytes name, struct err *err);
/* approve.c: copies what r->ask borrows into r->kept. */
MUST_CHECK int request_keep_ask(struct request *r, struct err *err);
/* For the log: only what somebody known asked for and was denied. */
void request_note_refusal(struct signer *s, const struct request *r);

#endif
