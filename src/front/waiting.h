/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Requests that wait for a person: the address where they are looked at. */
#ifndef SANCA_FRONT_WAITING_H
#define SANCA_FRONT_WAITING_H

#include "request.h"

/* Makes the secret of the address: w->status_secret, w->status_hash. With a
 * token and an Idempotency-Key the same request has the same one, so that an
 * answer that was lost can be had again. */
MUST_CHECK int waiting_secret_make(struct request *r, struct err *err);
/* PENDED: 202 and the address. */
enum step waiting_reply(struct request *r);

#endif
