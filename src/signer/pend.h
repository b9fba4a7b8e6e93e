/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Requests that wait for a person. */
#ifndef SANCA_SIGNER_PEND_H
#define SANCA_SIGNER_PEND_H

#include "signer.h"

/* The same was asked before, and waited (its status address tells): fills the
 * answer (REQUEST_REPEATED), refuses, or leaves r as it is. */
MUST_CHECK int pend_repeat(struct signer *s, struct request *r,
			   struct err *err);
/* Writes the row, within the bounds: REQUEST_PENDED. In a transaction. */
MUST_CHECK int pend_keep(struct signer *s, struct request *r, int64_t now,
			 struct err *err);
/* That it began to wait, in the log; as approve_record() does it. */
MUST_CHECK int pend_record(struct signer *s, const struct request *r,
			   int64_t now, struct err *err);
/* The answer. */
void pend_answer(const struct request *r, struct msg *ret);
/* Once a second: what has expired, and what was decided long ago. */
void pend_look(struct signer *s);

#endif
