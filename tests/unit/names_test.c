/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about names: every form of doc/conformance.tsv C that must be refused is. */

#include "tests/tap.h"

#include "policy_text.h"

static struct request_text request;
static struct outcome out;
static struct policy_text text;

/* Prepares names under "allow everything that these tests ask". */
static void
prepare(const char *settings, const char *names)
{
	struct err err = { 0 };

	ok(policy_read(settings, &text, &err) == 0, "policy %s: %s", settings,
	   err.text);
	request_read(names, &request);
	ok(outcome_of(&text.policy, &request, &out, &err) == 0, "%s", err.text);
}

static void
refused(const char *names, const char *id)
{
	prepare("", names);
	ok(violations_hold(&out.refused, id), "%s is refused as %s, not %s",
	   names, id, out.refused.count ? out.refused.at[0].id : "(nothing)");
	ok(out.names.count == 0, "%s: nothing is left", names);
	for (size_t i = 0; i < out.refused.count; i++) {
		const char *p = out.refused.at[i].text;

		while (*p && (unsigned char)*p >= 0x20)
			p++;
		ok(*p == '\0', "%s: the text can be shown", names);
	}
}

static void
accepted(const char *names, const char *want)
{
	CLEANUP(buf_free) struct buf got = { 0 };

	prepare("", names);
	for (size_t i = 0; i < out.names.count; i++) {
		if (i > 0)
			buf_append_text(&got, " ");
		name_show(&out.names.at[i], &got);
	}
	is_str(buf_text(&got), want, "%s", names);
	is_int(out.refused.count, 0, "%s: no violation (%s)", names,
	       out.refused.at[0].text);
}

static bool
noted(enum note_code code)
{
	for (size_t i = 0; i < out.notes.count; i++) {
		if (out.notes.at[i].code == code)
			return true;
	}
	return false;
}

static const char *
note_text(enum note_code code)
{
	for (size_t i = 0; i < out.notes.count; i++) {
		if (out.notes.at[i].code == code)
			return out.notes.at[i].text;
	}
	return "(no such note)";
}

static void
octets_outside_host_names_are_refused(void)
{
	refused("dns:a\\x00.evil.com", "name-malformed");
	ok(strstr(out.refused.at[0].text, "a\\x00.evil.com"), "shown: %s",
	   out.refused.at[0].text);
	ok(strstr(out.refused.at[0].text, "NUL"), "%s", out.refused.at[0].text);
	refused("dns:\\x20a.com", "name-malformed");
	refused("dns:a.com\\x20", "name-malformed");
	refused("dns:a\\x09.com", "name-malformed");
	refused("dns:a\\x0d\\x0a.com", "name-malformed");
	refused("dns:a%b.com", "name-malformed");
	refused("dns:\"a\".com", "name-malformed");
	refused("dns:'a'.com", "name-malformed");
	refused("dns:`id`.com", "name-malformed");
	refused("dns:$(id).com", "name-malformed");
	refused("dns:a\\x5cb.com", "name-malformed");
	refused("dns:a/b.com", "name-malformed");
	refused("dns:a@b.com", "name-malformed");
	refused("dns:m\\xc3\\xbcnchen.test", "name-malformed");
	refused("dns:m\\xfcnchen.test", "name-malformed");
}

static void
every_octet_outside_the_alphabet_is_refused(void)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";
	char word[32];

	for (unsigned c = 0; c < 256; c++) {
		snprintf(word, sizeof(word), "dns:a\\x%02xb.test", c);
		prepare("", word);
		is_int(out.names.count, c && strchr(good, (int)c) ? 1 : 0,
		       "octet %02x", c);
	}
}

static void
several_names_in_one_are_refused(void)
{
	refused("dns:a.test,DNS:evil.test", "name-malformed");
	refused("dns:a.test,\\x20DNS:evil.test", "name-malformed");
	ok(strstr(out.refused.at[0].text, "one name"), "%s",
	   out.refused.at[0].text);
	refused("cn:x/CN=admin", "common-name-not-a-host");
}

