/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Orders, and authorizations without one (RFC 8555 7.4): names are judged, and each
 * gets an authorization, which may be valid at once. */
#include "acme.h"

#include "signer.h"
#include "who.h"

#include "sanca/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A valid one that ends within an order's life makes that short: below this it is
 * shown anew. */
#define REUSE_LEAST_S 3600

/* All that an order is made of, too large for a stack. */
struct ordering {
	struct acme_account account;
	struct store_requester requester;
	const struct policy *policy;
	const struct profile *profile; /* NULL: of no order */
	struct acme_order order;
	bool preauthorized[LIMIT_NAMES];
	uint64_t authz[LIMIT_NAMES];
	struct acme_authz one;
};

/* ---- authorizations --------------------------------------------------------- */

void
acme_authz_take_name(const struct name *name, struct acme_authz *ret)
{
	ret->name = *name;
	ret->wildcard = name_is_wildcard(name);
	if (!ret->wildcard)
		return;
	ret->name.n = name->n - 2;
	memmove(ret->name.v, name->v + 2, ret->name.n + 1);
}

/* What was shown before, or what the policy said then and still says. */
static int
reuse(struct signer *s, struct ordering *o, bool is_preauthorized, int64_t now,
      uint64_t *ret, struct err *err)
{
	struct acme_authz *a = &o->one;
	struct name name = a->name;
	bool wildcard = a->wildcard;

	*ret = 0;
	if (store_authz_valid(s->store, o->account.id, &name, wildcard,
			      now + REUSE_LEAST_S, a, err) != 0) {
		a->name = name;
		a->wildcard = wildcard;
		return err->code == ERR_NOT_FOUND ? 0 : -1;
	}
	if (a->method != ACME_PREAUTHORIZED || is_preauthorized) {
		*ret = a->id;
		if (a->expires_at < o->order.expires_at)
			o->order.expires_at = a->expires_at;
	}
	return 0;
}

static int
make(struct signer *s, struct ordering *o, bool is_preauthorized, int64_t now,
     uint64_t *ret, struct err *err)
{
	const struct conf *conf = s->configuration->conf;
	struct acme_authz *a = &o->one;

	a->account = o->account.id;
	a->created_at = now;
	a->expires_at = now + conf->acme_order_s;
	memcpy(a->thumbprint, o->account.thumbprint, sizeof(a->thumbprint));
	a->state = ACME_PENDING;
	a->method = ACME_NONE;
	a->decided_at = 0;
	if (is_preauthorized) {
		a->state = ACME_VALID;
		a->method = ACME_PREAUTHORIZED;
		a->decided_at = now;
		a->expires_at = now + conf->acme_authz_s;
	}
	if (random_base64url(32, a->token, err) != 0)
		return -1;
	return store_authz_add(s->store, a, ret, err);
}

static int
authorize(struct signer *s, struct ordering *o, size_t i, bool may_reuse,
	  int64_t now, struct err *err)
{
	acme_authz_take_name(&o->order.names.at[i], &o->one);
	o->authz[i] = 0;
	if (may_reuse &&
	    reuse(s, o, o->preauthorized[i], now, &o->authz[i], err) != 0)
		return -1;
	return o->authz[i] != 0 ? 0
				: make(s, o, o->preauthorized[i], now,
				       &o->authz[i], err);
}

/* ---- the order -------------------------------------------------------------- */

static int
check_twice(const struct names *names, struct err *err)
{
	for (size_t i = 0; i < names->count; i++)
		for (size_t k = 0; k < i; k++)
			if (name_equal(&names->at[i], &names->at[k]))
				return err_set(err, ERR_MALFORMED,
					       "identifier %zu stands there "
					       "twice",
					       i + 1);
	return names->count > 0 ? 0
				: err_set(err, ERR_MALFORMED,
					  "an order needs at least one "
					  "identifier");
}

static int
already_replaced(struct err *err)
{
	return err_set(err, ERR_ALREADY_REPLACED,
		       "this certificate was replaced by another order "
		       "already");
}

/* RFC 9773 5 asks for the same account; one that somebody vouches for may also
 * replace what its requester got through another door. */
