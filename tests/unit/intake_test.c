/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Bodies in every form that a request comes in (doc/conformance.tsv A). */

#include "tests/unit/refusal.h"

#define BEGIN "-----BEGIN CERTIFICATE REQUEST-----"
#define END "-----END CERTIFICATE REQUEST-----"

static struct buf good_der;
static struct buf good_base64;

static void
load(void)
{
	if (good_der.n > 0)
		return;
	good_der = fixture_read("fixtures", "good.der");
	base64_encode(buf_bytes(&good_der), &good_base64);
}

/* The body gives the good request, and this note unless it is NOTE_COUNT. */
static void
is_read(const char *what, struct bytes body, enum note_code note)
{
	CLEANUP(reading_free) struct reading *r = reading_new(body);

	if (!is_str(reading_result(r), "ok", "%s", what))
		diag("  %s", r->err.text);
	is_mem(r->der.p, r->der.n, good_der.p, good_der.n, "%s: octets", what);
	if (note != NOTE_COUNT)
		ok(reading_has_note(r, note), "%s: notes %s", what,
		   note_id(note));
}

static void
text_is_read(const char *what, const char *before, const char *after,
	     enum note_code note)
{
	CLEANUP(buf_free) struct buf body = { 0 };

	load();
	buf_append_text(&body, before);
	buf_append_bytes(&body, buf_bytes(&good_base64));
	buf_append_text(&body, after);
	is_read(what, buf_bytes(&body), note);
}

/* PEM whose lines have this length and end so. */
static struct buf
pem_with(size_t line, const char *end, const char *indent)
{
	struct buf pem = { 0 };

	load();
	buf_printf(&pem, "%s" BEGIN "%s", indent, end);
	for (size_t i = 0; i < good_base64.n; i += line) {
		size_t n = good_base64.n - i < line ? good_base64.n - i : line;

		buf_append_text(&pem, indent);
		buf_append(&pem, good_base64.p + i, n);
		buf_append_text(&pem, end);
	}
	buf_printf(&pem, "%s" END "%s", indent, end);
	return pem;
}

static void
any_layout_of_lines_is_read(void)
{
	static const struct {
		const char *what;
		size_t line;
		const char *end, *indent;
		enum note_code note;
	} rows[] = {
		{ "LF", 64, "\n", "", NOTE_COUNT },
		{ "CRLF", 64, "\r\n", "", NOTE_COUNT },
		{ "CR", 64, "\r", "", NOTE_PEM_UNTIDY },
		{ "76 characters", 76, "\n", "", NOTE_COUNT },
		{ "one line", 100000, "\n", "", NOTE_PEM_UNTIDY },
		{ "all on one line", 100000, "", "", NOTE_PEM_UNTIDY },
		{ "with spaces for line ends", 64, " ", "", NOTE_PEM_UNTIDY },
		{ "indented", 64, "\n", "    ", NOTE_PEM_UNTIDY },
		{ "blank lines", 64, "\n\n", "", NOTE_COUNT },
		{ "one character a line", 1, "\n", "", NOTE_COUNT },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		CLEANUP(buf_free)
		struct buf pem =
			pem_with(rows[i].line, rows[i].end, rows[i].indent);

		is_read(rows[i].what, buf_bytes(&pem), rows[i].note);
	}
}

static void
tidy_pem_is_not_wondered_at(void)
{
	CLEANUP(buf_free) struct buf pem = pem_with(64, "\r\n", "");
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&pem));

	is_int(r->notes.count, 0, "no note");
}

static void
both_labels_are_read(void)
{
	text_is_read("old label", "-----BEGIN NEW CERTIFICATE REQUEST-----\n",
		     "\n-----END NEW CERTIFICATE REQUEST-----", NOTE_COUNT);
	text_is_read("no final line end", BEGIN "\n", "\n" END, NOTE_COUNT);
}

static void
text_around_is_skipped(void)
{
	text_is_read("a banner", "Please sign:\n" BEGIN "\n", "\n" END "\n",
		     NOTE_TEXT_AROUND);
	text_is_read("a farewell", BEGIN "\n", "\n" END "\nTom\n",
		     NOTE_TEXT_AROUND);
	text_is_read("talk of keys", "the PRIVATE KEY stays here\n" BEGIN "\n",
		     "\n" END "\n", NOTE_TEXT_AROUND);
}

static void
bare_forms_are_read(void)
{
	text_is_read("bare base64", "", "\n", NOTE_BARE_BASE64);
	text_is_read("indented base64", "\r\n  ", "  \r\n", NOTE_BARE_BASE64);
	is_read("DER", buf_bytes(&good_der), NOTE_BINARY);
}

