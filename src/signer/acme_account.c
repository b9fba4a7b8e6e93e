/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Accounts: made, changed, ended (RFC 8555 7.3). */
#include "acme.h"

#include "proof.h"
#include "signer.h"
#include "who.h"

#include "sanca/acme_key.h"
#include "sanca/conf_acme.h"

#include <stdio.h>
#include <string.h>

/* ---- who ------------------------------------------------------------------ */

static int
check_requester(const struct store_requester *r, int64_t now, struct err *err)
{
	if (r->disabled_at != 0 || (r->expires_at != 0 && r->expires_at <= now))
		return err_set(err, ERR_UNAUTHORIZED,
			       "the requester of this account is disabled or "
			       "has expired");
	return 0;
}

int
acme_account_find(struct signer *s, uint64_t id, int64_t now,
		  struct acme_account *ret,
		  struct store_requester *ret_requester, struct err *err)
{
	if (store_account_whose(s->store, id, ret, ret_requester, err) != 0)
		return err->code == ERR_NOT_FOUND
			       ? err_set(err, ERR_ACCOUNT_UNKNOWN,
					 "there is no account %ju here",
					 (uintmax_t)id)
			       : -1;
	if (ret->ended_at != 0)
		return err_set(err, ERR_ACCOUNT_ENDED, "account %ju was %s",
			       (uintmax_t)id,
			       ret->ended_by == ACME_ENDED_BY_CA
				       ? "revoked by this CA"
				       : "deactivated");
	return check_requester(ret_requester, now, err);
}

int
acme_account_verify(const struct acme_account *account, struct bytes proof,
		    struct bytes signature, struct err *err)
{
	struct acme_key key;

	if (acme_key_open((struct bytes){ account->spki, account->spki_bytes },
			  &key, err) != 0)
		return -1;
	if (acme_key_verify(&key, proof, signature, err) == 0)
		return 0;
	if (err->code == ERR_UNAUTHORIZED)
		err->code = ERR_FORBIDDEN;
	return -1;
}

struct bytes
acme_policy_name(const struct signer *s,
		 const struct store_requester *requester)
{
	return bytes_of_text(strcmp(requester->name, REQUESTER_ACME) == 0
				     ? s->configuration->conf->acme_policy
				     : requester->policy);
}

static int
log_account(struct signer *s, const char *action,
	    const struct acme_account *row,
	    const struct store_requester *requester, const char *who,
	    int64_t now, struct err *err)
{
	CLEANUP(buf_free) struct buf key = { 0 };
	char number[24];
	uint64_t index = 0;

	snprintf(number, sizeof(number), "%ju", (uintmax_t)row->id);
	for (size_t i = 0; i < sizeof(row->thumbprint); i++)
		buf_printf(&key, "%02x", row->thumbprint[i]);
	if (buf_check(&key, err) != 0)
		return -1;
	const struct log_detail details[] = {
		{ "account", bytes_of_text(number) },
		{ "requester", bytes_of_text(requester->name) },
		{ "contacts", bytes_of_text(row->contacts) },
		{ "key", buf_bytes(&key) },
	};

	return transaction_add_action(s, action, bytes_of_text(who), details,
				      ARRAY_SIZE(details), now, &index, err);
}

/* "lab by account 7 from 10.0.0.9": whoever has that key. */
static void
show_who(const struct store_requester *requester, struct bytes peer,
	 char ret[WHO_BYTES])
{
	who_show(requester->name, peer, ret);
}

/* ---- its key --------------------------------------------------------------- */

static int
check_blocked(struct signer *s, struct bytes spki, struct err *err)
{
	uint8_t hash[32];

	sha256(spki, hash);
	if (store_key_blocked(s->store, BYTES_OF(hash), err) == 0)
		return err_set(err, ERR_BAD_PUBLIC_KEY,
			       "this key is blocked: its private part is "
			       "known to others");
	return err->code == ERR_NOT_FOUND ? 0 : -1;
}

int
acme_account_check_key(struct signer *s, const struct acme_account *account,
		       struct err *err)
{
	struct bytes spki = { account->spki, account->spki_bytes };

