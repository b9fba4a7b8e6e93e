/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* dns-01 (RFC 8555 8.4): a TXT record at _acme-challenge. */
#include "job.h"
#include "resolver.h"

#include "sanca/key.h"
#include "sanca/text.h"

#include <stdio.h>

struct texts {
	struct bytes wanted;
	size_t looked_at;
	bool found;
	struct buf other; /* the first that is not it, for the message */
};

/* RFC 1035 3.3.14: strings of up to 255 octets; together they are the text. */
static void
join(struct bytes data, struct buf *out)
{
	while (data.n > 0) {
		size_t n = data.p[0];

		if (n > data.n - 1)
			n = data.n - 1;
		buf_append(out, data.p + 1, n);
		data.p += 1 + n;
		data.n -= 1 + n;
	}
}

static bool
look_at(void *ctx, struct bytes data)
{
	struct texts *t = ctx;
	CLEANUP(buf_free) struct buf text = { 0 };

	join(data, &text);
	if (bytes_equal(buf_bytes(&text), t->wanted))
		t->found = true;
	else if (t->other.n == 0)
		text_show(buf_bytes(&text), 60, &t->other);
	return !t->found && ++t->looked_at < LIMIT_VALIDATION_TXT;
}

static void
texts_end(struct texts *t)
{
	buf_free(&t->other);
}

static int
explain(const char *name, const struct asked *a, struct texts *t,
	struct err *err)
{
	static const char advice[] = "set it, and wait until this name server "
				     "has it";

	if (!a->exists)
		return err_set(err, ERR_DNS,
			       "no TXT record at %.270s: there is no such name "
			       "(asked %s): %s",
			       name, a->server, advice);
	if (a->count == 0)
		return err_set(err, ERR_DNS,
			       "no TXT record at %.270s (asked %s): %s", name,
			       a->server, advice);
	if (a->count == 1)
		return err_set(err, ERR_INCORRECT_RESPONSE,
			       "the TXT record at %.270s says \"%s\": that is "
			       "not the one of this challenge (asked %s): %s",
			       name, buf_text(&t->other), a->server, advice);
	return err_set(err, ERR_INCORRECT_RESPONSE,
		       "none of the %zu TXT records at %.270s is the one of "
		       "this challenge%s; one of them says \"%s\" (asked "
		       "%s): %s",
		       a->count, name,
		       a->count > LIMIT_VALIDATION_TXT
			       ? ", and only the first ones are looked at"
			       : "",
		       buf_text(&t->other), a->server, advice);
}

int
dns_validate(struct job *job, struct err *err)
{
	CLEANUP(texts_end) struct texts t = { 0 };
	CLEANUP(buf_free) struct buf digest = { 0 };
	struct asked a = { 0 };
	char name[LIMIT_DNS_NAME_BYTES + 32];
	uint8_t hash[32];
	int rc = 0;

	sha256(bytes_of_text(job->key_authorization), hash);
	base64url_encode(BYTES_OF(hash), &digest);
	if (buf_check(&digest, err) < 0)
		return -1;
	t.wanted = buf_bytes(&digest);
	snprintf(name, sizeof(name), "_acme-challenge.%s",
		 (const char *)job->name.v);
	rc = resolver_ask(job, name, DNS_TXT, look_at, &t, &a, err);
	snprintf(job->address, sizeof(job->address), "%s", a.server);
	if (rc < 0)
		return -1;
	return t.found ? 0 : explain(name, &a, &t, err);
}
