/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Opens the search index, and fills it in the order of reservations, in small
 * batches. */

#include "search_parts.h"

#include "sanca/clock.h"
#include "sanca/logline.h"
#include "sanca/names.h"
#include "sanca/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Between two looks for what is new; and after a fault. */
#define PAUSE_MS 500
#define FAULT_PAUSE_MS 30000
/* Between two batches, while there are more: others want the disk, too. */
#define BATCH_PAUSE_MS 5

/* Documents of a batch, in one text. */
struct batch {
	size_t count;
	struct document {
		int64_t place;
		uint64_t id;
		size_t at, n;
	} all[SEARCH_BATCH];
	struct buf text;
	bool any;
	int64_t last_entry;
	struct names names;
};

int64_t
search_place(int64_t not_after, uint64_t id)
{
	const int64_t most = (INT64_C(1) << (62 - SEARCH_ID_BITS + 1)) - 1;
	int64_t end = not_after < 0 ? 0 : not_after > most ? most : not_after;

	return end << SEARCH_ID_BITS | (int64_t)(id & SEARCH_ID_MASK);
}

void
search_progress(struct search *search, uint64_t *ret_done,
		uint64_t *ret_total)
{
	*ret_done = atomic_load(&search->done);
	*ret_total = atomic_load(&search->total);
}

/* ---- filling -------------------------------------------------------------------- */

static int
take(const struct store_feed *row, void *ctx)
{
	struct batch *b = ctx;
	struct document *d = &b->all[b->count];
	struct err err;

	if (b->count == SEARCH_BATCH)
		return 1;
	if (names_decode(row->names, &b->names, &err) < 0)
		b->names.count = 0;
	d->place = search_place(row->not_after, row->id);
	d->id = row->id;
	d->at = b->text.n;
	search_document_write(&b->names, row->requester, row->policy, b->any,
			      &b->text);
	d->n = b->text.n - d->at;
	b->last_entry = (int64_t)row->log_index;
	b->count++;
	return 0;
}

static void
batch_clear(struct batch *b, bool any)
{
	b->count = 0;
	b->any = any;
	buf_clear(&b->text);
}

static int
by_place(const void *a, const void *b)
{
	const struct document *x = a, *y = b;

	return x->place < y->place ? -1 : x->place > y->place;
}

static struct bytes
text_of(const struct batch *b, const struct document *d)
{
	return (struct bytes){ b->text.p + d->at, d->n };
}

/* In rising order: FTS5 begins a segment of its own with each number that is
 * lower than the last. */
static int
add_all(struct search_db *db, struct batch *b, struct err *err)
{
	for (size_t i = 0; i < b->count; i++)
		if (search_db_add(db, SEARCH_NEWEST, (int64_t)b->all[i].id,
				  text_of(b, &b->all[i]), err) < 0)
			return -1;
	qsort(b->all, b->count, sizeof(b->all[0]), by_place);
	for (size_t i = 0; i < b->count; i++)
		if (search_db_add(db, SEARCH_ENDS, b->all[i].place,
				  text_of(b, &b->all[i]), err) < 0)
			return -1;
	return 0;
}

static int
add_revoked(struct search_db *db, struct batch *b, struct err *err)
{
	qsort(b->all, b->count, sizeof(b->all[0]), by_place);
	for (size_t i = 0; i < b->count; i++) {
		bool is_new = false;

		if (search_db_seen(db, b->all[i].place, &is_new, err) < 0)
			return -1;
		if (is_new &&
		    search_db_add(db, SEARCH_REVOKED, b->all[i].place,
				  text_of(b, &b->all[i]), err) < 0)
			return -1;
	}
	return 0;
}

static int
set_last(struct store *s, uint64_t last, struct search_state *state,
	 struct err *err)
{
	struct store_reservation row;

	if (store_reservation_get(s, last, &row, err) < 0)
		return -1;
	state->last = last;
	state->serial_n = row.serial.n < sizeof(state->serial)
				  ? row.serial.n
				  : sizeof(state->serial);
	if (state->serial_n > 0)
		memcpy(state->serial, row.serial.p, state->serial_n);
	return 0;
}

/* Reads, then writes: no lock on ca.db is held while the disk works. */
static int
fill_some(struct search *search, struct store *s, struct batch *b,
	  struct search_state *state, struct err *err)
{
	struct search_db *db = &search->filled;
	uint64_t total = 0, last = 0;
	size_t added = 0;

