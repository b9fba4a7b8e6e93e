/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How far long work is, for the person at the terminal. */
#ifndef SANCA_CLI_PROGRESS_H
#define SANCA_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	const char *what; /* "entries" */
	int64_t started_ms, shown_ms;
	bool tty;
};
void progress_start(struct progress *p, const char *what);
/* ctx is the struct progress; a log_progress_fn and a store_copy_fn. */
void progress_show(uint64_t done, uint64_t total, void *ctx);
void progress_end(struct progress *p);

#endif
