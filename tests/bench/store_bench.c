/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * What store and log cost per certificate, at which size of the log:
 *
 *	store_bench [COUNT [SAMPLE]]
 *
 * fills a new log with COUNT certificates in batches of 64 and reports each
 * time that the number reached has doubled, and at the end, over SAMPLE
 * certificates. Six names each, both durable commits; requests, hashes
 * and signatures are made outside of what is measured.
 */
#include "tests/unit/log_fixture.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <sys/resource.h>
#include <time.h>

#define BATCH 64

static double
cpu_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

struct cost {
	double cpu, wall, slowest;
};

/* Requests are made outside of what is measured. */
static int
run(struct ledger *l, uint64_t from, uint64_t count, struct issued *all,
    struct cost *ret, struct err *err)
{
	*ret = (struct cost){ 0 };
	for (uint64_t n = 0; n < count; n += BATCH) {
		for (uint64_t i = 0; i < BATCH; i++)
			if (issued_make(from + n + i, from + n + i + 1, &all[i],
					err) != 0)
				return -1;
		double cpu = cpu_us();
		int64_t wall = clock_monotonic_us();

		if (ledger_batch(l, all, BATCH, err) != 0)
			return -1;
		double took = (double)(clock_monotonic_us() - wall);

		ret->cpu += cpu_us() - cpu;
		ret->wall += took;
		if (took > ret->slowest)
			ret->slowest = took;
	}
	return 0;
}

static long
memory_kib(void)
{
	struct rusage r;

	getrusage(RUSAGE_SELF, &r);
	return r.ru_maxrss;
}

static void
report(uint64_t at, uint64_t count, const struct cost *c)
{
	printf("%9ju certificates: %6.1f us of CPU, %7.0f/s, slowest batch "
	       "%5.1f ms, %ld KiB\n",
	       (uintmax_t)at, c->cpu / (double)count,
	       (double)count * 1e6 / c->wall, c->slowest / 1e3, memory_kib());
	fflush(stdout);
}

static int
lookups(struct ledger *l, uint64_t size, struct err *err)
{
	enum { TRIES = 200 };
	double start[4] = { 0 };
	struct issued one = { 0 };
	uint64_t id = 0;

	for (uint64_t i = 0; i < TRIES; i++) {
		uint64_t n = (i * 7919 + 13) % size;

		if (issued_make(n, n + 1, &one, err) != 0)
			return -1;
		double t0 = cpu_us();

		if (log_find(l->store, STORE_BY_SERIAL, one.request.row.serial,
			     &id, err) != 0)
			return -1;
		double t1 = cpu_us();

		if (store_certificate_find(l->store, STORE_BY_SHA256,
					   BYTES_OF(one.row.sha256), &id,
					   err) != 0)
			return -1;
		start[0] += t1 - t0;
		start[1] += cpu_us() - t1;
	}
	issued_free(&one);
	printf("lookup by serial %.0f us, by thumbprint %.0f us\n",
	       start[0] / TRIES, start[1] / TRIES);
	return 0;
}

static int
last(const struct store_row *row, void *ctx)
{
	*(uint64_t *)ctx = row->id;
	return 0;
}

static int
names(struct ledger *l, uint64_t size, struct err *err)
{
	enum { TRIES = 200 };
	double cpu = 0;

	for (uint64_t i = 0; i < TRIES; i++) {
		struct six six;
		uint64_t id = 0;

		six_make((i * 7919 + 13) % size, &six);
		struct store_filter f = { .name = six.text[3], .limit = 1 };
		double t = cpu_us();

		if (store_list(l->store, &f, last, &id, err) != 0)
			return -1;
		cpu += cpu_us() - t;
	}
	printf("list by name %.0f us\n", cpu / TRIES);
	return 0;
}

static int
reopen(struct ledger *l, struct err *err)
{
	int64_t t = clock_monotonic_us();

	if (ledger_open(l, err) != 0)
		return -1;
	printf("open store and log %.1f ms\n",
	       (double)(clock_monotonic_us() - t) / 1e3);
	uint64_t id = 0;

	t = clock_monotonic_us();
	if (store_reservation_open_next(l->store, 0, &id, err) == 0)
		printf("open reservation %ju\n", (uintmax_t)id);
	printf("look for open reservations %.1f ms\n",
	       (double)(clock_monotonic_us() - t) / 1e3);
	return 0;
}

static int
verify(struct ledger *l, struct err *err)
{
	struct log_verdict verdict;
	int64_t t = clock_monotonic_us();

	if (log_verify(l->store, NULL, NULL, NULL, &verdict, err) != 0)
		return -1;
	printf("verify %ju entries, %ju heads: %.2f s\n",
	       (uintmax_t)verdict.entries, (uintmax_t)verdict.heads,
	       (double)(clock_monotonic_us() - t) / 1e6);
	return 0;
}

static int
bench(struct ledger *l, uint64_t count, uint64_t sample, struct err *err)
{
	static struct issued all[BATCH];
	uint64_t at = 0, next = sample;

	while (at < count) {
		uint64_t n = at + sample > count ? count - at : sample;
		struct cost c;

		if (run(l, at, n, all, &c, err) != 0)
			return -1;
		at += n;
		if (at >= next || at >= count) {
			report(at, n, &c);
			next *= 2;
		}
	}
	for (size_t i = 0; i < BATCH; i++)
		issued_free(&all[i]);
	if (reopen(l, err) != 0)
		return -1;
	if (lookups(l, count, err) != 0 || names(l, count, err) != 0)
		return -1;
	return verify(l, err);
}

int
main(int argc, char **argv)
{
	uint64_t count = 100000, sample = 20 * 1024;
	struct err err = { 0 };

	if ((argc > 1 && text_u64(argv[1], INT64_MAX, &count, &err) != 0) ||
	    (argc > 2 && text_u64(argv[2], INT64_MAX, &sample, &err) != 0) ||
	    argc > 3 || sample < BATCH) {
		fprintf(stderr, "usage: store_bench [COUNT [SAMPLE]]\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	count -= count % BATCH;
	sample -= sample % BATCH;
	CLEANUP(ledger_close) struct ledger l = ledger_make();

	if (bench(&l, count, sample, &err) != 0) {
		fprintf(stderr, "store_bench: %s\n", err.text);
		return 1;
	}
	return 0;
}
