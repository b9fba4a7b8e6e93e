/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What holds from one time to another, CRLs and OCSP answers: its octets, and a
 * ready response whose fields for HTTP caches stay true. */
#ifndef SANCA_FRONT_DATED_H
#define SANCA_FRONT_DATED_H

#include "guard.h"
#include "live.h"

struct MHD_Response;
struct dated_octets;

/*
 * Fields say: Last-Modified is this_update, Expires next_update, max-age half of
 * what is left and at most DATED_MAX_AGE_S. A ready response is used for as long
 * as its max-age, so that what a cache keeps never outlives next_update; then it
 * is made anew. Whoever changes or serves one holds the lock of its owner.
 */
struct dated {
	int64_t this_update, next_update;
	const char *type;
	char etag[ETAG_BYTES];
	struct dated_octets *octets; /* NULL: they stand in fd */
	int fd;			     /* ours; -1: none */
	uint64_t size;
	struct MHD_Response *response; /* NULL: none is made yet */
	int64_t made_at, made_until;
};

/* A cache on the way shows a revocation an hour late at most. */
#define DATED_MAX_AGE_S 3600

/* Copies the octets; etag is of them. */
MUST_CHECK int dated_from_bytes(struct bytes octets, const char *type,
				int64_t this_update, int64_t next_update,
				struct dated *ret, struct err *err);
/* Takes the descriptor of a file of this size; etag is left to the caller. */
void dated_from_file(int fd, uint64_t size, const char *type,
		     int64_t this_update, int64_t next_update,
		     struct dated *ret);
void dated_clear(struct dated *d);

/* The ready one; NULL for lack of memory. It belongs to d. */
struct MHD_Response *dated_response(struct dated *d, int64_t now);
/* One of the caller's own, to be destroyed; also with "Connection: close". */
struct MHD_Response *dated_make(const struct dated *d, int64_t now,
				bool closing);
/* RFC 9110 13.2.2: by If-None-Match, and only without it by
 * If-Modified-Since. For GET. */
bool dated_is_known(const struct dated *d, const struct guard_head *head);

#endif
