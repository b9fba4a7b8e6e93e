/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A token that was sent in the clear: refused, and told to the administrator. */
#ifndef SANCA_FRONT_EXPOSED_TOKEN_H
#define SANCA_FRONT_EXPOSED_TOKEN_H

#include "request.h"

/* Whose was it? The signer knows; without its answer the line is written all
 * the same. field: Authorization. */
void exposed_token_begin(struct request *r, struct bytes field);
/* The answer, and the line about it, once the signer was asked. */
void exposed_token_refuse(struct request *r);

#endif
