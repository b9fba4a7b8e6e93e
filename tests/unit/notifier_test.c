/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Notices: when they are due, and what mail, webhook and calendar look like. */
#include "src/front/ics.h"
#include "src/notifier/mail.h"
#include "src/notifier/send.h"
#include "src/notifier/thresholds.h"

#include "sanca/clock.h"
#include "sanca/contact.h"
#include "sanca/text.h"

#include "tests/tap.h"

#define DAY INT64_C(86400)

static const struct conf_days usual = { 7, { 60, 30, 14, 7, 3, 1, 0 } };

static int
at(int64_t life_days, int64_t left_s)
{
	unsigned days = 999;

	if (!threshold_find(&usual, 0, life_days * DAY,
			    life_days * DAY - left_s, &days))
		return -1;
	return (int)days;
}

static void
the_nearest_threshold_holds(void)
{
	is_int(at(365, 61 * DAY), -1, "61 days");
	is_int(at(365, 60 * DAY), 60, "60 days");
	is_int(at(365, 30 * DAY + 1), 60, "a second more than 30");
	is_int(at(365, 30 * DAY), 30, "30 days");
	is_int(at(365, 8 * DAY), 14, "8 days: those missed are not told");
	is_int(at(365, 1), 1, "a second");
	is_int(at(365, 0), 0, "none");
	is_int(at(365, -7 * DAY), 0, "ended a week ago");
	is_int(at(365, -7 * DAY - 1), -1, "longer ago");
}

static void
a_short_life_has_fewer(void)
{
	is_int(at(30, 30 * DAY), -1, "a month: nothing at its begin");
	is_int(at(30, 29 * DAY), -1, "nor a day later");
	is_int(at(30, 14 * DAY), 14, "but 14 days before");
	is_int(at(1, DAY / 2), -1, "a day: nothing");
	is_int(at(1, 0), 0, "but that it has ended");
}

static void
a_ca_is_told_of_a_year_before(void)
{
	struct conf_days days;

	thresholds_of_ca(&usual, &days);
	is_int(days.count, 10, "its own three, and the others");
	is_int(days.at[0], 365, "a year");
	is_int(days.at[2], 90, "a quarter");
	is_int(days.at[3], 60, "then as the others");
}

static void
what_is_overdue(void)
{
	ok(!clock_is_overdue(0, 400, 299), "more than a quarter is left");
	ok(clock_is_overdue(0, 400, 301), "less");
	is_int(days_left(10 * DAY, 9 * DAY - 1), 2, "days are rounded up");
	is_int(days_left(10 * DAY, 10 * DAY), 0, "ended");
}

static const char *
write_mail(struct buf *out, const char *name, const char *subject,
	   const char *body)
{
	struct mail m = { .from = "ca@contoso.com",
			  .to = "bob@contoso.com",
			  .name = name,
			  .subject = subject,
			  .message_id = "1@contoso.com",
			  .date = 1796040000, /* a Monday */
			  .body = bytes_of_text(body) };

	mail_write(&m, out);
	return buf_text(out);
}

static void
a_plain_mail(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };

	is_str(write_mail(&out, "The \"CA\"", "Two end", "One.\nTwo.\n"),
	       "Date: Mon, 30 Nov 2026 12:00:00 +0000\r\n"
	       "From: \"The \\\"CA\\\"\"\r\n <ca@contoso.com>\r\n"
	       "To: <bob@contoso.com>\r\n"
	       "Subject: Two end\r\n"
	       "Message-ID: <1@contoso.com>\r\n"
	       "Auto-Submitted: auto-generated\r\n"
	       "MIME-Version: 1.0\r\n"
	       "Content-Type: text/plain; charset=utf-8\r\n"
	       "Content-Transfer-Encoding: 7bit\r\n\r\n"
	       "One.\r\nTwo.\r\n",
	       "as RFC 5322 has it");
}

static void
text_outside_ascii_is_encoded(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };
	const char *text = write_mail(
		&out, "K\xc3\xbche", "K\xc3\xbche =?x?= ende", "a=\xc3\xbc \n");

	ok(strstr(text, "From: =?UTF-8?B?S8O8aGU=?=\r\n <ca@") != NULL, "name");
	ok(strstr(text, "Subject: =?UTF-8?B?S8O8aGUgPT94Pz0gZW5kZQ==?=\r\n") !=
		   NULL,
	   "subject");
	ok(strstr(text,
		  "Encoding: quoted-printable\r\n\r\na=3D=C3=BC=20\r\n") !=
		   NULL,
	   "body");
}

