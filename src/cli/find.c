/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Finds certificates by serial, thumbprint, name or filter. */
#include "find.h"
#include "cli.h"
#include "sanca/issuance_log.h"
#include "sanca/text.h"

#include <stdlib.h>
#include <string.h>

/* By the length of the octets: 32 are a SHA-256, 20 a SHA-1 (or a long
 * serial), else a serial. */
static int
find_hex(struct store *store, struct bytes octets, uint64_t *ret,
	 struct err *err)
{
	if (octets.n == 32)
		return log_find(store, STORE_BY_SHA256, octets, ret, err);
	if (octets.n == 20 &&
	    log_find(store, STORE_BY_SHA1, octets, ret, err) == 0)
		return 0;
	while (octets.n > 1 && octets.p[0] == 0) {
		octets.p++;
		octets.n--;
	}
	if (octets.n == 0 || octets.n > LIMIT_SERIAL_BYTES)
		return err_set(err, ERR_NOT_FOUND, "no such serial");
	return log_find(store, STORE_BY_SERIAL, octets, ret, err);
}

int
find_exact(struct store *store, const char *text, uint64_t *ret,
	   struct err *err)
{
	uint8_t octets[32];
	ptrdiff_t n = hex_decode(bytes_of_text(text), octets, sizeof(octets));

	if (n <= 0)
		return err_set(err, ERR_NOT_FOUND,
			       "this is no serial and no thumbprint");
	return find_hex(store, (struct bytes){ octets, (size_t)n }, ret, err);
}

int
find_row(struct store *store, uint64_t id, store_row_fn *fn, void *ctx,
	 struct err *err)
{
	struct store_filter only = { .limit = 1, .after = id - 1 };

	return store_list(store, &only, fn, ctx, err);
}

static bool
has_name(struct bytes encoded, const char *text)
{
	struct names *names = calloc(1, sizeof(*names));
	struct err none = { 0 };
	bool found = false;

	if (names != NULL && names_decode(encoded, names, &none) == 0) {
		for (size_t i = 0; i < names->count && !found; i++) {
			CLEANUP(buf_free) struct buf shown = { 0 };

			name_show(&names->at[i], &shown);
			found = strcmp(buf_text(&shown), text) == 0;
		}
	}
	free(names);
	return found;
}

struct walk {
	const char *name; /* as it is kept; NULL: any */
	store_row_fn *fn;
	void *ctx;
	uint64_t last; /* row seen */
	unsigned rows; /* of this page */
};

static int
on_row(const struct store_row *row, void *ctx)
{
	struct walk *w = ctx;

	w->last = row->id;
	w->rows++;
	/* "*.x" means all below x to store_list(): so each is looked at. */
	if (w->name != NULL && !has_name(row->names, w->name))
		return 0;
	if (w->fn(row, w->ctx) == 0)
		return 0;
	w->rows = 0;
	return -1;
}

int
find_each(struct store *store, const struct store_filter *filter,
	  const char *name, store_row_fn *fn, void *ctx, struct err *err)
{
	char kept[LIMIT_NAME_BYTES + 2] = "";
	struct walk w = { .fn = fn, .ctx = ctx };
	struct store_filter f = *filter;

	if (name != NULL) {
		name_to_find(name, kept);
		if (kept[0] == '\0' || kept[0] == '.')
			return 0;
		w.name = kept;
	}
	f.name = w.name;
	f.newest_first = true;
	f.limit = LIMIT_PAGE_ROWS;
	do {
		w.rows = 0;
		f.after = w.last;
		if (store_list(store, &f, on_row, &w, err) < 0)
			return -1;
	} while (w.rows == f.limit);
	return 0;
}

static int
on_newest(const struct store_row *row, void *ctx)
{
	uint64_t *id = ctx;

	if (row->issued_at == 0)
		return 0;
	if (*id != 0) {
		cli_say("there are older ones of this name: see sanca list "
			"--name");
		return -1;
	}
	*id = row->id;
	return 0;
}

int
find_one(struct store *store, const char *text, uint64_t *ret, struct err *err)
{
	static const struct store_filter any = { 0 };
	uint64_t id = 0;

	if (find_exact(store, text, ret, err) == 0)
		return 0;
	if (err->code != ERR_NOT_FOUND ||
	    find_each(store, &any, text, on_newest, &id, err) < 0)
		return -1;
	if (id == 0)
		return err_set(err, ERR_NOT_FOUND,
			       "no certificate has this serial, thumbprint or "
			       "name");
	*ret = id;
	return 0;
}
