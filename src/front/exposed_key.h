/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A private key that somebody sent: known to two people now, so the signer is
 * told never to certify it. */
#ifndef SANCA_FRONT_EXPOSED_KEY_H
#define SANCA_FRONT_EXPOSED_KEY_H

#include "request.h"

/* Which key it is, where somebody known has sent one that can be read. */
bool exposed_key_find(struct request *r);
/* Has the key that was found blocked; the refusal is kept for the answer after
 * that. */
enum step exposed_key_block(struct request *r, const struct err *refusal);
/* Says that it could not be. Nothing is lost in silence: whoever sent it is to
 * send it again. */
enum step exposed_key_not_blocked(struct request *r, const struct err *why);

#endif
