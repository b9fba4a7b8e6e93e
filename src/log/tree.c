/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The Merkle tree as it grows: a stack of complete subtrees, and tiles. */
#include "tree.h"

#include "sanca/key.h"

#include <string.h>

static int
tile_put(struct tree *t, unsigned level, const struct hash *node,
	 tree_tile_fn *fn, void *ctx, struct err *err)
{
	/* size is still without the leaf that led here. */
	uint64_t place = t->size >> (TILE_BITS * level);
	size_t at = place % TILE_HASHES;

	t->tiles[level][at] = *node;
	if (at + 1 < TILE_HASHES || fn == NULL)
		return 0;
	struct bytes hashes = { t->tiles[level][0].v, TILE_BYTES };

	return fn(level, place / TILE_HASHES, hashes, ctx, err);
}

int
tree_append(struct tree *t, const struct hash *leaf, tree_tile_fn *fn,
	    void *ctx, struct err *err)
{
	struct hash node = *leaf;

	for (unsigned n = 0;; n++) {
		if (n % TILE_BITS == 0 &&
		    tile_put(t, n / TILE_BITS, &node, fn, ctx, err) != 0)
			return -1;
		if ((t->size >> n & 1) == 0) {
			t->stack[n] = node;
			break;
		}
		merkle_node(t->stack[n].v, node.v, node.v);
	}
	t->size++;
	return 0;
}

void
tree_root(const struct tree *t, struct hash *ret)
{
	bool begun = false;

	if (t->size == 0) {
		/* RFC 6962 2.1: the hash of the empty string. */
		sha256((struct bytes){ 0 }, ret->v);
		return;
	}
	for (unsigned n = 0; n < 64; n++) {
		if ((t->size >> n & 1) == 0)
			continue;
		if (begun)
			merkle_node(t->stack[n].v, ret->v, ret->v);
		else
			*ret = t->stack[n];
		begun = true;
	}
}

void
tree_fold(const struct hash *hashes, size_t count, struct hash *ret)
{
	struct hash work[TILE_HASHES];

	memcpy(work, hashes, count * sizeof(*work));
	for (size_t n = count; n > 1; n /= 2)
		for (size_t i = 0; i < n; i += 2)
			merkle_node(work[i].v, work[i + 1].v, work[i / 2].v);
	*ret = work[0];
}

int
tile_load(struct store *s, unsigned level, uint64_t index,
	  struct hash ret[TILE_HASHES], struct err *err)
{
	struct bytes hashes = { 0 };

	if (store_tile_get(s, level, index, &hashes, err) != 0 &&
	    err->code != ERR_NOT_FOUND)
		return -1;
	if (hashes.n != TILE_BYTES)
		return err_set(err, ERR_CORRUPT,
			       "tile %ju of level %u of the log is %s",
			       (uintmax_t)index, level,
			       hashes.n == 0 ? "missing" : "cut");
	memcpy(ret, hashes.p, TILE_BYTES);
	return 0;
}

int
leaf_load(struct store *s, uint64_t index, struct hash *ret, struct err *err)
{
	unsigned type = 0;
	int64_t time = 0;
	struct bytes body = { 0 };

	if (store_log_get(s, index, &type, &time, &body, err) != 0) {
		if (err->code != ERR_NOT_FOUND)
			return -1;
		return err_set(err, ERR_CORRUPT, "entry %ju is missing",
			       (uintmax_t)index);
	}
	merkle_leaf(type, time, body, ret->v);
	return 0;
}

/* Hash number index of a level: a leaf, or the root of a tile below. */
static int
hash_load(struct store *s, unsigned level, uint64_t index, struct hash *ret,
	  struct err *err)
{
	struct hash tile[TILE_HASHES];

	if (level == 0)
		return leaf_load(s, index, ret, err);
	if (tile_load(s, level - 1, index, tile, err) != 0)
		return -1;
	tree_fold(tile, TILE_HASHES, ret);
	return 0;
}

/* The subtrees of the edge that end in this level. */
static void
stack_fill(struct tree *t, unsigned level, size_t count)
{
	size_t at = 0;

	for (unsigned bit = TILE_BITS; bit-- > 0;) {
		size_t length = (size_t)1 << bit;

		if ((count & length) == 0)
			continue;
		tree_fold(&t->tiles[level][at], length,
			  &t->stack[level * TILE_BITS + bit]);
		at += length;
	}
}

int
tree_load(struct store *s, uint64_t size, struct tree *ret, struct err *err)
{
	ret->size = size;
	for (unsigned level = 0; level < TILE_LEVELS; level++) {
		uint64_t have = size >> (TILE_BITS * level);
		uint64_t first = have & ~(uint64_t)(TILE_HASHES - 1);
		size_t count = have % TILE_HASHES;

		for (size_t i = 0; i < count; i++)
			if (hash_load(s, level, first + i,
				      &ret->tiles[level][i], err) != 0)
				return -1;
		stack_fill(ret, level, count);
	}
	return 0;
}
