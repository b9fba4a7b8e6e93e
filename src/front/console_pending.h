/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the pages about waiting requests have in common. */
#ifndef SANCA_FRONT_CONSOLE_PENDING_H
#define SANCA_FRONT_CONSOLE_PENDING_H

#include "console_page.h"

#include "sanca/store.h"

/* Whether who is signed in sees those of others, too. */
bool console_pending_sees_all(const struct request *r);
/* In a word, as of now. */
const char *console_pending_state(enum pending_state state, int64_t expires_at,
				  int64_t now);
/* The first of some encoded names, as markup. */
void console_names_short(struct bytes encoded, struct buf *out);

#endif
