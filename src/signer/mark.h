/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The high-water mark, written by a thread of its own. */
#ifndef SANCA_SIGNER_MARK_H
#define SANCA_SIGNER_MARK_H

#include "sanca/issuance_log.h"

struct mark;

/* Starts the thread; dir must outlive it. */
MUST_CHECK int mark_new(const char *dir, struct mark **ret, struct err *err);
/* Says what was committed; it is on disk at most about a second later. */
void mark_set(struct mark *m, const struct high_water *now);
/* Writes the last one and ends the thread. */
void mark_free(struct mark **m);

#endif
