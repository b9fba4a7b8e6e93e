/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes a message: header fields that cannot be escaped from, and a text. */
#include "mail.h"

#include "sanca/clock.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

/* RFC 5322 2.1.1 */
#define LINE_BYTES 76
/* RFC 2047 2: a line with an encoded-word has at most 76 characters: "Subject: ",
 * "=?UTF-8?B?", "?=" and four for three octets. */
#define WORD_OCTETS 39

static bool
is_plain(struct bytes text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < 0x20 || text.p[i] > 0x7e)
			return false;
	/* What looks like an encoded-word would be read as one. */
	return bytes_find(text, bytes_of_text("=?")) < 0;
}

/* Control octets, among them those that end a line, are no text. */
static void
clean(struct bytes text, struct buf *out)
{
	for (size_t i = 0; i < text.n; i++) {
		uint8_t c = text.p[i];

		buf_append_u8(out, c < 0x20 || c == 0x7f ? ' ' : c);
	}
}

static void
write_encoded(struct bytes text, struct buf *out)
{
	const char *between = "";

	while (text.n > 0) {
		struct bytes part = text_first(text, WORD_OCTETS);

		if (part.n == 0)
			part = (struct bytes){ text.p, 1 };
		buf_printf(out, "%s=?UTF-8?B?", between);
		base64_encode(part, out);
		buf_append_text(out, "?=");
		between = "\r\n ";
		text.p += part.n;
		text.n -= part.n;
	}
}

/* Folded at blanks (RFC 5322 2.2.3). */
static void
write_folded(size_t column, struct bytes text, struct buf *out)
{
	while (text.n > 0) {
		size_t n = 0;

		/* The blank belongs to the word behind it. */
		while (n < text.n && (n == 0 || text.p[n] != ' '))
			n++;
		if (column + n > LINE_BYTES && text.p[0] == ' ') {
			buf_append_text(out, "\r\n");
			column = 0;
		}
		buf_append(out, text.p, n);
		column += n;
		text.p += n;
		text.n -= n;
	}
}

/* "Key: text", with text of people. */
static void
write_text_field(const char *key, const char *text, struct buf *out)
{
	CLEANUP(buf_free) struct buf cleaned = { 0 };

	clean(bytes_of_text(text), &cleaned);
	buf_printf(out, "%s: ", key);
	if (is_plain(buf_bytes(&cleaned)))
		write_folded(strlen(key) + 2, buf_bytes(&cleaned), out);
	else
		write_encoded(buf_bytes(&cleaned), out);
	buf_append_text(out, "\r\n");
}

/* A name that is no atom stands in quotes (RFC 5322 3.2.4). */
static void
write_from(const struct mail *m, struct buf *out)
{
	CLEANUP(buf_free) struct buf name = { 0 };

	clean(bytes_of_text(m->name), &name);
	buf_append_text(out, "From: ");
	if (name.n > 0 && is_plain(buf_bytes(&name))) {
		buf_append_u8(out, '"');
		for (size_t i = 0; i < name.n; i++) {
			if (name.p[i] == '"' || name.p[i] == '\\')
				buf_append_u8(out, '\\');
			buf_append_u8(out, name.p[i]);
		}
		buf_append_text(out, "\"\r\n ");
	} else if (name.n > 0) {
		write_encoded(buf_bytes(&name), out);
		buf_append_text(out, "\r\n ");
	}
	buf_printf(out, "<%s>\r\n", m->from);
}

/* RFC 5322 3.3 */
static void
write_date(int64_t t, struct buf *out)
{
	static const char *const days[] = { "Thu", "Fri", "Sat", "Sun",
					    "Mon", "Tue", "Wed" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr",
					      "May", "Jun", "Jul", "Aug",
					      "Sep", "Oct", "Nov", "Dec" };
	struct civil c;

	clock_civil(t, &c);
	buf_printf(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n",
		   days[t / 86400 % 7], c.day, months[c.month - 1], c.year,
		   c.hour, c.minute, c.second);
}

/* Of the body: does it need an encoding? RFC 5322 2.1.1 allows 998 octets. */
static bool
is_seven_bit(struct bytes body)
{
	size_t column = 0;

	for (size_t i = 0; i < body.n; i++) {
		uint8_t c = body.p[i];

		column = c == '\n' ? 0 : column + 1;
		if (column > 998 || c > 0x7e ||
		    (c < 0x20 && c != '\n' && c != '\t'))
			return false;
	}
	return true;
}

/* RFC 2045 6.7 */
static void
write_quoted(struct bytes body, struct buf *out)
{
	size_t column = 0;

	for (size_t i = 0; i < body.n; i++) {
		uint8_t c = body.p[i];
		bool ends = i + 1 == body.n || body.p[i + 1] == '\n';
		bool plain = (c > 0x20 && c < 0x7f && c != '=') ||
			     (c == ' ' && !ends);

		if (c == '\n') {
			buf_append_text(out, "\r\n");
			column = 0;
			continue;
		}
		if (column + (plain ? 1 : 3) > LINE_BYTES - 1) {
			buf_append_text(out, "=\r\n");
			column = 0;
		}
		if (plain)
			buf_append_u8(out, c);
		else
			buf_printf(out, "=%02X", c);
		column += plain ? 1 : 3;
	}
}

static void
write_lines(struct bytes body, struct buf *out)
{
	for (size_t i = 0; i < body.n; i++) {
		if (body.p[i] == '\n')
			buf_append_u8(out, '\r');
		buf_append_u8(out, body.p[i]);
	}
}

void
mail_write(const struct mail *m, struct buf *out)
{
	bool seven = is_seven_bit(m->body);

	write_date(m->date, out);
	write_from(m, out);
	buf_printf(out, "To: <%s>\r\n", m->to);
	write_text_field("Subject", m->subject, out);
	buf_printf(out, "Message-ID: <%s>\r\n", m->message_id);
	/* RFC 3834 5: nobody's absence is answered to us. */
	buf_append_text(out, "Auto-Submitted: auto-generated\r\n"
			     "MIME-Version: 1.0\r\n"
			     "Content-Type: text/plain; charset=utf-8\r\n");
	buf_printf(out, "Content-Transfer-Encoding: %s\r\n\r\n",
		   seven ? "7bit" : "quoted-printable");
	if (seven)
		write_lines(m->body, out);
	else
		write_quoted(m->body, out);
}
