/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the pages about policies have in common. */
#ifndef SANCA_FRONT_CONSOLE_POLICY_H
#define SANCA_FRONT_CONSOLE_POLICY_H

#include "console_page.h"

#include "sanca/policy.h"

/* Whether who is signed in may see this policy: his own, and what approval-policy
 * there names; all of them with a right to list, to approve or to administer. */
bool console_policy_is_shown(const struct request *r, const struct policy *p);
/* That of the path. ERR_NOT_FOUND also when it is not shown. */
MUST_CHECK int console_policy_find(const struct request *r,
				   const struct policy **ret, struct err *err);

#endif
