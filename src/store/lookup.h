/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * How certificates are found by name and by thumbprint.
 *
 * Each certificate row holds the hashes of all it is found by; that is all a
 * commit writes. Once all reservations of a run are decided, their hashes are
 * written once more, sorted, so that a search reads one small row of it. Many
 * runs of one level then become one of the next. All of it is a hint: the row
 * it leads to decides. doc/adr/0013.
 */
#ifndef STORE_LOOKUP_H
#define STORE_LOOKUP_H

#include "database.h"

/* ---- lookup.c: hashes ------------------------------------------------------- */

#define LOOKUP_HASH_BITS 31
#define LOOKUP_HASH_BYTES 4

/* What a hash was made from. */
enum lookup_kind { LOOKUP_NAME = 1, LOOKUP_DOMAIN = 2, LOOKUP_PRINT = 3 };

uint64_t lookup_key(struct bytes spki_sha256);
uint32_t lookup_hash(enum lookup_kind kind, struct bytes value);

/* Hashes of one certificate. */
struct lookup_hashes {
	size_t count;
	uint32_t at[LIMIT_NAMES * 8];
	uint8_t octets[LIMIT_NAMES * 8 * LOOKUP_HASH_BYTES];
};
/* As certificate.hashes has them: rising, without duplicates, big-endian. The
 * view is into *work. */
struct bytes lookup_collect(const struct bytes *names, size_t count,
			    const uint8_t sha256[32], const uint8_t sha1[20],
			    struct lookup_hashes *work);
/* The hash number i of such octets. */
uint32_t lookup_hash_at(struct bytes hashes, size_t i);

/* ---- lookup_run.c: runs ----------------------------------------------------- */

/* A run of level 0 is 256 reservations: until then they are searched one by
 * one. A run of level 1 is 32 of them, 8192 reservations: each is one row to
 * read for a search, and making it is some milliseconds in one commit. */
#define RUN_LEVELS 2
#define RUN_BITS 8
#define RUN_FAN_BITS 5
/* A run of level 0 has 16 rows, one of level 1 has 512: each holds the hashes
 * that begin with the same bits, a page's third with six names each. */
#define RUN_PART_BITS 4

struct run {
	unsigned level;
	uint64_t number;
};

/* hash | place in the run, in that order: 6 octets in a row. */
#define RUN_PLACE_BITS 16
#define RUN_ENTRY_BYTES 6

/* The run of that level that this reservation is in. */
struct run run_of(unsigned level, uint64_t reservation);
/* Its first and last reservation. */
uint64_t run_first(struct run r);
uint64_t run_last(struct run r);
/* The row for such hashes. Rows are numbered in the order in which they are
 * written: runs of level 0 that exist by then | level | part. */
unsigned run_part(struct run r, uint32_t hash);
int64_t run_row_id(struct run r, unsigned part);
uint64_t run_entry(uint32_t hash, uint64_t place);
/* Entry number i of a row. */
uint64_t run_entry_at(struct bytes row, size_t i);

/* The row; ERR_CORRUPT when it is missing. A view until the next row. */
MUST_CHECK int run_read(struct store *s, int64_t id, struct bytes *ret,
			struct err *err);
/* Number of runs of level 0. */
MUST_CHECK int run_count(struct store *s, uint64_t *ret, struct err *err);

struct run_row {
	struct run run;
	int64_t id;
	struct bytes entries;
};
/* Makes the run of level 0 of that number from its certificates, then those of
 * higher levels that end with it from the rows of the level below, and gives
 * each row to fn, which returns 0 or -1. */
typedef int run_row_fn(struct store *s, const struct run_row *row, void *ctx,
		       struct err *err);
MUST_CHECK int run_build(struct store *s, uint64_t number, run_row_fn *fn,
			 void *ctx, struct err *err);
/* To be called when a reservation became a certificate or void: writes the
 * runs that are complete by it. */
MUST_CHECK int run_advance(struct store *s, uint64_t reservation,
			   struct err *err);

/* ---- lookup_find.c: searches ------------------------------------------------ */

/* The next reservation after (or, going down, before) this one that may have
 * the hash; ERR_NOT_FOUND at the end. */
MUST_CHECK int lookup_next(struct store *s, uint32_t hash, uint64_t after,
			   bool down, uint64_t *ret, struct err *err);

#endif
