/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: store */
/* ca.db: the verbs over its statements. One writing connection per CA. */
#ifndef SANCA_STORE_H
#define SANCA_STORE_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

struct store;

enum store_mode {
	STORE_CREATE, /* new file, schema applied */
	STORE_WRITE,  /* the signer: migrates, checkpoints, one per CA */
	STORE_READ,   /* query-only; never writes -shm nor checkpoints */
};

/*
 * Opens DIR/log/ca.db: WAL, synchronous=FULL, trusted_schema=OFF,
 * cell_size_check=ON, mmap_size=0, defensive; reads every PRAGMA back and
 * refuses on a mismatch. STORE_WRITE sets SQLITE_FCNTL_PERSIST_WAL and first
 * runs wal_checkpoint(TRUNCATE), which must succeed. A newer schema, a wrong
 * mode or owner of the file is refused in words.
 *
 * Errors of all functions here: SQLITE_FULL, IOERR*, CORRUPT, NOTADB, READONLY
 * become ERR_STORAGE (ERR_CORRUPT for CORRUPT/NOTADB) and store_is_broken() is
 * true from then on; a constraint is ERR_CONFLICT; an absent row ERR_NOT_FOUND.
 */
MUST_CHECK int store_open(const char *dir, enum store_mode mode,
			  struct store **ret, struct err *err);
void store_free(struct store **store);
bool store_is_broken(const struct store *store);
/* True when the fault was a failed sync or write: the process must exit and
 * recover, never try again. */
bool store_must_restart(const struct store *store);

MUST_CHECK int store_begin(struct store *store, struct err *err);
/* What this one writes outlives the process as soon as it is committed, but the
 * machine only from the next store_begin()'s commit on: nothing is synced (ADR
 * 0027). */
MUST_CHECK int store_begin_light(struct store *store, struct err *err);
/* The transaction that runs is one of those. */
bool store_is_light(const struct store *store);
/* Durable when it returns 0, and the transaction is not light. */
MUST_CHECK int store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store);
/* Savepoint inside a transaction, so that one bad row of a batch does not
 * lose the others. */
MUST_CHECK int store_savepoint(struct store *store, struct err *err);
MUST_CHECK int store_savepoint_keep(struct store *store, struct err *err);
void store_savepoint_undo(struct store *store);

uint64_t store_wal_bytes(const struct store *store);
/* Copying the write-ahead log into the database takes some 10 ms each few
 * dozen batches. Whoever asks when answers are out keeps that out of their
 * way; a commit does it itself only when nobody did for long. A failure of
 * store_checkpoint() breaks the store as a failed commit does. */
bool store_checkpoint_is_due(const struct store *store);
MUST_CHECK int store_checkpoint(struct store *store, struct err *err);

/*
 * Copies all pages, whatever is in them, into a file without a name in folder, by
 * SQLite's backup API; *ret_fd is not synced. Inside store_begin_reading() the
 * copy is what was read there, whoever writes meanwhile; without, it begins anew
 * with each commit. progress (may be NULL) gets pages done and in all.
 */
typedef void store_copy_fn(uint64_t done, uint64_t total, void *ctx);
MUST_CHECK int store_copy(struct store *store, const char *folder,
			  store_copy_fn *progress, void *ctx, int *ret_fd,
			  struct err *err);

/* ---- issuers, requesters, tokens ----------------------------------------------- */

struct store_issuer {
	uint64_t id;
	char tag[17];
	struct bytes certificate, chain;
	uint8_t spki_sha256[32];
	int64_t created_at;
};
MUST_CHECK int store_issuer_add(struct store *s, const struct store_issuer *row,
				uint64_t *ret_id, struct err *err);
/* The newest one; views live until the next call. */
MUST_CHECK int store_issuer_get(struct store *s, struct store_issuer *ret,
				struct err *err);

MUST_CHECK int store_issuer_by_id(struct store *s, uint64_t id,
				  struct store_issuer *ret, struct err *err);

