/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Says to people what ends, and what they can do. */
#include "digest.h"
#include "mail.h"
#include "thresholds.h"

#include "sanca/clock.h"
#include "sanca/key.h"
#include "sanca/renewal_link.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

#define WIDTH 74
#define INDENT "   "
/* A link in a mail that is read late. */
#define LINK_LONGER_S (7 * INT64_C(86400))

void
digest_free(struct digest *d)
{
	buf_free(&d->subject);
	buf_free(&d->body);
}

struct bytes
due_kind(const struct due *due)
{
	struct bytes kind = { due->what.p, 0 };

	while (kind.n < due->what.n && due->what.p[kind.n] != ':')
		kind.n++;
	return kind;
}

void
due_page_write(const struct notifier *n, const struct due *due, struct buf *out)
{
	if (due->number == 0 || due->serial.n == 0)
		return;
	if (n->origin.n > 0)
		buf_append_bytes(out, buf_bytes(&n->origin));
	else if (n->conf->public_url[0] == '\0')
		return;
	else
		buf_append_text(out, n->conf->public_url);
	buf_append_text(out, n->origin.n > 0 ? "/console/certificates/"
					     : "/v1/certificates/");
	buf_append_bytes(out, due->serial);
}

/* ---- one entry ---------------------------------------------------------------- */

struct writing {
	struct notifier *n;
	struct digest *d;
	int64_t now;
	uint64_t number; /* of entries so far */
	bool has_key;
	bool has_links;
	uint8_t key[RENEWAL_LINK_KEY_BYTES];
	struct buf identity; /* what the Message-ID stands for */
};

static void
writing_free(struct writing *w)
{
	bytes_wipe(w->key, sizeof(w->key));
	buf_free(&w->identity);
}

/* Words with blanks between them, in lines of WIDTH. */
static void
write_wrapped(struct bytes text, const char *indent, struct buf *out)
{
	size_t column = strlen(indent);

	while (text.n > 0) {
		size_t n = 0;

		while (n < text.n && (n == 0 || text.p[n] != ' '))
			n++;
		if (column + n > WIDTH && text.p[0] == ' ') {
			buf_printf(out, "\n%s", indent);
			column = strlen(indent);
			text.p++;
			text.n--;
			continue;
		}
		buf_append(out, text.p, n);
		column += n;
		text.p += n;
		text.n -= n;
	}
	buf_append_u8(out, '\n');
}

static void
write_left(int64_t ends, int64_t now, struct buf *out)
{
	int64_t left = days_left(ends, now);

	if (left == 0)
		buf_append_text(out, ends <= now ? "has ended" : "today");
	else
		buf_printf(out, "in %jd day%s", (intmax_t)left,
			   left == 1 ? "" : "s");
}

static void
write_field(const char *key, struct bytes value, struct buf *out)
{
	if (value.n == 0)
		return;
	buf_printf(out, INDENT "%-11s", key);
	text_show(value, 400, out);
	buf_append_u8(out, '\n');
}

static void
write_end(const struct writing *w, const struct due *due, struct buf *out)
{
	struct civil c;

	clock_civil(due->ends, &c);
	buf_printf(out, INDENT "%-11s%04d-%02d-%02d %02d:%02d UTC, ", "ends",
		   c.year, c.month, c.day, c.hour, c.minute);
	write_left(due->ends, w->now, out);
	buf_append_u8(out, '\n');
}

static void
write_link(struct writing *w, const struct due *due, struct buf *out)
{
	struct renewal_link link = { .reservation = due->number,
				     .expires_at = due->ends + LINK_LONGER_S };
	CLEANUP(buf_free) struct buf text = { 0 };
	struct err err;

	/* What the CA has for itself it renews itself. */
	if (!w->has_key || w->n->origin.n == 0 || due->requester.n == 0 ||
	    renewal_link_make(w->key, &link, &text, &err) < 0)
		return;
	buf_printf(out, INDENT "%-11s", "renew");
	buf_append_bytes(out, buf_bytes(&w->n->origin));
	buf_append_text(out, "/renew/");
	buf_append_bytes(out, buf_bytes(&text));
	buf_append_u8(out, '\n');
	w->has_links = true;
}

