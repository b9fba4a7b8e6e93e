/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* search.db: which certificates have names in which something begins. An index
 * of the front's own, filled from ca.db; it may be deleted, and is built anew. */
#ifndef SANCA_FRONT_SEARCH_H
#define SANCA_FRONT_SEARCH_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

struct search;

/* DIR/front/search.db, and the thread that fills it. */
MUST_CHECK int search_open(const char *dir, struct search **ret,
			   struct err *err);
void search_close(struct search **search);
/* How many reservations are in it, of how many. */
void search_progress(struct search *search, uint64_t *ret_done,
		     uint64_t *ret_total);

/* A certificate in the order of ends: its end, and its reservation. */
#define SEARCH_ID_BITS 30
#define SEARCH_ID_MASK ((INT64_C(1) << SEARCH_ID_BITS) - 1)
int64_t search_place(int64_t not_after, uint64_t id);

/* What is searched. ENDS: all, by place; NEWEST: all, by reservation; REVOKED:
 * those that ever were, by place. */
enum search_in { SEARCH_ENDS, SEARCH_NEWEST, SEARCH_REVOKED, SEARCH_COUNT };

struct search_query {
	enum search_in in;
	bool down;
	const char *match; /* of search_match_write() */
	int64_t from;	   /* place, or reservation: not itself */
	int64_t until;	   /* the same, also not itself */
};
/* Places or reservations in their order. They may be too many, since tokens are
 * less than names: the rows are looked at afterwards. */
MUST_CHECK int search_find(struct search *search, const struct search_query *q,
			   int64_t *ret, size_t max, size_t *ret_count,
			   struct err *err);

/* ---- text: search_text.c */

struct names;

/* What somebody typed: words, in lower case, names in the form that they have
 * in certificates. */
#define SEARCH_WORDS 8
struct search_text {
	size_t count;
	struct search_word {
		size_t n;
		char v[LIMIT_NAME_BYTES + 2];
	} at[SEARCH_WORDS];
};
/* Words beyond SEARCH_WORDS and octets beyond a name are left out. */
void search_text_read(struct bytes typed, struct search_text *ret);
/* Each word begins a label of a name; one that begins with a dot ends one. */
bool search_text_matches(const struct search_text *text,
			 const struct names *names);
/* The same as an expression of FTS5; nothing of it is what was typed but its
 * letters and digits. requester 0 and policy "": any. Empty: there is nothing to
 * look for. */
void search_match_write(const struct search_text *text, uint64_t requester,
			const char *policy, bool any, struct buf *out);
/* The tokens of a certificate. */
void search_document_write(const struct names *names, uint64_t requester,
			   struct bytes policy, bool any, struct buf *out);

#endif