	if (check_blocked(s, spki, err) == 0)
		return 0;
	if (err->code != ERR_BAD_PUBLIC_KEY)
		return -1;
	return err_set(err, ERR_UNAUTHORIZED,
		       "the key of account %ju is blocked, since its private "
		       "part is known to others: change the key (RFC 8555 "
		       "7.3.5), or make a new account",
		       (uintmax_t)account->id);
}

/* ---- a new one ------------------------------------------------------------- */

static int
check_key(struct signer *s, struct bytes spki, struct bytes thumbprint,
	  struct err *err)
{
	struct acme_key key = { 0 };
	uint8_t print[32];

	if (acme_key_parse(spki, &key, err) != 0 ||
	    acme_key_thumbprint(&key, print, err) != 0)
		return -1;
	if (!bytes_equal(thumbprint, BYTES_OF(print)))
		return err_set(err, ERR_MALFORMED,
			       "the thumbprint is of another key");
	return check_blocked(s, spki, err);
}

static int
check_free(struct signer *s, struct bytes thumbprint, struct err *err)
{
	struct acme_account other = { 0 };

	if (store_account_by_key(s->store, thumbprint.p, &other, err) == 0)
		return err_set(err, ERR_CONFLICT,
			       "this key has account %ju already",
			       (uintmax_t)other.id);
	return err->code == ERR_NOT_FOUND ? 0 : -1;
}

/* Whose it will be: the binding says so, or nobody vouches for it. */
static int
choose_requester(struct signer *s, const struct msg_account_new *ask,
		 int64_t now, struct acme_binding *ret_binding,
		 struct store_requester *ret, struct err *err)
{
	if (ask->kid.n > 0) {
		if (acme_binding_check(s, ask, now, ret_binding, err) != 0 ||
		    store_requester_by_id(s->store, ret_binding->requester, ret,
					  err) != 0)
			return -1;
		return check_requester(ret, now, err);
	}
	if (conf_acme_needs_binding(s->configuration->conf,
				    profile_find(ask->profile)))
		return err_set(err, ERR_BINDING_REQUIRED,
			       "accounts here need an external account "
			       "binding: an administrator makes one with "
			       "`sanca eab new`");
	return store_requester_find(s->store, bytes_of_text(REQUESTER_ACME),
				    ret, err);
}

static int
take_rate(struct signer *s, struct acme_item *it, struct bytes peer,
	  struct err *err)
{
	CLEANUP(buf_free) struct buf place = { 0 };
	uint64_t most = s->configuration->conf->acme_accounts_per_hour;

	hourly_put_peer(peer, &place);
	if (buf_check(&place, err) != 0)
		return -1;
	if (hourly_take(&s->acme.accounts, buf_bytes(&place), most,
			&it->retry_after_s))
		return 0;
	return err_set(err, ERR_RATE_LIMITED,
		       "%ju accounts were made from this address within an "
		       "hour (accounts-per-hour)",
		       (uintmax_t)most);
}

static int
check_terms(const struct signer *s, const struct msg_account_new *ask,
	    struct err *err)
{
	const char *terms = s->configuration->conf->acme_terms;

	if (terms[0] == '\0' || ask->agreed)
		return 0;
	return err_set(err, ERR_USER_ACTION,
		       "agree to the terms of service first: %s", terms);
}

int
acme_account_new(struct signer *s, struct acme_item *it, int64_t now,
		 struct err *err)
{
	const struct msg_account_new *ask = &it->msg.account_new;
	struct store_requester requester = { 0 };
	struct acme_binding binding = { 0 };
	struct acme_account row = { .agreed = ask->agreed != 0,
				    .created_at = now };
	char who[WHO_BYTES];

	if (check_key(s, ask->spki, ask->thumbprint, err) != 0 ||
	    check_free(s, ask->thumbprint, err) != 0 ||
	    check_terms(s, ask, err) != 0 ||
	    choose_requester(s, ask, now, &binding, &requester, err) != 0 ||
	    take_rate(s, it, ask->peer, err) != 0)
		return -1;
	row.requester = requester.id;
	row.binding = binding.id;
	row.spki_bytes = ask->spki.n;
	memcpy(row.spki, ask->spki.p, ask->spki.n);
	memcpy(row.thumbprint, ask->thumbprint.p, sizeof(row.thumbprint));
	refusal_text(ask->contacts, row.contacts, sizeof(row.contacts));
	refusal_text(ask->peer, row.peer, sizeof(row.peer));
	if (store_account_add(s->store, &row, &row.id, err) != 0 ||
	    (binding.id != 0 &&
	     store_binding_use(s->store, binding.id, row.id, err) != 0))
		return -1;
	acme_done(it, row.id);
	show_who(&requester, ask->peer, who);
	return log_account(s, "account-new", &row, &requester, who, now, err);
}

