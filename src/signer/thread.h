/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Threads of the signer, and how they wait. */
#ifndef SANCA_SIGNER_THREAD_H
#define SANCA_SIGNER_THREAD_H

#include "sanca/err.h"

#include <pthread.h>

/* With the stack of LIMIT_SIGNING_STACK_BYTES. what: for the message, as in
 * "cannot start a signing thread". Ends by pthread_join(). */
MUST_CHECK int thread_start(pthread_t *ret, void *(*fn)(void *), void *ctx,
			    const char *what, struct err *err);
/* A condition whose waits end by CLOCK_MONOTONIC. */
void thread_cond_init(pthread_cond_t *cond);

#endif
