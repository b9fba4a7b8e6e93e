/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Validations at work, each in a thread, at most so many. */
#ifndef SANCA_VALIDATOR_POOL_H
#define SANCA_VALIDATOR_POOL_H

#include "job.h"

#include "sanca/ipc.h"

/* Where answers go: the channel to the signer of now. Jobs of an earlier one end
 * unheard. */
struct outlet;
MUST_CHECK int outlet_new(struct outlet **ret, struct err *err);
/* Takes the channel; NULL: there is no signer. */
void outlet_set(struct outlet *o, struct channel *channel);
/* The channel of now, which only outlet_set() ends; its number. */
struct channel *outlet_channel(struct outlet *o, uint64_t *ret_link);
/* Sends over it, when it still is the one of that number. */
void outlet_send(struct outlet *o, uint64_t link, const struct msg *m);

/* Starts the job, which is taken. Whatever happens, VALIDATED is sent. */
void pool_start(struct outlet *o, const struct job *job);

#endif
