/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Entries added by the signer, and the head signed over them. */
#include "head.h"
#include "tree.h"

#include <stdlib.h>
#include <string.h>

struct issuance_log {
	struct store *store;
	log_sign_fn *sign;
	void *ctx;
	struct head_key *key;
	struct log_head head, committed_head;
	struct tree tree, committed;
};

static int
key_load(struct store *store, struct head_key **ret, struct err *err)
{
	CLEANUP(buf_free) struct buf origin = { 0 };
	uint8_t public_key[32];

	if (store_state_get(store, public_key, &origin, err) != 0)
		return -1;
	return head_key_new(public_key, buf_text(&origin), ret, err);
}

/* The newest head must be over exactly the entries that are there. */
static int
head_load(struct issuance_log *log, struct err *err)
{
	uint64_t size = 0;
	int64_t time = 0;
	struct bytes root = { 0 }, note = { 0 };
	struct hash now;

	if (store_head_get(log->store, UINT64_MAX, &size, &time, &root, &note,
			   err) != 0) {
		if (err->code != ERR_NOT_FOUND || log->tree.size > 0)
			return err_context(err, "the newest head of the log");
		err->code = ERR_NONE;
		tree_root(&log->tree, &now);
		memcpy(log->head.root, now.v, sizeof(log->head.root));
		return 0;
	}
	if (head_verify(log->key, note, &log->head, err) != 0)
		return -1;
	if (log->head.size != log->tree.size)
		return err_set(err, ERR_CORRUPT,
			       "the newest head of the log is over %ju "
			       "entries, and there are %ju",
			       (uintmax_t)log->head.size,
			       (uintmax_t)log->tree.size);
	tree_root(&log->tree, &now);
	if (memcmp(now.v, log->head.root, sizeof(now.v)) != 0)
		return err_set(err, ERR_CORRUPT,
			       "the entries of the log are not those that its "
			       "newest head (%ju) was signed over: run sanca "
			       "log verify",
			       (uintmax_t)log->head.size);
	return 0;
}

int
log_open(struct store *store, log_sign_fn *sign, void *ctx,
	 struct issuance_log **ret, struct err *err)
{
	CLEANUP(log_free) struct issuance_log *log = calloc(1, sizeof(*log));
	uint64_t size = 0;

	if (log == NULL)
		return err_nomem(err);
	log->store = store;
	log->sign = sign;
	log->ctx = ctx;
	if (key_load(store, &log->key, err) != 0)
		return -1;
	if (store_log_size(store, &size, err) != 0)
		return -1;
	if (tree_load(store, size, &log->tree, err) != 0)
		return -1;
	if (head_load(log, err) != 0)
		return -1;
	log_committed(log);
	*ret = STEAL(log);
	return 0;
}

void
log_free(struct issuance_log **log)
{
	if (*log == NULL)
		return;
	head_key_free(&(*log)->key);
	free(*log);
	*log = NULL;
}

static int
tile_write(unsigned level, uint64_t index, struct bytes hashes, void *ctx,
	   struct err *err)
{
	return store_tile_add(ctx, level, index, hashes, err);
}

int
log_append(struct issuance_log *log, enum log_type type, int64_t time,
	   struct bytes body, uint64_t *ret_index, struct err *err)
{
	uint64_t index = log->tree.size;
	struct hash leaf;

	if (store_log_add(log->store, index, type, time, body, err) != 0)
		return -1;
	merkle_leaf(type, time, body, leaf.v);
	if (tree_append(&log->tree, &leaf, tile_write, log->store, err) != 0)
		return -1;
	*ret_index = index;
	return 0;
}

uint64_t
log_next_index(const struct issuance_log *log)
{
	return log->tree.size;
}

int
log_seal(struct issuance_log *log, int64_t time, struct err *err)
{
	struct log_head head = { .size = log->tree.size, .time = time };
	struct hash root;

	if (log->sign == NULL)
		return err_set(err, ERR_INTERNAL,
			       "this log was not opened for signing");
	if (head.size == log->committed.size)
		return 0;
	tree_root(&log->tree, &root);
	memcpy(head.root, root.v, sizeof(head.root));
	if (head_sign(log->key, log->sign, log->ctx, &head, err) != 0)
		return -1;
	if (store_head_add(log->store, head.size, time, BYTES_OF(head.root),
			   bytes_of_text(head.note), err) != 0)
		return -1;
	log->head = head;
	return 0;
}

/* Levels above the topmost one in use are never looked at. */
static void
tree_copy(struct tree *to, const struct tree *from)
{
	unsigned levels = 1;

	while (levels < TILE_LEVELS && from->size >> (TILE_BITS * levels) > 0)
		levels++;
	to->size = from->size;
	memcpy(to->stack, from->stack, sizeof(to->stack));
	memcpy(to->tiles, from->tiles, levels * sizeof(to->tiles[0]));
}

void
log_committed(struct issuance_log *log)
{
	log->committed_head = log->head;
	tree_copy(&log->committed, &log->tree);
}

void
log_rolled_back(struct issuance_log *log)
{
	log->head = log->committed_head;
	tree_copy(&log->tree, &log->committed);
}

const struct log_head *
log_head(const struct issuance_log *log)
{
	return &log->committed_head;
}
