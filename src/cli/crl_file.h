/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The CRL of a data directory, as it lies there. */
#ifndef SANCA_CLI_CRL_FILE_H
#define SANCA_CLI_CRL_FILE_H

#include "sanca/revocation.h"

struct crl_file {
	struct bytes
		der;	/* mapped: a list of millions is not read into memory */
	struct crl crl; /* borrows from it */
};
/* ERR_NOT_FOUND where there is none. */
MUST_CHECK int crl_file_open(const char *dir, struct crl_file *ret,
			     struct err *err);
void crl_file_close(struct crl_file *file);

#endif
