/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A reservation and what became of it, read back whole. */
#include "stored.h"

#include "refusals.h"

#include "sanca/mint.h"

#include <string.h>

void
stored_free(struct stored *s)
{
	buf_free(&s->serial);
	buf_free(&s->names);
	buf_free(&s->peer);
	buf_free(&s->csr);
	buf_free(&s->diagnosis);
	buf_free(&s->certificate);
}

static int
load_reservation(struct store *store, uint64_t id, struct stored *ret,
		 struct buf *tbs, struct err *err)
{
	struct store_reservation row = { 0 };

	if (store_reservation_get(store, id, &row, err) != 0)
		return -1;
	ret->id = id;
	ret->requester = row.requester;
	ret->door = row.door;
	ret->profile = profile_get((enum profile_code)row.profile);
	ret->not_before = row.not_before;
	ret->not_after = row.not_after;
	refusal_text(row.policy, ret->policy, sizeof(ret->policy));
	if (row.request_digest.n == sizeof(ret->request_digest))
		memcpy(ret->request_digest, row.request_digest.p,
		       sizeof(ret->request_digest));
	buf_append_bytes(&ret->serial, row.serial);
	buf_append_bytes(&ret->names, row.names);
	buf_append_bytes(&ret->peer, row.peer);
	buf_append_bytes(&ret->csr, row.csr);
	buf_append_bytes(&ret->diagnosis, row.diagnosis);
	buf_append_bytes(tbs, row.tbs);
	return 0;
}

static int
load_certificate(struct store *store, struct bytes tbs, struct stored *ret,
		 struct err *err)
{
	struct store_certificate row = { 0 };
	uint8_t digest[32];

	if (store_certificate_get(store, ret->id, &row, err) != 0 ||
	    certificate_assemble(tbs, (enum sig_alg)row.sig_alg, row.signature,
				 &ret->certificate, err) != 0)
		return -1;
	sha256(buf_bytes(&ret->certificate), digest);
	if (memcmp(digest, row.sha256, sizeof(digest)) != 0)
		return err_set(err, ERR_CORRUPT,
			       "the stored certificate does not have its "
			       "SHA-256: run `sanca log verify`");
	ret->issued_at = row.issued_at;
	ret->log_index = row.log_index;
	return 0;
}

static int
load_revocation(struct store *store, struct stored *ret, struct err *err)
{
	struct store_revocation row = { 0 };

	if (store_revocation_get(store, ret->id, &row, err) != 0)
		return -1;
	ret->revoked_at = row.revoked_at;
	ret->reason = row.reason;
	return 0;
}

/* Of a void serial that was revoked there is none. */
static int
load_any_certificate(struct store *store, struct bytes tbs, struct stored *ret,
		     struct err *err)
{
	if (ret->state != STORE_ISSUED && ret->state != STORE_REVOKED)
		return 0;
	if (load_certificate(store, tbs, ret, err) == 0)
		return 0;
	return ret->state == STORE_REVOKED && err->code == ERR_NOT_FOUND ? 0
									 : -1;
}

int
stored_load(struct store *store, uint64_t reservation, struct stored *ret,
	    struct err *err)
{
	CLEANUP(stored_free) struct stored s = { 0 };
	CLEANUP(buf_free) struct buf tbs = { 0 };

	if (store_reservation_state(store, reservation, &s.state, err) != 0 ||
	    load_reservation(store, reservation, &s, &tbs, err) != 0)
		return -1;
	if (load_any_certificate(store, buf_bytes(&tbs), &s, err) != 0)
		return -1;
	if (s.state == STORE_REVOKED && load_revocation(store, &s, err) != 0)
		return -1;
	if (buf_check(&tbs, err) != 0 || buf_check(&s.serial, err) != 0 ||
	    buf_check(&s.names, err) != 0 || buf_check(&s.peer, err) != 0 ||
	    buf_check(&s.csr, err) != 0 || buf_check(&s.diagnosis, err) != 0)
		return -1;
	*ret = s;
	s = (struct stored){ 0 };
	return 0;
}