struct store_requester {
	uint64_t id;
	char name[LIMIT_LABEL_BYTES + 1];
	char policy[LIMIT_LABEL_BYTES + 1];
	uint32_t rights;
	int64_t created_at, expires_at, disabled_at;
	char contacts[LIMIT_CONTACTS_BYTES + 1]; /* separated by spaces */
	char client_name[LIMIT_NAME_BYTES + 1];	 /* "": none */
};
MUST_CHECK int store_requester_add(struct store *s,
				   const struct store_requester *row,
				   uint64_t *ret_id, struct err *err);
MUST_CHECK int store_requester_find(struct store *s, struct bytes name,
				    struct store_requester *ret,
				    struct err *err);
MUST_CHECK int store_requester_by_id(struct store *s, uint64_t id,
				     struct store_requester *ret,
				     struct err *err);
/* Next requester after this id; ERR_NOT_FOUND at the end. */
MUST_CHECK int store_requester_next(struct store *s, uint64_t after,
				    struct store_requester *ret,
				    struct err *err);
/* The row with this id becomes as given, but for name and created_at. A
 * client_name that another one has is ERR_CONFLICT. */
MUST_CHECK int store_requester_update(struct store *s,
				      const struct store_requester *row,
				      struct err *err);
MUST_CHECK int store_requester_by_client_name(struct store *s,
					      struct bytes client_name,
					      struct store_requester *ret,
					      struct err *err);
/* Requesters with these rights, with a password, not disabled and not expired
 * now; *ret_lasting: those of them that never expire. */
MUST_CHECK int store_requester_count_able(struct store *s, uint32_t rights,
					  int64_t now, uint64_t *ret,
					  uint64_t *ret_lasting,
					  struct err *err);
/* How many certificates it was issued. */
MUST_CHECK int store_requester_count_certificates(struct store *s, uint64_t id,
						  uint64_t *ret,
						  struct err *err);

struct store_token {
	uint64_t id;
	uint64_t requester;
	uint8_t hash[32];
	uint32_t rights;
	int64_t created_at, expires_at, revoked_at;
};
MUST_CHECK int store_token_add(struct store *s, const struct store_token *row,
			       uint64_t *ret_id, struct err *err);
/* By hash, with its requester. Also returns revoked and expired ones. */
MUST_CHECK int store_token_find(struct store *s, const uint8_t hash[32],
				struct store_token *ret,
				struct store_requester *ret_requester,
				struct err *err);
/* A token that is kept as schema 2 did, hashed once; ERR_NOT_FOUND when there is
 * none. The other gives it the hash that it is found by now. */
MUST_CHECK int store_token_once(struct store *s, struct store_token *ret,
				struct err *err);
MUST_CHECK int store_token_hash_again(struct store *s, uint64_t token,
				      const uint8_t hash[32], struct err *err);
/* Next token after this id, with its requester; ERR_NOT_FOUND at the end. */
MUST_CHECK int store_token_next(struct store *s, uint64_t after,
				struct store_token *ret,
				struct store_requester *ret_requester,
				struct err *err);
/* The same for the tokens of one requester. */
MUST_CHECK int store_token_next_of(struct store *s, uint64_t requester,
				   uint64_t after, struct store_token *ret,
				   struct store_requester *ret_requester,
				   struct err *err);
/* token 0: all live ones of the requester. */
MUST_CHECK int store_token_revoke(struct store *s, uint64_t token,
				  uint64_t requester, int64_t now,
				  uint64_t *ret_count, struct err *err);

/* ---- passwords and links -------------------------------------------------------- */

/* A hash of crypt(5): yescrypt has 73 characters. */
#define STORE_PASSWORD_BYTES 128
struct store_password {
	uint64_t requester;
	char hash[STORE_PASSWORD_BYTES];
	int64_t set_at;
};
/* ERR_NOT_FOUND when it has none. */
MUST_CHECK int store_password_get(struct store *s, uint64_t requester,
				  struct store_password *ret, struct err *err);
/* Adds it, or takes the place of the last one. */
MUST_CHECK int store_password_set(struct store *s,
				  const struct store_password *row,
				  struct err *err);

struct store_link {
	uint64_t id;
	unsigned kind; /* enum link_kind */
	uint8_t hash[32];
	uint64_t requester; /* 0: for a new administrator */
	int64_t created_at, expires_at, ended_at;
};
MUST_CHECK int store_link_add(struct store *s, const struct store_link *row,
			      uint64_t *ret_id, struct err *err);
