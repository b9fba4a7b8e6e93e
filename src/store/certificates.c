/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What became of reservations: certificates, found by number; and voids. */
#include "lookup.h"

static int
row_add(struct store *s, const struct store_certificate *row,
	struct bytes hashes, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_CERTIFICATE_ADD);

	put_u64(&q, row->reservation);
	put_i64(&q, row->issued_at);
	put_u64(&q, row->sig_alg);
	put_blob(&q, row->signature);
	put_blob(&q, BYTES_OF(row->sha256));
	put_blob(&q, BYTES_OF(row->sha1));
	put_u64(&q, row->log_index);
	put_blob(&q, hashes);
	return query_run(&q, err);
}

int
store_certificate_add(struct store *s, const struct store_certificate *row,
		      const struct bytes *names, size_t count, struct err *err)
{
	struct lookup_hashes work;
	struct bytes hashes =
		lookup_collect(names, count, row->sha256, row->sha1, &work);

	if (row_add(s, row, hashes, err) != 0)
		return -1;
	return run_advance(s, row->reservation, err);
}

static int
certificate_take(struct query *q, struct store_certificate *ret,
		 struct err *err)
{
	struct store_certificate row = { 0 };

	row.reservation = take_u64(q);
	row.issued_at = take_i64(q);
	row.sig_alg = (unsigned)take_u64(q);
	row.log_index = take_u64(q);
	row.signature = take_bytes(q);
	if (take_octets(q, row.sha256, sizeof(row.sha256), err) != 0)
		return -1;
	if (take_octets(q, row.sha1, sizeof(row.sha1), err) != 0)
		return -1;
	*ret = row;
	return 0;
}

int
store_certificate_get(struct store *s, uint64_t reservation,
		      struct store_certificate *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_CERTIFICATE_GET);

	put_u64(&q, reservation);
	if (query_one(&q, "certificate of that reservation", err) != 0)
		return -1;
	return certificate_take(&q, ret, err);
}

int
store_certificate_by_entry(struct store *s, uint64_t log_index,
			   struct store_certificate *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_CERTIFICATE_BY_ENTRY);

	put_u64(&q, log_index);
	if (query_one(&q, "certificate with that entry", err) != 0)
		return -1;
	return certificate_take(&q, ret, err);
}

static int
find_print(struct store *s, enum store_by by, struct bytes value, uint64_t *ret,
	   struct err *err)
{
	uint32_t hash = lookup_hash(LOOKUP_PRINT, value);
	uint64_t id = INT64_MAX;

	for (;;) {
		struct store_certificate row;

		if (lookup_next(s, hash, id, true, &id, err) != 0)
			return -1;
		if (store_certificate_get(s, id, &row, err) != 0) {
			if (err->code != ERR_NOT_FOUND)
				return -1;
			continue;
		}
		struct bytes print = by == STORE_BY_SHA256
					     ? BYTES_OF(row.sha256)
					     : BYTES_OF(row.sha1);

		if (bytes_equal(print, value)) {
			*ret = id;
			return 0;
		}
	}
}

int
store_certificate_find(struct store *s, enum store_by by, struct bytes value,
		       uint64_t *ret_reservation, struct err *err)
{
	uint64_t id = 0;

	if (find_print(s, by, value, &id, err) != 0)
		return -1;
	*ret_reservation = id;
	return 0;
}

int
store_void_add(struct store *s, uint64_t reservation, int64_t now,
	       const char *reason, uint64_t log_index, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_VOID_ADD);

	put_u64(&q, reservation);
	put_i64(&q, now);
	put_text(&q, bytes_of_text(reason));
	put_u64(&q, log_index);
	if (query_run(&q, err) != 0)
		return -1;
	return run_advance(s, reservation, err);
}

int
store_void_by_entry(struct store *s, uint64_t log_index, struct store_void *ret,
		    struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_VOID_BY_ENTRY);

	put_u64(&q, log_index);
	if (query_one(&q, "void with that entry", err) != 0)
		return -1;
	ret->reservation = take_u64(&q);
	ret->voided_at = take_i64(&q);
	ret->log_index = take_u64(&q);
	ret->reason = take_bytes(&q);
	return 0;
}
