/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The steps of sanca restore. */
#ifndef SANCA_CLI_RESTORE_H
#define SANCA_CLI_RESTORE_H

#include "backup.h"
#include "cli.h"
#include "sanca/certificate.h"
#include "sanca/mint.h"

struct restoring {
	const struct cli *cli;
	const char *file;
	const char *dir; /* NULL: it is only looked at */
	int64_t now;

	struct backup backup;
	struct conf *conf;
	struct issuer *issuer;
	struct owners owners;
	struct site site;
	struct store *store;
	struct log_verdict verdict;

	/* As they are going to stand in ca/. */
	struct buf ca_key, log_key;
	struct log_key *seal;
	bool has_keys;
	/* The CA key has the passphrase of the backup, for want of the file
	 * that sanca.conf names. */
	bool wants_passphrase_file;
	uint64_t crl_number; /* the next CRL has a higher one */
};
void restoring_free(struct restoring *r);

/* Reads all of the file, into a directory that nobody else sees. */
MUST_CHECK int restore_unpack(struct restoring *r, struct err *err);
/* The whole log, and that archive, database and certificate are of one CA. */
MUST_CHECK int restore_verify(struct restoring *r, struct err *err);
/* Finds the keys and holds them to the certificate and the log. */
MUST_CHECK int restore_keys(struct restoring *r, struct err *err);
/* Enters the restore into the log, sets the marks, and moves it in. */
MUST_CHECK int restore_finish(struct restoring *r, struct err *err);

#endif
