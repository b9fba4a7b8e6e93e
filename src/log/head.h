/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Signed heads: their text, and the key that verifies many of them. */
#ifndef LOG_HEAD_H
#define LOG_HEAD_H

#include "sanca/issuance_log.h"

/* Two of them, root, numbers and signature fit struct log_head.note. */
#define LIMIT_ORIGIN_BYTES 128

struct head_key;
MUST_CHECK int head_key_new(const uint8_t public_key[32], const char *origin,
			    struct head_key **ret, struct err *err);
void head_key_free(struct head_key **key);
MUST_CHECK int head_verify(const struct head_key *key, struct bytes note,
			   struct log_head *ret, struct err *err);
/* Signs size, time and root of head into its note. */
MUST_CHECK int head_sign(const struct head_key *key, log_sign_fn *sign,
			 void *ctx, struct log_head *head, struct err *err);

#endif