static void
dots_and_lengths_are_kept(void)
{
	static const char l63[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
				  "aaaaaaaaaaaaaaaaaaa";
	char word[600];

	refused("dns:a.test.", "name-malformed");
	refused("dns:.a.test", "name-malformed");
	refused("dns:a..test", "name-malformed");
	refused("dns:", "name-malformed");
	refused("dns:.", "name-malformed");
	snprintf(word, sizeof(word), "%s.test", l63);
	accepted(word, word);
	snprintf(word, sizeof(word), "a%s.test", l63);
	refused(word, "name-malformed");
	snprintf(word, sizeof(word), "%s.%s.%s.%.61s", l63, l63, l63, l63);
	is_int(strlen(word), 253, "length");
	accepted(word, word);
	snprintf(word, sizeof(word), "%s.%s.%s.%.62s", l63, l63, l63, l63);
	refused(word, "name-malformed");
	accepted("a.b.c.d.e.f.g.h.i.test", "a.b.c.d.e.f.g.h.i.test");
	refused("a.b.c.d.e.f.g.h.i.j.test", "name-malformed");
	refused("-a.test", "name-malformed");
	refused("a-.test", "name-malformed");
	refused("a.-test", "name-malformed");
	accepted("a--b.test", "a--b.test");
}

static void
an_underscore_needs_its_setting(void)
{
	refused("my_server.contoso.com", "name-underscore");
	prepare("underscore = yes", "my_server.contoso.com");
	is_int(out.names.count, 1, "taken");
}

static void
addresses_as_dns_names_are_refused(void)
{
	refused("dns:10.0.0.1", "name-is-address");
	ok(strstr(out.refused.at[0].text, "IP name"), "advice: %s",
	   out.refused.at[0].text);
	refused("dns:127.1", "name-is-address");
	refused("dns:0x7f.1", "name-is-address");
	refused("dns:0x7F000001", "name-is-address");
	refused("dns:2130706433", "name-is-address");
	refused("dns:010.0.0.1", "name-is-address");
	refused("dns:a.0x1f", "name-is-address");
	refused("dns:example.5", "name-is-address");
	refused("dns:::1", "name-is-address");
	refused("dns:2001:db8::1", "name-is-address");
	refused("dns:fe80::1%eth0", "name-is-address");
	refused("dns:[::1]", "name-malformed");
	refused("typed:\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1",
		"name-is-address");
	refused("dns:\xef\xbc\x91.0.0.1", "name-malformed");
	accepted("1.example", "1.example");
	accepted("deadbeef.cafe", "deadbeef.cafe");
}

static void
odd_wildcards_are_refused(void)
{
	refused("dns:*", "wildcard-malformed");
	refused("dns:*.", "name-malformed");
	refused("dns:*.test", "wildcard-malformed");
	refused("dns:*.*.x.test", "wildcard-malformed");
	refused("dns:a*.x.test", "wildcard-malformed");
	refused("dns:*a.x.test", "wildcard-malformed");
	refused("dns:x.*.y.test", "wildcard-malformed");
	refused("dns:**.x.test", "wildcard-malformed");
	refused("dns:xn--*.x.test", "wildcard-malformed");
	refused("dns:*.10.0.0.1", "name-is-address");
	accepted("*.contoso.com", "*.contoso.com");
	ok(noted(NOTE_NAME_WILDCARD), "it is wondered at");
}

static void
upper_case_is_lowered_with_a_note(void)
{
	accepted("A.EXAMPLE.Test", "a.example.test");
	ok(noted(NOTE_NAME_LOWERED), "noted");
	is_str(note_text(NOTE_NAME_LOWERED),
	       "A.EXAMPLE.Test is written in lower case: a.example.test",
	       "words");
}

static void
duplicates_are_dropped_stably(void)
{
	accepted("b.test A.test a.test ip:10.0.0.1 b.test ip:::ffff:10.0.0.1",
		 "b.test a.test 10.0.0.1");
	ok(noted(NOTE_NAME_DUPLICATE), "noted");
}

static void
addresses_have_4_or_16_octets(void)
{
	char word[200] = "ip:";

	for (unsigned n = 0; n <= 33; n++) {
		prepare("", word);
		is_int(out.names.count, n == 4 || n == 16 ? 1 : 0, "%u octets",
		       n);
		strcat(word, "\\x20");
	}
	refused("ip:\\x0a\\x01\\x01\\x01\\xff\\xff\\xff\\x00",
		"address-malformed");
	ok(strstr(out.refused.at[0].text, "mask"), "%s",
	   out.refused.at[0].text);
}

static void
mapped_addresses_become_ipv4(void)
{
	accepted("ip:::ffff:10.0.0.1", "10.0.0.1");
	ok(noted(NOTE_NAME_ADDRESS), "noted");
	accepted("ip:2001:db8::1", "2001:db8::1");
}

static void
bad_alabels_are_refused(void)
{
	refused("ab--cd.test", "name-malformed");
	refused("XN--mnchen-3ya.test", "name-idn");
	refused("xn--mnchen-3yA.test", "name-idn");
	refused("a.Xn--mnchen-3ya.test", "name-idn");
	refused("xn--.test", "name-malformed");
	refused("xn--a.test", "name-idn");
	refused("xn--abc-.test", "name-malformed");
	refused("xn--99999999.test", "name-idn");
	/* An upper-case letter, decomposed, a symbol, unassigned. */
	refused("xn--mnchen-psa.test", "name-idn");
	refused("xn--munchen-gie.test", "name-idn");
	refused("xn--i-7iq.test", "name-idn");
	refused("xn--abc-4qc.test", "name-idn");
	refused("xn--ab-m1t.test", "name-idn");
	refused("xn--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa99."
		"test",
		"name-idn");
	accepted("xn--mnchen-3ya.test", "xn--mnchen-3ya.test");
}

static void
mixed_scripts_are_refused(void)
{
	refused("xn--pple-43d.test", "name-idn");
	prepare("idn = any", "xn--pple-43d.test");
	is_int(out.names.count, 1, "any takes it");
	prepare("idn = refuse", "xn--mnchen-3ya.test");
	is_int(out.names.count, 0, "refuse takes none");
	/* Han, Hiragana and Katakana together; Cyrillic alone. */
	accepted("typed:\xe6\x9d\xb1\xe3\x81\xae\xe3\x82\xa2.test",
		 "xn--u9jtft76o.test");
	accepted("typed:\xd0\xbf\xd0\xbe\xd1\x87\xd1\x82\xd0\xb0.test",
		 "xn--80a1acny.test");
	/* Greek and Cyrillic. */
	prepare("", "typed:\xce\xb1\xd0\xb1\xce\xb3.test");
	is_int(out.names.count, 0, "two scripts that are not Latin");
}

static void
typed_names_become_alabels(void)
{
	accepted("typed:M\xc3\xbcnchen.Test", "xn--mnchen-3ya.test");
	ok(noted(NOTE_NAME_IDN), "noted");
	accepted("typed:*.m\xc3\xbcnchen.test", "*.xn--mnchen-3ya.test");
	accepted("typed:stra\xc3\x9f"
		 "e.test",
		 "xn--strae-oqa.test");
	accepted("cn:m\xc3\xbcnchen.test", "xn--mnchen-3ya.test");
	prepare("idn = refuse", "typed:m\xc3\xbcnchen.test");
	is_int(out.names.count, 0, "idn = refuse");
	refused("typed:m\xc3.test", "name-idn");
	refused("typed:a\\x00\xc3\xbc.test", "name-malformed");
}

static void
unicode_is_shown_for_alabels_only(void)
{
	CLEANUP(buf_free) struct buf a = { 0 };
	CLEANUP(buf_free) struct buf b = { 0 };

	accepted("xn--mnchen-3ya.test plain.test",
		 "xn--mnchen-3ya.test plain.test");
	name_show_unicode(&out.names.at[0], &a);
	is_str(buf_text(&a), "m\xc3\xbcnchen.test", "U-label");
	name_show_unicode(&out.names.at[1], &b);
	is_str(buf_text(&b), "plain.test", "plain");
}

static void
odd_email_addresses_are_refused(void)
{
	refused("email:a@b@c.test", "email-malformed");
	refused("email:\"a\\x20b\"@x.test", "email-malformed");
	refused("email:a@[1.2.3.4]", "email-malformed");
	refused("email:a@1.2.3.4", "name-is-address");
	refused("email:@x.test", "email-malformed");
	refused("email:a@", "name-malformed");
	refused("email:a", "email-malformed");
	refused("email:a@*.x.test", "wildcard-malformed");
	refused("email:a\\x00@x.test", "email-malformed");
	refused("email:a@x\\x00.test", "name-malformed");
	refused("email:.a@x.test", "email-malformed");
	refused("email:a..b@x.test", "email-malformed");
	refused("email:$(id)@x.test", "email-malformed");
	refused("email:a@.x.test", "name-malformed");
	accepted("email:John.Doe+x@X.Test", "John.Doe+x@x.test");
}

static void
long_email_addresses_are_refused(void)
{
	char word[400] = "email:";

	memset(word + 6, 'a', 65);
	strcpy(word + 71, "@x.test");
	refused(word, "email-malformed");
	memset(word + 6, 'a', 300);
	strcpy(word + 306, "@x.test");
	refused(word, "email-malformed");
}

static void
odd_uris_are_refused(void)
{
	char word[5000] = "uri:https://a.test/";

	refused("uri:https://u@a.test/", "uri-malformed");
	refused("uri:https://u:p@a.test/", "uri-malformed");
	refused("uri:https://a.test/../b", "uri-malformed");
	refused("uri:https://a.test/%2e%2e/b", "uri-malformed");
	refused("uri:https://a.test//b", "uri-malformed");
	refused("uri:https://a.test/./b", "uri-malformed");
	refused("uri:HTTPS://a.test/", "uri-malformed");
	refused("uri:https:///b", "uri-malformed");
	refused("uri:https://", "uri-malformed");
	refused("uri:javascript:alert(1)", "uri-malformed");
	refused("uri:javascript://a.test/", "uri-malformed");
	refused("uri:https://[fe80::1%25eth0]/", "uri-malformed");
	refused("uri:https://[::1]/", "uri-malformed");
	refused("uri:https://10.0.0.1/", "name-is-address");
	refused("uri:https://a.test:0/", "uri-malformed");
	refused("uri:https://a.test:99999/", "uri-malformed");
	refused("uri:https://a.test:/", "uri-malformed");
	refused("uri:https://*.a.test/", "uri-malformed");
	refused("uri:https://a.test/#x", "uri-malformed");
	refused("uri:https://a.test/\\x20", "uri-malformed");
	refused("uri:https://a.test/\\x00", "uri-malformed");
	refused("uri:a.test", "uri-malformed");
	memset(word + 19, 'a', 4000);
	refused(word, "uri-malformed");
	accepted("uri:https://A.Test:8443/Path?q=1",
		 "https://a.test:8443/Path?q=1");
	accepted("uri:spiffe://a.test/ns/x", "spiffe://a.test/ns/x");
}

static void
other_types_are_refused_by_name(void)
{
	refused("other:\\x06\\x0a+\\x06\\x01\\x04\\x01\\x827\\x14\\x02\\x03"
		"\\xa0\\x04\\x0c\\x02hi",
		"name-type");
	ok(strstr(out.refused.at[0].text, "otherName (UPN)"), "%s",
	   out.refused.at[0].text);
	refused("other:\\x06\\x08+\\x06\\x01\\x05\\x05\\x07\\x08\\x09",
		"name-type");
	ok(strstr(out.refused.at[0].text, "SmtpUTF8Mailbox"), "%s",
	   out.refused.at[0].text);
	refused("other:\\x06\\x06+\\x06\\x01\\x05\\x02\\x02", "name-type");
	refused("other:\\x06\\x0a+\\x06\\x01\\x04\\x01\\x827\\x19\\x02\\x01",
		"name-type");
	refused("other:", "name-type");
	refused("other:\\x06\\xff", "name-type");
	refused("x400:a", "name-type");
	refused("dir:a", "name-type");
	ok(strstr(out.refused.at[0].text, "directoryName"), "%s",
	   out.refused.at[0].text);
	refused("edi:a", "name-type");
	refused("rid:*", "name-type");
}

static void
a_lonely_cn_is_lifted_by_rule(void)
{
	accepted("cn:*.Contoso.com", "*.contoso.com");
	ok(noted(NOTE_CN_LIFTED), "a warning");
	prepare("common-name = append", "cn:a.test");
	is_int(out.names.count, 1, "append lifts it too");
	prepare("common-name = refuse", "cn:a.test");
	is_int(out.names.count, 0, "refuse does not");
	ok(violations_hold(&out.refused, "common-name-refused"), "refused");
	refused("cn:Contoso\\x20Mail", "common-name-not-a-host");
	refused("cn:10.0.0.1", "common-name-is-address");
	refused("cn:0x7f.1", "common-name-is-address");
	refused("cn:010.0.0.1", "common-name-is-address");
	refused("cn:fe80::1%eth0", "common-name-is-address");
}

static void
a_cn_beside_names_is_kept_by_rule(void)
{
	static const char six[] = "a.test b.test c.test d.test e.test f.test";
	char word[120];

	snprintf(word, sizeof(word), "%s cn:server01.contoso.com", six);
	accepted(word, six);
	is_str(note_text(NOTE_CN_NOT_IN_NAMES),
	       "CN server01.contoso.com is not among the six names: it is left "
	       "out",
	       "words");
	is_int(note_level(NOTE_CN_NOT_IN_NAMES), NOTE_WARNING, "a warning");
	accepted("a.test cn:server01.contoso.com", "a.test");
	is_str(note_text(NOTE_CN_NOT_IN_NAMES),
	       "CN server01.contoso.com is not the name asked for: it is left "
	       "out",
	       "words for one");
	accepted("a.test b.test cn:B.TEST", "a.test b.test");
	is_int(out.notes.count, 0, "nothing to say");
	accepted("a.test cn:Some\\x20Text", "a.test");
	ok(noted(NOTE_CN_LEFT_OUT), "free text");
	accepted("a.test cn:10.0.0.1", "a.test");
	ok(noted(NOTE_CN_LEFT_OUT), "an address");
	accepted("ip:10.0.0.1 cn:10.0.0.1", "10.0.0.1");
	is_int(out.notes.count, 0, "an address among the names");
	prepare("allow-domain = test; common-name = append",
		"a.test cn:B.test");
	is_int(out.names.count, 2, "appended");
	is_str((const char *)out.names.at[1].v, "b.test", "last");
	ok(noted(NOTE_CN_APPENDED), "noted");
	prepare("allow-name = a.test; common-name = append",
		"a.test cn:B.test");
	ok(out.allowed, "what alone is not allowed is left out");
	is_int(out.names.count, 1, "of the names");
	is_int(note_level(NOTE_CN_NOT_IN_NAMES), NOTE_WARNING, "a warning");
	ok(!noted(NOTE_CN_APPENDED), "and not said to be added");
	prepare("common-name = append", "a.test cn:Free\\x20text");
	is_int(out.names.count, 1, "free text is never appended");
	prepare("common-name = refuse", "a.test cn:b.test");
	ok(violations_hold(&out.refused, "common-name-refused"), "refused");
	prepare("common-name = refuse", "a.test cn:A.test");
	is_int(out.refused.count, 0, "among them is fine");
}

static void
several_cns_are_none_and_refused_by_rule(void)
{
	prepare("allow-domain = test; common-name = refuse",
		"a.test cn:a.test cn:b.test");
	ok(violations_hold(&out.refused, "common-name-refused"), "refused");
	prepare("allow-domain = test; common-name = refuse",
		"cn:a.test cn:b.test");
	ok(violations_hold(&out.refused, "common-name-refused"), "alone too");
	refused("cn:a.test cn:b.test", "common-name-several");
	prepare("allow-domain = test; common-name = append",
		"a.test cn:b.test cn:c.test");
	ok(out.allowed, "beside names they are left out");
	is_int(out.names.count, 1, "both");
	request_read("a.test", &request);
	request.cn.count = 1;
	text.policy.names.common_name = CN_REFUSE;
	struct err err;
	is_int(outcome_of(&text.policy, &request, &out, &err), 0, "read");
	ok(violations_hold(&out.refused, "common-name-refused"),
	   "one that cannot be read is refused by rule");
}

static void
a_cn_with_unseen_octets_is_refused(void)
{
	static const char *const odd[] = {
		"cn:a\\x00b.test",	     "cn:a\\x0d\\x0ab.test",
		"cn:a\\x1b[2J.test",	     "cn:\\xef\\xbb\\xbfa.test",
		"cn:a\\xe2\\x80\\xaeb.test", "cn:a\\xffb.test",
		"cn:a\\x5c\\x00b",
	};

	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		char word[80];

		refused(odd[i], "common-name-malformed");
		snprintf(word, sizeof(word), "a.test %s", odd[i]);
		prepare("", word);
		is_int(out.refused.count, 1, "%s", word);
	}
	accepted("a.test cn:DOMAIN\\x5cuser", "a.test");
}

