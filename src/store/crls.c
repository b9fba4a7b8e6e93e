/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Every CRL that was signed, or was about to be. */
#include "database.h"

int
store_crl_add(struct store *s, const struct store_crl *row, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_CRL_ADD);

	put_u64(&q, row->number);
	put_u64(&q, row->issuer);
	put_i64(&q, row->this_update);
	put_i64(&q, row->next_update);
	put_u64(&q, row->entries);
	put_u64(&q, row->covers);
	put_blob(&q, BYTES_OF(row->tbs_sha256));
	put_u64(&q, row->log_index);
	return query_run(&q, err);
}

static int
crl_one(struct query *q, const char *what, struct store_crl *ret,
	struct err *err)
{
	if (query_one(q, what, err) != 0)
		return -1;
	ret->number = take_u64(q);
	ret->issuer = take_u64(q);
	ret->this_update = take_i64(q);
	ret->next_update = take_i64(q);
	ret->entries = take_u64(q);
	ret->covers = take_u64(q);
	ret->log_index = take_u64(q);
	return take_octets(q, ret->tbs_sha256, sizeof(ret->tbs_sha256), err);
}

int
store_crl_last(struct store *s, struct store_crl *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_CRL_LAST);

	return crl_one(&q, "CRL", ret, err);
}

int
store_crl_get(struct store *s, uint64_t number, struct store_crl *ret,
	      struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_CRL_GET);

	put_u64(&q, number);
	return crl_one(&q, "CRL of that number", ret, err);
}

int
store_crl_by_entry(struct store *s, uint64_t log_index, struct store_crl *ret,
		   struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_CRL_BY_ENTRY);

	put_u64(&q, log_index);
	return crl_one(&q, "CRL with that entry", ret, err);
}
