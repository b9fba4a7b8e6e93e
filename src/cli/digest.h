/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* SHA-256 over what comes piece by piece. */
#ifndef SANCA_CLI_DIGEST_H
#define SANCA_CLI_DIGEST_H

#include "sanca/bytes.h"

struct digest;
MUST_CHECK int digest_new(struct digest **ret, struct err *err);
MUST_CHECK int digest_add(struct digest *d, struct bytes v, struct err *err);
/* Of all that was added. */
void digest_end(struct digest *d, uint8_t ret[32]);
void digest_free(struct digest **d);

#endif
