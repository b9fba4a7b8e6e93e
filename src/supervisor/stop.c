/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The end, in order: the front finishes what is in flight, then the signer; the
 * notifier hangs up on its server meanwhile, and so does the validator. */
#include "supervisor.h"

#include "sanca/clock.h"
#include "sanca/logline.h"

#include <signal.h>

/* The front drains for at most 5 s. */
#define STOP_MS 8000

void
stop_continue(struct supervisor *s)
{
	if (s->child[FRONT].pid > 0)
		return;
	if (s->child[SIGNER].pid > 0) {
		kill(s->child[SIGNER].pid, SIGTERM);
		return;
	}
	if (s->child[NOTIFIER].pid > 0 || s->child[VALIDATOR].pid > 0)
		return;
	loop_stop(s->loop);
}

void
stop_begin(struct supervisor *s, int exit_status)
{
	if (s->stopping)
		return;
	s->stopping = true;
	s->exit_status = exit_status;
	s->stop_by_ms = clock_monotonic_ms() + STOP_MS;
	os_notify("STOPPING=1");
	/* Who connects from now on is refused, not left in a queue. */
	listeners_close(&s->listeners);
	if (s->child[FRONT].pid > 0)
		kill(s->child[FRONT].pid, SIGTERM);
	if (s->child[NOTIFIER].pid > 0)
		kill(s->child[NOTIFIER].pid, SIGTERM);
	if (s->child[VALIDATOR].pid > 0)
		kill(s->child[VALIDATOR].pid, SIGTERM);
	stop_continue(s);
	timer_arm(s);
}

void
stop_on_signal(void *ctx)
{
	logline(LOGLINE_NOTICE, "stopping");
	stop_begin(ctx, 0);
}
