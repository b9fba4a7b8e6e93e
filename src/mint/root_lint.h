/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A finished root is read again before it is given out. */
#ifndef MINT_ROOT_LINT_H
#define MINT_ROOT_LINT_H

#include "sanca/mint.h"

/* Every promise of root_create(), the signature too. ERR_INTERNAL says which
 * one is not kept. */
MUST_CHECK int root_lint(struct bytes der, const struct root_fields *promised,
			 const struct key_facts *key, struct err *err);

#endif
