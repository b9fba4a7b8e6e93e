/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about entries of the log in words: each type has its sentence, and
 * nothing in a body becomes markup. */

#include "src/front/log_words.h"
#include "tests/tap.h"

#include <string.h>

static const char *
words(enum log_type type, const char *body)
{
	static struct buf out;

	buf_clear(&out);
	log_words_write(type, bytes_of_text(body), &out);
	return buf_text(&out);
}

#define HOSTILE "\\\"'><img src=x onerror=alert(1)>{{ca}}\\u202e"

/* Type, body, what must stand in the sentence. */
static const struct {
	enum log_type type;
	const char *body, *says;
} entries[] = {
	{ LOG_INIT, "{\"name\":\"Contoso\"}",
	  "The log of <bdi>Contoso</bdi> begins." },
	{ LOG_ISSUE,
	  "{\"serial\":\"0a0b0c0d0e0f1011\",\"requester\":\"mail\","
	  "\"policy\":\"p\",\"peer\":\"10.0.0.1\","
	  "\"names-requested\":[\"DNS:a.test\"],\"names\":[\"DNS:a.test\"]}",
	  "Issued: <a href=\"/console/certificates/0a0b0c0d0e0f1011\">"
	  "certificate 0a0b0c0d0e0f…</a> for <code>a.test</code>, to "
	  "<bdi>mail</bdi> from <bdi>10.0.0.1</bdi>, by the policy "
	  "<bdi>p</bdi>." },
	{ LOG_ISSUE,
	  "{\"serial\":\"0a\",\"requester\":\"mail\",\"policy\":\"p\","
	  "\"replaces\":7,"
	  "\"names-requested\":[\"DNS:b.test\",\"IP:10.0.0.1\"],"
	  "\"names\":[\"DNS:1\",\"DNS:2\",\"DNS:3\",\"DNS:4\",\"DNS:5\"]}",
	  "<code>4</code> and 1 more, to <bdi>mail</bdi>, by the policy "
	  "<bdi>p</bdi>, in place of an earlier "
	  "one. Asked for were <code>b.test</code>, <code>IP:10.0.0.1</code>." },
	{ LOG_REFUSE,
	  "{\"requester\":\"mail\",\"peer\":\"\",\"reason\":\"no such name\"}",
	  "Refused to <bdi>mail</bdi>: <bdi>no such name</bdi>" },
	{ LOG_REVOKE,
	  "{\"serial\":\"0a\",\"reason\":\"keyCompromise\",\"who\":\"uid 0\"}",
	  "Revoked: <a href=\"/console/certificates/0a\">certificate 0a</a>, "
	  "by <bdi>uid 0</bdi> (<bdi>keyCompromise</bdi>)." },
	{ LOG_REVOKE, "{\"serial\":\"0a\",\"reason\":\"removeFromCRL\"}",
	  "Hold lifted: " },
	{ LOG_REVOKE, "{\"serial\":\"0a\",\"reason\":\"certificateHold\"}",
	  "On hold: " },
	{ LOG_VOID, "{\"reservation\":7,\"reason\":\"a crash\"}",
	  "the serial of reservation 7 was never given to anybody: "
	  "<bdi>a crash</bdi>" },
	{ LOG_CONFIGURATION, "{\"generation\":3}",
	  "Settings of generation 3 came into force." },
	{ LOG_CLOCK, "{\"before\":\"A\",\"after\":\"B\",\"who\":\"uid 0\"}",
	  "<bdi>uid 0</bdi> accepted that the clock went from <bdi>A</bdi> to "
	  "<bdi>B</bdi>." },
	{ LOG_ADMINISTRATION,
	  "{\"action\":\"token-new\",\"who\":\"uid 0\",\"requester\":\"m\"}",
	  "Administration: token new, by <bdi>uid 0</bdi>; requester: "
	  "<bdi>m</bdi>." },
	/* Numbers are texts there. */
	{ LOG_ADMINISTRATION,
	  "{\"action\":\"token-new\",\"who\":\"a\",\"expires\":\"86400\"}",
	  "by <bdi>a</bdi>; expires: <time datetime=\"1970-01-02T00:00:00Z\">2 "
	  "January 1970, 00:00 UTC</time>." },
	{ LOG_ADMINISTRATION,
	  "{\"action\":\"token-new\",\"who\":\"a\",\"expires\":\"<b>\"}",
	  "; expires: <bdi>&lt;b&gt;</bdi>." },
	{ LOG_ADMINISTRATION,
	  "{\"action\":\"link-new\",\"who\":\"a\",\"expires\":\"0\"}",
	  "Administration: link new, by <bdi>a</bdi>." },
	/* What is empty is not told; an end is a date. */
	{ LOG_ADMINISTRATION,
	  "{\"action\":\"token-new\",\"who\":\"uid 0\",\"name\":\"\","
	  "\"contacts\":\"\",\"expires\":0,\"rights\":3,\"left\":0}",
	  "Administration: token new, by <bdi>uid 0</bdi>; rights: 3." },
	{ LOG_ADMINISTRATION,
	  "{\"action\":\"token-new\",\"who\":\"uid 0\","
	  "\"expires\":\"1800000000\"}",
	  "; expires: <time datetime=\"2027-01-15T08:00:00Z\">" },
	{ LOG_ADMINISTRATION,
	  "{\"action\":\"token-new\",\"who\":\"uid 0\",\"expires\":\"<b>\"}",
	  "; expires: <bdi>&lt;b&gt;</bdi>." },
	{ LOG_ADMINISTRATION, "{\"action\":\"\",\"who\":\"\"}",
	  "Administration: , by <bdi></bdi>." },
	/* As src/signer/approve.c writes them. */
	{ LOG_ADMINISTRATION,
	  "{\"action\":\"approve\",\"who\":\"anna from 10.0.0.1\","
	  "\"pending\":\"3\",\"requester\":\"m\","
	  "\"names_requested\":\"a.test, b.test\",\"names\":\"a.test\","
	  "\"reservation\":\"9\",\"word\":\"Only <a>\"}",
	  "Approved: <a href=\"/console/pending/3\">request 3</a> of "
	  "<bdi>m</bdi>, by <bdi>anna from 10.0.0.1</bdi>, for "
	  "<bdi>a.test</bdi>. Asked for were <bdi>a.test, b.test</bdi>. Word: "
	  "<bdi>Only &lt;a&gt;</bdi>" },
	{ LOG_ADMINISTRATION,
	  "{\"action\":\"pending-refuse\",\"who\":\"uid 0\","
	  "\"pending\":\"x\",\"requester\":\"m\","
	  "\"names_requested\":\"a.test\",\"word\":\"\"}",
	  "Refused by a person: request <bdi>x</bdi> of <bdi>m</bdi>, by "
	  "<bdi>uid 0</bdi>. Asked for were <bdi>a.test</bdi>." },
	{ LOG_CRL, "{\"number\":9,\"entries\":2,\"next-update\":\"N\"}",
	  "CRL number 9 with 2 serials, until <bdi>N</bdi>." },
};