/* ---- changed, ended -------------------------------------------------------- */

enum { SET_CONTACTS = 1, SET_ENDED = 2 };

static int
set_ended(struct signer *s, struct acme_item *it, struct acme_account *row,
	  const struct store_requester *requester, int64_t now, struct err *err)
{
	bool by_ca = it->link->role == FROM_CONTROL;
	char who[WHO_BYTES];

	row->ended_at = now;
	row->ended_by = by_ca ? ACME_ENDED_BY_CA : ACME_ENDED_BY_CLIENT;
	if (store_account_update(s->store, row, err) != 0)
		return -1;
	if (by_ca)
		snprintf(who, sizeof(who), "uid %ju", (uintmax_t)it->link->uid);
	else
		show_who(requester, it->msg.account_set.peer, who);
	return log_account(s, "account-end", row, requester, who, now, err);
}

int
acme_account_set(struct signer *s, struct acme_item *it, int64_t now,
		 struct err *err)
{
	const struct msg_account_set *ask = &it->msg.account_set;
	struct store_requester requester = { 0 };
	struct acme_account row = { 0 };

	if (it->link->role == FROM_CONTROL) {
		if (store_account_whose(s->store, ask->account, &row,
					&requester, err) != 0)
			return -1;
		if (row.ended_at != 0 || ask->what != SET_ENDED)
			return err_set(err, ERR_CONFLICT,
				       "account %ju has ended already",
				       (uintmax_t)row.id);
	} else if (acme_account_find(s, ask->account, now, &row, &requester,
				     err) != 0) {
		return -1;
	}
	acme_done(it, row.id);
	if (ask->what == SET_ENDED)
		return set_ended(s, it, &row, &requester, now, err);
	if (ask->what != SET_CONTACTS)
		return err_set(err, ERR_MALFORMED, "ACCOUNT_SET of kind %u",
			       ask->what);
	refusal_text(ask->contacts, row.contacts, sizeof(row.contacts));
	return store_account_update(s->store, &row, err);
}

/* ---- another key ------------------------------------------------------------ */

/* The old key signed that it should be the new one: a front that was taken over
 * cannot give an account a key of its own. */
static int
check_change(const struct signer *s, const struct acme_account *row,
	     const struct msg_account_key *ask, struct err *err)
{
	CLEANUP(proof_free) struct proof proof = { 0 };

	if (acme_account_verify(row, ask->proof, ask->signature, err) != 0 ||
	    proof_open(ask->proof, &proof, err) != 0)
		return -1;
	if (proof_is_for(&proof, s->configuration->conf, "/acme/key-change") &&
	    proof_holds_key(&proof, ask->spki))
		return 0;
	return err_set(err, ERR_FORBIDDEN,
		       "what was signed does not hold the new key");
}

int
acme_account_key(struct signer *s, struct acme_item *it, int64_t now,
		 struct err *err)
{
	const struct msg_account_key *ask = &it->msg.account_key;
	struct store_requester requester = { 0 };
	struct acme_account row = { 0 };
	char who[WHO_BYTES];

	if (acme_account_find(s, ask->account, now, &row, &requester, err) !=
		    0 ||
	    check_key(s, ask->spki, ask->thumbprint, err) != 0 ||
	    check_change(s, &row, ask, err) != 0 ||
	    check_free(s, ask->thumbprint, err) != 0)
		return -1;
	row.spki_bytes = ask->spki.n;
	memcpy(row.spki, ask->spki.p, ask->spki.n);
	memcpy(row.thumbprint, ask->thumbprint.p, sizeof(row.thumbprint));
	if (store_account_update(s->store, &row, err) != 0)
		return -1;
	acme_done(it, row.id);
	show_who(&requester, ask->peer, who);
	return log_account(s, "account-key", &row, &requester, who, now, err);
}
