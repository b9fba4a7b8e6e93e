/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The log walked from its first entry: numbers, leaves, tiles, heads. */
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Often enough for a person to see that it moves. */
#define PROGRESS_ENTRIES 8192

static int
head_next(struct verification *v, struct err *err)
{
	uint64_t after = v->head.size;
	struct bytes root = { 0 }, note = { 0 };
	struct log_head head = { 0 };

	if (store_head_next(v->store, after, &head.size, &head.time, &root,
			    &note, err) != 0) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		v->head.size = 0;
		return 0;
	}
	if (root.n != HASH_BYTES || note.n >= sizeof(head.note))
		return err_set(err, ERR_CORRUPT,
			       "the head over %ju entries is cut",
			       (uintmax_t)head.size);
	memcpy(head.root, root.p, HASH_BYTES);
	memcpy(head.note, note.p, note.n);
	v->head = head;
	return 0;
}

/* A row whose entry lost its type. */
static const struct {
	int (*find)(struct store *s, uint64_t *ret_id, uint64_t *ret_log_index,
		    struct err *err);
	const char *what;
} witnesses[] = {
	{ store_stray_certificate, "reservation" },
	{ store_stray_void, "reservation" },
	{ store_stray_revocation, "the revocation of reservation" },
	{ store_stray_crl, "CRL" },
};

/* Between the last good head and this one. A witness is better than the
 * range. */
static int
name_changed(struct verification *v, struct err *err)
{
	uintmax_t from = v->last_size, to = v->head.size - 1;

	for (size_t i = 0; i < ARRAY_SIZE(witnesses); i++) {
		uint64_t id = 0, index = 0;

		if (witnesses[i].find(v->store, &id, &index, err) == 0 &&
		    index >= from && index <= to)
			return err_set(err, ERR_CORRUPT,
				       "entry %ju is not the one that was "
				       "signed: %s %ju speaks of it, and it is "
				       "of another type",
				       (uintmax_t)index, witnesses[i].what,
				       (uintmax_t)id);
	}
	return err_set(err, ERR_CORRUPT,
		       "entry %ju, or one after it up to %ju, is not the one "
		       "that was signed: the root over the first %ju entries "
		       "is another",
		       from, to, to + 1);
}

/* The row, its note and the entries must say the same. */
static int
head_check(struct verification *v, struct err *err)
{
	struct log_head signed_head;
	struct hash root;
	uintmax_t size = v->head.size;

	if (head_verify(v->key, bytes_of_text(v->head.note), &signed_head,
			err) != 0)
		return err_context(err, "head over %ju entries", size);
	if (signed_head.size != v->head.size ||
	    signed_head.time != v->head.time ||
	    memcmp(signed_head.root, v->head.root, HASH_BYTES) != 0)
		return err_set(err, ERR_CORRUPT,
			       "head over %ju entries: the row is not what was "
			       "signed",
			       size);
	tree_root(&v->tree, &root);
	if (memcmp(root.v, v->head.root, HASH_BYTES) != 0)
		return name_changed(v, err);
	v->last_size = v->head.size;
	v->verdict->heads++;
	v->verdict->head = signed_head;
	return head_next(v, err);
}

static int
against_check(struct verification *v, struct err *err)
{
	struct hash root;

	if (v->against == NULL || v->against->size != v->tree.size)
		return 0;
	tree_root(&v->tree, &root);
	if (memcmp(root.v, v->against->root, HASH_BYTES) != 0)
		return err_set(err, ERR_CORRUPT,
			       "the first %ju entries are not those of the "
			       "head that was kept: the log was rewritten",
			       (uintmax_t)v->against->size);
	return 0;
}

static size_t
first_difference(const struct hash *tile, const struct hash *now)
{
	size_t i = 0;

	while (i < TILE_HASHES - 1 &&
	       memcmp(tile[i].v, now[i].v, HASH_BYTES) == 0)
		i++;
	return i;
}

static int
tile_check(unsigned level, uint64_t index, struct bytes hashes, void *ctx,
	   struct err *err)
{
	struct verification *v = ctx;
	struct hash tile[TILE_HASHES], now[TILE_HASHES];

	if (tile_load(v->store, level, index, tile, err) != 0)
		return -1;
	memcpy(now, hashes.p, TILE_BYTES);
	v->tiles++;
	if (memcmp(tile, now, TILE_BYTES) == 0)
		return 0;
	uint64_t first = (index * TILE_HASHES + first_difference(tile, now))
			 << (TILE_BITS * level);

	return err_set(err, ERR_CORRUPT,
		       "entry %ju does not fit tile %ju of level %u: the "
		       "entry or the tile was changed",
		       (uintmax_t)first, (uintmax_t)index, level);
}

