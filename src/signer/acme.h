/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * ACME in the signer (RFC 8555): accounts, orders, authorizations. The front has
 * read the JWS and verified it; here is decided and written. All that waits in a
 * turn is written by the one transaction of that turn (acme_keep()), and answered
 * after it.
 */
#ifndef SANCA_SIGNER_ACME_H
#define SANCA_SIGNER_ACME_H

#include "hourly.h"
#include "link.h"

#include "sanca/store_acme.h"

struct acme_handler;
struct conf;
struct policy;
struct policy_request;
struct profile;
struct request;

/* What was asked, on its way through a turn. */
enum acme_item_state {
	ACME_ITEM_TAKEN,
	ACME_ITEM_MUST_WRITE, /* once more, inside the transaction */
	ACME_ITEM_DONE,	      /* answered after the commit, with answer */
	ACME_ITEM_REFUSED,    /* with err */
	ACME_ITEM_WAITS,      /* for the validator: answered by its ticket */
};

struct acme_item {
	enum acme_item_state state;
	const struct acme_handler *how;
	struct link *link;
	uint64_t link_number;
	struct buf record; /* what msg borrows from */
	struct msg msg;
	struct msg answer;
	struct buf space; /* what answer borrows from */
	struct err err;
	uint32_t retry_after_s;
	struct buf violations; /* violations_encode() */
};

/* A validation that was asked for. */
struct acme_ticket {
	uint64_t number; /* 0: an empty place */
	uint64_t authz;
	uint64_t account;
	enum acme_method method;
	int64_t asked_ms;
	uint64_t validator; /* number of its link */
	struct link *asker; /* NULL: nobody waits */
	uint64_t asker_number;
	uint64_t id;   /* of the message */
	char peer[65]; /* who asked; "": it was begun before a restart */
	bool again;    /* it waited, or was tried before */
};

/* What is begun and not decided. It stays until its row says that it is over. */
struct acme_begun {
	uint64_t authz; /* 0: an empty place */
	uint64_t account;
	unsigned tries;
	int64_t due_ms; /* not before */
	bool is_over;	/* unless what was written is undone */
	char peer[65];
};

struct acme {
	size_t count;
	struct acme_item at[LIMIT_ACME_A_TURN];
	uint64_t tickets_made;
	struct acme_ticket tickets[LIMIT_VALIDATIONS];
	bool ticket_freed; /* in this turn */
	struct acme_begun begun[LIMIT_VALIDATIONS_BEGUN];
	size_t begun_count;  /* most often none: then nothing is looked for */
	size_t begun_next;   /* where the next one is looked for */
	uint64_t begun_read; /* rows up to this authorization are there */
	bool begun_is_read;  /* all are */
	struct hourly accounts, orders, failures;
	bool has_binding_key;
	uint8_t binding_key[32];
	int64_t sweep_at_s; /* when there may be something to sweep */
};

/* ---- acme_turn.c ------------------------------------------------------------ */

MUST_CHECK int acme_start(struct signer *s, struct err *err);
void acme_close(struct signer *s);
/* Inside the transaction that settings begin to count in; before is NULL at a start.
 * Where they switch ACME on, numbers that a power cut took are left out. */
MUST_CHECK int acme_switch_on(struct signer *s, const struct conf *before,
			      const struct conf *now, struct err *err);
bool acme_is_for(enum msg_type type);
bool acme_has_room(const struct signer *s);
/* Takes the message, and its record from the caller. */
void acme_take(struct signer *s, struct link *l, struct buf *record,
	       const struct msg *m);
/* Before the transaction: what writes nothing, so that it costs none. */
void acme_ask(struct signer *s, int64_t now);
/* Is there something to write; and must it be on the disk before it is answered? */
bool acme_has_work(const struct signer *s);
bool acme_must_sync(const struct signer *s);
/* Inside the transaction of the turn. -1: a fault of the store, of all. */
MUST_CHECK int acme_keep(struct signer *s, int64_t now, struct err *err);
/* After it was committed, or failed with why. */
void acme_answer(struct signer *s, const struct err *why);
/* Each second: what waits too long, what was not finished, what is over. */
void acme_look(struct signer *s);

/* ---- handlers: on -1 the asker is refused, and all of it undone -------------- */

typedef int acme_fn(struct signer *s, struct acme_item *it, int64_t now,
		    struct err *err);
acme_fn acme_binding_new, acme_binding_revoke;
acme_fn acme_account_new, acme_account_set, acme_account_key;
acme_fn acme_order_new, acme_authz_end;
acme_fn acme_challenge, acme_validated;

/* acme_decide.c: what the validator says of this ticket's authorization, if that is
 * still open. */
MUST_CHECK int acme_decide(struct signer *s, const struct acme_ticket *t,
			   const struct msg_validated *m, int64_t now,
			   struct err *err);

/* ---- acme_ticket.c ----------------------------------------------------------- */

/* sanca-validator is there. */
bool acme_ticket_may_send(const struct signer *s);
struct acme_ticket *acme_ticket_find(struct signer *s, uint64_t number);
struct acme_ticket *acme_ticket_of(struct signer *s, uint64_t authz);
/* An empty one, if this account may have one more; again: for what waited or was
 * tried before. NULL. */
struct acme_ticket *acme_ticket_place(struct signer *s, uint64_t account,
				      bool again);
/* Asks the validator; t becomes the ticket, for which nobody waits yet. */
MUST_CHECK int acme_ticket_send(struct signer *s, const struct acme_authz *a,
				enum acme_method method, struct acme_ticket *t,
				struct err *err);
/* Who asked for this is answered when the ticket is. */
void acme_ticket_wait(struct acme_ticket *t, struct acme_item *it);
/* Who waits, if anybody, is told: look at the row, or why not. */
void acme_ticket_answer(struct acme_ticket *t, const struct err *why);