/* By hash; also returns ended and expired ones. */
MUST_CHECK int store_link_find(struct store *s, const uint8_t hash[32],
			       struct store_link *ret, struct err *err);
/* ERR_NOT_FOUND when it has ended already. */
MUST_CHECK int store_link_end(struct store *s, uint64_t id, int64_t now,
			      struct err *err);
/* Ends all of this kind and requester (0: those for new administrators) that
 * have not ended. */
MUST_CHECK int store_link_end_all(struct store *s, unsigned kind,
				  uint64_t requester, int64_t now,
				  uint64_t *ret_count, struct err *err);

/* ---- reservations and certificates -------------------------------------------- */

struct store_reservation {
	uint64_t id;
	uint64_t issuer;
	struct bytes serial;
	int64_t reserved_at;
	uint64_t requester;
	unsigned door;
	struct bytes door_reference; /* n = 0: NULL */
	struct bytes peer, request_id;
	unsigned profile;
	struct bytes policy;
	struct bytes policy_digest;
	uint64_t generation;
	struct bytes names_requested, names; /* names_encode() */
	struct bytes spki_sha256;
	int64_t not_before, not_after;
	uint64_t replaces;	  /* 0: NULL */
	struct bytes idempotency; /* n = 0: NULL */
	struct bytes request_digest;
	/* document */
	struct bytes tbs, csr, diagnosis;
};
/* Inserts reservation, document and (when new) subject_key. With an id of 0
 * the next number is taken. */
MUST_CHECK int store_reservation_add(struct store *s,
				     const struct store_reservation *row,
				     uint64_t *ret_id, struct err *err);
/* Reads one; views live until the next call on this store. */
MUST_CHECK int store_reservation_get(struct store *s, uint64_t id,
				     struct store_reservation *ret,
				     struct err *err);
/* Next reservation after id that is neither issued nor void; ERR_NOT_FOUND
 * at the end. */
MUST_CHECK int store_reservation_open_next(struct store *s, uint64_t after,
					   uint64_t *ret_id, struct err *err);
/* Latest reservation of that requester with that idempotency hash. */
MUST_CHECK int store_reservation_by_idempotency(struct store *s,
						uint64_t requester,
						struct bytes idempotency,
						uint64_t *ret_id,
						struct err *err);

struct store_certificate {
	uint64_t reservation;
	int64_t issued_at;
	unsigned sig_alg;
	struct bytes signature;
	uint8_t sha256[32];
	uint8_t sha1[20];
	uint64_t log_index;
};
/* Inserts certificate, thumbprints and names (shown forms). */
MUST_CHECK int store_certificate_add(struct store *s,
				     const struct store_certificate *row,
				     const struct bytes *names, size_t count,
				     struct err *err);
MUST_CHECK int store_certificate_get(struct store *s, uint64_t reservation,
				     struct store_certificate *ret,
				     struct err *err);
/* The certificate whose ISSUE entry this is. */
MUST_CHECK int store_certificate_by_entry(struct store *s, uint64_t log_index,
					  struct store_certificate *ret,
					  struct err *err);
/* The newest reservation; 0 when there is none. */
MUST_CHECK int store_reservation_last(struct store *s, uint64_t *ret,
				      struct err *err);
enum store_by { STORE_BY_SERIAL = 1, STORE_BY_SHA256 = 2, STORE_BY_SHA1 = 3 };
/* By a thumbprint; log_find() knows serials, too. */
MUST_CHECK int store_certificate_find(struct store *s, enum store_by by,
				      struct bytes value,
				      uint64_t *ret_reservation,
				      struct err *err);
MUST_CHECK int store_void_add(struct store *s, uint64_t reservation,
			      int64_t now, const char *reason,
			      uint64_t log_index, struct err *err);
struct store_void {
	uint64_t reservation;
	int64_t voided_at;
	uint64_t log_index;
	struct bytes reason;
};
MUST_CHECK int store_void_by_entry(struct store *s, uint64_t log_index,
				   struct store_void *ret, struct err *err);