static int
content_check(struct verification *v, uint64_t index, unsigned type,
	      int64_t time, struct bytes body, struct err *err)
{
	switch (type) {
	case LOG_INIT:
		return verify_init(v, index, body, err);
	case LOG_ISSUE:
		v->verdict->certificates++;
		return verify_issue(v, index, time, body, err);
	case LOG_VOID:
		v->verdict->voids++;
		return verify_void(v, index, body, err);
	case LOG_ADMINISTRATION: {
		static const char mark[] = "{\"action\":\"key-blocked\",";

		if (body.n > sizeof(mark) - 1 &&
		    memcmp(body.p, mark, sizeof(mark) - 1) == 0)
			v->blocked++;
		return 0;
	}
	case LOG_REVOKE:
		return verify_revoke(v, index, body, err);
	case LOG_CRL:
		v->verdict->crls++;
		return verify_crl(v, index, body, err);
	case LOG_REFUSE:
	case LOG_CONFIGURATION:
	case LOG_CLOCK:
		return 0;
	default:
		return err_set(err, ERR_CORRUPT, "there is no type %u", type);
	}
}

static int
entry_check(uint64_t index, unsigned type, int64_t time, struct bytes body,
	    void *ctx, struct err *err)
{
	struct verification *v = ctx;
	struct hash leaf;

	if (index != v->tree.size)
		return err_set(err, ERR_CORRUPT,
			       "entry %ju is missing: entry %ju comes in its "
			       "place",
			       (uintmax_t)v->tree.size, (uintmax_t)index);
	if (content_check(v, index, type, time, body, err) != 0)
		return err_context(err, "entry %ju (%s)", (uintmax_t)index,
				   log_type_name((enum log_type)type));
	merkle_leaf(type, time, body, leaf.v);
	if (tree_append(&v->tree, &leaf, tile_check, v, err) != 0)
		return -1;
	v->verdict->entries = v->tree.size;
	if (v->head.size == v->tree.size && head_check(v, err) != 0)
		return -1;
	if (v->progress != NULL && v->tree.size % PROGRESS_ENTRIES == 0)
		v->progress(v->tree.size, v->total, v->ctx);
	return against_check(v, err);
}

/* The newest head must be over all entries, and all over something. */
static int
end_check(struct verification *v, struct err *err)
{
	uint64_t size = v->tree.size;

	if (v->head.size > size)
		return err_set(err, ERR_CORRUPT,
			       "entry %ju is missing: a head was signed over "
			       "%ju entries",
			       (uintmax_t)size, (uintmax_t)v->head.size);
	if (v->last_size != size)
		return err_set(err, ERR_CORRUPT,
			       "entry %ju stands behind the newest head: it "
			       "was never signed",
			       (uintmax_t)v->last_size);
	if (v->against != NULL && v->against->size > size)
		return err_set(err, ERR_CORRUPT,
			       "entry %ju is missing: the head that was kept "
			       "is over %ju entries",
			       (uintmax_t)size, (uintmax_t)v->against->size);
	return 0;
}

static int
key_load(struct verification *v, struct err *err)
{
	CLEANUP(buf_free) struct buf origin = { 0 };

	if (store_state_get(v->store, v->log_public_key.v, &origin, err) != 0 ||
	    store_serial_secret(v->store, v->serial_secret, err) != 0) {
		if (err->code == ERR_NOT_FOUND)
			err->code = ERR_CORRUPT;
		return err_context(err, "the key of the log");
	}
	return head_key_new(v->log_public_key.v, buf_text(&origin), &v->key,
			    err);
}

static int
verify_all(struct verification *v, struct err *err)
{
	if (key_load(v, err) != 0)
		return -1;
	if (store_log_size(v->store, &v->total, err) != 0)
		return -1;
	if (head_next(v, err) != 0)
		return -1;
	/* From below zero, where no entry has any business. */
	if (store_log_walk(v->store, INT64_MIN, entry_check, v, err) != 0)
		return -1;
	if (end_check(v, err) != 0)
		return -1;
	if (verify_tables(v, err) != 0)
		return -1;
	/* Last: whoever changed rows had to drop triggers, and the rows are
	 * what he is asked about first. */
	return store_check_schema(v->store, err);
}

static void
verification_free(struct verification **v)
{
	if (*v == NULL)
		return;
	head_key_free(&(*v)->key);
	buf_free(&(*v)->body);
	buf_free(&(*v)->certificate);
	buf_free(&(*v)->serial);
	buf_free(&(*v)->row_body);
	free(*v);
	*v = NULL;
}

int
log_verify(struct store *store, const struct log_head *against,
	   log_progress_fn *progress, void *ctx, struct log_verdict *ret,
	   struct err *err)
{
	CLEANUP(verification_free)
	struct verification *v = calloc(1, sizeof(*v));

	memset(ret, 0, sizeof(*ret));
	if (v == NULL)
		return err_nomem(err);
	v->store = store;
	v->verdict = ret;
	v->against = against;
	v->progress = progress;
	v->ctx = ctx;
	if (store_begin_reading(store, err) != 0)
		return -1;
	int good = verify_all(v, err);

	store_rollback(store);
	if (good == 0)
		return 0;
	if (err->code == ERR_CORRUPT)
		snprintf(ret->first_bad, sizeof(ret->first_bad), "%.*s",
			 (int)sizeof(ret->first_bad) - 1, err->text);
	return -1;
}
