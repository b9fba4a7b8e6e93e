/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Which valid certificates would a policy refuse today? In bounded steps. */
#ifndef SANCA_FRONT_POLICY_WALK_H
#define SANCA_FRONT_POLICY_WALK_H

#include "list.h"

#include "sanca/policy.h"

/* One that it would refuse; views live during the call. */
struct policy_finding {
	struct bytes serial;
	const char *requester;
	int64_t not_after;
	const struct names *names;
	const struct violations *why;
};
typedef int policy_finding_fn(const struct policy_finding *f, void *ctx,
			      struct err *err);

struct policy_walk {
	const struct policy *policy;
	int64_t now;
	unsigned most;		  /* findings of one step */
	policy_finding_fn *found; /* 0 to go on, -1: an error */
	void *ctx;
	uint64_t after; /* where to begin, 0: at the newest; then where it
			 * stopped; 0: that was all */
	/* Filled. */
	uint64_t last; /* the newest number */
	unsigned looked_at, valid, refused;
};

/* One step: ends after so many findings, LIMIT_LOG_SCAN rows, or
 * LIMIT_WALK_MS. Others read in between. */
MUST_CHECK int policy_walk_step(struct policy_walk *w, struct lister *lister,
				struct err *err);

#endif