static void
write_certificate(struct writing *w, const struct due *due, struct buf *out)
{
	CLEANUP(buf_free) struct buf page = { 0 };

	write_wrapped(due->names, INDENT, out);
	write_end(w, due, out);
	write_field("serial", due->serial, out);
	write_field("requester", due->requester, out);
	write_field("asked from", due->peer, out);
	due_page_write(w->n, due, &page);
	write_field("page", buf_bytes(&page), out);
	write_link(w, due, out);
}

static void
write_ca(struct writing *w, const struct due *due, struct buf *out)
{
	buf_append_text(out, "The CA itself: ");
	text_show(due->names, LIMIT_DN_VALUE_BYTES, out);
	buf_append_u8(out, '\n');
	write_end(w, due, out);
	write_field("SHA-256", due->sha256, out);
	buf_append_text(out,
			INDENT "All devices that trust it must have a new root "
			       "before that day,\n" INDENT
			       "and what it has issued ends with it. Plan that "
			       "now: make the new\n" INDENT
			       "CA beside this one, and let devices trust both "
			       "for a while.\n");
}

static void
write_overdue(struct writing *w, const struct due *due, bool is_crl,
	      struct buf *out)
{
	buf_append_text(out,
			is_crl ? "The list of revoked certificates (CRL)\n"
			       : "The certificate of the OCSP responder\n");
	write_end(w, due, out);
	buf_append_text(out,
			INDENT "The CA renews it by itself, and should have: "
			       "something keeps it from\n" INDENT
			       "doing so. `sanca status` and the log of "
			       "sanca-signer say what. Once it\n" INDENT
			       "has ended, programs that look whether a "
			       "certificate is revoked refuse all.\n");
}

static int
write_entry(const struct due *due, void *ctx)
{
	struct writing *w = ctx;
	struct buf *out = &w->d->body;
	struct bytes kind = due_kind(due);

	buf_append_bytes(&w->identity, due->what);
	buf_printf(&w->identity, " %u\n", due->days);
	w->number++;
	buf_printf(out, "%ju. ", (uintmax_t)w->number);
	if (bytes_is_text(kind, "ca"))
		write_ca(w, due, out);
	else if (bytes_is_text(kind, "certificate"))
		write_certificate(w, due, out);
	else
		write_overdue(w, due, bytes_is_text(kind, "crl"), out);
	buf_append_u8(out, '\n');
	return 0;
}

/* ---- the whole ------------------------------------------------------------------ */

static int
write_subject(const struct due *due, void *ctx)
{
	struct writing *w = ctx;
	struct buf *out = &w->d->subject;
	struct bytes kind = due_kind(due);
	struct bytes name = due->names;

	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == ',')
			name.n = i;
	if (bytes_is_text(kind, "crl"))
		buf_append_text(out, "list of revoked certificates");
	else if (bytes_is_text(kind, "responder"))
		buf_append_text(out, "OCSP responder");
	else
		text_show(name, 100, out);
	if (due->ends <= w->now) {
		buf_append_text(out, " has ended");
		return 1;
	}
	buf_append_text(out, " ends ");
	write_left(due->ends, w->now, out);
	return 1;
}

static void
write_message_id(struct notifier *n, const struct buf *identity,
		 struct digest *d)
{
	const char *host = strchr(n->conf->mail_from, '@');
	uint8_t hash[32];
	char hex[65];

	sha256(buf_bytes(identity), hash);
	hex_encode(BYTES_OF(hash), hex);
	snprintf(d->message_id, sizeof(d->message_id), "%.32s%s", hex,
		 host != NULL ? host : "@localhost");
}

