/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the webhook is told of one certificate. */
#include "digest.h"
#include "thresholds.h"

#include "sanca/clock.h"
#include "sanca/text.h"

static void
field(struct buf *out, const char *key, struct bytes v)
{
	buf_printf(out, "\"%s\":", key);
	text_json(v, out);
	buf_append_u8(out, ',');
}

/* "a, b" as ["a","b"]. */
static void
write_sans(struct bytes names, struct buf *out)
{
	const char *between = "";

	buf_append_text(out, "\"sans\":[");
	while (names.n > 0) {
		ptrdiff_t at = bytes_find(names, bytes_of_text(", "));
		size_t n = at < 0 ? names.n : (size_t)at;

		buf_append_text(out, between);
		text_json((struct bytes){ names.p, n }, out);
		between = ",";
		n += at < 0 ? 0 : 2;
		names.p += n;
		names.n -= n;
	}
	buf_append_text(out, "],");
}

void
hook_body_write(const struct notifier *n, const struct due *due, int64_t now,
		struct buf *out)
{
	CLEANUP(buf_free) struct buf event = { 0 };
	CLEANUP(buf_free) struct buf page = { 0 };
	struct bytes subject = due->names;
	ptrdiff_t comma = bytes_find(subject, bytes_of_text(", "));
	char end[32];

	if (comma >= 0)
		subject.n = (size_t)comma;
	buf_append_bytes(&event, due_kind(due));
	buf_append_text(&event, due->ends <= now ? ".expired" : ".expiring");
	due_page_write(n, due, &page);
	clock_show(due->ends, end);
	field(out, "event", buf_bytes(&event));
	field(out, "serial", due->serial);
	field(out, "sha256", due->sha256);
	field(out, "subject", subject);
	if (bytes_is_text(due_kind(due), "certificate"))
		write_sans(due->names, out);
	else
		write_sans((struct bytes){ 0 }, out);
	field(out, "not_after", bytes_of_text(end));
	buf_printf(out, "\"days_left\":%jd,",
		   (intmax_t)days_left(due->ends, now));
	field(out, "requester", due->requester);
	field(out, "ca", bytes_of_text(n->issuer->id));
	buf_append_text(out, "\"url\":");
	text_json(buf_bytes(&page), out);
}
