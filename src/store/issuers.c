/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Issuers: whose certificates and serials these are. */
#include "database.h"

int
store_issuer_add(struct store *s, const struct store_issuer *row,
		 uint64_t *ret_id, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ISSUER_ADD);

	put_text(&q, bytes_of_text(row->tag));
	put_blob(&q, row->certificate);
	put_blob(&q, row->chain);
	put_blob(&q, BYTES_OF(row->spki_sha256));
	put_i64(&q, row->created_at);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

static int
issuer_take(struct query *q, struct store_issuer *ret, struct err *err)
{
	struct store_issuer row = { .id = take_u64(q) };

	if (take_string(q, row.tag, sizeof(row.tag), err) != 0)
		return -1;
	row.certificate = take_bytes(q);
	row.chain = take_bytes(q);
	if (take_octets(q, row.spki_sha256, sizeof(row.spki_sha256), err) != 0)
		return -1;
	row.created_at = take_i64(q);
	*ret = row;
	return 0;
}

int
store_issuer_get(struct store *s, struct store_issuer *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ISSUER_GET);

	if (query_one(&q, "issuer", err) != 0)
		return -1;
	return issuer_take(&q, ret, err);
}

int
store_issuer_by_id(struct store *s, uint64_t id, struct store_issuer *ret,
		   struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ISSUER_BY_ID);

	put_u64(&q, id);
	if (query_one(&q, "issuer of that number", err) != 0)
		return -1;
	return issuer_take(&q, ret, err);
}
