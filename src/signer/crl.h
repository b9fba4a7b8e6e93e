/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* When a CRL is signed, and what is known of the one that is out. */
#ifndef SANCA_SIGNER_CRL_H
#define SANCA_SIGNER_CRL_H

#include "crl_maker.h"

struct signer;

struct crl_published {
	uint64_t number; /* 0: there is none that counts */
	int64_t this_update, next_update;
	uint64_t entries, covers;
	uint64_t log_index;
};

struct crl_state {
	struct crl_maker *maker;
	int event_fd;
	uint64_t spent; /* the highest number that was ever used */
	bool is_ahead;	/* the file is newer than the database */
	struct crl_published published;
	struct crl_published coming; /* logged, being written */
	int64_t lifetime_s;	     /* published was made for */
	int64_t begun_ms;	     /* the last one, monotonic */
	int64_t retry_ms;	     /* not before, after a failure */
	int64_t behind_ms;	     /* since when a change is on no CRL; 0 */
	struct err fault;	     /* of the last failure; ERR_NONE */
	unsigned failures;	     /* in a row */
};

/* The CRL that is out; ret borrows from map, for file_unmap(). ERR_NOT_FOUND, or
 * what is wrong with it: one of another's hand is no witness. */
MUST_CHECK int crl_read_published(const struct signer *s, struct crl *ret,
				  struct bytes *map, struct err *err);
/* What is in public/ and in the database. marked: of the high-water mark. */
MUST_CHECK int crl_open(struct signer *s, uint64_t marked, struct err *err);
/* ERR_ROLLBACK when the CRL that is out is newer than the database; *ret_behind is
 * set when that was accepted, and else left alone. */
MUST_CHECK int crl_check_ahead(const struct signer *s, bool *ret_behind,
			       struct err *err);
/* Within the transaction of a start with an older database: what the CRL that
 * is out says beyond it is revoked again, so that a backup that is brought back
 * lets nobody come back to life. */
MUST_CHECK int crl_bring_back(struct signer *s, int64_t now, struct err *err);
/* Starts the thread; the first CRL may be due. */
MUST_CHECK int crl_start(struct signer *s, struct err *err);
/* After each turn and each second: orders a CRL when one is due. */
void crl_look(struct signer *s);
/* Whether one is being made, or has to be. */
bool crl_is_busy(struct signer *s);
/* Tells the front which one is out. */
void crl_tell(struct signer *s);
/* ERR_UNAVAILABLE, in words, when revocation is not as it should be: the CRL
 * ends soon, a change is not on it, the responder has no certificate. */
MUST_CHECK int crl_check(const struct signer *s, int64_t now, struct err *err);
void crl_close(struct signer *s);

#endif
