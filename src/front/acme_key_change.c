/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Another key for an account (RFC 8555 7.3.5): a JWS by the new key, in one by
 * the old. */

#include "acme_account.h"
#include "acme_json.h"
#include "list.h"
#include "routes.h"

#include <string.h>

struct change {
	struct jws inner;
	struct buf spki, signature, old_spki;
	struct acme_key key;
	uint8_t thumbprint[32];
};

static void
change_free(struct change *c)
{
	jws_free(&c->inner);
	buf_free(&c->spki);
	buf_free(&c->signature);
	buf_free(&c->old_spki);
}

/* By the new key, for the same address. */
static int
read_inner(const struct request *r, struct change *c, struct err *err)
{
	enum acme_alg alg = ACME_ALG_NONE;
	struct jws *j = &c->inner;

	/* The payload of the outer one is the inner one, whole. */
	if (jws_open_object(r->acme->jws.payload, "\"payload\"", j, err) < 0)
		return -1;
	if (!j->jwk || j->kid.n > 0 || !j->payload)
		return err_set(err, ERR_MALFORMED,
			       "the inner JWS must hold the new key as "
			       "\"jwk\", and an object");
	/* RFC 8555 7.3.5. */
	if (json_object_get(j->header, "nonce"))
		return err_set(err, ERR_MALFORMED,
			       "the inner JWS has no \"nonce\": that of the "
			       "outer is for both");
	if (!bytes_equal(j->url, r->acme->jws.url))
		return err_set(err, ERR_MALFORMED,
			       "\"url\" of the inner JWS is another than that "
			       "of the outer");
	if (jws_algorithm(j, &alg, err) < 0 ||
	    jwk_read(j->jwk, &c->spki, &c->key, err) < 0 ||
	    acme_key_thumbprint(&c->key, c->thumbprint, err) < 0)
		return -1;
	if (c->key.alg != alg)
		return err_set(err, ERR_MALFORMED,
			       "\"alg\" of the inner JWS is not for its key");
	if (jws_signature(j, alg, &c->signature, err) < 0)
		return -1;
	if (acme_key_verify(&c->key, buf_bytes(&j->signing_input),
			    buf_bytes(&c->signature), err) < 0)
		return err_set(err, ERR_MALFORMED,
			       "the inner JWS is not signed with its key");
	return 0;
}

static int
check_subject(const struct request *r, struct change *c, struct err *err)
{
	const struct acme_account *account = &r->acme->account;
	const json_t *old = json_object_get(c->inner.payload, "oldKey");
	struct bytes url;
	struct acme_key key;

	if (jws_text(c->inner.payload, "account", "the inner payload", &url,
		     err) < 0)
		return -1;
	if (!bytes_equal(url, r->acme->jws.kid))
		return err_set(err, ERR_MALFORMED,
			       "\"account\" is another than that of \"kid\"");
	if (!json_is_object(old) ||
	    jwk_read(old, &c->old_spki, &key, err) < 0 ||
	    !bytes_equal(buf_bytes(&c->old_spki),
			 (struct bytes){ account->spki, account->spki_bytes }))
		return err_set(err, ERR_MALFORMED,
			       "\"oldKey\" is not the key of this account");
	if (memcmp(c->thumbprint, account->thumbprint, 32) == 0)
		return err_set(err, ERR_MALFORMED,
			       "the new key is the old one");
	if (r->acme->jws.signing_input.n > LIMIT_ACME_PROOF_BYTES)
		return err_set(err, ERR_TOO_LARGE, "the JWS is too large");
	return 0;
}

struct holder {
	const uint8_t *thumbprint;
	struct acme_account account;
};

static int
read_holder(struct store *store, void *ctx, struct err *err)
{
	struct holder *h = ctx;

	return store_account_by_key(store, h->thumbprint, &h->account, err);
}

/* RFC 8555 7.3.5: 409, and Location says which account has it. */
static enum step
reply_in_use(struct request *r, uint64_t account)
{
	if (account)
		acme_account_url(r, account, r->acme->location);
	return reply_fault(r, ERR_CONFLICT,
			   "the new key is that of another account");
}

static enum step
ask_change(struct request *r)
{
	CLEANUP(change_free) struct change c = { 0 };
	struct holder holder = { .thumbprint = c.thumbprint };
	struct acme *a = r->acme;
	struct msg m = { .type = MSG_ACCOUNT_KEY };
	struct err err;

	if (read_inner(r, &c, &err) < 0 || check_subject(r, &c, &err) < 0)
		return reply_err(r, &err);
	memcpy(a->thumbprint, c.thumbprint, sizeof(a->thumbprint));
	if (lister_read(r->front->lister, read_holder, &holder, &err) == 0)
		return reply_in_use(r, holder.account.id);
	m.account_key.account = a->account.id;
	m.account_key.spki = buf_bytes(&c.spki);
	m.account_key.thumbprint = BYTES_OF(c.thumbprint);
	m.account_key.proof = buf_bytes(&a->jws.signing_input);
	m.account_key.signature = buf_bytes(&a->signature);
	m.account_key.peer = bytes_of_text(r->conn->peer);
	m.account_key.request_id = bytes_of_text(r->id);
	return acme_ask(r, &m);
}

static enum step
answer_change(struct request *r)
{
	struct holder holder = { .thumbprint = r->acme->thumbprint };
	struct buf body = { 0 };
	struct err err;

	if (lister_read(r->front->lister, read_holder, &holder, &err) < 0)
		return reply_err(r, &err);
	acme_account_url(r, holder.account.id, r->acme->location);
	acme_json_account(&holder.account, r->acme->origin, &body);
	return acme_reply(r, 200, "application/json", &body);
}

static enum step
refused_change(struct request *r)
{
	struct holder holder = { .thumbprint = r->acme->thumbprint };
	struct err err;

	if (r->ask.err.code == ERR_CONFLICT &&
	    lister_read(r->front->lister, read_holder, &holder, &err) == 0)
		return reply_in_use(r, holder.account.id);
	return acme_refuse(r);
}

enum step
on_acme_key_change(struct request *r)
{
	static const struct acme_way way = {
		.by = ACME_BY_ACCOUNT,
		.payload = ACME_OBJECT,
		.signer_reads = true,
		.ask = ask_change,
		.want = MSG_DONE,
		.answer = answer_change,
		.refused = refused_change,
	};

	return acme_run(r, &way);
}