enum store_state {
	STORE_ISSUED = 1,
	STORE_VOID = 2,
	STORE_REVOKED = 3,
	STORE_RESERVED = 4
};
/* "issued" and so on; "unknown" for a number that is no state. */
const char *store_state_name(enum store_state state);
bool store_state_find(struct bytes name, enum store_state *ret);
MUST_CHECK int store_reservation_state(struct store *s, uint64_t id,
				       enum store_state *ret, struct err *err);

/* Requester that first had this key; ERR_NOT_FOUND when new. */
MUST_CHECK int store_key_owner(struct store *s, struct bytes spki_sha256,
			       uint64_t *ret_requester, struct err *err);
MUST_CHECK int store_key_block(struct store *s, struct bytes spki_sha256,
			       int64_t now, struct bytes reason,
			       uint64_t log_index, struct err *err);
/* ERR_NOT_FOUND when it is not blocked. */
MUST_CHECK int store_key_blocked(struct store *s, struct bytes spki_sha256,
				 struct err *err);

/* The newest reservation that replaces this one and counts: issued, or still
 * STORE_RESERVED; not void, not revoked, not over at now. ERR_NOT_FOUND. */
MUST_CHECK int store_successor_find(struct store *s, uint64_t reservation,
				    int64_t now, uint64_t *ret_id,
				    enum store_state *ret_state,
				    struct err *err);
/* Was there one that is revoked or over at now? Voids were never given out. */
MUST_CHECK int store_successor_is_lost(struct store *s, uint64_t reservation,
				       int64_t now, bool *ret, struct err *err);

/* ---- requests that wait --------------------------------------------------------- */

enum pending_state {
	PENDING_WAITS = 1,
	PENDING_APPROVED = 2,
	PENDING_REFUSED = 3,
	PENDING_EXPIRED = 4,
};
/* "waiting", "approved", "refused", "expired". */
const char *store_pending_state_name(enum pending_state state);

struct store_pending {
	uint64_t id;
	struct bytes status_hash;
	uint64_t requester;
	struct bytes policy; /* within which it may be approved */
	int64_t asked_at, expires_at;
	unsigned door;
	struct bytes peer, request_id, contact;
	struct bytes profile; /* n = 0: the policy's default */
	int64_t lifetime_s;   /* 0: likewise */
	struct bytes spki, names, names_requested; /* names: names_encode() */
	struct bytes csr, diagnosis, why;
	enum pending_state state;
	int64_t decided_at;
	struct bytes decided_by, word;
	uint64_t reservation; /* 0: none */
	uint64_t replaces; /* a renewal: of this reservation; 0: it is none */
};
/* State and decision are not read: it waits. A status_hash that is taken is
 * ERR_CONFLICT. */
MUST_CHECK int store_pending_add(struct store *s,
				 const struct store_pending *row,
				 uint64_t *ret_id, struct err *err);
/* Views live until the next call on this store. */
MUST_CHECK int store_pending_get(struct store *s, uint64_t id,
				 struct store_pending *ret, struct err *err);
MUST_CHECK int store_pending_by_hash(struct store *s, struct bytes status_hash,
				     struct store_pending *ret,
				     struct err *err);
/* The waiting renewal of this reservation. */
MUST_CHECK int store_pending_by_replaces(struct store *s, uint64_t reservation,
					 struct store_pending *ret,
					 struct err *err);
/* The next one of that state; ERR_NOT_FOUND at the end. */
MUST_CHECK int store_pending_next(struct store *s, enum pending_state state,
				  uint64_t after, struct store_pending *ret,
				  struct err *err);
/* How many wait, and how many of them for this address or, of IPv6, for one of
 * the same /64. */
MUST_CHECK int store_pending_count(struct store *s, struct bytes peer,
				   uint64_t *ret_all, uint64_t *ret_of_peer,
				   struct err *err);
/* ERR_CONFLICT when it does not wait any more. reservation 0: none. */
MUST_CHECK int store_pending_decide(struct store *s, uint64_t id,
				    enum pending_state state, int64_t now,
				    struct bytes by, struct bytes word,
				    uint64_t reservation, struct err *err);
