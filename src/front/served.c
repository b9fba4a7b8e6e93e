/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Files and pages that are the same for everybody. */

#include "reply.h"
#include "routes.h"

enum step
on_issuer_der(struct request *r)
{
	if (!bytes_is_text(r->path.segment, r->live->issuer->id))
		return reply_fault(r, ERR_NOT_FOUND,
				   "there is no issuer with this id");
	return reply_asset(r, &r->live->issuer_der);
}