static bool
may_replace(const struct ordering *o, const struct store_reservation *row)
{
	if (row->requester != o->requester.id)
		return false;
	if (row->door == DOOR_ACME)
		return acme_was_issued_to(row, o->account.id);
	return o->account.binding != 0;
}

/* By another order that may yet get a certificate, or by a certificate. */
static int
check_replaced(struct signer *s, uint64_t id, int64_t now, struct err *err)
{
	struct acme_order *other = calloc(1, sizeof(*other));
	enum store_state state = STORE_VOID;
	uint64_t successor = 0;
	bool is_replaced = false;

	if (other == NULL)
		return err_nomem(err);
	if (store_order_by_replaces(s->store, id, other, err) == 0 &&
	    store_order_get(s->store, other->id, other, err) == 0)
		is_replaced =
			acme_order_status(other, now) != ACME_ORDER_INVALID;
	acme_order_free(other);
	free(other);
	if (!is_replaced && store_successor_find(s->store, id, now, &successor,
						 &state, err) == 0)
		is_replaced = true;
	if (is_replaced)
		return already_replaced(err);
	return store_is_broken(s->store) ? -1 : 0;
}

static int
find_replaced(struct signer *s, struct ordering *o, struct bytes serial,
	      int64_t now, struct err *err)
{
	struct names *old = &s->scratch[0].requested;
	struct store_reservation row = { 0 };
	uint64_t id = 0;

	if (serial.n == 0)
		return 0;
	if (log_find(s->store, STORE_BY_SERIAL, serial, &id, err) != 0 ||
	    store_reservation_get(s->store, id, &row, err) != 0)
		return err->code == ERR_NOT_FOUND
			       ? err_set(err, ERR_NOT_FOUND,
					 "the certificate in \"replaces\" is "
					 "not known here")
			       : -1;
	if (!may_replace(o, &row))
		return err_set(err, ERR_UNAUTHORIZED,
			       "the certificate in \"replaces\" is another "
			       "account's");
	if (names_decode(row.names, old, err) != 0 ||
	    check_replaced(s, id, now, err) != 0)
		return -1;
	o->order.replaces = id;
	for (size_t i = 0; i < old->count; i++)
		if (names_hold(&o->order.names, &old->at[i]))
			return 0;
	return err_set(err, ERR_MALFORMED,
		       "the certificate in \"replaces\" has none of these "
		       "names");
}

static int
find_policy(struct signer *s, struct ordering *o, struct err *err)
{
	struct bytes name = acme_policy_name(s, &o->requester);
	const uint8_t *digest = NULL;

	o->policy = configuration_policy(s->configuration, name, &digest);
	if (o->policy != NULL)
		return 0;
	return err_set(err, ERR_POLICY,
		       "there is no [policy %.*s] in sanca.conf, by which %s "
		       "would be judged",
		       (int)name.n, (const char *)name.p, o->requester.name);
}

static int
take_rate(struct signer *s, struct acme_item *it, const struct ordering *o,
	  struct err *err)
{
	uint64_t most = s->configuration->conf->acme_orders_per_hour;
	uint8_t id[8];

	for (size_t i = 0; i < sizeof(id); i++)
		id[i] = (uint8_t)(o->account.id >> (8 * i));
	if (hourly_take(&s->acme.orders, BYTES_OF(id), most,
			&it->retry_after_s))
		return 0;
	return err_set(err, ERR_RATE_LIMITED,
		       "this account made %ju orders within an hour "
		       "(orders-per-hour)",
		       (uintmax_t)most);
}

static int
judge(struct signer *s, struct acme_item *it, struct ordering *o, int64_t now,
      struct err *err)
{
	const struct msg_order_new *ask = &it->msg.order_new;
	struct policy_request request = { .requester = o->requester.name,
					  .names = &o->order.names };

	if (find_policy(s, o, err) != 0 ||
	    acme_lifetime_find(s, ask->not_after, now, &request.lifetime_s,
			       err) != 0)
		return -1;
	/* What is shown alone is not for any profile yet. */
	if (!ask->is_authz &&
	    acme_profile_find(s, o->policy, &o->account, ask->profile,
			      &o->profile, err) != 0)
		return -1;
	request.profile = o->profile;
	return acme_judge(s, o->policy, &request, &it->violations, err);
}

