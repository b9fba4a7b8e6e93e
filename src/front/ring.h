/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* front.db: a bounded ring of refusals, written apart from all requests. */
#ifndef SANCA_FRONT_RING_H
#define SANCA_FRONT_RING_H

#include "sanca/bytes.h"

struct ring;
struct request;

/* DIR/front/front.db. Where it cannot be had the ring is NULL and nothing is
 * kept; the log line still is. */
MUST_CHECK int ring_open(const char *dir, struct ring **ret, struct err *err);
void ring_close(struct ring **ring);
/* Never blocks; what does not fit is lost and counted. */
void ring_add(struct ring *ring, const struct request *r, unsigned status,
	      const char *type, const char *where, const char *reason);

#endif
