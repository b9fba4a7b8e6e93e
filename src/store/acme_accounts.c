/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* ACME: bindings and the accounts that they, or nobody, vouch for. */
#include "requesters.h"

#include "sanca/store_acme.h"

#include <string.h>

/* ---- bindings ------------------------------------------------------------- */

int
store_binding_add(struct store *s, const struct acme_binding *row,
		  uint64_t *ret_id, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_BINDING_ADD);

	put_text(&q, bytes_of_text(row->kid));
	put_u64(&q, row->requester);
	put_i64(&q, row->created_at);
	put_i64(&q, row->expires_at);
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

static int
binding_one(struct query *q, struct acme_binding *ret, struct err *err)
{
	struct acme_binding row = { 0 };

	if (query_one(q, "such binding", err) != 0)
		return -1;
	row.id = take_u64(q);
	if (take_string(q, row.kid, sizeof(row.kid), err) != 0)
		return -1;
	row.requester = take_u64(q);
	row.created_at = take_i64(q);
	row.expires_at = take_i64(q);
	row.revoked_at = take_i64(q);
	row.account = take_u64(q);
	*ret = row;
	return 0;
}

int
store_binding_find(struct store *s, struct bytes kid, struct acme_binding *ret,
		   struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_BINDING_FIND);

	put_text(&q, kid);
	return binding_one(&q, ret, err);
}

int
store_binding_next(struct store *s, uint64_t requester, uint64_t after,
		   struct acme_binding *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_BINDING_NEXT);

	put_u64(&q, after);
	put_u64(&q, requester);
	return binding_one(&q, ret, err);
}

int
store_binding_use(struct store *s, uint64_t id, uint64_t account,
		  struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_BINDING_USE);

	put_u64(&q, account);
	put_u64(&q, id);
	return query_run_one(&q, "this binding was used already", err);
}

int
store_binding_revoke(struct store *s, uint64_t id, int64_t now, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_BINDING_REVOKE);

	put_i64(&q, now);
	put_u64(&q, id);
	return query_run_one(&q, "this binding is revoked already", err);
}

/* ---- accounts ------------------------------------------------------------- */

int
store_account_add(struct store *s, const struct acme_account *row,
		  uint64_t *ret_id, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ACCOUNT_ADD);

	put_u64(&q, row->requester);
	put_u64(&q, row->binding);
	put_blob(&q, (struct bytes){ row->spki, row->spki_bytes });
	put_blob(&q, BYTES_OF(row->thumbprint));
	put_text(&q, bytes_of_text(row->contacts));
	put_u64(&q, row->agreed);
	put_i64(&q, row->created_at);
	put_text(&q, bytes_of_text(row->peer));
	if (query_run(&q, err) != 0)
		return -1;
	*ret_id = (uint64_t)sqlite3_last_insert_rowid(s->db);
	return 0;
}

static int
account_take(struct query *q, struct acme_account *row, struct err *err)
{
	struct bytes spki;

	row->id = take_u64(q);
	row->requester = take_u64(q);
	row->binding = take_u64(q);
	spki = take_bytes(q);
	if (spki.n == 0 || spki.n > sizeof(row->spki))
		return err_set(err, ERR_CORRUPT, "the key of account %ju",
			       (uintmax_t)row->id);
	memcpy(row->spki, spki.p, spki.n);
	row->spki_bytes = spki.n;
	if (take_octets(q, row->thumbprint, sizeof(row->thumbprint), err) !=
		    0 ||
	    take_string(q, row->contacts, sizeof(row->contacts), err) != 0)
		return -1;
	row->agreed = take_u64(q) != 0;
	row->created_at = take_i64(q);
	if (take_string(q, row->peer, sizeof(row->peer), err) != 0)
		return -1;
	row->ended_at = take_i64(q);
	row->ended_by = (enum acme_ended)take_u64(q);
	return 0;
}

static int
account_one(struct query *q, struct acme_account *ret, struct err *err)
{
	struct acme_account row = { 0 };

	if (query_one(q, "such account", err) != 0 ||
	    account_take(q, &row, err) != 0)
		return -1;
	*ret = row;
	return 0;
}

int
store_account_get(struct store *s, uint64_t id, struct acme_account *ret,
		  struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ACCOUNT_GET);

	put_u64(&q, id);
	return account_one(&q, ret, err);
}

int
store_account_whose(struct store *s, uint64_t id, struct acme_account *ret,
		    struct store_requester *ret_requester, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ACCOUNT_WHOSE);

	put_u64(&q, id);
	return account_one(&q, ret, err) != 0
		       ? -1
		       : requester_take(&q, ret_requester, err);
}

int
store_account_by_key(struct store *s, const uint8_t thumbprint[32],
		     struct acme_account *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ACCOUNT_BY_KEY);

	put_blob(&q, (struct bytes){ thumbprint, 32 });
	return account_one(&q, ret, err);
}

int
store_account_next(struct store *s, uint64_t requester, uint64_t after,
		   struct acme_account *ret, struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ACCOUNT_NEXT);

	put_u64(&q, after);
	put_u64(&q, requester);
	return account_one(&q, ret, err);
}

int
store_account_update(struct store *s, const struct acme_account *row,
		     struct err *err)
{
	CLEANUP(query_end) struct query q = query_of(s, Q_ACCOUNT_UPDATE);

	put_blob(&q, (struct bytes){ row->spki, row->spki_bytes });
	put_blob(&q, BYTES_OF(row->thumbprint));
	put_text(&q, bytes_of_text(row->contacts));
	put_u64(&q, row->agreed);
	put_i64(&q, row->ended_at);
	put_u64(&q, (uint64_t)row->ended_by);
	put_u64(&q, row->id);
	return query_run(&q, err);
}