static void
write_last_words(const struct writing *w, uint64_t count, struct buf *out)
{
	if (count > LIMIT_NOTICE_ITEMS)
		buf_printf(out,
			   "And %ju more, which end later: `sanca list "
			   "--expiring 60d` or the console shows all.\n\n",
			   (uintmax_t)(count - LIMIT_NOTICE_ITEMS));
	if (w->has_links)
		buf_append_text(
			out, "A renew link opens a page with one button: the "
			     "new certificate has the same\nnames and the same "
			     "key, and is then there to be downloaded and "
			     "installed. It\nworks once, and for whoever has "
			     "it: do not pass it on. A request with a new\n"
			     "key is sent as the first one was.\n\n");
	buf_append_text(out,
			"Phones and computers need nothing: the root is "
			"unchanged, only the server gets\na new "
			"certificate.\n\n"
			"Each of these is told once. A certificate with the "
			"same names that ends later\nstops the rest.\n");
}

int
digest_make(struct notifier *n, struct bytes contact, uint64_t count,
	    int64_t now, struct digest *ret, struct err *err)
{
	CLEANUP(writing_free)
	struct writing w = { .n = n, .d = ret, .now = now };
	struct err no_key;

	w.has_key = renewal_link_key_read(n->options.dir, w.key, &no_key) == 0;
	buf_append_text(&w.identity, n->issuer->id);
	buf_append_bytes(&w.identity, contact);
	if (db_due_walk(n->db, contact, 1, write_subject, &w, err) < 0)
		return -1;
	if (count > 1)
		buf_printf(&ret->subject, ", and %ju more",
			   (uintmax_t)(count - 1));
	text_show(bytes_of_text(n->issuer->common_name), LIMIT_DN_VALUE_BYTES,
		  &ret->body);
	buf_append_text(&ret->body, " tells you what ends soon.\n\n");
	if (db_due_walk(n->db, contact, LIMIT_NOTICE_ITEMS, write_entry, &w,
			err) < 0)
		return -1;
	write_last_words(&w, count, &ret->body);
	write_message_id(n, &w.identity, ret);
	return buf_check(&ret->subject, err) < 0 ? -1
						 : buf_check(&ret->body, err);
}

int
digest_make_test(struct notifier *n, int64_t now, struct digest *ret,
		 struct err *err)
{
	CLEANUP(buf_free) struct buf identity = { 0 };
	uint8_t octets[16];

	if (random_bytes(octets, sizeof(octets), err) < 0)
		return -1;
	buf_append(&identity, octets, sizeof(octets));
	write_message_id(n, &identity, ret);
	(void)now;
	buf_append_text(&ret->subject, "Test of the notices of ");
	text_show(bytes_of_text(n->issuer->common_name), LIMIT_DN_VALUE_BYTES,
		  &ret->subject);
	text_show(bytes_of_text(n->issuer->common_name), LIMIT_DN_VALUE_BYTES,
		  &ret->body);
	buf_append_text(&ret->body,
			" will write to this address before certificates "
			"end.\n\nSomebody ran `sanca notify test`; nothing "
			"needs to be done.\n");
	return buf_check(&ret->subject, err) < 0 ? -1
						 : buf_check(&ret->body, err);
}

int
digest_to_mail(const struct notifier *n, const char *to, const struct digest *d,
	       int64_t now, struct buf *out, struct err *err)
{
	CLEANUP(buf_free) struct buf subject = { 0 };
	struct mail m = { .from = n->conf->mail_from,
			  .to = to,
			  .name = n->issuer->common_name,
			  .message_id = d->message_id,
			  .date = now,
			  .body = buf_bytes(&d->body) };

	buf_append_bytes(&subject, buf_bytes(&d->subject));
	m.subject = buf_text(&subject);
	mail_write(&m, out);
	return buf_check(out, err);
}
