/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Proofs read from tiles and, where those are not complete, from entries. */
#include "tree.h"

#include <string.h>

struct prover {
	struct store *store;
	uint64_t present; /* entries in all */
};

/* The root of 2^level leaves from index << level on, all present. It comes out
 * of the tile that holds it, or of the ones below that tile. */
static int
subtree(const struct prover *p, unsigned level, uint64_t index,
	struct hash *ret, struct err *err)
{
	unsigned tile = level / TILE_BITS, bits = level % TILE_BITS;
	uint64_t first = index << bits;
	unsigned reach = TILE_BITS * (tile + 1);
	struct hash hashes[TILE_HASHES];

	if (tile < TILE_LEVELS - 1 &&
	    p->present >> reach > first / TILE_HASHES) {
		if (tile_load(p->store, tile, first / TILE_HASHES, hashes,
			      err) != 0)
			return -1;
		tree_fold(hashes + first % TILE_HASHES, (size_t)1 << bits, ret);
		return 0;
	}
	if (bits > 0) {
		struct hash left, right;

		if (subtree(p, level - 1, 2 * index, &left, err) != 0 ||
		    subtree(p, level - 1, 2 * index + 1, &right, err) != 0)
			return -1;
		merkle_node(left.v, right.v, ret->v);
		return 0;
	}
	if (level == 0)
		return leaf_load(p->store, index, ret, err);
	if (tile_load(p->store, tile - 1, index, hashes, err) != 0)
		return -1;
	tree_fold(hashes, TILE_HASHES, ret);
	return 0;
}

static unsigned
bits_of(uint64_t n)
{
	return 63 - (unsigned)__builtin_clzll(n);
}

/* RFC 6962 2.1: the largest power of two smaller than n, n > 1. */
static uint64_t
split(uint64_t n)
{
	return 1ull << bits_of(n - 1);
}

/* MTH(D[from:to]); from is a multiple of the next power of two. */
static int
range(const struct prover *p, uint64_t from, uint64_t to, struct hash *ret,
      struct err *err)
{
	uint64_t n = to - from;
	struct hash left, right;

	if ((n & (n - 1)) == 0)
		return subtree(p, bits_of(n), from >> bits_of(n), ret, err);
	uint64_t k = split(n);

	if (range(p, from, from + k, &left, err) != 0 ||
	    range(p, from + k, to, &right, err) != 0)
		return -1;
	merkle_node(left.v, right.v, ret->v);
	return 0;
}

/* RFC 6962 2.1.1, PATH(m, D[n]), from the root downwards. */
static int
path(const struct prover *p, uint64_t index, uint64_t size,
     struct hash hashes[64], unsigned *ret_count, struct err *err)
{
	uint64_t from = 0, to = size;
	unsigned count = 0;

	while (to - from > 1) {
		uint64_t middle = from + split(to - from);
		bool left = index < middle;

		if (range(p, left ? middle : from, left ? to : middle,
			  &hashes[count++], err) != 0)
			return -1;
		*(left ? &to : &from) = middle;
	}
	*ret_count = count;
	return 0;
}

static int
prover_open(struct store *store, uint64_t *io_size, struct prover *ret,
	    struct err *err)
{
	ret->store = store;
	if (store_log_size(store, &ret->present, err) != 0)
		return -1;
	if (*io_size == 0)
		*io_size = ret->present;
	if (*io_size > ret->present)
		return err_set(err, ERR_NOT_FOUND,
			       "the log has %ju entries, not %ju",
			       (uintmax_t)ret->present, (uintmax_t)*io_size);
	return 0;
}

/* Hashes stand in a proof from the leaves upwards. */
static int
give(const struct hash *hashes, unsigned count, struct buf *ret,
     struct err *err)
{
	while (count-- > 0)
		buf_append(ret, hashes[count].v, HASH_BYTES);
	return buf_check(ret, err);
}

int
log_prove_inclusion(struct store *store, uint64_t index, uint64_t size,
		    uint8_t ret_leaf[32], uint8_t ret_root[32],
		    struct buf *ret_hashes, struct err *err)
{
	struct prover p;
	struct hash hashes[64], leaf, root;
	unsigned count = 0;

	if (prover_open(store, &size, &p, err) != 0)
		return -1;
	if (index >= size)
		return err_set(err, ERR_NOT_FOUND,
			       "there is no entry %ju among the first %ju",
			       (uintmax_t)index, (uintmax_t)size);
	if (leaf_load(store, index, &leaf, err) != 0)
		return -1;
	if (range(&p, 0, size, &root, err) != 0)
		return -1;
	if (path(&p, index, size, hashes, &count, err) != 0)
		return -1;
	if (give(hashes, count, ret_hashes, err) != 0)
		return -1;
	memcpy(ret_leaf, leaf.v, HASH_BYTES);
	memcpy(ret_root, root.v, HASH_BYTES);
	return 0;
}

/* RFC 6962 2.1.2, SUBPROOF(m, D[n], b), from the root downwards. */
static int
subproof(const struct prover *p, uint64_t old, uint64_t size,
	 struct hash hashes[65], unsigned *ret_count, struct err *err)
{
	uint64_t from = 0, to = size;
	unsigned count = 0;

	while (to > old) {
		uint64_t middle = from + split(to - from);
		bool left = old <= middle;

		if (range(p, left ? middle : from, left ? to : middle,
			  &hashes[count++], err) != 0)
			return -1;
		*(left ? &to : &from) = middle;
	}
	/* The verifier has this one when it is the whole old tree. */
	if (from > 0 && range(p, from, to, &hashes[count++], err) != 0)
		return -1;
	*ret_count = count;
	return 0;
}

int
log_prove_consistency(struct store *store, uint64_t from, uint64_t to,
		      uint8_t ret_root[32], struct buf *ret_hashes,
		      struct err *err)
{
	struct prover p;
	struct hash hashes[65], root;
	unsigned count = 0;

	if (prover_open(store, &to, &p, err) != 0)
		return -1;
	if (from > to || from == 0)
		return err_set(err, ERR_NOT_FOUND,
			       "no proof leads from %ju to %ju entries",
			       (uintmax_t)from, (uintmax_t)to);
	if (range(&p, 0, to, &root, err) != 0)
		return -1;
	if (subproof(&p, from, to, hashes, &count, err) != 0)
		return -1;
	if (give(hashes, count, ret_hashes, err) != 0)
		return -1;
	memcpy(ret_root, root.v, HASH_BYTES);
	return 0;
}