/* What was approved and then not signed waits again. */
MUST_CHECK int store_pending_reopen(struct store *s, uint64_t reservation,
				    struct err *err);
/* Is there one that has expired, or was decided before kept_since? */
MUST_CHECK int store_pending_is_due(struct store *s, int64_t now,
				    int64_t kept_since, bool *ret,
				    struct err *err);
/* One that waits and has expired; ERR_NOT_FOUND. */
MUST_CHECK int store_pending_expired(struct store *s, int64_t now,
				     struct store_pending *ret,
				     struct err *err);
/* Deletes what was decided before kept_since, at most so many. */
MUST_CHECK int store_pending_forget(struct store *s, int64_t kept_since,
				    unsigned most, struct err *err);

/* ---- revocation ----------------------------------------------------------------- */

struct store_revocation {
	uint64_t reservation;
	struct bytes serial;
	int64_t not_after;
	int64_t revoked_at;
	/* CRLReason (sanca/revocation.h); REASON_REMOVE_FROM_CRL: a hold was
	 * lifted, it is good again. */
	unsigned reason;
	uint64_t log_index; /* of the entry that made it so */
};
/* The present state; ERR_NOT_FOUND when it was never revoked. Views live until
 * the next call on this store. */
MUST_CHECK int store_revocation_get(struct store *s, uint64_t reservation,
				    struct store_revocation *ret,
				    struct err *err);
/* Adds it, or changes what stands there; a change that the schema does not
 * allow is ERR_CONFLICT. serial and not_after are those of the reservation;
 * revoked_at stays, but for one that was lifted. */
MUST_CHECK int store_revocation_set(struct store *s,
				    const struct store_revocation *row,
				    struct err *err);
/* The one whose newest entry this is. */
MUST_CHECK int store_revocation_by_entry(struct store *s, uint64_t log_index,
					 struct store_revocation *ret,
					 struct err *err);
/* Log index of the newest change + 1; 0 when there is none. */
MUST_CHECK int store_revocation_newest(struct store *s, uint64_t *ret,
				       struct err *err);
/*
 * Those that a CRL must hold (RFC 5280 3.3), in the order of their numbers:
 * revoked or on hold, and either ending at ends_from or later, or changed by a
 * log entry of index changed_from or later. Views live during the call; fn
 * returns 0 to go on, other values end the walk and are returned.
 */
typedef int store_revocation_fn(const struct store_revocation *row, void *ctx,
				struct err *err);
MUST_CHECK int store_revocation_walk(struct store *s, int64_t ends_from,
				     uint64_t changed_from,
				     store_revocation_fn *fn, void *ctx,
				     struct err *err);

/* What OCSP must know of a reservation: narrow and quick. */
struct store_standing {
	struct bytes serial;
	bool is_issued, is_void;
	bool is_revoked;    /* or on hold */
	int64_t revoked_at; /* 0 unless is_revoked; so is reason */
	unsigned reason;
};
MUST_CHECK int store_standing_get(struct store *s, uint64_t reservation,
				  struct store_standing *ret, struct err *err);

struct store_crl {
	uint64_t number;
	uint64_t issuer;
	int64_t this_update, next_update;
	uint64_t entries;
	uint64_t covers; /* store_revocation_newest() when it was built */
	uint8_t tbs_sha256[32];
	uint64_t log_index;
};
MUST_CHECK int store_crl_add(struct store *s, const struct store_crl *row,
			     struct err *err);
/* The one with the highest number; ERR_NOT_FOUND when there is none. */
MUST_CHECK int store_crl_last(struct store *s, struct store_crl *ret,
			      struct err *err);
MUST_CHECK int store_crl_get(struct store *s, uint64_t number,
			     struct store_crl *ret, struct err *err);
MUST_CHECK int store_crl_by_entry(struct store *s, uint64_t log_index,
				  struct store_crl *ret, struct err *err);

/* ---- lists --------------------------------------------------------------------------- */

