/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * A thread that makes CRLs beside the issuing path: it reads the database by a
 * connection of its own and writes the files. It neither writes the database nor
 * signs.
 *
 *	crl_maker_order()   a TBSCertList is written to log/crl.tbs
 *	CRL_BUILT           the signer logs it, commits, signs the digest
 *	crl_maker_publish() public/ca.crl is written and renamed
 *	CRL_PUBLISHED
 */
#ifndef SANCA_SIGNER_CRL_MAKER_H
#define SANCA_SIGNER_CRL_MAKER_H

#include "sanca/mint.h"

struct crl_maker;

struct crl_order {
	const struct issuer *issuer;
	int64_t begin_at_ms;   /* monotonic: not before */
	uint64_t least_number; /* or the time, if that is greater */
	int64_t lifetime_s;
	/* As store_revocation_walk() has them. */
	int64_t ends_from;
	uint64_t changed_from;
};

struct crl_made {
	uint64_t number, covers;
	int64_t this_update, next_update;
	struct crl_written tbs;
};

enum crl_stage {
	CRL_IDLE,
	CRL_BUILDING,
	CRL_BUILT, /* waits for crl_maker_publish() or crl_maker_drop() */
	CRL_WRITING,
	CRL_PUBLISHED, /* until crl_maker_take() */
	CRL_FAILED,    /* until crl_maker_take() */
};

/* Starts the thread; dir must outlive it. event_fd is written to when a stage
 * ends. */
MUST_CHECK int crl_maker_new(const char *dir, int event_fd,
			     struct crl_maker **ret, struct err *err);
/* Breaks off what is under way. */
void crl_maker_free(struct crl_maker **maker);

/* At CRL_IDLE only. */
void crl_maker_order(struct crl_maker *m, const struct crl_order *order);
/* At CRL_BUILT only. signature is copied. */
void crl_maker_publish(struct crl_maker *m, struct bytes signature);
void crl_maker_drop(struct crl_maker *m);
/* Where it is. CRL_BUILT: ret_made is filled; CRL_PUBLISHED and CRL_FAILED (why
 * is filled): it is idle from now on. */
enum crl_stage crl_maker_take(struct crl_maker *m, struct crl_made *ret_made,
			      struct err *why);
enum crl_stage crl_maker_stage(struct crl_maker *m);

#endif
