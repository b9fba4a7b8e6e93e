/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: log */
/* The issuance log: typed entries, Merkle tree (RFC 6962 2.1), signed heads. */
#ifndef SANCA_ISSUANCE_LOG_H
#define SANCA_ISSUANCE_LOG_H

#include "sanca/store.h"

/* Stored numbers: append only. */
enum log_type {
	LOG_INIT = 1,
	LOG_ISSUE = 2,
	LOG_REFUSE = 3,
	LOG_REVOKE = 4,
	LOG_VOID = 5,
	LOG_CONFIGURATION = 6,
	LOG_CLOCK = 7,
	LOG_ADMINISTRATION = 8,
	LOG_CRL = 9,
};
const char *log_type_name(enum log_type type);

/* The reservation with that serial or the certificate with that thumbprint. */
MUST_CHECK int log_find(struct store *s, enum store_by by, struct bytes value,
			uint64_t *ret_reservation, struct err *err);

/* ---- Merkle tree ------------------------------------------------------------------------ */

/* SHA-256(0x00 | type u8 | time i64 big endian | body). */
void merkle_leaf(unsigned type, int64_t time, struct bytes body,
		 uint8_t ret[32]);
void merkle_node(const uint8_t left[32], const uint8_t right[32],
		 uint8_t ret[32]);
/* RFC 9162 2.1.3.2 and 2.1.4.2: 0, or ERR_CORRUPT when it does not prove. */
MUST_CHECK int merkle_verify_inclusion(uint64_t index, uint64_t size,
				       const uint8_t leaf[32],
				       struct bytes hashes,
				       const uint8_t root[32], struct err *err);
MUST_CHECK int merkle_verify_consistency(uint64_t from, uint64_t to,
					 const uint8_t from_root[32],
					 const uint8_t to_root[32],
					 struct bytes hashes, struct err *err);

/* ---- heads -------------------------------------------------------------------------------- */

/*
 * A head is a signed note in the checkpoint form (doc/PROTOCOL.log):
 * origin, size, base64 root, "time N", an empty line, then
 * "— ORIGIN base64(key hash | Ed25519 signature)".
 */
struct log_head {
	uint64_t size;
	int64_t time;
	uint8_t root[32];
	char note[512];
};
/* Parses and verifies a note. ERR_CORRUPT when the signature fails. */
MUST_CHECK int log_head_parse(struct bytes note, const uint8_t public_key[32],
			      const char *origin, struct log_head *ret,
			      struct err *err);

/* ---- appending: the signer ------------------------------------------------------------- */

struct issuance_log;
typedef int log_sign_fn(void *ctx, struct bytes message, uint8_t ret[64],
			struct err *err);

/* Loads the frontier from the store and checks that the newest head verifies
 * and matches the rows. ctx is passed to sign; a NULL sign cannot seal. */
MUST_CHECK int log_open(struct store *store, log_sign_fn *sign, void *ctx,
			struct issuance_log **ret, struct err *err);
void log_free(struct issuance_log **log);
/* Inside a transaction of the store. */
MUST_CHECK int log_append(struct issuance_log *log, enum log_type type,
			  int64_t time, struct bytes body, uint64_t *ret_index,
			  struct err *err);
/* The index that the next entry will have. A savepoint that is undone must not
 * contain an append: rows that need the index take this one, and the entry
 * comes last. */
uint64_t log_next_index(const struct issuance_log *log);
/* At the end of a transaction that appended: writes complete tiles and the
 * signed head. */
MUST_CHECK int log_seal(struct issuance_log *log, int64_t time,
			struct err *err);
/* After store_commit() / store_rollback(). */
void log_committed(struct issuance_log *log);
void log_rolled_back(struct issuance_log *log);
/* The newest committed head. */
const struct log_head *log_head(const struct issuance_log *log);

/* ---- bodies: one writer per type, JSON in a fixed order ------------------------------ */

struct log_issue {
	struct bytes serial;
	const uint8_t *sha256; /* of the certificate */
	struct bytes issuer_tag;
	struct bytes requester, policy, policy_digest, profile;
	unsigned door;
	struct bytes peer, request_id;
	struct bytes names_requested, names; /* names_encode() */
	int64_t not_before, not_after;
	struct bytes spki_sha256;
	uint64_t reservation, replaces;
	const uint8_t *csr_sha256; /* NULL: no request was kept */
	uint64_t generation;
	int64_t reserved_at;
};
void log_body_issue(const struct log_issue *e, struct buf *out);
void log_body_void(uint64_t reservation, struct bytes serial,
		   const char *reason, struct buf *out);
