/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: store */
/* Accounts, orders and authorizations of ACME in ca.db. Written by the signer,
 * read by front and command line. Strings here are copies, views none. */
#ifndef SANCA_STORE_ACME_H
#define SANCA_STORE_ACME_H

#include "sanca/acme.h"
#include "sanca/names.h"
#include "sanca/store.h"

/* ---- bindings (RFC 8555 7.3.4) -------------------------------------------------- */

struct acme_binding {
	uint64_t id;
	char kid[ACME_KID_CHARS + 1];
	uint64_t requester;
	int64_t created_at, expires_at, revoked_at; /* 0: never, not */
	uint64_t account;			    /* 0: not used yet */
};
MUST_CHECK int store_binding_add(struct store *s,
				 const struct acme_binding *row,
				 uint64_t *ret_id, struct err *err);
/* ERR_NOT_FOUND. */
MUST_CHECK int store_binding_find(struct store *s, struct bytes kid,
				  struct acme_binding *ret, struct err *err);
/* The next one after this id, of this requester (0: any); ERR_NOT_FOUND. */
MUST_CHECK int store_binding_next(struct store *s, uint64_t requester,
				  uint64_t after, struct acme_binding *ret,
				  struct err *err);
/* It has made this account. ERR_CONFLICT: it was used already. */
MUST_CHECK int store_binding_use(struct store *s, uint64_t id, uint64_t account,
				 struct err *err);
/* ERR_CONFLICT: it is revoked already. */
MUST_CHECK int store_binding_revoke(struct store *s, uint64_t id, int64_t now,
				    struct err *err);

/* ---- accounts ---------------------------------------------------------------------- */

enum acme_ended { ACME_ENDED_NOT, ACME_ENDED_BY_CLIENT, ACME_ENDED_BY_CA };

struct acme_account {
	uint64_t id;
	uint64_t requester;
	uint64_t binding; /* 0: none */
	size_t spki_bytes;
	uint8_t spki[LIMIT_SPKI_BYTES];
	uint8_t thumbprint[32];
	char contacts[LIMIT_CONTACTS_BYTES + 1];
	bool agreed;
	int64_t created_at;
	char peer[65];
	int64_t ended_at;
	enum acme_ended ended_by;
};
/* A key that has an account is ERR_CONFLICT. */
MUST_CHECK int store_account_add(struct store *s,
				 const struct acme_account *row,
				 uint64_t *ret_id, struct err *err);
MUST_CHECK int store_account_get(struct store *s, uint64_t id,
				 struct acme_account *ret, struct err *err);
/* With its requester, in one query. */
MUST_CHECK int store_account_whose(struct store *s, uint64_t id,
				   struct acme_account *ret,
				   struct store_requester *ret_requester,
				   struct err *err);
MUST_CHECK int store_account_by_key(struct store *s,
				    const uint8_t thumbprint[32],
				    struct acme_account *ret, struct err *err);
/* The next one after this id, of this requester (0: any); ERR_NOT_FOUND. */
MUST_CHECK int store_account_next(struct store *s, uint64_t requester,
				  uint64_t after, struct acme_account *ret,
				  struct err *err);
/* contacts, agreed, key, end: what may change, as it stands in row. */
MUST_CHECK int store_account_update(struct store *s,
				    const struct acme_account *row,
				    struct err *err);

/* ---- authorizations -------------------------------------------------------------------- */

struct acme_authz {
	uint64_t id;
	uint64_t account;
	struct name name; /* without "*." */
	bool wildcard;
	int64_t created_at, expires_at;
	char token[ACME_TOKEN_CHARS + 1];
	uint8_t thumbprint[32];
	enum acme_state state;
	enum acme_method method; /* ACME_NONE: none was tried */
	int64_t decided_at;
	char address[65];
	char error[ACME_ERROR_BYTES + 1]; /* "TYPE words"; "" */
	bool is_stale; /* pending, of an account that ended or has another key */
};
MUST_CHECK int store_authz_add(struct store *s, const struct acme_authz *row,
			       uint64_t *ret_id, struct err *err);
MUST_CHECK int store_authz_get(struct store *s, uint64_t id,
			       struct acme_authz *ret, struct err *err);
/* The one of this account for this name (and wildcard or not) that is valid and
 * lives longest, of those that were shown if there are any; ERR_NOT_FOUND. */
MUST_CHECK int store_authz_valid(struct store *s, uint64_t account,
				 const struct name *name, bool wildcard,
				 int64_t now, struct acme_authz *ret,
				 struct err *err);
