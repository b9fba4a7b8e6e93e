/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Finds the rows of a page: the search index or an index of ca.db gives places
 * in order, and each row is then held against all that was asked for. */

#include "console_list.h"

#include "list.h"

#include <stdlib.h>
#include <string.h>

/* Places that are fetched at once. */
#define CHUNK 64
#define SOON_S (INT64_C(30) * 86400)

struct walk {
	struct front *front;
	const struct console_list *l;
	struct console_rows *rows;
	struct store_filter filter;
	struct buf match;
	char policy[LIMIT_LABEL_BYTES + 1];
	struct search_query query; /* also for ca.db: from and until */
	bool is_over;
	size_t looked, n, at;
	int64_t places[CHUNK];
	struct names names;
};

static void
walk_free(struct walk **w)
{
	if (*w)
		buf_free(&(*w)->match);
	free(*w);
	*w = NULL;
}

void
console_rows_free(struct console_rows **rows)
{
	for (size_t i = 0; *rows && i < LIST_ROWS + 1; i++)
		buf_free(&(*rows)->at[i].names);
	free(*rows);
	*rows = NULL;
}

void
console_nameless(unsigned code, struct buf *out)
{
	const struct profile *profile = profile_get((enum profile_code)code);

	buf_append_text(out, profile && profile->is_own ? profile->title
							: "no name");
}

/* ---- where to begin, which way, and where it ends ---------------------------------- */

static void
set_range(struct walk *w)
{
	const struct console_list *l = w->l;
	int64_t low = -1, high = INT64_MAX;
	bool by_end = !l->newest || l->state == LIST_REVOKED;
	/* What has expired is shown from the newest end backwards. */
	bool down = by_end ? l->state == LIST_EXPIRED ||
				     (l->newest && l->state == LIST_REVOKED)
			   : true;

	w->filter.state = l->state == LIST_ALL	     ? 0
			  : l->state == LIST_REVOKED ? STORE_REVOKED
						     : STORE_ISSUED;
	if (l->state == LIST_VALID || l->state == LIST_EXPIRING) {
		w->filter.ends_after = l->now;
		low = search_place(l->now + 1, 0) - 1;
	}
	if (l->state == LIST_EXPIRING) {
		w->filter.ends_before = l->now + SOON_S + 1;
		high = search_place(l->now + SOON_S + 1, 0);
	}
	if (l->state == LIST_EXPIRED) {
		w->filter.ends_before = l->now + 1;
		high = search_place(l->now + 1, 0);
	}
	if (!by_end) {
		low = 0;
		high = INT64_MAX;
	}
	w->query.in = l->state == LIST_REVOKED ? SEARCH_REVOKED
		      : by_end		       ? SEARCH_ENDS
					       : SEARCH_NEWEST;
	w->query.down = l->has_before ? !down : down;
	w->query.from = w->query.down ? high : low;
	w->query.until = w->query.down ? low : high;
	if (l->has_after || l->has_before)
		w->query.from = l->cursor;
}

static int
set_requester(struct store *store, void *ctx, struct err *err)
{
	struct walk *w = ctx;
	struct store_requester requester = { 0 };
	struct bytes name = buf_bytes(&w->l->requester);

	if (name.n > 0 &&
	    store_requester_find(store, name, &requester, err) < 0) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		w->is_over = true;
	}
	search_match_write(&w->l->text, requester.id, w->policy,
			   w->l->state == LIST_REVOKED, &w->match);
	return buf_check(&w->match, err);
}

/* ---- places --------------------------------------------------------------------- */

/* Numbers are without gaps. */
static int
next_by_number(struct walk *w, struct store *store, struct err *err)
{
	uint64_t last = 0, from = (uint64_t)w->query.from;

	if (store_reservation_last(store, &last, err) < 0)
		return -1;
	if (w->query.down && from > last)
		from = last + 1;
	for (w->n = 0; w->n < CHUNK; w->n++) {
		if (w->query.down ? from <= 1 : from >= last)
			break;
		from = w->query.down ? from - 1 : from + 1;
		w->places[w->n] = (int64_t)from;
	}
	return 0;
}

static int
next_by_end(struct walk *w, struct store *store, struct err *err)
{
	struct store_end from = {
		.not_after = w->query.from >> SEARCH_ID_BITS,
		.id = (uint64_t)(w->query.from & SEARCH_ID_MASK),
	};
	struct store_end ends[CHUNK];

	if (store_by_end(store, &from, w->query.down, ends, CHUNK, &w->n, err) <
	    0)
		return -1;
	for (size_t i = 0; i < w->n; i++)
		w->places[i] = search_place(ends[i].not_after, ends[i].id);
	return 0;
}