struct store_filter {
	const char
		*name; /* exact shown form, or "*.x" / ".x" suffix; NULL: any */
	const char *requester; /* NULL: any */
	int64_t ends_before;   /* 0: any */
	int64_t ends_after;    /* 0: any */
	unsigned state;	       /* enum store_state, 0: any */
	uint64_t after;	       /* keyset: id of the last row seen, 0: start */
	bool newest_first;     /* after: ids go down; start with 0 */
	unsigned limit;	       /* at most LIMIT_PAGE_ROWS */
};
struct store_row {
	uint64_t id;
	enum store_state state;
	struct bytes serial;
	int64_t reserved_at, issued_at, not_before, not_after;
	struct bytes requester, policy, names; /* names: names_encode() */
	unsigned profile, door;
	uint8_t sha256[32], sha1[20];
	uint64_t log_index;
	int64_t revoked_at; /* 0: it is not revoked, nor on hold */
	unsigned reason;
};
/* Calls fn for each row (views live during the call); fn returns 0 to go on.
 * Keyset paging, indexed. */
typedef int store_row_fn(const struct store_row *row, void *ctx);
MUST_CHECK int store_list(struct store *s, const struct store_filter *filter,
			  store_row_fn *fn, void *ctx, struct err *err);

/* The row of this reservation, if it fits the filter (of which after and limit
 * are not looked at). *ret_given: it was. */
MUST_CHECK int store_list_one(struct store *s,
			      const struct store_filter *filter, uint64_t id,
			      store_row_fn *fn, void *ctx, bool *ret_given,
			      struct err *err);
/* Reservations in the order of their ends, from a place on (not itself), up or
 * down; at most max of them. */
struct store_end {
	int64_t not_after;
	uint64_t id;
};
MUST_CHECK int store_by_end(struct store *s, const struct store_end *from,
			    bool down, struct store_end *ret, size_t max,
			    size_t *ret_count, struct err *err);
/* How many valid ones end after the one time and not after the other; most: it
 * is not counted further. */
MUST_CHECK int store_ending_count(struct store *s, int64_t after, int64_t until,
				  uint64_t most, uint64_t *ret,
				  struct err *err);
/* How many requests wait for a person; most: as above. */
MUST_CHECK int store_waiting_count(struct store *s, uint64_t most,
				   uint64_t *ret, struct err *err);
/* How many numbers were reserved since then. */
MUST_CHECK int store_reserved_since(struct store *s, int64_t since,
				    uint64_t *ret, struct err *err);
/* The newest reservation that replaces this one; ERR_NOT_FOUND. */
MUST_CHECK int store_replaced_by(struct store *s, uint64_t id, uint64_t *ret_id,
				 struct err *err);

/* What a search index is filled from. Views live during the call of fn, which
 * returns 0 to go on. */
struct store_feed {
	uint64_t log_index; /* of the revocation */
	uint64_t id, requester;
	int64_t not_after;
	struct bytes policy, names; /* names_encode() */
};
typedef int store_feed_fn(const struct store_feed *row, void *ctx);
/* Reservations after this one, in their order. */
MUST_CHECK int store_feed(struct store *s, uint64_t after, unsigned limit,
			  store_feed_fn *fn, void *ctx, struct err *err);
/* The same of revocations, also lifted ones, in the order of their entries;
 * after: a log index, -1 for all. */
MUST_CHECK int store_feed_revoked(struct store *s, int64_t after,
				  unsigned limit, store_feed_fn *fn, void *ctx,
				  struct err *err);
/* What is said of a certificate before it ends. Views live during the call. */
struct store_ending {
	uint64_t id;
	struct bytes serial;
	int64_t not_before, not_after;
	struct bytes names; /* names_encode() */
	struct bytes peer;
	unsigned door, profile;
	struct bytes requester, contacts;
	bool is_disabled; /* the requester */
	uint8_t sha256[32];
};
/* The place after which a page begins, in the order of ends. */
struct store_ending_query {
	int64_t after_end;
	uint64_t after_id;
	int64_t until;	       /* the last end */
	const char *requester; /* NULL: any */
	unsigned limit;
};
/* Calls fn for certificates that are neither revoked nor on hold, the one that
 * ends first first; fn must not ask this store, and returns 0 to go on. */
typedef int store_ending_fn(const struct store_ending *row, void *ctx);
MUST_CHECK int store_ending(struct store *s, const struct store_ending_query *q,
			    store_ending_fn *fn, void *ctx, struct err *err);