	if (store_reservation_last(s, &total, err) < 0)
		return -1;
	atomic_store(&search->total, total);
	batch_clear(b, false);
	if (store_feed(s, state->last, SEARCH_BATCH, take, b, err) < 0 ||
	    buf_check(&b->text, err) < 0)
		return -1;
	added = b->count;
	last = added > 0 ? b->all[added - 1].id : state->last;
	if (added > 0 &&
	    (set_last(s, last, state, err) < 0 ||
	     search_db_begin(db, err) < 0 || add_all(db, b, err) < 0 ||
	     search_db_state_set(db, state, err) < 0 ||
	     search_db_commit(db, err) < 0))
		return -1;
	atomic_store(&search->done, state->last);
	batch_clear(b, true);
	if (store_feed_revoked(s, state->last_entry, SEARCH_BATCH, take, b,
			       err) < 0 ||
	    buf_check(&b->text, err) < 0)
		return -1;
	if (b->count > 0) {
		state->last_entry = b->last_entry;
		if (search_db_begin(db, err) < 0 ||
		    add_revoked(db, b, err) < 0 ||
		    search_db_state_set(db, state, err) < 0 ||
		    search_db_commit(db, err) < 0)
			return -1;
	}
	return added == SEARCH_BATCH || b->count == SEARCH_BATCH;
}

/* Whether it was filled from this ca.db, at this age. */
static int
begin(struct search *search, struct store *s, struct search_state *state,
      struct err *err)
{
	struct store_reservation row;
	uint64_t last = 0;

	if (search_db_state(&search->filled, state, err) < 0 ||
	    store_reservation_last(s, &last, err) < 0)
		return -1;
	if (state->last == 0)
		return 0;
	if (state->last <= last) {
		if (store_reservation_get(s, state->last, &row, err) < 0)
			return -1;
		if (bytes_equal(row.serial, (struct bytes){ state->serial,
							    state->serial_n }))
			return 0;
	}
	logline(LOGLINE_NOTICE,
		"search.db was made of another ca.db: it is built anew");
	if (search_db_reset(&search->filled, err) < 0)
		return -1;
	return search_db_state(&search->filled, state, err);
}

/* False: it is time to end. */
static bool
pause_for(struct search *search, long ms)
{
	struct timespec until;
	bool stop = false;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	pthread_mutex_lock(&search->lock);
	while (!search->stop &&
	       pthread_cond_timedwait(&search->wake, &search->lock, &until) ==
		       0)
		;
	stop = search->stop;
	pthread_mutex_unlock(&search->lock);
	return !stop;
}

/* Until a fault, or the end. */
static int
fill(struct search *search, struct batch *b, struct err *err)
{
	CLEANUP(store_free) struct store *s = NULL;
	struct search_state state;
	int more = 0;

	if (store_open(search->dir, STORE_READ, &s, err) < 0 ||
	    begin(search, s, &state, err) < 0)
		return -1;
	for (;;) {
		more = fill_some(search, s, b, &state, err);
		if (more < 0) {
			search_db_undo(&search->filled);
			return -1;
		}
		if (!pause_for(search, more ? BATCH_PAUSE_MS : PAUSE_MS))
			return 0;
	}
}

void *
search_fill(void *ctx)
{
	struct search *search = ctx;
	struct batch *b = calloc(1, sizeof(*b));
	struct err err;

	while (b && fill(search, b, &err) < 0) {
		logline_err(LOGLINE_WARNING, &err,
			    "the search index is not filled");
		if (!pause_for(search, FAULT_PAUSE_MS))
			break;
	}
	if (b)
		buf_free(&b->text);
	free(b);
	return NULL;
}

/* ---- opening -------------------------------------------------------------------- */

static void
unlink_all(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char name[LIMIT_PATH_BYTES + 40];

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		(void)!unlink(name);
	}
}

static int
open_both(struct search *s, struct err *err)
{
	if (search_db_open(s->path, &s->filled, err) == 0 &&
	    search_db_open(s->path, &s->asked, err) == 0)
		return 0;
	search_db_close(&s->filled);
	search_db_close(&s->asked);
	return -1;
}

static void
search_free(struct search *s)
{
	search_db_close(&s->filled);
	search_db_close(&s->asked);
	pthread_cond_destroy(&s->wake);
	pthread_mutex_destroy(&s->lock);
	pthread_mutex_destroy(&s->reading);
	free(s);
}

int
search_open(const char *dir, struct search **ret, struct err *err)
{
	struct search *s = calloc(1, sizeof(*s));

	if (!s)
		return err_nomem(err);
	s->dir = dir;
	pthread_mutex_init(&s->lock, NULL);
	pthread_mutex_init(&s->reading, NULL);
	pthread_cond_init(&s->wake, NULL);
	snprintf(s->path, sizeof(s->path), "%s/front/search.db", dir);
	if (open_both(s, err) < 0) {
		logline_err(LOGLINE_WARNING, err,
			    "the search index is built anew");
		unlink_all(s->path);
		if (open_both(s, err) < 0) {
			search_free(s);
			return -1;
		}
	}
	if (pthread_create(&s->thread, NULL, search_fill, s) != 0) {
		search_free(s);
		return err_set(err, ERR_OS, "cannot start a thread");
	}
	*ret = s;
	return 0;
}

void
search_close(struct search **search)
{
	struct search *s = *search;

	if (!s)
		return;
	*search = NULL;
	pthread_mutex_lock(&s->lock);
	s->stop = true;
	pthread_cond_signal(&s->wake);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	search_free(s);
}