/* A validation begins, and is not decided: method. */
MUST_CHECK int store_authz_try(struct store *s, uint64_t id,
			       enum acme_method method, struct err *err);
/* state, method, decided_at, expires_at, address, error as in row. ERR_CONFLICT:
 * it was decided already. */
MUST_CHECK int store_authz_decide(struct store *s, const struct acme_authz *row,
				  struct err *err);
/* The next one after this id whose validation has begun and is not decided, and
 * that has not expired. */
MUST_CHECK int store_authz_tried(struct store *s, uint64_t after, int64_t now,
				 struct acme_authz *ret, struct err *err);

/* ---- orders ------------------------------------------------------------------------------ */

/* What RFC 8555 7.1.6 calls its status, worked out. */
enum acme_order_status {
	ACME_ORDER_PENDING,
	ACME_ORDER_READY,
	ACME_ORDER_PROCESSING,
	ACME_ORDER_VALID,
	ACME_ORDER_INVALID,
};
/* "pending" and so on. */
const char *acme_order_status_name(enum acme_order_status status);

struct acme_order {
	uint64_t id;
	uint64_t account;
	int64_t created_at, expires_at;
	char profile[17];
	int64_t not_after; /* as asked; 0 */
	struct names names;
	uint64_t replaces;	      /* reservation; 0 */
	uint64_t reservation;	      /* 0: none yet, or it is void */
	enum store_state certificate; /* of that reservation */
	size_t authz_count; /* names.count, or 0 where they are not wanted */
	struct acme_authz *authz; /* calloc(); acme_order_free() */
};
void acme_order_free(struct acme_order *o);
/* One row, and its links to these authorizations, in the order of names. */
MUST_CHECK int store_order_add(struct store *s, const struct acme_order *row,
			       const uint64_t *authz, uint64_t *ret_id,
			       struct err *err);
/* With its authorizations, in one query. *ret begins as { 0 }. */
MUST_CHECK int store_order_get(struct store *s, uint64_t id,
			       struct acme_order *ret, struct err *err);
/* Ids of the account's orders (0: of all) after this one, at most max of them,
 * rising. */
MUST_CHECK int store_order_list(struct store *s, uint64_t account,
				uint64_t after, uint64_t *ret, size_t max,
				size_t *ret_count, struct err *err);
/* The same from the newest on, falling, before this id (0: the newest). */
struct acme_order_filter {
	uint64_t account;   /* 0: of any */
	uint64_t requester; /* whose accounts; 0: of any */
	uint64_t before;
};
/* No more than LIMIT_ACME_ORDERS_LOOKS are looked at for them. *ret_reached is where
 * to go on (before); 0: there are no more. */
MUST_CHECK int store_order_newest(struct store *s,
				  const struct acme_order_filter *filter,
				  uint64_t *ret, size_t max, size_t *ret_count,
				  uint64_t *ret_reached, struct err *err);
/* The newest order for the renewal of this certificate; ERR_NOT_FOUND. Without
 * authorizations. */
MUST_CHECK int store_order_by_replaces(struct store *s, uint64_t reservation,
				       struct acme_order *ret, struct err *err);
/* It has this reservation now, and had none, or one that is void. ERR_CONFLICT. */
MUST_CHECK int store_order_take(struct store *s, uint64_t id,
				uint64_t reservation, struct err *err);
/* Pure: from the rows and the time. */
enum acme_order_status acme_order_status(const struct acme_order *o,
					 int64_t now);
/* Why an order that is invalid is, when that is not about a name of it: "TYPE
 * words" as in struct acme_authz; else "". */
const char *acme_order_fault(const struct acme_order *o, int64_t now);
/* The same of its name i: what was wrong with the challenge, or why its
 * authorization does not count any more where that matters. Borrowed. */
const char *acme_order_name_fault(const struct acme_order *o, size_t i,
				  int64_t now);
/* "pending", "valid", "invalid", "deactivated", "expired" (RFC 8555 7.1.6). */
const char *acme_authz_status(const struct acme_authz *a, int64_t now);
/* The next order and authorization have a number that is higher by so many. */
MUST_CHECK int store_acme_skip(struct store *s, uint64_t count,
			       struct err *err);
/* Deletes orders, and authorizations of none, that ended before this; at most so
 * many of each. *ret: how many. */
MUST_CHECK int store_acme_sweep(struct store *s, int64_t ended_before,
				unsigned most, unsigned *ret, struct err *err);

#endif