static int
read_order(struct signer *s, struct acme_item *it, struct ordering *o,
	   int64_t now, struct err *err)
{
	const struct msg_order_new *ask = &it->msg.order_new;

	if (ask->generation != s->configuration->generation) {
		it->retry_after_s = 1;
		return err_set(err, ERR_GENERATION,
			       "the settings were changed meanwhile");
	}
	if (acme_account_find(s, ask->account, now, &o->account, &o->requester,
			      err) != 0 ||
	    acme_account_check_key(s, &o->account, err) != 0 ||
	    names_decode(ask->names, &o->order.names, err) != 0 ||
	    check_twice(&o->order.names, err) != 0 ||
	    judge(s, it, o, now, err) != 0 ||
	    find_replaced(s, o, ask->replaces, now, err) != 0 ||
	    take_rate(s, it, o, err) != 0)
		return -1;
	o->order.account = o->account.id;
	o->order.created_at = now;
	o->order.expires_at = now + s->configuration->conf->acme_order_s;
	o->order.not_after = ask->not_after;
	/* Also where the client named none: its order has that one. */
	snprintf(o->order.profile, sizeof(o->order.profile), "%s",
		 o->profile != NULL ? o->profile->name : "");
	return 0;
}

static int
add_order(struct signer *s, struct acme_item *it, struct ordering *o,
	  int64_t now, struct err *err)
{
	bool is_authz = it->msg.order_new.is_authz != 0;
	uint64_t id = 0;

	acme_find_preauthorized(
		s, acme_preauthorizing(s, &o->account, &o->requester),
		&o->requester, &o->order.names, o->preauthorized);
	for (size_t i = 0; i < o->order.names.count; i++)
		if (authorize(s, o, i, !is_authz, now, err) != 0)
			return -1;
	if (is_authz) {
		acme_done(it, o->authz[0]);
		return 0;
	}
	if (store_order_add(s->store, &o->order, o->authz, &id, err) != 0)
		return -1;
	acme_done(it, id);
	return 0;
}

int
acme_order_new(struct signer *s, struct acme_item *it, int64_t now,
	       struct err *err)
{
	struct ordering *o = calloc(1, sizeof(*o));
	int rc = -1;

	if (o == NULL)
		return err_nomem(err);
	if (read_order(s, it, o, now, err) == 0)
		rc = add_order(s, it, o, now, err);
	free(o);
	return rc;
}

/* ---- of its account ---------------------------------------------------- */

int
acme_authz_find(struct signer *s, uint64_t account, uint64_t authz, int64_t now,
		struct acme_authz *ret, struct acme_account *ret_account,
		struct err *err)
{
	struct store_requester requester = { 0 };

	if (acme_account_find(s, account, now, ret_account, &requester, err) !=
		    0 ||
	    store_authz_get(s->store, authz, ret, err) != 0)
		return -1;
	if (ret->account == ret_account->id)
		return 0;
	return err_set(err, ERR_UNAUTHORIZED,
		       "this authorization is another account's");
}

/* Ayer 2015: what another key has signed, or shown, is not this key's. */
int
acme_authz_check_key(const struct acme_authz *a,
		     const struct acme_account *account, struct err *err)
{
	if (memcmp(a->thumbprint, account->thumbprint, sizeof(a->thumbprint)) ==
	    0)
		return 0;
	return err_set(err, ERR_UNAUTHORIZED,
		       "the key of the account was changed after this "
		       "authorization was made: make a new order");
}

int
acme_authz_end(struct signer *s, struct acme_item *it, int64_t now,
	       struct err *err)
{
	const struct msg_authz_end *ask = &it->msg.authz_end;
	struct acme_account account = { 0 };
	struct acme_authz row = { 0 };

	if (acme_authz_find(s, ask->account, ask->authz, now, &row, &account,
			    err) != 0)
		return -1;
	acme_done(it, row.id);
	if (row.state == ACME_DEACTIVATED)
		return 0;
	row.state = ACME_DEACTIVATED;
	row.decided_at = now;
	return store_authz_decide(s->store, &row, err);
}
