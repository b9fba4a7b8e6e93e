/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a password may be, and its hash: crypt(3), yescrypt. */
#ifndef SANCA_SIGNER_PASSWORD_H
#define SANCA_SIGNER_PASSWORD_H

#include "sanca/store.h"

/* ERR_USAGE says what is missing. name: of the account. */
MUST_CHECK int password_check(struct bytes password, struct bytes name,
			      struct err *err);
/* Both take some 50 ms and 16 MB, on purpose: not for the loop. password ends
 * with a NUL. */
MUST_CHECK int password_hash(const char *password,
			     char ret[STORE_PASSWORD_BYTES], struct err *err);
/* Against a hash, or against the setting of one, which none matches. */
MUST_CHECK int password_match(const char *password, const char *hash, bool *ret,
			      struct err *err);
/* A setting that costs what a hash of today costs, for accounts that are
 * none. */
MUST_CHECK int password_setting(char ret[STORE_PASSWORD_BYTES],
				struct err *err);

#endif
