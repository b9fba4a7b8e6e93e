/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Passphrases: from a file, or from the person at the terminal. */
#ifndef SANCA_CLI_PASSPHRASE_H
#define SANCA_CLI_PASSPHRASE_H

#include "sanca/conf.h"

/* The first line of a file that nobody else may read; never empty. For
 * buf_free_wipe(). */
MUST_CHECK int passphrase_read(const char *file, struct buf *ret,
			       struct err *err);
/* The same, or asked for where file is NULL; twice, where there is nothing yet
 * that would show a slip. */
MUST_CHECK int passphrase_get(const char *file, const char *prompt, bool twice,
			      struct buf *ret, struct err *err);

/* The one that sanca.conf of the CA in dir names; empty: it names none. */
MUST_CHECK int passphrase_of_ca(const char *dir, const struct conf *conf,
				struct buf *ret, struct err *err);

#endif
