/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One request that waits, with what was typed about it. */
#ifndef SANCA_FRONT_CONSOLE_WAITING_H
#define SANCA_FRONT_CONSOLE_WAITING_H

#include "console_names.h"

#include "sanca/store.h"

struct console_waiting {
	struct store_pending row; /* its views borrow from texts */
	struct store_requester requester;
	struct buf texts[12];
	bool has_serial;
	char serial[2 * LIMIT_SERIAL_BYTES + 1];
	int64_t now;
	/* The form. */
	struct console_names *names;
	struct judges by;
	struct buf move, profile, lifetime, word, act, part, add;
	bool is_typed;
};
void console_waiting_free(struct console_waiting *w);

/* The one in the path. False: answered already, with the same words for one that
 * is not there and one of somebody else. */
bool console_waiting_find(struct request *r, struct console_waiting *w);
/* Whether who is signed in may decide it now. */
bool console_waiting_is_open(const struct request *r,
			     const struct console_waiting *w);
/* By its policy, with the names typed or else those asked for. */
MUST_CHECK int console_waiting_judge(struct request *r,
				     struct console_waiting *w,
				     struct err *err);
/* Adds what was asked, and what was decided. */
MUST_CHECK int console_waiting_add(struct page_values *v,
				   const struct console_waiting *w,
				   struct err *err);

#endif