static void
short_names_are_wondered_at(void)
{
	accepted("server01", "server01");
	ok(noted(NOTE_NAME_SHORT), "a warning");
	ok(name_is_short(&out.names.at[0]), "it is short");
}

static void
one_name_too_many_is_said(void)
{
	struct raw_names raw = { .count = LIMIT_NAMES + 1 };
	struct err err = { 0 };

	prepare("", "-");
	ok(names_prepare(&raw, (struct raw_cn){ 0 }, &text.policy.names,
			 &out.names, &out.notes, &out.refused, &err) == 0,
	   "no failure");
	ok(violations_hold(&out.refused, "too-many-names"), "said");
}

static void
typed_text_finds_its_type(void)
{
	static const struct {
		const char *text;
		uint8_t tag;
		size_t n;
	} rows[] = {
		{ "mail.contoso.com", NAME_DNS | RAW_NAME_TYPED, 16 },
		{ "10.0.0.5", NAME_IP, 4 },
		{ "ip:10.0.0.5", NAME_IP, 4 },
		{ "2001:db8::1", NAME_IP, 16 },
		{ "IP:::1", NAME_IP, 16 },
		{ "dns:10.0.0.5", NAME_DNS | RAW_NAME_TYPED, 8 },
		{ "a@b.test", NAME_EMAIL | RAW_NAME_TYPED, 8 },
		{ "email:a", NAME_EMAIL | RAW_NAME_TYPED, 1 },
		{ "https://a.test/", NAME_URI | RAW_NAME_TYPED, 15 },
		{ "uri:x", NAME_URI | RAW_NAME_TYPED, 1 },
	};
	struct raw_name raw;
	uint8_t space[16];
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!ok(name_from_text(bytes_of_text(rows[i].text), space, &raw,
				       &err) == 0,
			"%s", rows[i].text))
			continue;
		is_int(raw.tag, rows[i].tag, "%s: type", rows[i].text);
		is_int(raw.value.n, rows[i].n, "%s: octets", rows[i].text);
	}
	ok(name_from_text(bytes_of_text(""), space, &raw, &err) < 0, "empty");
	ok(name_from_text(bytes_of_text("ip:a.test"), space, &raw, &err) < 0,
	   "no address");
	ok(name_from_text(bytes_of_text("ip:fe80::1%1"), space, &raw, &err) < 0,
	   "a zone");
}

