/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How rows of authorizations are read, alone and beside their order. */
#ifndef STORE_ACME_ROWS_H
#define STORE_ACME_ROWS_H

#include "database.h"

#include "sanca/store_acme.h"

/* AUTHZ_COLUMNS. */
MUST_CHECK int authz_take(struct query *q, struct acme_authz *ret,
			  struct err *err);

#endif
