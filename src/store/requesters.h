/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A requester as it stands in a row, alone or behind a token. */
#ifndef STORE_REQUESTERS_H
#define STORE_REQUESTERS_H

#include "database.h"

/* Takes REQUESTER_COLUMNS. */
MUST_CHECK int requester_take(struct query *q, struct store_requester *ret,
			      struct err *err);

#endif
