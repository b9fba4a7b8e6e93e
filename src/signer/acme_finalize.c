/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The certificate of an order (RFC 8555 7.4): the account's key signed the request,
 * each name is authorized now, the names are those of the order. */
#include "acme.h"

#include "batch.h"
#include "proof.h"
#include "signer.h"

#include "sanca/acme_key.h"
#include "sanca/der_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The key that the request is for (RFC 2986 4.1): what was signed says so. */
static int
csr_key(struct bytes csr, struct bytes *ret, struct err *err)
{
	static const char what[] = "the request";
	struct der outer = der_of(csr), whole = { 0 }, info = { 0 };
	struct der_tlv spki = { 0 };

	if (der_enter(&outer, DER_SEQUENCE, what, &whole, err) != 0 ||
	    der_enter(&whole, DER_SEQUENCE, what, &info, err) != 0)
		return -1;
	/* version, subject, subjectPKInfo */
	for (int i = 0; i < 3; i++)
		if (der_next(&info, &spki, err) != 0)
			return -1;
	*ret = spki.whole;
	return 0;
}

/* RFC 8555 11.1: of no account at all. A key that cannot be an account's is none. */
static int
check_no_account(struct signer *s, struct bytes spki, struct err *err)
{
	struct acme_account other = { 0 };
	struct acme_key key = { 0 };
	uint8_t thumbprint[32];

	if (acme_key_open(spki, &key, err) != 0)
		return 0;
	if (acme_key_thumbprint(&key, thumbprint, err) != 0)
		return -1;
	if (store_account_by_key(s->store, thumbprint, &other, err) != 0)
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	return err_set(err, ERR_BAD_CSR,
		       "the key of the request is that of an account: make "
		       "one for the certificate");
}

/* Of the request that the account's key signed. */
static int
check_key(struct signer *s, const struct msg_finalize *ask, struct err *err)
{
	struct bytes spki = { 0 };

	if (csr_key(ask->csr, &spki, err) != 0)
		return -1;
	if (!bytes_equal(spki, ask->spki))
		return err_set(err, ERR_FORBIDDEN,
			       "the key to be certified is not that of the "
			       "request");
	return check_no_account(s, spki, err);
}

/* A front that was taken over finalizes nothing by itself. */
static int
check_proof(struct signer *s, const struct acme_account *account,
	    const struct msg_finalize *ask, struct err *err)
{
	CLEANUP(proof_free) struct proof proof = { 0 };
	char path[64];

	snprintf(path, sizeof(path), "/acme/order/%ju/finalize",
		 (uintmax_t)ask->order);
	if (acme_account_verify(account, ask->proof, ask->signature, err) !=
		    0 ||
	    proof_open(ask->proof, &proof, err) != 0)
		return -1;
	if (proof_is_for(&proof, s->configuration->conf, path) &&
	    proof_holds(&proof, ask->csr))
		return check_key(s, ask, err);
	return err_set(err, ERR_FORBIDDEN,
		       "what was signed is not this request for this order");
}

static int
check_within(const struct names *names, const struct names *of, const char *why,
	     struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	for (size_t i = 0; i < names->count; i++) {
		if (names_hold(of, &names->at[i]))
			continue;
		name_show(&names->at[i], &shown);
		return err_set(err, ERR_BAD_CSR, "%s %s", buf_text(&shown),
			       why);
	}
	return 0;
}

/* As sets of typed names in normal form (RFC 8555 7.4). */
static int
check_names(const struct names *asked, const struct names *ordered,
	    struct err *err)
{
	if (check_within(asked, ordered,
			 "is in the request, but not in the order", err) != 0)
		return -1;
	if (check_within(ordered, asked,
			 "is in the order, but not in the request", err) != 0)
		return -1;
	return asked->count == ordered->count
		       ? 0
		       : err_set(err, ERR_BAD_CSR,
				 "the request has a name more than once");
}

static int
check_ready(const struct acme_order *o, int64_t now, struct err *err)
{
	enum acme_order_status status = acme_order_status(o, now);
	const char *why = acme_order_fault(o, now);

	if (status == ACME_ORDER_READY)
		return 0;
	for (size_t i = 0; why[0] == '\0' && i < o->authz_count; i++)
		why = acme_order_name_fault(o, i, now);
	return err_set(err, ERR_ORDER_NOT_READY,
		       "order %ju is %s, not ready%s%s", (uintmax_t)o->id,
		       acme_order_status_name(status),
		       why[0] != '\0' ? ": " : "", acme_error_words(why));
}

/* name, a violation of the request that has these names. */
static void
note_lost(const struct names *asked, const struct name *name,
	  struct violations *ret)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	size_t i = 0;

	while (i < asked->count && !name_equal(&asked->at[i], name))
		i++;
	name_show(name, &shown);
	violations_add(ret, (int)i, 0, "not-preauthorized",
		       "%s may not do without a challenge any more: make a "
		       "new order",
		       buf_text(&shown));
}

