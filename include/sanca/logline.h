/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* The process log: one line per event on stderr, at the top of a process. */
#ifndef SANCA_LOGLINE_H
#define SANCA_LOGLINE_H

#include "sanca/err.h"

#include <stdbool.h>

enum loglevel {
	LOGLINE_DEBUG,
	LOGLINE_INFO,
	LOGLINE_NOTICE,
	LOGLINE_WARNING,
	LOGLINE_ERROR
};

/* name is shown in each line; json chooses JSON lines. With a journal on
 * stderr (JOURNAL_STREAM) lines begin with "<N>" (sd-daemon(3)). */
void logline_open(const char *name, bool json, enum loglevel least);

/* One line; control bytes are escaped. A blocked sink never blocks the
 * caller: lines that do not fit are counted and the count is said later. */
void logline(enum loglevel level, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* "context: text" of an error. */
void logline_err(enum loglevel level, const struct err *err, const char *fmt,
		 ...) PRINTF_LIKE(3, 4);

/* Lines lost so far, for metrics. */
unsigned long logline_lost(void);

#endif
