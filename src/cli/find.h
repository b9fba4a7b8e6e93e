/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Certificates as people name them: by serial, thumbprint or name. */
#ifndef SANCA_CLI_FIND_H
#define SANCA_CLI_FIND_H

#include "sanca/store.h"

/* The one with this serial or thumbprint, in hexadecimal as it is copied from
 * anywhere; ERR_NOT_FOUND also where the text is no such thing. */
MUST_CHECK int find_exact(struct store *store, const char *text, uint64_t *ret,
			  struct err *err);
/* The same, or else the newest certificate that holds this name; that there are
 * older ones is said. */
MUST_CHECK int find_one(struct store *store, const char *text, uint64_t *ret,
			struct err *err);

/* Calls fn with this one. */
MUST_CHECK int find_row(struct store *store, uint64_t id, store_row_fn *fn,
			void *ctx, struct err *err);
/*
 * Calls fn with each that the filter lets through, the newest first, and where a
 * name is given holds exactly it: "*.x" is the wildcard alone. Name, order and
 * paging of the filter are not for the caller. fn returns other than 0 to end
 * it.
 */
MUST_CHECK int find_each(struct store *store, const struct store_filter *filter,
			 const char *name, store_row_fn *fn, void *ctx,
			 struct err *err);

#endif
