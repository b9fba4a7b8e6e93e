/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The strict HTTP pre-check on any octets, however they are cut. */

#include "fuzz.h"

#include "sanca/text.h"
#include "src/front/guard.h"

#include <string.h>

/* The same octets give the same result, whole or one by one. */
static void
wire(struct bytes in)
{
	struct guard_wire whole = { 0 }, parts = { 0 };

	guard_wire_feed(&whole, in);
	for (size_t i = 0; i < in.n; i++)
		guard_wire_feed(&parts, (struct bytes){ in.p + i, 1 });
	must(whole.fault == parts.fault);
	must(whole.requests == parts.requests);
	must(whole.fault < GUARD_COUNT);
}

static void
boxes(struct bytes query)
{
	struct buf a = { 0 }, b = { 0 };
	const struct guard_box all[] = { { "a", false, &a },
					 { "b", true, &b } };
	struct err err;

	if (guard_query_boxes(query, all, ARRAY_SIZE(all), &err) == 0) {
		must(text_is_utf8(buf_bytes(&a)));
		must(a.n == 0 || !memchr(a.p, '\n', a.n));
		must(b.n == 0 || !memchr(b.p, 0, b.n));
	}
	buf_free(&a);
	buf_free(&b);
}

/* Lines "name:value"; the first is the target. */
static void
head(struct bytes in)
{
	static struct guard_head h;
	static struct guard_parameter p[8];
	struct err err;
	bool first = true;

	memset(&h, 0, sizeof(h));
	h.method = "GET";
	while (in.n > 0) {
		const uint8_t *end = memchr(in.p, '\n', in.n);
		size_t n = end ? (size_t)(end - in.p) : in.n;
		const uint8_t *colon = memchr(in.p, ':', n);
		struct bytes line = { in.p, n };

		in.p += n + (end ? 1 : 0);
		in.n -= n + (end ? 1 : 0);
		if (first) {
			h.target = line;
		} else if (colon && h.count < LIMIT_HEADER_FIELDS) {
			struct guard_field *f = &h.at[h.count++];

			f->name.p = line.p;
			f->name.n = (size_t)(colon - line.p);
			f->value.p = colon + 1;
			f->value.n = n - f->name.n - 1;
		}
		first = false;
	}
	if (guard_check(&h) != GUARD_OK)
		return;
	must(h.path.n > 0 && h.path.p[0] == '/');
	must(bytes_find(h.path, bytes_of_text("/../")) < 0);
	must(bytes_find(h.path, bytes_of_text("//")) < 0);
	boxes(h.query);
	if (guard_query(h.query, p, ARRAY_SIZE(p), &err) < 0)
		return;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = { data, size };

	wire(in);
	head(in);
	return 0;
}
