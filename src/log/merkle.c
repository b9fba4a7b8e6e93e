/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Hashes of leaves and nodes, and proofs held against roots. */
#include "tree.h"

#include "sanca/key.h"

#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#define LEAF_HEAD_BYTES 10

static void
leaf_head(unsigned type, int64_t time, uint8_t out[LEAF_HEAD_BYTES])
{
	uint64_t t = (uint64_t)time;

	out[0] = 0x00; /* RFC 6962 2.1: a leaf, not a node */
	out[1] = (uint8_t)type;
	for (size_t i = 0; i < 8; i++)
		out[2 + i] = (uint8_t)(t >> (56 - 8 * i));
}

/* A hash that GnuTLS cannot compute is a broken installation, as in sha.c;
 * no input leads here. */
void
merkle_leaf(unsigned type, int64_t time, struct bytes body, uint8_t ret[32])
{
	uint8_t head[LEAF_HEAD_BYTES];
	gnutls_hash_hd_t hash = NULL;

	leaf_head(type, time, head);
	if (gnutls_hash_init(&hash, GNUTLS_DIG_SHA256) < 0 ||
	    gnutls_hash(hash, head, sizeof(head)) < 0 ||
	    (body.n > 0 && gnutls_hash(hash, body.p, body.n) < 0))
		abort();
	gnutls_hash_deinit(hash, ret);
}

void
merkle_node(const uint8_t left[32], const uint8_t right[32], uint8_t ret[32])
{
	uint8_t both[1 + 2 * HASH_BYTES] = { 0x01 };

	memcpy(both + 1, left, HASH_BYTES);
	memcpy(both + 1 + HASH_BYTES, right, HASH_BYTES);
	sha256(BYTES_OF(both), ret);
}

static int
hashes_check(struct bytes hashes, struct err *err)
{
	if (hashes.n % HASH_BYTES != 0 ||
	    hashes.n / HASH_BYTES > LIMIT_PROOF_HASHES)
		return err_set(err, ERR_CORRUPT,
			       "a proof of %zu octets is not a list of hashes",
			       hashes.n);
	return 0;
}

static int
not_proven(const char *what, struct err *err)
{
	return err_set(err, ERR_CORRUPT, "the proof does not show %s", what);
}

int
merkle_verify_inclusion(uint64_t index, uint64_t size, const uint8_t leaf[32],
			struct bytes hashes, const uint8_t root[32],
			struct err *err)
{
	static const char what[] = "that the entry is in the log";
	uint64_t fn = index, sn = size - 1;
	struct hash r;

	if (hashes_check(hashes, err) != 0)
		return -1;
	if (index >= size)
		return not_proven(what, err);
	memcpy(r.v, leaf, HASH_BYTES);
	/* RFC 9162 2.1.3.2. */
	for (size_t i = 0; i < hashes.n; i += HASH_BYTES) {
		const uint8_t *p = hashes.p + i;

		if (sn == 0)
			return not_proven(what, err);
		if ((fn & 1) != 0 || fn == sn) {
			merkle_node(p, r.v, r.v);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			merkle_node(r.v, p, r.v);
		}
		fn >>= 1;
		sn >>= 1;
	}
	if (sn != 0 || memcmp(r.v, root, HASH_BYTES) != 0)
		return not_proven(what, err);
	return 0;
}

static const char consistency[] = "that the older log is a part of the newer";

/* RFC 9162 2.1.4.2, from step 3 on; first is the hash it begins with. */
static int
verify_consistency(uint64_t from, uint64_t to, const uint8_t *first,
		   struct bytes rest, const uint8_t from_root[32],
		   const uint8_t to_root[32], struct err *err)
{
	uint64_t fn = from - 1, sn = to - 1;
	struct hash fr, sr;

	while ((fn & 1) != 0) {
		fn >>= 1;
		sn >>= 1;
	}
	memcpy(fr.v, first, HASH_BYTES);
	memcpy(sr.v, first, HASH_BYTES);
	for (size_t i = 0; i < rest.n; i += HASH_BYTES) {
		const uint8_t *c = rest.p + i;

		if (sn == 0)
			return not_proven(consistency, err);
		if ((fn & 1) != 0 || fn == sn) {
			merkle_node(c, fr.v, fr.v);
			merkle_node(c, sr.v, sr.v);
			while ((fn & 1) == 0 && fn != 0) {
				fn >>= 1;
				sn >>= 1;
			}
		} else {
			merkle_node(sr.v, c, sr.v);
		}
		fn >>= 1;
		sn >>= 1;
	}
	if (sn != 0 || memcmp(fr.v, from_root, HASH_BYTES) != 0 ||
	    memcmp(sr.v, to_root, HASH_BYTES) != 0)
		return not_proven(consistency, err);
	return 0;
}

int
merkle_verify_consistency(uint64_t from, uint64_t to,
			  const uint8_t from_root[32],
			  const uint8_t to_root[32], struct bytes hashes,
			  struct err *err)
{
	if (hashes_check(hashes, err) != 0)
		return -1;
	if (from > to)
		return not_proven(consistency, err);
	if (from == to || from == 0) {
		/* Nothing to prove, and nothing may be offered. */
		if (hashes.n != 0 ||
		    (from == to && memcmp(from_root, to_root, HASH_BYTES) != 0))
			return not_proven(consistency, err);
		return 0;
	}
	/* A complete subtree is itself the first hash. */
	if ((from & (from - 1)) == 0)
		return verify_consistency(from, to, from_root, hashes,
					  from_root, to_root, err);
	if (hashes.n == 0)
		return not_proven(consistency, err);
	struct bytes rest = { hashes.p + HASH_BYTES, hashes.n - HASH_BYTES };

	return verify_consistency(from, to, hashes.p, rest, from_root, to_root,
				  err);
}
