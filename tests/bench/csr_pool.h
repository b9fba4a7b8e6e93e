/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Certificate requests for load: many keys, six names each, made beforehand. */
#ifndef BENCH_CSR_POOL_H
#define BENCH_CSR_POOL_H

#include <stddef.h>

struct csr_pool {
	size_t count;
	char **pem;
};

/*
 * kind "ec-p256": each request has a key of its own. kind "rsa-2048": 16 keys
 * are made and used in turn, since one takes 80 ms. domain: the names lie
 * below it, numbered from first. Exits on failure: a bench has no caller to
 * report to.
 */
void csr_pool_make(struct csr_pool *pool, const char *kind, size_t count,
		   const char *domain, size_t first);
void csr_pool_free(struct csr_pool *pool);

#endif
