/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A line on standard error that is written over and over. */
#include "progress.h"
#include "sanca/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

/* Shorter work shows no progress. */
#define PATIENCE_MS 1000

void
progress_start(struct progress *p, const char *what)
{
	*p = (struct progress){ .what = what,
				.started_ms = clock_monotonic_ms(),
				.tty = isatty(STDERR_FILENO) != 0 };
}

void
progress_show(uint64_t done, uint64_t total, void *ctx)
{
	struct progress *p = ctx;
	int64_t now = clock_monotonic_ms();

	if (!p->tty || now - p->started_ms < PATIENCE_MS ||
	    now - p->shown_ms < PATIENCE_MS / 4)
		return;
	p->shown_ms = now;
	fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " %s", done, total,
		p->what);
}

void
progress_end(struct progress *p)
{
	if (p->shown_ms != 0)
		fputc('\n', stderr);
	p->shown_ms = 0;
}