static void
the_wire_form_goes_around(void)
{
	CLEANUP(buf_free) struct buf wire = { 0 };
	struct names back;
	struct err err;

	accepted("a.test ip:10.0.0.1 ip:2001:db8::1 email:a@b.test "
		 "uri:https://a.test/",
		 "a.test 10.0.0.1 2001:db8::1 a@b.test https://a.test/");
	names_encode(&out.names, &wire);
	ok(names_decode(buf_bytes(&wire), &back, &err) == 0, "decodes");
	is_int(back.count, out.names.count, "count");
	for (size_t i = 0; i < back.count && i < out.names.count; i++) {
		ok(name_equal(&back.at[i], &out.names.at[i]), "name %zu", i);
		ok(name_is_normal(&back.at[i], &text.policy.names, &err),
		   "name %zu is normal", i);
	}
	for (size_t n = 0; n < wire.n; n++)
		ok(names_decode((struct bytes){ wire.p, n }, &back, &err) < 0,
		   "cut to %zu", n);
	buf_append_u8(&wire, 0);
	ok(names_decode(buf_bytes(&wire), &back, &err) < 0, "one more octet");
}

static void
odd_wire_forms_are_refused(void)
{
	static const char *const odd[] = {
		"\x01\x00\x01"
		"a",		/* otherName */
		"\x01\x02\x00", /* empty */
		"\x01\x02\x02"
		"a ",
		"\x01\x07\x01"
		"a", /* an address of one octet */
		"\x65\x02\x01"
		"a", /* 101 names */
	};
	static const size_t sizes[] = { 4, 3, 5, 4, 4 };
	struct names back;
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(odd); i++)
		ok(names_decode((struct bytes){ (const uint8_t *)odd[i],
						sizes[i] },
				&back, &err) < 0,
		   "form %zu", i);
}

