/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A certificate is issued anew: same key, names and order. */
#ifndef SANCA_SIGNER_RENEW_H
#define SANCA_SIGNER_RENEW_H

#include "signer.h"

/* Turns a RENEW into the request for the same certificate, judged by the policy
 * of today; REQUEST_REPEATED when it was renewed already. */
MUST_CHECK int admit_renew(struct signer *s, struct request *r, int64_t now,
			   struct err *err);
/* It was renewed already: fills the answer (REQUEST_REPEATED), refuses while
 * that is under way, or leaves r as it is. */
MUST_CHECK int renew_repeat(struct signer *s, struct request *r, int64_t now,
			    struct err *err);
/* A renewal that waited: was the old certificate revoked meanwhile? */
MUST_CHECK int renew_check_old(struct signer *s, uint64_t reservation,
			       struct err *err);
/* Somebody renewed for its owner: a log entry, beside the reservation. After
 * it only the whole transaction can be undone. */
MUST_CHECK int renew_record(struct signer *s, const struct request *r,
			    int64_t now, struct err *err);

#endif
