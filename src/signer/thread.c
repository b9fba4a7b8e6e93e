/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Threads of the signer, and how they wait. */
#include "thread.h"

#include "sanca/limits.h"

#include <time.h>

int
thread_start(pthread_t *ret, void *(*fn)(void *), void *ctx, const char *what,
	     struct err *err)
{
	pthread_attr_t attr;
	int failed = pthread_attr_init(&attr);

	if (failed != 0)
		return err_nomem(err);
	failed = pthread_attr_setstacksize(&attr, LIMIT_SIGNING_STACK_BYTES);
	if (failed == 0)
		failed = pthread_create(ret, &attr, fn, ctx);
	pthread_attr_destroy(&attr);
	if (failed != 0)
		return err_set(err, ERR_OS, "cannot start %s", what);
	return 0;
}

void
thread_cond_init(pthread_cond_t *cond)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(cond, &attr);
	pthread_condattr_destroy(&attr);
}
