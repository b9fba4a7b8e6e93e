/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a person decides about a request that waits. */
#ifndef SANCA_SIGNER_APPROVE_H
#define SANCA_SIGNER_APPROVE_H

#include "signer.h"

/* Turns an APPROVE into the request that waited, with the names that the
 * approver chose. */
MUST_CHECK int admit_approve(struct signer *s, struct request *r, int64_t now,
			     struct err *err);
/* Does it still wait? Two may approve the same in one batch. */
MUST_CHECK int approve_check(struct signer *s, const struct request *r,
			     struct err *err);
/* The decision, beside the reservation: row and log entry. After it only the
 * whole transaction can be undone. */
MUST_CHECK int approve_record(struct signer *s, const struct request *r,
			      int64_t now, struct err *err);
/* The names of a request, in one line, for the log. */
void request_show_names(struct signer *s, struct bytes wire, struct buf *out);

#endif
