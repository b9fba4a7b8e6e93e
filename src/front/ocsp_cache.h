/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* OCSP answers that may be given again, by what was asked. */
#ifndef SANCA_FRONT_OCSP_CACHE_H
#define SANCA_FRONT_OCSP_CACHE_H

#include "dated.h"

#include "sanca/ipc.h"
#include "sanca/revocation.h"

/*
 * A table of LIMIT_OCSP_CACHE places, eight to a set, by the serial that is asked
 * for: so all CertIDs of one certificate (SHA-1, SHA-256, NULL or not) share a
 * set, and to forget a serial is to look at one. In a full set the least
 * recently used gives way. A set belongs to one of 64 shards; the lock of the
 * shard guards its sets with all that is in them, and the number of the newest
 * revocation there. It is held for a look-up and to queue a response, never
 * while the signer is asked; no other lock is taken under it.
 */
struct ocsp_cache;

#define OCSP_TYPE "application/ocsp-response"

MUST_CHECK int ocsp_cache_new(struct ocsp_cache **ret, struct err *err);
void ocsp_cache_free(struct ocsp_cache **cache);

enum ocsp_cached {
	OCSP_CACHED_NO,
	OCSP_CACHED_SERVED, /* serve() was called */
	/* It is past half of its time, and the caller is the one who asks the
	 * signer for another; when that fails, it may still be served. */
	OCSP_CACHED_DUE,
};
/* Called under the lock of the shard. */
typedef void ocsp_serve_fn(void *ctx, struct dated *answer);
/* Never outside of thisUpdate to nextUpdate. With may_renew false it is never
 * DUE. */
enum ocsp_cached ocsp_cache_serve(struct ocsp_cache *cache,
				  const struct cert_id *id, int64_t now,
				  bool may_renew, ocsp_serve_fn *serve,
				  void *ctx);
/* ERR_CONFLICT: what it says was changed meanwhile (as_of). */
MUST_CHECK int ocsp_cache_put(struct ocsp_cache *cache,
			      const struct cert_id *id,
			      const struct msg_ocsp_answer *answer,
			      struct err *err);
/* Whether nothing of this serial was changed since as_of. */
bool ocsp_cache_is_current(struct ocsp_cache *cache, struct bytes serial,
			   uint64_t as_of);
/* EVENT_REVOKED: forgets what is kept of this serial (n = 0: of all), and from
 * now on takes nothing about it with an as_of below number. When it returns,
 * nobody is served what was kept. */
void ocsp_cache_forget(struct ocsp_cache *cache, struct bytes serial,
		       uint64_t number);
/* Places that are taken; for tests and metrics. */
size_t ocsp_cache_count(struct ocsp_cache *cache);

#endif