/* mark: BOM or ""; wide characters, low octet first or last. */
static void
utf16_is_read(const char *what, struct bytes mark, bool little)
{
	CLEANUP(buf_free) struct buf pem = pem_with(64, "\r\n", "");
	CLEANUP(buf_free) struct buf wide = { 0 };

	buf_append_bytes(&wide, mark);
	for (size_t i = 0; i < pem.n; i++) {
		buf_append_u8(&wide, little ? pem.p[i] : 0);
		buf_append_u8(&wide, little ? 0 : pem.p[i]);
	}
	is_read(what, buf_bytes(&wide), NOTE_UTF16);
	if (mark.n > 0)
		is_read(what, buf_bytes(&wide), NOTE_BYTE_ORDER_MARK);
	wide.n--;
	check_refusal(what, buf_bytes(&wide), "badCSR",
		      "middle of a character");
}

static void
utf16_is_read_with_and_without_mark(void)
{
	struct bytes none = { 0 };

	utf16_is_read("LE with mark", bytes_of_text("\xff\xfe"), true);
	utf16_is_read("BE with mark", bytes_of_text("\xfe\xff"), false);
	utf16_is_read("LE without mark", none, true);
	utf16_is_read("BE without mark", none, false);
}

static void
a_utf8_mark_is_skipped(void)
{
	text_is_read("UTF-8 mark", "\xef\xbb\xbf" BEGIN "\n", "\n" END "\n",
		     NOTE_BYTE_ORDER_MARK);
}

static void
text_is_refused(const char *text, const char *type, const char *words)
{
	check_refusal(text, bytes_of_text(text), type, words);
}

static void
nothing_is_malformed(void)
{
	text_is_refused("", "malformed", "nothing was sent");
	text_is_refused(" \r\n\t ", "malformed", "nothing was sent");
}

static void
other_text_is_refused(void)
{
	text_is_refused("hello", "badCSR", "no certificate request");
	text_is_refused("\xff\xfe", "badCSR", "no certificate request");
	text_is_refused("\xef\xbb\xbf", "badCSR", "no certificate request");
	text_is_refused("MIIBogus!", "badCSR", "0x21");
	text_is_refused(BEGIN "\n" END "\n", "badCSR", "nothing between");
	text_is_refused(BEGIN "\nMIIB\n", "badCSR", "END line is missing");
	text_is_refused("-----BEGIN CERTIFICATE REQUEST", "badCSR",
			"dashes are missing");
	text_is_refused(BEGIN "\nMIIB\n-----END CERTIFICATE-----\n", "badCSR",
			"different labels");
	text_is_refused(BEGIN "\nX-Foo: bar\n\nMIIB\n" END "\n", "badCSR",
			"alphabet");
	text_is_refused(BEGIN "\nMII\n" END "\n", "badCSR", "multiple of 4");
	text_is_refused(BEGIN "\nMI-_\n" END "\n", "badCSR", "alphabet");
}

static void
other_labels_are_refused_with_advice(void)
{
	text_is_refused("-----BEGIN CERTIFICATE-----\nMIIB\n-----END "
			"CERTIFICATE-----\n",
			"badCSR", "that is a certificate");
	text_is_refused("-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n",
			"badCSR", "renewal request");
	text_is_refused("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC "
			"KEY-----\n",
			"badCSR", "proves nothing");
	text_is_refused("-----BEGIN FOO\x1b[1m-----\nMIIB\n-----END "
			"FOO\x1b[1m-----\n",
			"badCSR", "\"FOO\\x1b[1m\"");
}

static void
two_requests_are_refused(void)
{
	CLEANUP(buf_free) struct buf pem = pem_with(64, "\n", "");
	CLEANUP(buf_free) struct buf two = { 0 };

	buf_append_bytes(&two, buf_bytes(&pem));
	buf_append_bytes(&two, buf_bytes(&pem));
	check_refusal("two", buf_bytes(&two), "badCSR", "2 requests");
}

static void
too_large_a_body_is_refused(void)
{
	CLEANUP(buf_free) struct buf body = { 0 };

	for (int i = 0; i <= LIMIT_BODY_BYTES; i++)
		buf_append_u8(&body, 'M');
	check_refusal("65,537 octets", buf_bytes(&body), "tooLarge", "65537");
}

/* The request itself must fit, whatever the body may hold. */
static void
too_large_a_request_is_refused(void)
{
	CLEANUP(buf_free) struct buf body = { 0 };

	buf_append(&body, "\x30\x82\xa0\x00\x30\x82\x9f\xfc\x02\x01\x00", 11);
	while (body.n < 4 + 0xa000)
		buf_append_u8(&body, 0);
	check_refusal("40 KB", buf_bytes(&body), "tooLarge", "32768");
}

