/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the rules of lint look at. */
#ifndef MINT_TBS_LINT_H
#define MINT_TBS_LINT_H

#include "sanca/mint.h"

#include "tbs_walk.h"

struct lint {
	struct bytes tbs;
	const struct tbs_fields *promised;
	int64_t now;
	struct tbs_walk raw;
};

/* The responder has no names, and promises none. */
bool lint_is_responder(const struct lint *l);

#define LINT_BYTES(rule, source)                                               \
	MUST_CHECK int lint_##rule(struct lint *l, struct err *err);
#define LINT(rule, source)                                                     \
	MUST_CHECK int lint_##rule(const struct lint *l, struct err *err);
#include "tbs_lint.def"
#undef LINT
#undef LINT_BYTES

#endif
