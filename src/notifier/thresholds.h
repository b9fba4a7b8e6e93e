/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* How long before its end something is told of. */
#ifndef SANCA_NOTIFIER_THRESHOLDS_H
#define SANCA_NOTIFIER_THRESHOLDS_H

#include "sanca/conf.h"

/*
 * The threshold that holds now, in days: the nearest one that has been reached,
 * so that of those missed while nobody looked only the last is told. false: none
 * is, or the end lies so far back that nobody needs to hear of it, or the whole
 * life is no longer than it.
 */
bool threshold_find(const struct conf_days *days, int64_t not_before,
		    int64_t not_after, int64_t now, unsigned *ret);
/* Those of a CA: a year, half a year, a quarter, then those of the settings. */
void thresholds_of_ca(const struct conf_days *days, struct conf_days *ret);
/* Whole days left, rounded up: what people count; 0: it has ended. */
int64_t days_left(int64_t not_after, int64_t now);

#endif