/* A certificate that may have been replaced. */
struct store_older {
	uint64_t id;
	struct bytes requester, names; /* names: names_encode() */
	uint32_t profiles;	       /* profile_stand_ins() of its own */
	int64_t not_after;
};
/* Has the same requester a newer one with all its names and a profile that does
 * as much, whatever its key, that is not revoked and does not end earlier? What
 * others have for these names is no comfort: they may be elsewhere, or mean
 * harm. */
MUST_CHECK int store_is_superseded(struct store *s,
				   const struct store_older *older, bool *ret,
				   struct err *err);

struct store_counts {
	uint64_t certificates, voids, refusals, tokens;
};
MUST_CHECK int store_count(struct store *s, struct store_counts *ret,
			   struct err *err);

/* ---- what waits, in lists -------------------------------------------------------- */

#define STORE_PENDING_STATES 5 /* and 0 */
struct store_pending_filter {
	unsigned state;	       /* enum pending_state, 0: any */
	const char *requester; /* NULL: any */
	uint64_t before;       /* keyset: number of the last row, 0: newest */
	unsigned limit;
};
struct store_pending_row {
	uint64_t id;
	struct bytes requester, policy;
	int64_t asked_at, expires_at;
	unsigned door;
	struct bytes peer, contact, names, why;
	unsigned state;
	int64_t decided_at;
	struct bytes decided_by;
};
/* Views live during the call; fn returns 0 to go on, other values end the walk
 * and are returned. */
typedef int store_pending_fn(const struct store_pending_row *row, void *ctx,
			     struct err *err);
MUST_CHECK int store_pending_list(struct store *s,
				  const struct store_pending_filter *filter,
				  store_pending_fn *fn, void *ctx,
				  struct err *err);
/* By state; at 0 all together. */
MUST_CHECK int store_pending_totals(struct store *s, const char *requester,
				    uint64_t ret[STORE_PENDING_STATES],
				    struct err *err);

/* ---- the log, for people ---------------------------------------------------------- */

/* The body lives during the call. fn returns 0 to go on; other values end the
 * walk and are returned. */
typedef int store_entry_fn(uint64_t index, unsigned type, int64_t time,
			   struct bytes body, void *ctx, struct err *err);
/* The newest entries below `before`. Of one type, not more than LIMIT_LOG_SCAN
 * entries are looked through. *ret_next: where to go on, as `before`; 0: that
 * was all. */
struct store_log_filter {
	uint64_t before; /* UINT64_MAX: from the newest on */
	unsigned type;	 /* 0: any */
	unsigned limit;
};
MUST_CHECK int store_log_page(struct store *s,
			      const struct store_log_filter *filter,
			      store_entry_fn *fn, void *ctx, uint64_t *ret_next,
			      struct err *err);

/* ---- log rows (used by the log layer only) ---------------------------------------- */

MUST_CHECK int store_log_add(struct store *s, uint64_t index, unsigned type,
			     int64_t time, struct bytes body, struct err *err);
MUST_CHECK int store_log_get(struct store *s, uint64_t index,
			     unsigned *ret_type, int64_t *ret_time,
			     struct bytes *ret_body, struct err *err);
/* Number of entries, that is, the last index + 1. */
MUST_CHECK int store_log_size(struct store *s, uint64_t *ret, struct err *err);
MUST_CHECK int store_tile_add(struct store *s, unsigned level, uint64_t index,
			      struct bytes hashes, struct err *err);
MUST_CHECK int store_tile_get(struct store *s, unsigned level, uint64_t index,
			      struct bytes *ret, struct err *err);
MUST_CHECK int store_head_add(struct store *s, uint64_t size, int64_t time,
			      struct bytes root, struct bytes note,
			      struct err *err);
/* The head with the largest size <= size; ERR_NOT_FOUND when none. */
MUST_CHECK int store_head_get(struct store *s, uint64_t size,
			      uint64_t *ret_size, int64_t *ret_time,
			      struct bytes *ret_root, struct bytes *ret_note,
			      struct err *err);
