/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Fuzzes the reading of what name servers answer. */
#include "fuzz.h"

#include "src/validator/dns_reply.h"

#include "sanca/limits.h"

#include <stdlib.h>

struct seen {
	struct bytes in;
	size_t count;
};

static bool
on_record(void *ctx, struct bytes data)
{
	struct seen *s = ctx;

	must(data.p >= s->in.p && data.p + data.n <= s->in.p + s->in.n);
	return ++s->count < LIMIT_VALIDATION_TXT;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dns_type types[] = { DNS_A, DNS_AAAA, DNS_TXT };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		struct seen seen = { { data, size }, 0 };
		char name[DNS_NAME_CHARS] = "_acme-challenge.good.test";
		unsigned aliases = LIMIT_VALIDATION_ALIASES;
		size_t count = 0;
		struct err err = { 0 };

		if (dns_reply_read(seen.in, name, types[i], &aliases, on_record,
				   &seen, &count, &err) < 0)
			must(err.code == ERR_DNS);
		else
			must(seen.count <= count &&
			     seen.count <= LIMIT_VALIDATION_TXT);
		must(aliases <= LIMIT_VALIDATION_ALIASES);
	}
	struct buf reason = { 0 };

	dns_reply_reason((struct bytes){ data, size }, &reason);
	must(reason.n < 1000);
	buf_free(&reason);
	return 0;
}
