/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Who stands behind a credential. */
#ifndef SANCA_SIGNER_WHO_H
#define SANCA_SIGNER_WHO_H

#include "sanca/ipc.h"
#include "sanca/store.h"

struct caller {
	struct store_requester requester;
	uint32_t rights;    /* what both token and requester have */
	int64_t expires_at; /* the earlier of both; 0: never */
};

/* ERR_UNAUTHORIZED in the same words for an unknown, expired, revoked or
 * disabled one. */
MUST_CHECK int caller_find(struct store *store, struct bytes credential,
			   int64_t now, struct caller *ret, struct err *err);
MUST_CHECK int caller_check_right(const struct caller *c, enum right right,
				  struct err *err);

#endif
