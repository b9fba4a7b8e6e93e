/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The steps of sanca init. */
#ifndef SANCA_CLI_INIT_H
#define SANCA_CLI_INIT_H

#include "cli.h"
#include "sanca/certificate.h"
#include "sanca/issuance_log.h"
#include "sanca/mint.h"
#include "secret_link.h"
#include "site.h"

/* All that goes into a data directory, before there is one. */
struct plan {
	const char *dir;
	struct conf *conf;
	struct buf conf_text;
	struct owners owners;
	struct buf passphrase; /* NUL-terminated; n = 0: none */
	struct ca_key *key;
	struct log_key *log_key;
	struct constraints *constraints; /* NULL: none asked for */
	struct issuer *issuer;
	uint8_t log_public[32];
	struct secret_link link; /* for the first administrator */
	int64_t now;
};
void plan_free(struct plan *plan);

/* sanca.conf from the options; checks all that needs no key. */
MUST_CHECK int plan_settings(const struct cli *cli, struct plan *plan,
			     struct err *err);
/* Key and certificate, made or imported. */
MUST_CHECK int plan_issuer(const struct cli *cli, struct plan *plan,
			   struct err *err);

/* The CA can vouch for the names of its own certificates. */
MUST_CHECK int plan_check_names(const struct plan *plan, struct err *err);

/* Builds all beside the place, syncs it, and moves it there in one step. */
MUST_CHECK int data_create(struct plan *plan, struct err *err);

/* The first CRL: empty, so that clients find one before anything is revoked. */
struct first_crl {
	struct crl_fields fields;
	struct crl_written written;
	int tbs_fd; /* -1: none; of a file that has no name any more */
};
void first_crl_free(struct first_crl *crl);
/* What is to be signed, written below dir. */
MUST_CHECK int first_crl_write(const struct plan *plan, const char *dir,
			       struct first_crl *ret, struct err *err);
/* Its row and its log entry; in the transaction that is open. */
MUST_CHECK int first_crl_add(const struct plan *plan,
			     const struct first_crl *crl, struct store *store,
			     struct issuance_log *log, struct err *err);
/* Signs it, which may be done once its log entry is on the disk; into the
 * descriptor. */
MUST_CHECK int first_crl_sign(const struct plan *plan,
			      const struct first_crl *crl, int fd,
			      struct err *err);

/* log/ca.db with its first entries, that of the CRL among them, below dir. */
MUST_CHECK int data_create_log(const struct plan *plan,
			       const struct first_crl *crl, const char *dir,
			       struct err *err);

#endif
