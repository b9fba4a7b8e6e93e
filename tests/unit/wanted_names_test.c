/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about the list of names that the request helper proposes. */

#include "src/front/guard.h"
#include "src/front/wanted_commands.h"
#include "src/front/wanted_names.h"
#include "tests/tap.h"

#include <string.h>

static const char *
joined(const struct wanted_names *names)
{
	static struct buf all;

	buf_clear(&all);
	for (size_t i = 0; i < names->count; i++)
		buf_printf(&all, "%s%s", i ? " " : "", names->at[i]);
	return buf_text(&all);
}

static const struct {
	const char *text, *names;
} lists[] = {
	{ "", "" },
	{ " ,;& \r\n\t", "" },
	{ "a.b", "a.b" },
	{ "a.b,c.d;e.f g.h\r\ni.j\tk.l", "a.b c.d e.f g.h i.j k.l" },
	{ "san:dns=a.b&dns=c.d&ipaddress=10.0.0.5", "a.b c.d ip:10.0.0.5" },
	{ "SAN:DNS=A.b&Dns=c.d&ip=::1", "A.b c.d ip:::1" },
	{ "DNS:a.b, DNS:c.d, IP:10.0.0.5", "a.b c.d IP:10.0.0.5" },
	{ "email=anna@b.c&url=https://b.c/x",
	  "email:anna@b.c uri:https://b.c/x" },
	{ "'a.b','c.d'", "a.b c.d" },
	{ "\"a.b\", \"c.d\"", "a.b c.d" },
	{ "a.b A.B a.b", "a.b" },
	{ "dns=&dns=a.b", "a.b" },
	{ "dnsx.a.b ip.a.b", "dnsx.a.b ip.a.b" },
	{ "b\303\274cher.example", "b\303\274cher.example" },
	{ "$(x) `y` <z>", "$(x) `y` <z>" },
};

static void
a_list_is_split_as_people_write_it(void)
{
	static struct wanted_names names;

	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		names.count = names.dropped = 0;
		wanted_names_split(bytes_of_text(lists[i].text), &names);
		is_str(joined(&names), lists[i].names, "list %zu", i);
	}
}

static const struct {
	const char *mail, *server, *internal;
	bool domain, is_short;
	const char *names;
} answers[] = {
	{ "", "", "", true, true, "" },
	{ "", "", "contoso.local", true, true, "" },
	{ "contoso.com", "", "", false, false,
	  "mail.contoso.com autodiscover.contoso.com" },
	{ "contoso.com", "mail.contoso.com", "", true, false,
	  "mail.contoso.com autodiscover.contoso.com contoso.com" },
	{ "contoso.com fabrikam.com", "owa.contoso.com srv1 srv2.contoso.local",
	  "contoso.local", true, true,
	  "owa.contoso.com autodiscover.contoso.com autodiscover.fabrikam.com "
	  "contoso.com fabrikam.com srv1.contoso.local srv2.contoso.local "
	  "srv1" },
	{ "contoso.com", "srv1", "contoso.local", false, false,
	  "mail.contoso.com autodiscover.contoso.com srv1.contoso.local" },
	{ "contoso.com", "srv1", "", false, false,
	  "mail.contoso.com autodiscover.contoso.com srv1" },
	{ "", "intranet", "contoso.local", false, false,
	  "intranet.contoso.local" },
	{ "", "10.0.0.5 srv1.contoso.local 2001:db8::1", "contoso.local", false,
	  false, "srv1.contoso.local 10.0.0.5 2001:db8::1" },
	{ "anna@contoso.com, @fabrikam.com", "https://Mail.contoso.com/owa/",
	  ".contoso.local", false, false,
	  "Mail.contoso.com autodiscover.contoso.com "
	  "autodiscover.fabrikam.com" },
	{ "contoso.com", "contoso.com autodiscover.contoso.com.", "", true,
	  false, "contoso.com autodiscover.contoso.com" },
	{ "contoso.local", "srv1.CONTOSO.local xcontoso.local", "contoso.local",
	  false, false,
	  "xcontoso.local autodiscover.contoso.local srv1.CONTOSO.local" },
};

static void
three_answers_give_the_names_in_order(void)
{
	static struct wanted_names names;

	for (size_t i = 0; i < ARRAY_SIZE(answers); i++) {
		const struct wanted_questions q = {
			bytes_of_text(answers[i].mail),
			bytes_of_text(answers[i].server),
			bytes_of_text(answers[i].internal),
			answers[i].domain,
			answers[i].is_short,
		};

		names.count = names.dropped = 0;
		wanted_names_propose(&q, &names);
		is_str(joined(&names), answers[i].names, "answers %zu", i);
	}
}