static void
long_texts_are_folded_between_characters(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };
	CLEANUP(buf_free) struct buf subject = { 0 };
	const char *text = NULL;
	size_t longest = 0, column = 0;

	for (int i = 0; i < 60; i++)
		buf_append_text(&subject, "\xe2\x82\xac");
	text = write_mail(&out, "", buf_text(&subject), buf_text(&subject));
	for (const char *c = text; *c != '\0'; c++) {
		column = *c == '\n' ? 0 : column + 1;
		longest = column > longest ? column : longest;
	}
	ok(longest <= 78, "no line is longer than 78 octets (%zu)", longest);
	/* 39 octets are 13 characters of three, and 52 octets of base64. */
	ok(strstr(text, "4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs4oKs"
			"?=\r\n =?UTF-8?B?") != NULL,
	   "no character is torn");
}

static void
nothing_escapes_from_a_header(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };
	const char *text = write_mail(&out, "CA\r\nBcc: x@y.z",
				      "a\r\nBcc: x@y.z\n\nbody", "b\n");

	ok(strstr(text, "\nBcc:") == NULL, "no field is added");
	ok(strstr(text, "Subject: a  Bcc: x@y.z  body\r\n") != NULL,
	   "it is text");
}

static void
contacts_that_are_no_addresses(void)
{
	static const char *const wrong[] = {
		"",	     "a",	    "@b.c",
		"a@",	     "a b@c.d",	    "a@b..c",
		"a@b.c\r\n", "a@b.c>",	    "<a@b.c>",
		"-a@b.c",    "a@-b.c",	    "a..b@c.d",
		"a@b@c.d",   "a@b.c,d@e.f", "a@b.c\n",
		"\"a\"@b.c", "a@b_c.d",	    "a\xc3\xbc@b.c",
	};
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		ok(contact_check(bytes_of_text(wrong[i]), &err) < 0,
		   "wrong %zu", i);
	ok(contact_check(bytes_of_text("a.b+c@mail.contoso.com"), &err) == 0,
	   "right");
	ok(contacts_check(bytes_of_text("a@b.c d@e.f"), &err) == 0, "two");
	ok(contacts_check(bytes_of_text("a@b.c  d@e.f"), &err) < 0,
	   "two blanks");
}

static void
the_webhook_is_signed(void)
{
	CLEANUP(buf_free) struct buf body = { 0 };
	char hex[65];
	struct err err;

	/* RFC 4231 4.3 */
	ok(hook_sign(bytes_of_text("Jefe"),
		     bytes_of_text("what do ya want for nothing?"), hex,
		     &err) == 0,
	   "it works");
	is_str(hex,
	       "5bdcc146bf60754e6a042426089575c7"
	       "5a003f089d2739839dec58b964ec3843",
	       "HMAC-SHA256");
	hook_compose(bytes_of_text("\"event\":\"test\""), 7, &body);
	is_str(buf_text(&body), "{\"sent_at\":7,\"event\":\"test\"}\n",
	       "the time is under the signature");
}

static void
calendar_lines(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };
	CLEANUP(buf_free) struct buf text = { 0 };

	ics_text(&out, "SUMMARY", bytes_of_text("a,b;c\\d\ne\r"));
	is_str(buf_text(&out), "SUMMARY:a\\,b\\;c\\\\d\\ne \r\n", "escaped");
	buf_clear(&out);
	for (int i = 0; i < 30; i++)
		buf_append_text(&text, "\xe2\x82\xac");
	ics_text(&out, "X", buf_bytes(&text));
	/* "X:" and 24 of three octets are 74: the 25th does not fit. */
	is_int(bytes_find(buf_bytes(&out), bytes_of_text("\r\n ")), 74,
	       "folded between characters");
	ok(text_is_utf8((struct bytes){ out.p, 74 }), "no character is torn");
}

TAP_MAIN(the_nearest_threshold_holds, a_short_life_has_fewer,
	 a_ca_is_told_of_a_year_before, what_is_overdue, a_plain_mail,
	 text_outside_ascii_is_encoded,
	 long_texts_are_folded_between_characters,
	 nothing_escapes_from_a_header, contacts_that_are_no_addresses,
	 the_webhook_is_signed, calendar_lines)
