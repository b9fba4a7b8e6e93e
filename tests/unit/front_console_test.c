/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The console's parts: forms, cookies, where one goes on to, what is searched,
 * cells of CSV. */

#include "src/front/console_list.h"
#include "src/front/form_body.h"
#include "src/front/search.h"
#include "src/front/session.h"
#include "tests/tap.h"

#define SECRET "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static void
forms_have_the_fields_of_the_table_alone(void)
{
	static const struct {
		const char *body;
		bool is_good;
	} rows[] = {
		{ "", true },
		{ "name=a&csrf=x", true },
		{ "name=a%20b", true },
		{ "name=a+b", true },
		{ "name=%C3%A4", true },
		{ "serial=1&serial=2", true },
		{ "text=a%0D%0Ab", true },
		{ "name=12345678", true },
		{ "name=123456789", false }, /* longer than 8 */
		{ "name=a&name=b", false },
		{ "serial=1&serial=2&serial=3", false },
		{ "role=admin", false },
		{ "name=a&rights=63", false },
		{ "Name=a", false },
		{ "name=%00", false },
		{ "name=%0A", false },
		{ "name=a%7F", false },
		{ "name=%C3", false },
		{ "name=%FF", false },
		{ "name=%4", false },
		{ "name=%", false },
		{ "name=%zz", false },
		{ "name", false },
		{ "name=a&&", false },
		{ "{\"name\":\"a\"}", false },
		{ "n%61me=a", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		CLEANUP(buf_free)
		struct buf name = { 0 }, serial = { 0 }, text = { 0 };
		const struct form_field fields[] = {
			{ .name = "name", .text = &name, .max = 8 },
			{ .name = "serial",
			  .text = &serial,
			  .max = 8,
			  .most = 2 },
			{ .name = "text",
			  .text = &text,
			  .max = 8,
			  .is_long = true },
		};
		struct err err;

		ok((form_body_read(bytes_of_text(rows[i].body), fields, 3,
				   &err) == 0) == rows[i].is_good,
		   "%s is %s", rows[i].body,
		   rows[i].is_good ? "taken" : "refused");
	}
}

static void
cookies_are_read_strictly(void)
{
	static const struct {
		const char *cookies;
		bool is_good;
	} rows[] = {
		{ "__Host-sanca=" SECRET, true },
		{ "a=b; __Host-sanca=" SECRET "; c=d", true },
		{ "", false },
		{ "__Host-sanca=", false },
		{ "__Host-sanca=short", false },
		{ "__Host-sanca=" SECRET "A", false },
		{ "__Host-sanca=\"" SECRET "\"", false },
		{ "__Host-sanca=" SECRET "; __Host-sanca=" SECRET, false },
		{ "__host-sanca=" SECRET, false },
		{ "X__Host-sanca=" SECRET, false },
		{ "__Host-sanca-form=" SECRET, false },
		/* Bits that belong to no octet. */
		{ "__Host-sanca=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
		  false },
		{ "__Host-sanca=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+/",
		  false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char secret[SESSION_SECRET_CHARS + 1];

		ok(session_cookie_read(bytes_of_text(rows[i].cookies),
				       SESSION_COOKIE,
				       secret) == rows[i].is_good,
		   "%s", rows[i].cookies);
	}
}

static void
a_token_is_of_its_secret_alone(void)
{
	char a[SESSION_SECRET_CHARS + 1], b[SESSION_SECRET_CHARS + 1];
	char secret[SESSION_SECRET_CHARS + 1];
	uint8_t hash[32];
	struct err err;

	session_token_make(SECRET, a);
	session_token_make(SECRET, b);
	is_str(a, b, "the same for the same");
	ok(strcmp(a, SECRET) != 0, "and not the secret");
	is_int(session_secret_new(secret, &err), 0, "a new secret");
	session_token_make(secret, b);
	ok(strcmp(a, b) != 0, "has another");
	session_secret_hash(secret, hash);
	ok(memcmp(hash, (uint8_t[32]){ 0 }, 32) != 0, "and a hash");
}

static void
next_is_a_page_of_the_console(void)
{
	static const struct {
		const char *next;
		bool is_good;
	} rows[] = {
		{ "/console/", true },
		{ "/console/certificates?q=a&state=all", true },
		{ "/console/certificates?q=%C3%A4", true },
		{ "", false },
		{ "/console", false },
		{ "/trust", false },
		{ "//evil.example/console/", false },
		{ "https://evil.example/console/", false },
		{ "/console/\\evil", false },
		{ "/console/a b", false },
		{ "/console/\r\nSet-Cookie: a=b", false },
		{ "/console/\"><script>", false },
		{ "/console/#a", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		ok(session_next_is_ours(bytes_of_text(rows[i].next)) ==
			   rows[i].is_good,
		   "%s", rows[i].next);
}

static void
add_name(struct names *names, const char *text)
{
	struct name *name = &names->at[names->count++];

	name->type = NAME_DNS;
	name->n = strlen(text);
	memcpy(name->v, text, name->n + 1);
}

static void
names_are_found_by_what_begins_in_them(void)
{
	static const struct {
		const char *typed;
		bool is_found;
	} rows[] = {
		{ "mai", true },	  { "MAIL.CON", true },
		{ "contoso", true },	  { "com", true },
		{ "web", true },	  { "srv-w", true },
		{ ".contoso.com", true }, { "*.contoso.com", true },
		{ "mail srv", true },	  { "10.0.0.", true },
		{ "0.5", true },	  { "", true },
		{ "ail", false },	  { "ontoso", false },
		{ ".contoso", false },	  { ".ntoso.com", false },
		{ "mail other", false },  { "0.0.0.", false },
		{ "0.0.1", false },	  { "mail*", false },
		{ "\" OR \"", false },	  { "%", false },
	};
	static struct names names;

	names.count = 0;
	add_name(&names, "mail.contoso.com");
	add_name(&names, "srv-web.contoso.local");
	names.at[2] =
		(struct name){ .type = NAME_IP, .n = 4, .v = { 10, 0, 0, 5 } };
	names.count = 3;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct search_text text;

		search_text_read(bytes_of_text(rows[i].typed), &text);
		ok(search_text_matches(&text, &names) == rows[i].is_found,
		   "\"%s\" is %s", rows[i].typed,
		   rows[i].is_found ? "found" : "not found");
	}
}

/* J10: what is typed is never syntax of the index. */
static void
expressions_are_letters_and_digits(void)
{
	static const char *const typed[] = {
		"mail",	   "\"mail\" OR 1", "a* NEAR(b, 3)",
		"t:x",	   "^a + b - c",    "'; DROP TABLE ends; --",
		"(((",	   "_a _r1 _p",	    "\\",
		"a\tb\nc",
	};

	for (size_t i = 0; i < ARRAY_SIZE(typed); i++) {
		CLEANUP(buf_free) struct buf match = { 0 };
		struct search_text text;
		bool is_good = true, inside = false;

		search_text_read(bytes_of_text(typed[i]), &text);
		search_match_write(&text, 0, "", false, &match);
		for (size_t k = 0; k < match.n; k++) {
			char c = (char)match.p[k];

			if (c == '"')
				inside = !inside;
			else if (inside)
				is_good = is_good && ((c >= 'a' && c <= 'z') ||
						      (c >= '0' && c <= '9'));
			else
				is_good = is_good && (c == ' ' || c == '*');
		}
		ok(is_good && !inside, "%s becomes %s", typed[i],
		   buf_text(&match));
	}
}

static void
places_are_in_the_order_of_ends(void)
{
	ok(search_place(1, 5) < search_place(2, 1), "the end counts first");
	ok(search_place(2, 1) < search_place(2, 2), "then the number");
	ok(search_place(INT64_MAX, 1) > 0, "no end is too far");
	ok(search_place(-1, 1) >= 0, "nor too early");
}

static void
cells_are_no_formulas(void)
{
	static const struct {
		const char *text, *cell;
	} rows[] = {
		{ "a", "\"a\"," },
		{ "=HYPERLINK(1)", "\"'=HYPERLINK(1)\"," },
		{ "+1", "\"'+1\"," },
		{ "-1", "\"'-1\"," },
		{ "@x", "\"'@x\"," },
		{ "\tx", "\"'\tx\"," },
		{ "\rx", "\"'\rx\"," },
		{ "a\"b", "\"a\"\"b\"," },
		{ "", "\"\"," },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		CLEANUP(buf_free) struct buf out = { 0 };

		console_cell_write(bytes_of_text(rows[i].text), ",", &out);
		is_str(buf_text(&out), rows[i].cell, "a cell");
	}
}

TAP_MAIN(forms_have_the_fields_of_the_table_alone, cookies_are_read_strictly,
	 a_token_is_of_its_secret_alone, next_is_a_page_of_the_console,
	 names_are_found_by_what_begins_in_them,
	 expressions_are_letters_and_digits, places_are_in_the_order_of_ends,
	 cells_are_no_formulas)
