/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* Time, randomness and the log line: seams that tests replace at link time. */
#ifndef SANCA_CLOCK_H
#define SANCA_CLOCK_H

#include "sanca/bytes.h"

/* Seconds since 1970, UTC, from the wall clock. */
int64_t clock_wall_s(void);
/* Milliseconds that never go back and go on during suspend
 * (CLOCK_BOOTTIME). */
int64_t clock_monotonic_ms(void);
/* Microseconds of the same, for durations in metrics. */
int64_t clock_monotonic_us(void);
/* "2026-11-22T20:40:38Z"; out has room for 32. */
void clock_show(int64_t t_s, char *out);
/* Less than a quarter of a life is left: whoever renews by itself has failed. */
bool clock_is_overdue(int64_t begin_s, int64_t end_s, int64_t now_s);

/* Civil time of t (proleptic Gregorian, years 0-9999). */
struct civil {
	int year, month, day, hour, minute, second;
};
void clock_civil(int64_t t_s, struct civil *ret);
/* Seconds since 1970 of a civil time; -1 as error where a field is out of
 * range (leap seconds are refused). */
MUST_CHECK int clock_from_civil(const struct civil *c, int64_t *ret_t_s,
				struct err *err);

/* Octets from the kernel's CSPRNG (getrandom); a failure is an error, never
 * a weaker source. */
MUST_CHECK int random_bytes(void *out, size_t n, struct err *err);
/* So many of them (32 at most) in base64url, with a NUL: 16 make 22 characters,
 * 32 make 43. */
#define RANDOM_TEXT_OCTETS 32
MUST_CHECK int random_base64url(size_t octets, char *ret, struct err *err);

#endif