static void
what_is_not_normal_is_found(void)
{
	static const struct {
		enum name_type type;
		const char *text;
	} rows[] = {
		{ NAME_DNS, "A.test" },
		{ NAME_DNS, "a.test." },
		{ NAME_DNS, "10.0.0.1" },
		{ NAME_DNS, "xn--a.test" },
		{ NAME_DNS, "xn--pple-43d.test" },
		{ NAME_EMAIL, "a@B.test" },
		{ NAME_EMAIL, "a" },
		{ NAME_URI, "https://A.test/" },
		{ NAME_URI, "https://xn--pple-43d.test/" },
		{ NAME_IP, "abc" },
		{ NAME_IP, "0123456789" },
		{ (enum name_type)3, "a" },
	};
	struct names_rules rules = { CN_PROMOTE, IDN_SINGLE_SCRIPT, false };
	struct name name;
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		memset(&name, 0, sizeof(name));
		name.type = rows[i].type;
		name.n = strlen(rows[i].text);
		memcpy(name.v, rows[i].text, name.n);
		ok(!name_is_normal(&name, &rules, &err), "%s", rows[i].text);
	}
	memset(&name, 0, sizeof(name));
	name.type = NAME_IP;
	name.n = 16;
	name.v[10] = name.v[11] = 0xff;
	ok(!name_is_normal(&name, &rules, NULL), "a mapped address");
}

