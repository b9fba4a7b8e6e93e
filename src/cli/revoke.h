/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What sanca revoke is to do. */
#ifndef SANCA_CLI_REVOKE_H
#define SANCA_CLI_REVOKE_H

#include "cli.h"
#include "out.h"
#include "sanca/revocation.h"

/* What is to be revoked, and what came of it. */
struct deed {
	unsigned reason;    /* REASON_REMOVE_FROM_CRL: a hold is lifted */
	bool is_one;	    /* named by serial or thumbprint */
	bool is_unread;	    /* a row could not be understood */
	struct buf serials; /* as REVOKE has them */
	uint64_t count;
	json_t *rows; /* --json: what they are */
	uint64_t changed, unchanged;
	int64_t revoked_at;
	uint64_t log_index;
};
void deed_free(struct deed *d);
bool deed_is_lift(const struct deed *d);
/* What the command line names; each is shown, or gathered in rows. */
MUST_CHECK int deed_choose(const struct cli *cli, struct deed *d,
			   struct err *err);

#endif
