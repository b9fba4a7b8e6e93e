/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The signer's state, and the turn it takes when somebody has written. */
#ifndef SANCA_SIGNER_SIGNER_H
#define SANCA_SIGNER_SIGNER_H

#include "acme.h"
#include "clock_guard.h"
#include "configuration.h"
#include "crl.h"
#include "link.h"
#include "mark.h"
#include "ocsp.h"
#include "options.h"
#include "people.h"
#include "pool.h"
#include "profile.h"
#include "rates.h"
#include "refusals.h"
#include "request.h"
#include "responder.h"
#include "revocations.h"

#include "sanca/issuance_log.h"
#include "sanca/os.h"

/* CA key, certificates of the chain; the last place is the responder's. */
#define SIGNER_OWN_KEYS (2 + LIMIT_CHAIN_CERTIFICATES)
#define SIGNER_RESPONDER_KEY (SIGNER_OWN_KEYS - 1)

struct counters {
	uint64_t batches, commits, signatures, commit_us;
	uint64_t expelled; /* channels closed for what came through them */
	uint64_t ocsp_signatures;
};

/* What one signing thread decides with, too large for a stack. */
struct scratch {
	struct policy_verdict verdict;
	struct policy_verdict approval;
	struct names requested;
};

struct signer {
	struct options options;
	int64_t started_at;
	struct loop *loop;
	int wake_fd; /* readable while a batch is in flight */
	bool awake;
	bool stopping;
	int64_t stop_by_ms;
	int exit_status;

	struct configuration *configuration;
	struct channel *supervisor;
	struct link links[LINK_COUNT];
	uint64_t links_opened;

	int lock_fd;
	struct store *store;
	struct issuance_log *log;
	struct issuer *issuer;
	uint64_t issuer_row;
	uint64_t https_requester;
	struct ca_key *ca_key;
	struct log_key *log_key;
	uint8_t own_keys[SIGNER_OWN_KEYS][32];
	size_t own_key_count;
	uint8_t serial_secret[SERIAL_SECRET_BYTES];

	struct pool *pool;
	struct scratch *scratch; /* one per slot of the pool */
	struct batch *fresh;	 /* being gathered and decided */
	struct batch *flying;	 /* signed, not yet logged */

	struct clock_guard clock;
	bool clock_said; /* the doubt is in the process log */
	struct rates rates;
	struct refusals refusals;
	struct people people;
	struct acme acme;
	struct shares blocked; /* keys, for each requester */
	struct shares revoked; /* likewise, requests to revoke */
	struct shares pended;  /* likewise, requests that began to wait */
	int64_t tls_hour;
	unsigned tls_in_hour;
	struct own_work profile;
	struct responder responder;
	struct ocsp_issuer ocsp_issuer;
	struct ocsp_queue ocsp;
	struct revocations revocations;
	struct crl_state crl;
	struct mark *mark;
	int64_t head_said_ms;
	uint64_t head_said_size;
	struct counters counters;
	bool storage_failed; /* reads only until there is space again */
	struct err storage_fault;
	struct msg answers[LIMIT_BATCH];
};

/* ---- start.c -------------------------------------------------------------- */

/* Reads the settings, opens and checks everything, repairs what a crash left.
 * After it the signer may serve. */
MUST_CHECK int signer_start(struct signer *s, struct err *err);
void signer_close(struct signer *s);

/* ---- turn.c --------------------------------------------------------------- */

/* One turn: take what waits on all channels, bring the batch in flight and
 * the new one a step on, answer. Never waits for work. */
void signer_turn(struct signer *s);
/* Finishes what is in flight, then ends the loop. */
void signer_stop(struct signer *s);
/* Ends the loop with this status after what has been answered. */
void signer_exit(struct signer *s, int status);

/* ---- state.c -------------------------------------------------------------- */

/* May certificates be issued now? The reason is what STATUS shows. */
MUST_CHECK int signer_may_issue(struct signer *s, struct err *err);
/* A transaction failed: stop signing, and end the process where only a
 * restart into recovery helps. */
void signer_storage_fault(struct signer *s, const struct err *err);
/* While the disk was full: ends the process when there is space again. */
void storage_probe(struct signer *s);

/* ---- transaction.c -------------------------------------------------------- */

/* Begins; refuses while storage has failed. */
MUST_CHECK int transaction_begin(struct signer *s, struct err *err);
/* Of rows alone, as store_begin_light(): no entry of the log may be in it. */
MUST_CHECK int transaction_begin_light(struct signer *s, struct err *err);
/* Seals the log and commits; then the head and the high-water mark follow. */
MUST_CHECK int transaction_commit(struct signer *s, int64_t now,
				  struct err *err);
void transaction_undo(struct signer *s);
/* The high-water mark follows what was committed. */
void mark_now(struct signer *s, int64_t now);
/* Undoes it; when the store is broken the signer issues nothing more. */
void transaction_fail(struct signer *s, const struct err *err);
/* An administration entry, of several in one transaction. */
MUST_CHECK int transaction_add_action(struct signer *s, const char *action,
				      struct bytes who,
				      const struct log_detail *details,
				      size_t count, int64_t now,
				      uint64_t *ret_index, struct err *err);
/* Ends a transaction of an administrator: logs the action, commits; on
 * failure of either undoes all. */
MUST_CHECK int transaction_log_action(struct signer *s, const char *action,
				      struct bytes who,
				      const struct log_detail *details,
				      size_t count, uint64_t *ret_index,
				      struct err *err);

/* ---- recover.c ------------------------------------------------------------- */

/* Counts what was reserved within the last day, as far as this bound needs it;
 * again when settings raise the bound. */
MUST_CHECK int rates_recover(struct signer *s, uint64_t per_day,
			     struct err *err);

/* ---- reload.c -------------------------------------------------------------- */

/* Appends a CONFIGURATION entry, unless the last one tells of these settings
 * under this generation. */
MUST_CHECK int configuration_log(struct signer *s,
				 const struct configuration *c, int64_t now,
				 struct err *err);
/* The supervisor's channel became readable. */
void on_supervisor(void *signer);
/* Tells the front which generation counts. */
void tell_generation(struct signer *s);

/* ---- once_a_second.c -------------------------------------------------------- */

void once_a_second(void *signer);
void say_head(struct signer *s);

#endif
