/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Tables walked from their own side: rows that no entry leads to, numbers
 * that are missing, and what is kept to find certificates. */
#include "verify.h"

#include "sanca/serial.h"
#include "sanca/text.h"

#include <string.h>

struct walk {
	struct verification *v;
	uint64_t last, keys, certificates, run_rows;
	struct buf shown;
	struct bytes names[LIMIT_NAMES];
};

static void
walk_end(struct walk *w)
{
	buf_free(&w->shown);
}

/* Shown forms of the names, in w->names. */
static int
names_show(struct walk *w, struct bytes encoded, size_t *ret_count,
	   struct err *err)
{
	struct names *names = &w->v->names;
	size_t ends[LIMIT_NAMES];

	if (names_decode(encoded, names, err) != 0) {
		err->code = ERR_CORRUPT;
		return -1;
	}
	buf_clear(&w->shown);
	for (size_t i = 0; i < names->count; i++) {
		name_show(&names->at[i], &w->shown);
		ends[i] = w->shown.n;
	}
	if (buf_check(&w->shown, err) != 0)
		return -1;
	for (size_t i = 0, from = 0; i < names->count; from = ends[i++])
		w->names[i] =
			(struct bytes){ w->shown.p + from, ends[i] - from };
	*ret_count = names->count;
	return 0;
}

static int
passage_check(const struct store_passage *row, void *ctx, struct err *err)
{
	struct walk *w = ctx;
	size_t count = 0;
	bool first = false;

	if (row->id != ++w->last)
		return err_set(err, ERR_CORRUPT, "reservation %ju is missing",
			       (uintmax_t)w->last);
	if (names_show(w, row->names, &count, err) != 0)
		return err_context(err, "reservation %ju", (uintmax_t)row->id);
	if (serial_number_get(w->v->serial_secret, row->serial) != row->id)
		return err_set(err, ERR_CORRUPT,
			       "reservation %ju: its serial does not carry "
			       "its number",
			       (uintmax_t)row->id);
	if (store_check_key(w->v->store, row, &first, err) != 0)
		return -1;
	if (first)
		w->keys++;
	/* Their lengths were seen with their entries. */
	if (row->sha256.n != 32 || row->sha1.n != 20)
		return 0;
	w->certificates++;
	return store_check_hashes(row, w->names, count, err);
}

static int
stray_check(struct verification *v, struct err *err)
{
	uint64_t id = 0, index = 0;

	if (store_stray_certificate(v->store, &id, &index, err) == 0)
		return err_set(err, ERR_CORRUPT,
			       "reservation %ju has a certificate without "
			       "entry: entry %ju is none of its kind",
			       (uintmax_t)id, (uintmax_t)index);
	if (err->code != ERR_NOT_FOUND)
		return -1;
	if (store_stray_void(v->store, &id, &index, err) == 0)
		return err_set(err, ERR_CORRUPT,
			       "reservation %ju is void without entry: entry "
			       "%ju is none of its kind",
			       (uintmax_t)id, (uintmax_t)index);
	return err->code == ERR_NOT_FOUND ? 0 : -1;
}

static int
counted(const char *what, uint64_t rows, uint64_t due, struct err *err)
{
	if (rows == due)
		return 0;
	return err_set(err, ERR_CORRUPT,
		       "%ju rows of %s where there should "
		       "be %ju",
		       (uintmax_t)rows, what, (uintmax_t)due);
}

/* Each blocked key has its entry; the numbers of both are compared after. */
static int
blocked_check(struct verification *v, struct err *err)
{
	struct bytes after = { 0 };
	struct hash key;

	for (;;) {
		uint64_t index = 0;
		unsigned type = 0;
		int64_t time = 0;
		struct bytes body = { 0 };
		char digits[65];

		if (store_blocked_next(v->store, after, key.v, &index, err) !=
		    0)
			return err->code == ERR_NOT_FOUND ? 0 : -1;
		after = BYTES_OF(key.v);
		hex_encode(after, digits);
		if ((store_log_get(v->store, index, &type, &time, &body, err) !=
			     0 &&
		     err->code != ERR_NOT_FOUND))
			return -1;
		if (type != LOG_ADMINISTRATION ||
		    bytes_find(body, bytes_of_text(digits)) < 0)
			return err_set(err, ERR_CORRUPT,
				       "the blocked key %s has no entry: entry "
				       "%ju does not speak of it",
				       digits, (uintmax_t)index);
	}
}

static int
totals_check(struct verification *v, const struct walk *w,
	     const struct store_totals *have, struct err *err)
{
	if (counted("document", have->documents, have->reservations, err) != 0)
		return -1;
	if (counted("subject_key", have->keys, w->keys, err) != 0)
		return -1;
	if (counted("log_tile", have->tiles, v->tiles, err) != 0)
		return -1;
	if (counted("log_head", have->heads, v->verdict->heads, err) != 0)
		return -1;
	if (counted("blocked_key", have->blocked, v->blocked, err) != 0)
		return -1;
	if (counted("lookup_run", have->run_rows, w->run_rows, err) != 0)
		return -1;
	if (counted("certificate", have->certificates, w->certificates, err) !=
	    0)
		return -1;
	if (counted("revocation", have->revocations, v->verdict->revocations,
		    err) != 0)
		return -1;
	if (counted("crl", have->crls, v->verdict->crls, err) != 0)
		return -1;
	v->verdict->open_reservations =
		have->reservations - have->certificates - have->voids;
	return 0;
}

int
verify_tables(struct verification *v, struct err *err)
{
	CLEANUP(walk_end) struct walk w = { .v = v };
	struct store_totals have;

	if (store_totals(v->store, &have, err) != 0)
		return -1;
	if ((have.certificates != v->verdict->certificates ||
	     have.voids != v->verdict->voids) &&
	    stray_check(v, err) != 0)
		return -1;
	if (store_reservation_walk(v->store, passage_check, &w, err) != 0)
		return -1;
	if (store_check_runs(v->store, &w.run_rows, err) != 0)
		return -1;
	if (blocked_check(v, err) != 0)
		return -1;
	if (verify_revocation_tables(v, &have, err) != 0)
		return -1;
	return totals_check(v, &w, &have, err);
}
