/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Latencies in microseconds, kept in a histogram of one percent steps. */
#ifndef BENCH_LATENCY_H
#define BENCH_LATENCY_H

#include <math.h>
#include <stdint.h>

#define LATENCY_BINS 2048

struct latency {
	uint64_t bin[LATENCY_BINS];
	uint64_t count;
	double sum_us;
	double max_us;
};

static inline void
latency_add(struct latency *l, double us)
{
	double at = us < 1.0 ? 0.0 : log(us) / log(1.01);
	unsigned bin = at >= LATENCY_BINS - 1 ? LATENCY_BINS - 1 : (unsigned)at;

	l->bin[bin]++;
	l->count++;
	l->sum_us += us;
	if (us > l->max_us)
		l->max_us = us;
}

/* The value that share (0-1) of all lie at or below. */
static inline double
latency_at(const struct latency *l, double share)
{
	double want = share * (double)l->count;
	uint64_t seen = 0;

	for (unsigned i = 0; i < LATENCY_BINS; i++) {
		seen += l->bin[i];
		if ((double)seen >= want && seen > 0)
			return fmin(pow(1.01, (double)i + 1.0), l->max_us);
	}
	return l->max_us;
}

#endif
