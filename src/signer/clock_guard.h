/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* When the wall clock may be believed. */
#ifndef SANCA_SIGNER_CLOCK_GUARD_H
#define SANCA_SIGNER_CLOCK_GUARD_H

#include "sanca/bytes.h"

/*
 * The wall clock is held against the monotonic one since the start (or since
 * an administrator accepted it), and against the last log entry. Once in
 * doubt it stays so until it is accepted.
 */
struct clock_guard {
	int64_t base_wall_s;
	int64_t base_monotonic_ms;
	int64_t floor_s; /* time of the newest log entry */
	bool doubted;
	struct err doubt;
};

void clock_guard_start(struct clock_guard *g, int64_t newest_entry_s);
/* ERR_CLOCK, with what to do, when the clock is in doubt. */
MUST_CHECK int clock_guard_check(struct clock_guard *g, struct err *err);
/* An entry with this time was committed. */
void clock_guard_logged(struct clock_guard *g, int64_t time_s);
/* Where the wall clock should stand by the monotonic one. */
int64_t clock_guard_expected_s(const struct clock_guard *g);
/* The clock as it stands is right from now on. */
void clock_guard_accept(struct clock_guard *g);

#endif