/* ---- acme_again.c ------------------------------------------------------------ */

/* NULL: it is not begun. */
struct acme_begun *acme_again_find(struct signer *s, uint64_t authz);
/* May one more of this account be written as begun, and so many places be left? */
bool acme_again_has_room(const struct signer *s, uint64_t account,
			 unsigned spare);
/* It is begun; there is room. */
void acme_again_add(struct signer *s, uint64_t authz, uint64_t account,
		    const char *peer, unsigned tries);
/* A try that decided nothing: the next one comes later. false: it was the last. */
bool acme_again_later(struct acme_begun *b);
/* Tries what is due while there is room. */
void acme_again_begin(struct signer *s);
/* Each second. */
void acme_again_look(struct signer *s);

/* DONE with this number. */
void acme_done(struct acme_item *it, uint64_t number);

/* acme_order.c: an authorization, which must be this account's; the account
 * counts. */
MUST_CHECK int acme_authz_find(struct signer *s, uint64_t account,
			       uint64_t authz, int64_t now,
			       struct acme_authz *ret,
			       struct acme_account *ret_account,
			       struct err *err);
/* It was made when the account had the key that it has now. ERR_UNAUTHORIZED. */
MUST_CHECK int acme_authz_check_key(const struct acme_authz *a,
				    const struct acme_account *account,
				    struct err *err);
/* acme_order.c: "*.x" is the name x, wildcard (RFC 8555 7.1.3). */
void acme_authz_take_name(const struct name *name, struct acme_authz *ret);

/* ---- acme_failures.c ---------------------------------------------------------- */

/* May a challenge of this authorization be tried for who asks? ERR_RATE_LIMITED. */
MUST_CHECK int acme_failures_check(struct signer *s, struct acme_item *it,
				   const struct acme_authz *a, struct err *err);
/* One that this peer ("": nobody knows) asked for has failed. */
void acme_failures_note(struct signer *s, const struct acme_authz *a,
			const char *peer);

/* ---- acme_binding.c ----------------------------------------------------------- */

/* The binding of this kid counts, and mac is right: it vouches for a new account
 * of this key. ERR_UNAUTHORIZED. */
MUST_CHECK int acme_binding_check(struct signer *s,
				  const struct msg_account_new *ask,
				  int64_t now, struct acme_binding *ret,
				  struct err *err);

/* ---- acme_account.c ----------------------------------------------------------- */

/* The account and its requester, both in order. ERR_ACCOUNT_UNKNOWN,
 * ERR_ACCOUNT_ENDED, ERR_UNAUTHORIZED of its requester. */
MUST_CHECK int acme_account_find(struct signer *s, uint64_t id, int64_t now,
				 struct acme_account *ret,
				 struct store_requester *ret_requester,
				 struct err *err);
/* Its key was not blocked since: what is so may be changed or end, and gets
 * nothing. ERR_UNAUTHORIZED. */
MUST_CHECK int acme_account_check_key(struct signer *s,
				      const struct acme_account *account,
				      struct err *err);
/* What is shown was signed by the account's key. ERR_FORBIDDEN. */
MUST_CHECK int acme_account_verify(const struct acme_account *account,
				   struct bytes proof, struct bytes signature,
				   struct err *err);
/* By which policy names of this requester's accounts are judged. */
struct bytes acme_policy_name(const struct signer *s,
			      const struct store_requester *requester);

/* ---- acme_judge.c -------------------------------------------------------------- */

/* Are these names allowed, and does the CA certify them? Of ask door and key are
 * filled in. Fills scratch 0; the violations go to out. ERR_POLICY; ERR_MALFORMED
 * when it is about no name. */
MUST_CHECK int acme_judge(struct signer *s, const struct policy *policy,
			  const struct policy_request *ask, struct buf *out,
			  struct err *err);
/* The lifetime of a certificate that ends then, to the second; 0 for 0.
 * ERR_MALFORMED: it cannot. */
MUST_CHECK int acme_lifetime_find(const struct signer *s, int64_t not_after,
				  int64_t now, int64_t *ret, struct err *err);
/* The profile of this name ("": the policy's default), which the policy allows and
 * this account may have. ERR_INVALID_PROFILE; ERR_UNAUTHORIZED: it needs a
 * binding. */
MUST_CHECK int acme_profile_find(const struct signer *s,
				 const struct policy *policy,
				 const struct acme_account *account,
				 struct bytes name, const struct profile **ret,
				 struct err *err);
/* The policy that says which names need no challenge; NULL: none does. */
const struct policy *
acme_preauthorizing(const struct signer *s, const struct acme_account *account,
		    const struct store_requester *requester);
/* by may be NULL. */
void acme_find_preauthorized(struct signer *s, const struct policy *by,
			     const struct store_requester *requester,
			     const struct names *names, bool ret[LIMIT_NAMES]);

/* ---- acme_finalize.c ------------------------------------------------------------ */

/* As admit_renew(): the certificate of an order. */
MUST_CHECK int admit_finalize(struct signer *s, struct request *r, int64_t now,
			      struct err *err);
/* Once more, inside the transaction: the account counts, and the order is ready,
 * after all else that came in this turn. */
MUST_CHECK int finalize_check(struct signer *s, const struct request *r,
			      int64_t now, struct err *err);
/* It has this reservation. */
MUST_CHECK int finalize_record(struct signer *s, const struct request *r,
			       struct err *err);

/* "acme ACCOUNT/ORDER": the door_reference of its reservation. */
#define ACME_REFERENCE_BYTES 64
void acme_reference_write(const struct request *r,
			  char ret[ACME_REFERENCE_BYTES]);
bool acme_was_issued_to(const struct store_reservation *row, uint64_t account);

#endif
