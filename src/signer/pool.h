/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Threads that share the work on one batch, the caller being one of them. */
#ifndef SANCA_SIGNER_POOL_H
#define SANCA_SIGNER_POOL_H

#include "sanca/bytes.h"

struct pool;
/* Does item number index; slot is 0 .. pool_slots() - 1, one per thread. */
typedef void pool_fn(void *ctx, size_t index, unsigned slot);

/* slots threads in all, of which slots - 1 are started. */
MUST_CHECK int pool_new(unsigned slots, struct pool **ret, struct err *err);
void pool_free(struct pool **pool);
unsigned pool_slots(const struct pool *pool);
/* Returns when fn was called for each of 0 .. count - 1. Fewer than least are
 * done by the caller: to wake a thread costs some 10 us on both sides. */
void pool_run(struct pool *pool, pool_fn *fn, void *ctx, size_t count,
	      size_t least);

#endif
