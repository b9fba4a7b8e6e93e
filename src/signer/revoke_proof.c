/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* That whoever revokes has the key of the certificate, or of an account that may
 * (RFC 8555 7.6). */
#include "revoke_proof.h"

#include "proof.h"
#include "stored.h"

#include "sanca/clock.h"

#include <stdio.h>
#include <string.h>

static int
refuse(const char *why, struct err *err)
{
	return err_set(err, ERR_FORBIDDEN,
		       "what was signed does not revoke this certificate: %s",
		       why);
}

/* By an account also for this, and for that reason: a front that was taken over
 * must not make a keyCompromise of what was superseded. */
static int
check_payload(const struct signer *s, const struct msg_revoke *ask,
	      struct bytes certificate, struct err *err)
{
	CLEANUP(proof_free) struct proof proof = { 0 };

	if (proof_open(ask->proof, &proof, err) != 0 ||
	    !proof_holds(&proof, certificate))
		return refuse("what was signed does not hold it", err);
	if (ask->account != 0 &&
	    (!proof_is_for(&proof, s->configuration->conf,
			   "/acme/revoke-cert") ||
	     proof_number(&proof, "reason") != ask->reason))
		return refuse("another revocation was signed", err);
	return 0;
}

static int
check_own_key(struct bytes spki, const struct msg_revoke *ask, struct err *err)
{
	struct key_facts key;

	if (key_parse(spki, &key, err) != 0)
		return -1;
	if (key_verify(&key, sig_alg_of(key.kind), ask->proof, ask->signature,
		       err) != 0)
		return refuse("the signature does not verify", err);
	return 0;
}

/* ---- by an account of ACME ---------------------------------------------------- */

static int
refuse_account(uint64_t account, const struct name *name, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	name_show(name, &shown);
	return err_set(err, ERR_UNAUTHORIZED,
		       "account %ju neither ordered this certificate nor has "
		       "shown %s, which is a name of it",
		       (uintmax_t)account, buf_text(&shown));
}

/* RFC 8555 7.6: an account that has shown all the names may revoke, too. */
static int
check_authorized(struct signer *s, uint64_t account, const struct names *names,
		 int64_t now, struct err *err)
{
	struct acme_authz found = { 0 };

	/* A certificate without names is the CA's own. */
	if (names->count == 0)
		return refuse("no account has it", err);
	for (size_t i = 0; i < names->count; i++) {
		struct acme_authz wanted = { 0 };

		acme_authz_take_name(&names->at[i], &wanted);
		if (store_authz_valid(s->store, account, &wanted.name,
				      wanted.wildcard, now, &found, err) != 0) {
			if (err->code != ERR_NOT_FOUND)
				return -1;
		} else if (found.method != ACME_PREAUTHORIZED) {
			continue;
		}
		return refuse_account(account, &names->at[i], err);
	}
	return 0;
}

static int
check_account(struct signer *s, uint64_t reservation,
	      const struct msg_revoke *ask, struct err *err)
{
	int64_t now = clock_wall_s();
	struct store_requester requester = { 0 };
	struct store_reservation row = { 0 };
	struct acme_account account = { 0 };
	struct names *names = &s->scratch[0].requested;

	if (acme_account_find(s, ask->account, now, &account, &requester,
			      err) != 0 ||
	    acme_account_verify(&account, ask->proof, ask->signature, err) !=
		    0 ||
	    store_reservation_get(s->store, reservation, &row, err) != 0)
		return -1;
	if (row.door == DOOR_INTERNAL)
		return refuse("it is one of the CA itself", err);
	if (acme_was_issued_to(&row, account.id))
		return 0;
	if (names_decode(row.names, names, err) != 0)
		return -1;
	return check_authorized(s, account.id, names, now, err);
}

int
revoke_proof_check(struct signer *s, uint64_t reservation,
		   const struct msg_revoke *ask, struct err *err)
{
	CLEANUP(stored_free) struct stored stored = { 0 };
	struct certificate c;

	if (stored_load(s->store, reservation, &stored, err) != 0)
		return -1;
	if (stored.certificate.n == 0)
		return refuse("it was never given to anybody", err);
	if (certificate_parse(buf_bytes(&stored.certificate), &c, err) != 0 ||
	    check_payload(s, ask, c.der, err) != 0)
		return -1;
	return ask->account != 0 ? check_account(s, reservation, ask, err)
				 : check_own_key(c.spki, ask, err);
}