static void
the_common_name_is_the_first_dns_name(void)
{
	char word[100];

	accepted("b.test a.test", "b.test a.test");
	is_int(names_common_name(&out.names).n, 6, "the first");
	accepted("ip:10.0.0.1 a.test", "10.0.0.1 a.test");
	is_int(names_common_name(&out.names).n, 0, "an address is none");
	memset(word, 'a', 60);
	strcpy(word + 60, ".test");
	accepted(word, word);
	is_int(names_common_name(&out.names).n, 0, "65 octets are too long");
	accepted(word + 1, word + 1);
	is_int(names_common_name(&out.names).n, 64, "64 are not");
}

static void
domains_end_at_dots(void)
{
	struct bytes d = bytes_of_text("contoso.com");

	ok(dns_is_at_or_below(d, d), "itself");
	ok(!dns_is_below(d, d), "not below itself");
	ok(dns_is_below(bytes_of_text("a.contoso.com"), d), "below");
	ok(!dns_is_at_or_below(bytes_of_text("evilcontoso.com"), d), "evil");
	ok(!dns_is_at_or_below(bytes_of_text(".contoso.com"), d), "a dot only");
	ok(!dns_is_at_or_below(bytes_of_text("contoso.com.evil"), d), "end");
	ok(!dns_is_at_or_below(bytes_of_text("com"), d), "above");
	ok(!dns_is_at_or_below(d, (struct bytes){ NULL, 0 }), "empty");
}