/* What the policy gave without a challenge, it must give today. */
static int
check_preauthorized(struct signer *s, struct request *r,
		    const struct acme_account *account,
		    const struct acme_order *o, struct err *err)
{
	struct violations *lost = &s->scratch[0].verdict.violations;
	bool preauthorized[LIMIT_NAMES];
	int rc = 0;

	lost->count = lost->dropped = 0;
	acme_find_preauthorized(s, acme_preauthorizing(s, account, &r->who),
				&r->who, &o->names, preauthorized);
	for (size_t i = 0; i < o->authz_count; i++)
		if (o->authz[i].method == ACME_PREAUTHORIZED &&
		    !preauthorized[i])
			note_lost(&s->scratch[0].requested, &o->names.at[i],
				  lost);
	if (lost->count == 0)
		return 0;
	rc = violations_refuse(lost, &r->violations, err);
	if (err->code == ERR_POLICY)
		err->code = ERR_UNAUTHORIZED;
	return rc;
}

static int
take_ask(struct signer *s, struct request *r, const struct acme_order *o,
	 int64_t now, struct err *err)
{
	CLEANUP(buf_free) struct buf ordered = { 0 };
	const struct msg_finalize *m = &r->msg.finalize;
	int64_t lifetime_s = 0;

	names_encode(&o->names, &ordered);
	if (buf_check(&ordered, err) != 0 ||
	    acme_lifetime_find(s, o->not_after, now, &lifetime_s, err) != 0)
		return -1;
	r->ask = (struct msg_issue){
		.generation = m->generation,
		.door = DOOR_ACME,
		.profile = bytes_of_text(o->profile),
		.lifetime_s = lifetime_s,
		.spki = m->spki,
		.names = m->names,
		.names_requested = buf_bytes(&ordered),
		.csr = m->csr,
		.diagnosis = m->diagnosis,
		.peer = m->peer,
		.request_id = m->request_id,
	};
	r->order = o->id;
	r->account = o->account;
	r->replaces = o->replaces;
	return request_keep_ask(r, err);
}

static int
admit(struct signer *s, struct request *r, struct acme_order *o, int64_t now,
      struct err *err)
{
	const struct msg_finalize *m = &r->msg.finalize;
	struct names *asked = &s->scratch[0].requested;
	const struct profile *profile = NULL;
	struct acme_account account = { 0 };

	if (acme_account_find(s, m->account, now, &account, &r->who, err) !=
		    0 ||
	    store_order_get(s->store, m->order, o, err) != 0)
		return -1;
	if (o->account != account.id)
		return err_set(err, ERR_UNAUTHORIZED,
			       "this order is another account's");
	if (acme_account_check_key(s, &account, err) != 0 ||
	    check_proof(s, &account, m, err) != 0 ||
	    check_ready(o, now, err) != 0 ||
	    names_decode(m->names, asked, err) != 0 ||
	    check_names(asked, &o->names, err) != 0 ||
	    check_preauthorized(s, r, &account, o, err) != 0 ||
	    take_ask(s, r, o, now, err) != 0 ||
	    request_set_policy(s, r, acme_policy_name(s, &r->who), err) != 0 ||
	    acme_profile_find(s, r->policy, &account, r->ask.profile, &profile,
			      err) != 0)
		return -1;
	/* Names were shown to be the account's: nobody is asked about them. */
	r->approval = NULL;
	return 0;
}

int
admit_finalize(struct signer *s, struct request *r, int64_t now,
	       struct err *err)
{
	struct acme_order *o = calloc(1, sizeof(*o));
	int rc = -1;

	if (o == NULL)
		return err_nomem(err);
	r->ask.door = DOOR_ACME;
	r->ask.peer = r->msg.finalize.peer;
	r->ask.request_id = r->msg.finalize.request_id;
	rc = admit(s, r, o, now, err);
	acme_order_free(o);
	free(o);
	return rc;
}

int
finalize_check(struct signer *s, const struct request *r, int64_t now,
	       struct err *err)
{
	struct store_requester requester = { 0 };
	struct acme_account account = { 0 };
	struct acme_order *o = NULL;
	int rc = -1;

	if (r->order == 0)
		return 0;
	o = calloc(1, sizeof(*o));
	if (o == NULL)
		return err_nomem(err);
	if (acme_account_find(s, r->account, now, &account, &requester, err) ==
		    0 &&
	    store_order_get(s->store, r->order, o, err) == 0)
		rc = check_ready(o, now, err);
	acme_order_free(o);
	free(o);
	return rc;
}

int
finalize_record(struct signer *s, const struct request *r, struct err *err)
{
	return store_order_take(s->store, r->order, r->reservation, err);
}

/* ---- what the reservation says of it -------------------------------------------- */

#define REFERENCE "acme %ju/"

void
acme_reference_write(const struct request *r, char ret[ACME_REFERENCE_BYTES])
{
	snprintf(ret, ACME_REFERENCE_BYTES, REFERENCE "%ju",
		 (uintmax_t)r->account, (uintmax_t)r->order);
}

bool
acme_was_issued_to(const struct store_reservation *row, uint64_t account)
{
	char wanted[ACME_REFERENCE_BYTES];
	size_t n = 0;

	snprintf(wanted, sizeof(wanted), REFERENCE, (uintmax_t)account);
	n = strlen(wanted);
	return row->door_reference.n > n &&
	       memcmp(row->door_reference.p, wanted, n) == 0;
}
