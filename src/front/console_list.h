/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The list of certificates in the console: what is asked for, and its rows. */
#ifndef SANCA_FRONT_CONSOLE_LIST_H
#define SANCA_FRONT_CONSOLE_LIST_H

#include "request.h"
#include "search.h"

#include "sanca/names.h"
#include "sanca/store.h"

enum list_state {
#define LIST_STATE(NAME, word, label) LIST_##NAME,
#include "console_list_states.def"
#undef LIST_STATE
	LIST_STATE_COUNT
};
struct list_state_row {
	const char *word, *label;
};
extern const struct list_state_row list_states[LIST_STATE_COUNT];

/* Rows of a page, and of a piece of an export. */
#define LIST_ROWS 50
/* Rows that are looked at for one page at most: what is searched may lead to
 * many that do not fit. The next page goes on from there. */
#define LIST_LOOKS 3000

struct console_list {
	/* As it was asked for. */
	struct buf typed, requester, policy;
	enum list_state state;
	bool newest; /* else by end */
	bool is_part, has_after, has_before;
	int64_t cursor; /* a place, or a reservation */
	/* What follows. */
	int64_t now;
	struct search_text text;
	bool is_own; /* only those of who is signed in */
};
void console_list_free(struct console_list *l);
/* By the query and the rights of who asks. */
MUST_CHECK int console_list_read(const struct request *r,
				 struct console_list *ret, struct err *err);
/* "?q=…&state=…", without a cursor, escaped. At least "?state=…". */
void console_list_query_write(const struct console_list *l, struct buf *out);

struct console_row {
	int64_t place; /* a cursor */
	uint64_t id;
	enum store_state state;
	size_t serial_n;
	uint8_t serial[LIMIT_SERIAL_BYTES];
	int64_t not_before, not_after, revoked_at;
	unsigned reason, profile;
	uint64_t log_index;
	uint8_t sha256[32], sha1[20];
	char requester[LIMIT_LABEL_BYTES + 1], policy[LIMIT_LABEL_BYTES + 1];
	struct buf names; /* names_encode() */
};
struct console_rows {
	size_t count;
	struct console_row at[LIST_ROWS + 1];
	bool has_more;	 /* in the direction that was asked for */
	int64_t reached; /* a cursor: nothing was looked at behind it */
};
void console_rows_free(struct console_rows **rows);
/* What stands for the names of one that has none. */
void console_nameless(unsigned profile, struct buf *out);
/* Rows in the order in which they are shown. */
MUST_CHECK int console_rows_read(struct front *front,
				 const struct console_list *l,
				 struct console_rows **ret, struct err *err);
/* A cell of CSV, and what follows it. */
void console_cell_write(struct bytes v, const char *end, struct buf *out);
/* Whether there is a search that this list needs. */
bool console_list_needs_search(const struct console_list *l);

#endif