static void
names_are_found_in_any_spelling(void)
{
	static const struct {
		const char *typed, *found;
	} all[] = { { "MAIL.contoso.com", "mail.contoso.com" },
		    { "b\xc3\xbc"
		      "cher.test",
		      "xn--bcher-kva.test" },
		    { ".Contoso.COM", ".contoso.com" },
		    { "*.Contoso.com", "*.contoso.com" },
		    { ".b\xc3\xbc"
		      "cher.test",
		      ".xn--bcher-kva.test" },
		    { "10.0.0.5", "10.0.0.5" },
		    { "2001:DB8:0::1", "2001:db8::1" },
		    { "no name", "no name" },
		    { ".", "." },
		    { "", "" } };
	char shown[LIMIT_NAME_BYTES + 2];

	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		name_to_find(all[i].typed, shown);
		is_str(shown, all[i].found, "%s", all[i].typed);
	}
}

TAP_MAIN(names_are_found_in_any_spelling, octets_outside_host_names_are_refused,
	 every_octet_outside_the_alphabet_is_refused,
	 several_names_in_one_are_refused, dots_and_lengths_are_kept,
	 an_underscore_needs_its_setting, addresses_as_dns_names_are_refused,
	 odd_wildcards_are_refused, upper_case_is_lowered_with_a_note,
	 duplicates_are_dropped_stably, addresses_have_4_or_16_octets,
	 mapped_addresses_become_ipv4, bad_alabels_are_refused,
	 mixed_scripts_are_refused, typed_names_become_alabels,
	 unicode_is_shown_for_alabels_only, odd_email_addresses_are_refused,
	 long_email_addresses_are_refused, odd_uris_are_refused,
	 other_types_are_refused_by_name, a_lonely_cn_is_lifted_by_rule,
	 a_cn_beside_names_is_kept_by_rule,
	 several_cns_are_none_and_refused_by_rule,
	 a_cn_with_unseen_octets_is_refused, short_names_are_wondered_at,
	 one_name_too_many_is_said, typed_text_finds_its_type,
	 the_wire_form_goes_around, odd_wire_forms_are_refused,
	 what_is_not_normal_is_found, the_common_name_is_the_first_dns_name,
	 domains_end_at_dots)
