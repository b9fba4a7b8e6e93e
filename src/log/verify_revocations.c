/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Revocations and CRLs: their entries held against their rows, and the rows
 * against their entries. */
#include "verify.h"

#include <string.h>

/* What stands behind what follows from the row. */
static const char behind_row[] = ",\"who\":";

/* The reservation that an entry speaks of: its first member. 0, which none has,
 * when it has no such beginning. */
static uint64_t
reservation_of(struct bytes body)
{
	static const char mark[] = "{\"reservation\":";
	size_t i = sizeof(mark) - 1;
	uint64_t n = 0;

	if (body.n < i || memcmp(body.p, mark, i) != 0)
		return 0;
	for (; i < body.n && body.p[i] >= '0' && body.p[i] <= '9'; i++) {
		if (n > INT64_MAX / 10 - 1)
			return 0;
		n = 10 * n + (uint64_t)(body.p[i] - '0');
	}
	return n;
}

static int
row_check(struct verification *v, const struct store_revocation *row,
	  struct bytes body, struct err *err)
{
	struct log_revoke e = {
		.reservation = row->reservation,
		.serial = row->serial,
		.revoked_at = row->revoked_at,
		.not_after = row->not_after,
		.reason = row->reason,
	};

	buf_clear(&v->row_body);
	log_body_revoke_row(&e, &v->row_body);
	buf_append_text(&v->row_body, behind_row);
	if (buf_check(&v->row_body, err) != 0)
		return -1;
	if (body.n > v->row_body.n)
		body.n = v->row_body.n;
	if (verify_body(v, body, err) != 0)
		return -1;
	v->verdict->revocations++;
	return 0;
}

/* The row names a later entry: that one must speak of it, too. */
static int
successor_check(struct verification *v, const struct store_revocation *row,
		struct err *err)
{
	uint64_t reservation = row->reservation, index = row->log_index;
	struct bytes body = { 0 };
	unsigned type = 0;
	int64_t time = 0;

	if (store_log_get(v->store, index, &type, &time, &body, err) != 0 &&
	    err->code != ERR_NOT_FOUND)
		return -1;
	if (type == LOG_REVOKE && reservation_of(body) == reservation)
		return 0;
	return err_set(err, ERR_CORRUPT,
		       "reservation %ju: the revocation names entry %ju, which "
		       "does not speak of it",
		       (uintmax_t)reservation, (uintmax_t)index);
}

int
verify_revoke(struct verification *v, uint64_t index, struct bytes body,
	      struct err *err)
{
	uint64_t reservation = reservation_of(body);
	struct store_revocation row;

	if (reservation == 0)
		return err_set(err, ERR_CORRUPT, "it names no reservation");
	if (store_revocation_get(v->store, reservation, &row, err) != 0)
		return verify_absent("revocation", err);
	if (row.log_index == index)
		return row_check(v, &row, body, err);
	if (row.log_index > index)
		return successor_check(v, &row, err);
	return err_set(err, ERR_CORRUPT,
		       "reservation %ju: the revocation was put back to what "
		       "entry %ju made of it",
		       (uintmax_t)reservation, (uintmax_t)row.log_index);
}

int
verify_crl(struct verification *v, uint64_t index, struct bytes body,
	   struct err *err)
{
	struct store_crl row;

	if (store_crl_by_entry(v->store, index, &row, err) != 0)
		return verify_absent("CRL", err);
	if (verify_issuer(v, row.issuer, err) != 0)
		return -1;
	struct log_crl e = {
		.number = row.number,
		.issuer_tag = bytes_of_text(v->issuer.tag),
		.this_update = row.this_update,
		.next_update = row.next_update,
		.entries = row.entries,
		.covers = row.covers,
		.tbs_sha256 = row.tbs_sha256,
	};

	buf_clear(&v->row_body);
	log_body_crl(&e, &v->row_body);
	if (verify_body(v, body, err) != 0)
		return -1;
	if (row.number <= v->crl_number)
		return err_set(err, ERR_CORRUPT,
			       "CRL %ju comes after CRL %ju: numbers must grow",
			       (uintmax_t)row.number, (uintmax_t)v->crl_number);
	v->crl_number = row.number;
	return 0;
}

int
verify_revocation_tables(struct verification *v,
			 const struct store_totals *have, struct err *err)
{
	uint64_t id = 0, index = 0;

	if (have->revocations != v->verdict->revocations &&
	    store_stray_revocation(v->store, &id, &index, err) == 0)
		return err_set(
			err, ERR_CORRUPT,
			"reservation %ju is revoked without entry: entry "
			"%ju does not speak of it",
			(uintmax_t)id, (uintmax_t)index);
	if (have->crls != v->verdict->crls &&
	    store_stray_crl(v->store, &id, &index, err) == 0)
		return err_set(err, ERR_CORRUPT,
			       "CRL %ju has no entry: entry %ju is none of its "
			       "kind",
			       (uintmax_t)id, (uintmax_t)index);
	if (store_odd_revocation(v->store, &id, &index, err) == 0)
		return err_set(err, ERR_CORRUPT,
			       "reservation %ju is revoked by entry %ju, and "
			       "does not fit: it has another serial or another "
			       "end, or was neither issued nor void",
			       (uintmax_t)id, (uintmax_t)index);
	return err->code == ERR_NOT_FOUND ? 0 : -1;
}