/* The head with the smallest size > after. */
MUST_CHECK int store_head_next(struct store *s, uint64_t after,
			       uint64_t *ret_size, int64_t *ret_time,
			       struct bytes *ret_root, struct bytes *ret_note,
			       struct err *err);
MUST_CHECK int store_state_set(struct store *s, const uint8_t log_public[32],
			       const char *origin,
			       const uint8_t serial_secret[SERIAL_SECRET_BYTES],
			       struct err *err);
MUST_CHECK int store_serial_secret(struct store *s,
				   uint8_t ret[SERIAL_SECRET_BYTES],
				   struct err *err);
MUST_CHECK int store_state_get(struct store *s, uint8_t ret_log_public[32],
			       struct buf *ret_origin, struct err *err);
/* PRAGMA integrity_check; ERR_CORRUPT with its first line. */
MUST_CHECK int store_check_integrity(struct store *s, struct err *err);

/* ---- verification (used by the log layer only) ------------------------------------ */

/* One snapshot for many reads; store_rollback() ends it. */
MUST_CHECK int store_begin_reading(struct store *s, struct err *err);
/* Tables, indexes and triggers are exactly those of the schema; ERR_CORRUPT
 * names the first that is not. */
MUST_CHECK int store_check_schema(struct store *s, struct err *err);
/* Entries from this index on. */
MUST_CHECK int store_log_walk(struct store *s, int64_t from, store_entry_fn *fn,
			      void *ctx, struct err *err);
/* Every reservation in order, without its document; thumbprints and hashes
 * are empty where it has no certificate. Views live during the call. */
struct store_passage {
	uint64_t id, issuer, requester;
	struct bytes serial, names, spki_sha256, sha256, sha1, hashes;
};
typedef int store_passage_fn(const struct store_passage *row, void *ctx,
			     struct err *err);
MUST_CHECK int store_reservation_walk(struct store *s, store_passage_fn *fn,
				      void *ctx, struct err *err);
struct store_totals {
	uint64_t reservations, documents, certificates, voids, keys, tiles,
		heads, blocked, run_rows, revocations, crls;
};
MUST_CHECK int store_totals(struct store *s, struct store_totals *ret,
			    struct err *err);
/* A certificate or void row whose entry is not of its kind, or without
 * reservation; ERR_NOT_FOUND when there is none. */
MUST_CHECK int store_stray_certificate(struct store *s, uint64_t *ret_id,
				       uint64_t *ret_log_index,
				       struct err *err);
MUST_CHECK int store_stray_void(struct store *s, uint64_t *ret_id,
				uint64_t *ret_log_index, struct err *err);
/* The same for a revocation, whose entry must begin with its reservation, and
 * for a CRL, by its number. */
MUST_CHECK int store_stray_revocation(struct store *s, uint64_t *ret_id,
				      uint64_t *ret_log_index, struct err *err);
MUST_CHECK int store_stray_crl(struct store *s, uint64_t *ret_number,
			       uint64_t *ret_log_index, struct err *err);
/* A revocation with another serial or end than its reservation, or of one that
 * is neither issued nor void; ERR_NOT_FOUND when there is none. */
MUST_CHECK int store_odd_revocation(struct store *s, uint64_t *ret_id,
				    uint64_t *ret_log_index, struct err *err);
/* That the key of this reservation is known as first used by it or by an
 * earlier one. *ret_first: by this one. */
MUST_CHECK int store_check_key(struct store *s, const struct store_passage *row,
			       bool *ret_first, struct err *err);
/* That a certificate is found by its names (shown forms) and thumbprints. */
MUST_CHECK int store_check_hashes(const struct store_passage *row,
				  const struct bytes *names, size_t count,
				  struct err *err);
/* That each run is what the hashes of its certificates say; ERR_CORRUPT names
 * the first reservation that is missing or too many. *ret_rows: how many rows
 * there should be. */
MUST_CHECK int store_check_runs(struct store *s, uint64_t *ret_rows,
				struct err *err);
/* Blocked keys in order; after is the last one seen (n = 0: start). */
MUST_CHECK int store_blocked_next(struct store *s, struct bytes after,
				  uint8_t ret_spki_sha256[32],
				  uint64_t *ret_log_index, struct err *err);

#endif
