/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Keys that are never certified again. */
#ifndef SANCA_SIGNER_BLOCK_H
#define SANCA_SIGNER_BLOCK_H

#include "signer.h"

/* Within a transaction: the log entry, then the row that holds its index. The
 * key must not be blocked yet. */
MUST_CHECK int key_block(struct signer *s, struct bytes spki_sha256,
			 struct bytes who, struct bytes reason, int64_t now,
			 struct err *err);
/* The same for the key of a certificate revoked for keyCompromise, which may be
 * blocked already. */
MUST_CHECK int key_block_compromised(struct signer *s, struct bytes spki_sha256,
				     struct bytes who, int64_t now,
				     struct err *err);

#endif
