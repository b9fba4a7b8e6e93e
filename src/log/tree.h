/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The growing edge of the Merkle tree, and the tiles that it fills. */
#ifndef LOG_TREE_H
#define LOG_TREE_H

#include "sanca/issuance_log.h"

#define HASH_BYTES 32
/* A tile holds 256 hashes of one level of 8 bits; 8 levels are 2^64 leaves. */
#define TILE_BITS 8
#define TILE_HASHES (1u << TILE_BITS)
#define TILE_BYTES (TILE_HASHES * HASH_BYTES)
#define TILE_LEVELS 8

struct hash {
	uint8_t v[HASH_BYTES];
};

struct tree {
	uint64_t size;
	/* stack[n] is the root of the complete subtree of 2^n leaves on the
	 * edge; valid where bit n of size is set. */
	struct hash stack[64];
	/* What stands in the newest tile of each level; size says how much. */
	struct hash tiles[TILE_LEVELS][TILE_HASHES];
};

/* Called for each tile that an append filled, lowest level first. */
typedef int tree_tile_fn(unsigned level, uint64_t index, struct bytes hashes,
			 void *ctx, struct err *err);
/* fn may be NULL. After a failure of fn the tree is of no use. */
MUST_CHECK int tree_append(struct tree *t, const struct hash *leaf,
			   tree_tile_fn *fn, void *ctx, struct err *err);
void tree_root(const struct tree *t, struct hash *ret);
/* Root over a power of two of hashes, at most TILE_HASHES. */
void tree_fold(const struct hash *hashes, size_t count, struct hash *ret);
/* The tree over the first size entries, from tiles and the last entries. */
MUST_CHECK int tree_load(struct store *s, uint64_t size, struct tree *ret,
			 struct err *err);
/* One complete tile; ERR_CORRUPT when it is missing or cut. */
MUST_CHECK int tile_load(struct store *s, unsigned level, uint64_t index,
			 struct hash ret[TILE_HASHES], struct err *err);
/* The leaf of an entry. */
MUST_CHECK int leaf_load(struct store *s, uint64_t index, struct hash *ret,
			 struct err *err);

#endif