void log_body_refuse(struct bytes requester, unsigned door, struct bytes code,
		     struct bytes reason, struct bytes peer,
		     struct bytes request_id, struct buf *out);
void log_body_configuration(uint64_t generation, struct bytes digest,
			    struct bytes policy_digests, struct buf *out);
void log_body_clock(int64_t before, int64_t after, struct bytes who,
		    struct buf *out);
/* action: "token-new", "token-revoke", "key-blocked", "rollback-accepted", …;
 * details: name/value pairs. */
struct log_detail {
	const char *name;
	struct bytes value;
};
void log_body_administration(const char *action, struct bytes who,
			     const struct log_detail *details, size_t count,
			     struct buf *out);
/* The members that follow from the row come first, so that a verification can
 * write them again; then who did it. */
struct log_revoke {
	uint64_t reservation;
	struct bytes serial;
	int64_t revoked_at;
	int64_t not_after; /* until when a CRL holds it */
	unsigned reason;   /* CRLReason; its word is written */
	struct bytes who; /* requester, "uid 0", "the key of the certificate" */
	unsigned door;
	struct bytes peer, request_id;
};
void log_body_revoke(const struct log_revoke *e, struct buf *out);
/* Only what follows from the row: its beginning, up to the reason. */
void log_body_revoke_row(const struct log_revoke *e, struct buf *out);
struct log_crl {
	uint64_t number;
	struct bytes issuer_tag;
	int64_t this_update, next_update;
	uint64_t entries, covers;
	const uint8_t *tbs_sha256;
};
void log_body_crl(const struct log_crl *e, struct buf *out);
void log_body_init(struct bytes ca_name, struct bytes issuer_sha256,
		   struct bytes log_public_key, struct buf *out);

/* ---- proofs ---------------------------------------------------------------------------------- */

/* Appends 32-octet hashes. size 0 means the present one. ERR_NOT_FOUND when
 * index >= size or size > present. */
MUST_CHECK int log_prove_inclusion(struct store *store, uint64_t index,
				   uint64_t size, uint8_t ret_leaf[32],
				   uint8_t ret_root[32], struct buf *ret_hashes,
				   struct err *err);
MUST_CHECK int log_prove_consistency(struct store *store, uint64_t from,
				     uint64_t to, uint8_t ret_root[32],
				     struct buf *ret_hashes, struct err *err);

/* ---- verification: from disk, trusting nothing ------------------------------------------ */

struct log_verdict {
	uint64_t entries, certificates, voids, heads, open_reservations;
	uint64_t revocations, crls; /* serials ever revoked; CRLs */
	struct log_head head;
	char first_bad[320]; /* "" when all is well */
};
/* Called now and then with entries done and in all. */
typedef void log_progress_fn(uint64_t done, uint64_t total, void *ctx);
/*
 * Recomputes everything: numbering without gaps, every leaf, tiles, every
 * head's root and signature, each ISSUE, VOID, REVOKE and CRL body written again
 * from the rows it speaks of and compared, certificate bytes assembled and
 * hashed, names and thumbprint rows, no certificate, void, revocation or CRL row
 * without its entry, append-only triggers present. against (may be NULL) is an
 * older head that must be a prefix. Returns -1 with ERR_CORRUPT and first_bad
 * filled when something is wrong.
 */
MUST_CHECK int log_verify(struct store *store, const struct log_head *against,
			  log_progress_fn *progress, void *ctx,
			  struct log_verdict *ret, struct err *err);

/* ---- high-water mark ------------------------------------------------------------------------ */

struct high_water {
	uint64_t entries;
	uint64_t crl_number;
	int64_t time;
};
/* DIR/log/high-water; ERR_NOT_FOUND when absent. */
MUST_CHECK int high_water_read(const char *dir, struct high_water *ret,
			       struct err *err);
/* tmp, fsync, rename, fsync of the directory. */
MUST_CHECK int high_water_write(const char *dir, const struct high_water *hw,
				struct err *err);

#endif
