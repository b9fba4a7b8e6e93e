/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* GET /v1/certificates: lists, read from the database without the signer. */
#ifndef SANCA_FRONT_LIST_H
#define SANCA_FRONT_LIST_H

#include "guard.h"

#include "sanca/names.h"
#include "sanca/store.h"

struct lister;
MUST_CHECK int lister_new(const char *dir, struct lister **ret,
			  struct err *err);
void lister_free(struct lister **lister);
/* Runs fn over the database, read-only; one at a time, so it must be short: no
 * transaction is open, a lock is. A broken store is opened anew the next
 * time. */
typedef int lister_fn(struct store *store, void *ctx, struct err *err);
MUST_CHECK int lister_read(struct lister *lister, lister_fn *fn, void *ctx,
			   struct err *err);

/* Text that a filter borrows from. */
struct list_query {
	struct guard_parameter at[8];
	char name[LIMIT_NAME_BYTES + 2];
	struct store_filter filter;
};
MUST_CHECK int list_query_read(struct bytes query, int64_t now,
			       struct list_query *ret, struct err *err);

#endif