static void
what_is_too_long_or_too_many_is_counted(void)
{
	static struct wanted_names names;
	struct buf text = { 0 };

	for (int i = 0; i < LIMIT_NAMES + 5; i++)
		buf_printf(&text, "h%d.a.b ", i);
	wanted_names_split(buf_bytes(&text), &names);
	is_int((int)names.count, LIMIT_NAMES, "as many as can be");
	is_int((int)names.dropped, 5, "the others are counted");
	buf_clear(&text);
	for (int i = 0; i < LIMIT_NAME_BYTES + 1; i++)
		buf_append_u8(&text, 'w');
	names.count = names.dropped = 0;
	wanted_names_split(buf_bytes(&text), &names);
	is_int((int)names.count, 0, "a name of 256 octets");
	is_int((int)names.dropped, 1, "is counted");
	text.n--;
	names.count = names.dropped = 0;
	wanted_names_split(buf_bytes(&text), &names);
	is_int((int)names.count, 1,
	       "a name of 255 octets is for others to judge");
	buf_free(&text);
}

static const struct {
	const char *query, *line, *text; /* line NULL: refused */
} forms[] = {
	{ "", "", "" },
	{ "line=a+b&text=c%0D%0Ad%09", "a b", "c\r\nd\t" },
	{ "line=b%c3%bccher&other=%00", "b\303\274cher", "" },
	{ "line=&text=&line=x", "x", "" },
	{ "line&text", "", "" },
	{ "line=a&line=b", NULL, NULL },
	{ "line=a%0Ab", NULL, NULL },
	{ "line=a%09", NULL, NULL },
	{ "text=a%00", NULL, NULL },
	{ "text=a%1b", NULL, NULL },
	{ "text=a%7f", NULL, NULL },
	{ "text=%c3", NULL, NULL },
	{ "text=%c0%af", NULL, NULL },
};

static void
forms_are_decoded_strictly(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		struct buf line = { 0 }, text = { 0 };
		const struct guard_box boxes[] = { { "line", false, &line },
						   { "text", true, &text } };
		struct err err;
		int got = guard_query_boxes(bytes_of_text(forms[i].query),
					    boxes, 2, &err);

		is_int(got, forms[i].line ? 0 : -1, "form %zu", i);
		if (forms[i].line) {
			is_str(buf_text(&line), forms[i].line, "one line");
			is_str(buf_text(&text), forms[i].text, "a text");
		}
		buf_free(&line);
		buf_free(&text);
	}
}

/* Names that no name_normalise() lets through, as if one had. */
static const char *const odd[] = {
	"a b",	      "a'b", "a\"b", "a$(x)", "a`x`", "a;b",  "a\nb",
	"a\\b",	      "a&b", "a,b",  "a=b",   "-o.b", "*.-b", "A.b",
	"a\302\255b", "*",   "*.",   "a.*",   "",     "a%b",  "a{b}",
};

static void
only_plain_names_stand_in_commands(void)
{
	static struct names names;
	struct wanted_commands c = { 0 };
	struct err err;

	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		struct name *n = &names.at[names.count++];

		n->type = NAME_DNS;
		n->n = strlen(odd[i]);
		memcpy(n->v, odd[i], n->n + 1);
	}
	is_int(wanted_commands_make(&names, &c, &err), 0, "made");
	is_int((int)c.count, 0, "of none");
	is_str(c.common_name, "", "no common name");
	is_str(buf_text(&c.exchange), "", "Exchange");
	is_str(buf_text(&c.certreq), "", "certreq");
	is_str(buf_text(&c.openssl), "", "openssl");
	is_str(buf_text(&c.certtool), "", "certtool");
	ok(c.left_out.n > 0, "but said");
	wanted_commands_free(&c);
}

static enum guard_fault
check(const char *target)
{
	struct guard_head h = { .method = "GET",
				.target = bytes_of_text(target),
				.http10 = true };

	return guard_check(&h);
}

static void
only_the_form_takes_more_than_ascii(void)
{
	is_int(check("/request/new?a=%0d%0a%C3%bc%09"), GUARD_OK, "the form");
	is_int(check("/request/new?a=%00"), GUARD_QUERY, "no NUL");
	is_int(check("/request/new?a=%0b"), GUARD_QUERY, "no other control");
	is_int(check("/request/new?a=%7F"), GUARD_QUERY, "no DEL");
	is_int(check("/request/new?a=%8"), GUARD_QUERY, "no half escape");
	is_int(check("/request/new?a=\""), GUARD_QUERY, "no bare quote");
	is_int(check("/request/new/?a=%0d"), GUARD_QUERY, "not elsewhere");
	is_int(check("/trust?a=%C3%bc"), GUARD_QUERY, "not on other pages");
}

TAP_MAIN(a_list_is_split_as_people_write_it,
	 three_answers_give_the_names_in_order,
	 what_is_too_long_or_too_many_is_counted, forms_are_decoded_strictly,
	 only_plain_names_stand_in_commands,
	 only_the_form_takes_more_than_ascii)