static void
a_private_key_is_refused_whatever_its_label(void)
{
	static const char *const labels[] = {
		"PRIVATE KEY",	   "RSA PRIVATE KEY",
		"EC PRIVATE KEY",  "ENCRYPTED PRIVATE KEY",
		"DSA PRIVATE KEY", "OPENSSH PRIVATE KEY",
		"ANY PRIVATE KEY", "PGP PRIVATE KEY BLOCK",
	};

	load();
	for (size_t i = 0; i < ARRAY_SIZE(labels); i++) {
		CLEANUP(buf_free) struct buf body = pem_with(64, "\n", "");
		char words[] = "S3cretCanary";

		buf_printf(&body, "-----BEGIN %s-----\n%s\n-----END %s-----\n",
			   labels[i], words, labels[i]);
		CLEANUP(reading_free)
		struct reading *r = reading_new(buf_bytes(&body));

		is_str(reading_result(r), "privateKeyExposed", "%s", labels[i]);
		ok(strstr(r->err.text, words) == NULL, "not in the error");
		is_int(r->der.n, 0, "nothing is handed on");
		is_int(r->notes.count, 0, "nothing is noted");
	}
	text_is_refused("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nP2/56\n",
			"privateKeyExposed", "private key");
	text_is_refused("PuTTY-User-Key-File-3: ssh-ed25519\n",
			"privateKeyExposed", "private key");
}

static void
a_private_key_is_known_by_its_octets(void)
{
	static const char *const files[] = {
		"key-pkcs8.der", "key-encrypted.der", "key-sec1.der",
		"key-pkcs1.der", "key-pfx.der",	      "cms-key.der",
	};

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		CLEANUP(buf_free)
		struct buf der = fixture_read("fixtures", files[i]);
		CLEANUP(buf_free) struct buf pem = { 0 };
		CLEANUP(buf_free) struct buf bare = { 0 };

		pem_encode("CERTIFICATE REQUEST", buf_bytes(&der), &pem);
		base64_encode(buf_bytes(&der), &bare);
		check_refusal(files[i], buf_bytes(&der), "privateKeyExposed",
			      "was sent");
		check_refusal(files[i], buf_bytes(&pem), "privateKeyExposed",
			      "was sent");
		check_refusal(files[i], buf_bytes(&bare), "privateKeyExposed",
			      "was sent");
	}
}

static void
wrapped_requests_are_unwrapped(void)
{
	is_noted("cmc.der", NOTE_CMC_UNWRAPPED, "CMC");
	is_noted("cms-data.der", NOTE_CMC_UNWRAPPED, "PKCS#7");
}

static void
other_messages_are_refused_in_words(void)
{
	is_refused("cmc-two.der", "badCSR", "several requests");
	is_refused("cmc-crmf.der", "badCSR", "RequestType=PKCS10");
	is_refused("cms-chain.der", "badCSR", "chain of certificates");
	is_refused("cms-other.der", "badCSR", "RequestType=PKCS10");
	is_refused("cms-enveloped.der", "badCSR", "not a signed one");
	is_refused("certificate.der", "badCSR", "this is a certificate");
	is_refused("public-key.der", "badCSR", "public key");
}

/* A23: no END may be looked for twice. The bound is on work, not on time:
 * 64 KB would take 4,000 times 64 KB of it. */
static void
many_beginnings_take_linear_time(void)
{
	CLEANUP(buf_free) struct buf body = { 0 };

	while (body.n + 16 < LIMIT_BODY_BYTES)
		buf_append_text(&body, "-----BEGIN A-----");
	body.n = LIMIT_BODY_BYTES - 16;
	for (int i = 0; i < 200; i++)
		check_refusal("BEGIN", buf_bytes(&body), "badCSR",
			      "END line is missing");
}

static void
truncated_bodies_are_refused(void)
{
	CLEANUP(buf_free) struct buf pem = pem_with(64, "\r\n", "");
	struct bytes body = buf_bytes(&pem);

	/* All after the last dash is layout. */
	while (body.n > 0 && body.p[body.n - 1] != '-')
		body.n--;
	while (body.n-- > 0) {
		CLEANUP(reading_free) struct reading *r = reading_new(body);

		ok(r->result < 0 && err_info(r->err.code)->http_status == 400,
		   "cut to %zu", body.n);
	}
}

TAP_MAIN(any_layout_of_lines_is_read, tidy_pem_is_not_wondered_at,
	 both_labels_are_read, text_around_is_skipped, bare_forms_are_read,
	 utf16_is_read_with_and_without_mark, a_utf8_mark_is_skipped,
	 nothing_is_malformed, other_text_is_refused,
	 other_labels_are_refused_with_advice, two_requests_are_refused,
	 too_large_a_body_is_refused, too_large_a_request_is_refused,
	 a_private_key_is_refused_whatever_its_label,
	 a_private_key_is_known_by_its_octets, wrapped_requests_are_unwrapped,
	 other_messages_are_refused_in_words, many_beginnings_take_linear_time,
	 truncated_bodies_are_refused)