static void
each_type_has_its_sentence(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(entries); i++) {
		const char *got = words(entries[i].type, entries[i].body);

		ok(strstr(got, entries[i].says) != NULL, "\"%s\" in \"%s\"",
		   entries[i].says, got);
	}
}

static void
what_is_no_body_is_told_as_such(void)
{
	static const char *const bodies[] = { "", "x", "[]", "{\"a\":1",
					      "{\"a\":1,\"a\":2}" };

	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++)
		is_str(words(LOG_ISSUE, bodies[i]),
		       "An entry that this program cannot read.", "%s",
		       bodies[i]);
	is_str(words((enum log_type)99, "{}"),
	       "An entry that this program cannot read.", "no type");
	ok(strstr(words(LOG_ISSUE, "{}"), "(not said)") != NULL,
	   "nothing is left out in silence");
}

static void
nothing_becomes_markup(void)
{
	for (unsigned type = LOG_INIT; type <= LOG_CRL; type++) {
		const char *got = words(
			type,
			"{\"" HOSTILE "\":\"" HOSTILE "\",\"action\":"
			"\"" HOSTILE "\",\"serial\":\"" HOSTILE
			"\",\"reason\":\"" HOSTILE "\",\"who\":\"" HOSTILE
			"\",\"requester\":\"" HOSTILE "\",\"peer\":\"" HOSTILE
			"\",\"policy\":\"" HOSTILE "\",\"name\":\"" HOSTILE
			"\",\"names\":[\"" HOSTILE "\"],\"before\":\"" HOSTILE
			"\",\"number\":\"" HOSTILE
			"\",\"generation\":\"" HOSTILE "\"}");

		ok(strstr(got, "<img") == NULL, "%s: %s", log_type_name(type),
		   got);
		ok(strstr(got, "\xe2\x80\xae") == NULL, "%s: bidi", got);
		ok(strstr(got, "href=\"/console/certificates/\\") == NULL,
		   "%s: link", got);
	}
}

static void
members_are_told_in_their_order(void)
{
	CLEANUP(buf_free) struct buf out = { 0 };

	log_members_write(bytes_of_text("{\"b\":\"<i>\",\"a\":7,\"c\":[\"x\","
					"\"y\"],\"d\":null}"),
			  &out);
	is_str(buf_text(&out),
	       "<dt>b</dt>\n<dd><code>&lt;i&gt;</code></dd>\n"
	       "<dt>a</dt>\n<dd>7</dd>\n"
	       "<dt>c</dt>\n<dd><ol>\n<li><code>x</code></li>\n"
	       "<li><code>y</code></li>\n</ol></dd>\n"
	       "<dt>d</dt>\n<dd>nothing</dd>\n",
	       "members");
}

TAP_MAIN(each_type_has_its_sentence, what_is_no_body_is_told_as_such,
	 nothing_becomes_markup, members_are_told_in_their_order)