/* After the last one of those before. */
static int
next_places(struct walk *w, struct store *store, struct err *err)
{
	int done = 0;

	w->at = 0;
	if (console_list_needs_search(w->l))
		done = search_find(w->front->search, &w->query, w->places,
				   CHUNK, &w->n, err);
	else if (w->query.in == SEARCH_NEWEST)
		done = next_by_number(w, store, err);
	else
		done = next_by_end(w, store, err);
	if (done == 0 && w->n < CHUNK)
		w->is_over = true;
	return done;
}

/* ---- rows ------------------------------------------------------------------------ */

static void
copy_text(char *out, size_t room, struct bytes in)
{
	size_t n = in.n < room - 1 ? in.n : room - 1;

	if (n > 0)
		memcpy(out, in.p, n);
	out[n] = '\0';
}

static int
take_row(const struct store_row *from, void *ctx)
{
	struct walk *w = ctx;
	struct console_row *to = &w->rows->at[w->rows->count];
	struct buf names = to->names;
	struct err err;

	if (w->l->policy.n > 0 &&
	    !bytes_equal(from->policy, buf_bytes(&w->l->policy)))
		return 0;
	if (w->l->text.count > 0 &&
	    (names_decode(from->names, &w->names, &err) < 0 ||
	     !search_text_matches(&w->l->text, &w->names)))
		return 0;
	*to = (struct console_row){
		.place = w->places[w->at],
		.id = from->id,
		.state = from->state,
		.not_before = from->not_before,
		.not_after = from->not_after,
		.revoked_at = from->revoked_at,
		.reason = from->reason,
		.profile = from->profile,
		.log_index = from->log_index,
		.names = names,
	};
	to->serial_n = from->serial.n < sizeof(to->serial) ? from->serial.n
							   : sizeof(to->serial);
	if (to->serial_n > 0)
		memcpy(to->serial, from->serial.p, to->serial_n);
	memcpy(to->sha256, from->sha256, sizeof(to->sha256));
	memcpy(to->sha1, from->sha1, sizeof(to->sha1));
	copy_text(to->requester, sizeof(to->requester), from->requester);
	copy_text(to->policy, sizeof(to->policy), from->policy);
	buf_clear(&to->names);
	buf_append_bytes(&to->names, from->names);
	w->rows->count++;
	return 0;
}

static uint64_t
id_of(const struct walk *w, int64_t place)
{
	return (uint64_t)(w->query.in == SEARCH_NEWEST
				  ? place
				  : place & SEARCH_ID_MASK);
}

static bool
is_inside(const struct walk *w, int64_t place)
{
	return w->query.down ? place > w->query.until : place < w->query.until;
}

/* One chunk, under the lock of the reader. */
static int
read_chunk(struct store *store, void *ctx, struct err *err)
{
	struct walk *w = ctx;

	if (next_places(w, store, err) < 0)
		return -1;
	for (; w->at < w->n && w->rows->count <= LIST_ROWS; w->at++) {
		int64_t place = w->places[w->at];
		bool given = false;

		if (!is_inside(w, place)) {
			w->is_over = true;
			return 0;
		}
		if (store_list_one(store, &w->filter, id_of(w, place), take_row,
				   w, &given, err) < 0)
			return -1;
		w->query.from = place;
		w->looked++;
	}
	return 0;
}

static void
reverse(struct console_rows *rows)
{
	for (size_t i = 0; i + 1 < rows->count - i; i++) {
		struct console_row row = rows->at[i];

		rows->at[i] = rows->at[rows->count - 1 - i];
		rows->at[rows->count - 1 - i] = row;
	}
}

int
console_rows_read(struct front *front, const struct console_list *l,
		  struct console_rows **ret, struct err *err)
{
	CLEANUP(console_rows_free)
	struct console_rows *rows = calloc(1, sizeof(*rows));
	CLEANUP(walk_free) struct walk *w = calloc(1, sizeof(*w));

	if (!rows || !w)
		return err_nomem(err);
	w->front = front;
	w->l = l;
	w->rows = rows;
	copy_text(w->policy, sizeof(w->policy), buf_bytes(&l->policy));
	if (console_list_needs_search(l) && !front->search)
		return err_set(err, ERR_UNAVAILABLE,
			       "the search index cannot be opened; the log of "
			       "the server has the reason");
	set_range(w);
	if (lister_read(front->lister, set_requester, w, err) < 0)
		return -1;
	w->query.match = buf_text(&w->match);
	while (!w->is_over && rows->count <= LIST_ROWS &&
	       w->looked < LIST_LOOKS)
		if (lister_read(front->lister, read_chunk, w, err) < 0)
			return -1;
	rows->has_more = rows->count > LIST_ROWS || !w->is_over;
	if (rows->count > LIST_ROWS) {
		rows->count = LIST_ROWS;
		rows->reached = rows->at[LIST_ROWS - 1].place;
	} else {
		rows->reached = w->query.from;
	}
	if (l->has_before)
		reverse(rows);
	*ret = STEAL(rows);
	return 0;
}
