/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads what a name server answered (RFC 1035 4). */
#include "dns_reply.h"

#include "sanca/text.h"

#include <ares.h>
#include <string.h>
#include <strings.h>

#define HEADER 12
#define TYPE_OPT 41 /* RFC 6891 */
#define OPTION_REASON 15

struct record {
	char owner[DNS_NAME_CHARS];
	unsigned type, class;
	size_t data; /* offset */
	size_t n;
};

static int
malformed(const char *what, struct err *err)
{
	return err_set(err, ERR_DNS,
		       "the answer of the name server is malformed: %s", what);
}

static unsigned
u16_at(struct bytes in, size_t at)
{
	return (unsigned)in.p[at] << 8 | in.p[at + 1];
}

/* The name at *at, which goes behind it. */
static int
name_take(struct bytes in, size_t *at, char ret[DNS_NAME_CHARS],
	  struct err *err)
{
	char *text = NULL;
	long used = 0;
	size_t n = 0;

	if (*at >= in.n || ares_expand_name(in.p + *at, in.p, (int)in.n, &text,
					    &used) != ARES_SUCCESS)
		return malformed("a name in it cannot be read", err);
	n = strlen(text);
	if (n < DNS_NAME_CHARS)
		memcpy(ret, text, n + 1);
	ares_free_string(text);
	if (n >= DNS_NAME_CHARS || used <= 0)
		return malformed("a name in it is too long", err);
	*at += (size_t)used;
	return 0;
}

static int
record_take(struct bytes in, size_t *at, struct record *ret, struct err *err)
{
	if (name_take(in, at, ret->owner, err) < 0)
		return -1;
	if (in.n < *at || in.n - *at < 10)
		return malformed("it is cut", err);
	ret->type = u16_at(in, *at);
	ret->class = u16_at(in, *at + 2);
	ret->n = u16_at(in, *at + 8);
	ret->data = *at + 10;
	if (in.n - ret->data < ret->n)
		return malformed("it is cut", err);
	*at = ret->data + ret->n;
	return 0;
}

/* To the first answer. */
static int
questions_skip(struct bytes in, size_t *ret_at, struct err *err)
{
	char unused[DNS_NAME_CHARS];

	if (in.n < HEADER)
		return malformed("it is too short", err);
	*ret_at = HEADER;
	for (unsigned i = u16_at(in, 4); i > 0; i--) {
		if (name_take(in, ret_at, unused, err) < 0)
			return -1;
		if (in.n < *ret_at || in.n - *ret_at < 4)
			return malformed("it is cut", err);
		*ret_at += 4;
	}
	return 0;
}

/* RFC 4343: names compare without case, and ours are in lower case. */
static void
lower_case(char *name)
{
	for (; *name != '\0'; name++)
		if (*name >= 'A' && *name <= 'Z')
			*name = (char)(*name | 0x20);
}

struct wanted {
	const char *name;
	enum dns_type type;
	dns_record_fn *fn;
	void *ctx;
	size_t count;
	bool is_alias;
	char alias[DNS_NAME_CHARS]; /* where the name leads to */
};

/* One walk over the answers. */
static int
walk(struct bytes in, struct wanted *w, struct err *err)
{
	struct record r = { 0 };
	bool more = true;
	size_t at = 0;

	if (questions_skip(in, &at, err) < 0)
		return -1;
	for (unsigned i = u16_at(in, 6); i > 0; i--) {
		if (record_take(in, &at, &r, err) < 0)
			return -1;
		if (r.class != 1 || strcasecmp(r.owner, w->name) != 0)
			continue;
		if (r.type == (unsigned)w->type) {
			w->count++;
			if (more)
				more = w->fn(w->ctx,
					     (struct bytes){ in.p + r.data,
							     r.n });
		} else if (r.type == DNS_CNAME && !w->is_alias) {
			size_t data = r.data;

			if (name_take(in, &data, w->alias, err) < 0)
				return -1;
			lower_case(w->alias);
			w->is_alias = true;
		}
	}
	return 0;
}

int
dns_reply_read(struct bytes reply, char name[DNS_NAME_CHARS],
	       enum dns_type type, unsigned *aliases, dns_record_fn *fn,
	       void *ctx, size_t *ret_count, struct err *err)
{
	for (;;) {
		struct wanted w = {
			.name = name, .type = type, .fn = fn, .ctx = ctx
		};

		if (walk(reply, &w, err) < 0)
			return -1;
		*ret_count = w.count;
		if (w.count > 0 || !w.is_alias)
			return 0;
		if (*aliases == 0)
			return err_set(err, ERR_DNS,
				       "%.200s leads to an alias of an alias, "
				       "and so on: too many are not followed",
				       name);
		--*aliases;
		memcpy(name, w.alias, DNS_NAME_CHARS);
	}
}

/* RFC 8914 4, those that a resolver gives for a failure. */
static const char *
reason_name(unsigned code)
{
	static const char *const names[] = {
		[1] = "Unsupported DNSKEY Algorithm",
		[2] = "Unsupported DS Digest Type",
		[5] = "DNSSEC Indeterminate",
		[6] = "DNSSEC Bogus",
		[7] = "Signature Expired",
		[8] = "Signature Not Yet Valid",
		[9] = "DNSKEY Missing",
		[10] = "RRSIGs Missing",
		[11] = "No Zone Key Bit Set",
		[12] = "NSEC Missing",
		[14] = "Not Ready",
		[15] = "Blocked",
		[16] = "Censored",
		[17] = "Filtered",
		[18] = "Prohibited",
		[20] = "Not Authoritative",
		[22] = "No Reachable Authority",
		[23] = "Network Error",
	};

	if (code >= ARRAY_SIZE(names) || names[code] == NULL)
		return "another error";
	return names[code];
}

static void
put_reason(struct bytes options, struct buf *out)
{
	while (options.n >= 4) {
		unsigned code = u16_at(options, 0);
		size_t n = u16_at(options, 2);
		struct bytes value = { options.p + 4, n };

		if (n > options.n - 4)
			return;
		options.p += 4 + n;
		options.n -= 4 + n;
		if (code != OPTION_REASON || n < 2)
			continue;
		buf_append_text(out, reason_name(u16_at(value, 0)));
		if (n == 2)
			return;
		buf_append_text(out, " (");
		text_show((struct bytes){ value.p + 2, n - 2 }, 100, out);
		buf_append_u8(out, ')');
		return;
	}
}

void
dns_reply_reason(struct bytes reply, struct buf *out)
{
	struct record r = { 0 };
	struct err unused;
	size_t at = 0;

	if (questions_skip(reply, &at, &unused) < 0)
		return;
	for (unsigned i =
		     u16_at(reply, 6) + u16_at(reply, 8) + u16_at(reply, 10);
	     i > 0; i--) {
		if (record_take(reply, &at, &r, &unused) < 0)
			return;
		if (r.type != TYPE_OPT)
			continue;
		put_reason((struct bytes){ reply.p + r.data, r.n }, out);
		return;
	}
}
