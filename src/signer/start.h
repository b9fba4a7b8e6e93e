/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The steps of the start, in their order. */
#ifndef SANCA_SIGNER_START_H
#define SANCA_SIGNER_START_H

#include "signer.h"

/* start.c: waits for CONFIGURE. */
MUST_CHECK int settings_receive(struct signer *s, struct buf *ret_text,
				uint64_t *ret_generation, struct err *err);
/* issuer.c: loads the CA's certificate from the store and holds public/ca.pem
 * to it. */
MUST_CHECK int issuer_open(struct signer *s, struct err *err);
/* keys.c: opens CA key and log key and checks that they are the ones. */
MUST_CHECK int keys_open(struct signer *s, struct err *err);
/* recover.c: checks the high-water mark. *ret_behind: the database is older,
 * and that was accepted. */
MUST_CHECK int mark_check(struct signer *s, struct high_water *ret,
			  bool *ret_behind, struct err *err);
/* recover.c: one transaction for all that a start has to write. */
MUST_CHECK int signer_recover(struct signer *s, const struct high_water *mark,
			      bool behind, struct err *err);
#endif
