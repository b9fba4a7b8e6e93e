/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the page of a certificate shows, and to whom. */

#include "src/front/accept.h"
#include "src/front/certificate_page.h"
#include "tests/tap.h"

#include <string.h>

static bool
prefers(const char *accept, const char *agent)
{
	return accept_prefers_page(bytes_of_text(accept), bytes_of_text(agent));
}

static void
only_who_names_html_first_gets_a_page(void)
{
	ok(prefers("text/html", "x"), "nothing else");
	ok(prefers("text/html,*/*;q=0.8", "x"), "before all else");
	ok(prefers("text/html, application/xhtml+xml, */*", ""), "IE");
	ok(!prefers("", ""), "no Accept");
	ok(!prefers("*/*", "Mozilla/5.0"), "anything");
	ok(!prefers("text/*", "x"), "any text");
	ok(!prefers("text/html;q=0", "x"), "not HTML");
	ok(!prefers("application/json,text/html;q=0.9", "x"), "rather JSON");
	ok(!prefers("text/html,application/json", "x"), "as much JSON");
	ok(!prefers("text/html, image/gif, image/jpeg, */*; q=0.2",
		    "Java/17.0.15"),
	   "Java");
	ok(prefers("text/html, */*; q=0.2", "not Java/17"), "not Java");
}

static void
days_are_told_in_words(void)
{
	static const struct {
		int64_t now, end;
		const char *text;
	} rows[] = {
		{ 0, 397 * 86400, "397 days are left" },
		{ 0, 2 * 86400 - 1, "1 day is left" },
		{ 0, 86399, "less than a day is left" },
		{ 5, 5, "less than a day is left" },
		{ 6, 5, "it has expired today" },
		{ 86400, 0, "it expired 1 day ago" },
		{ 86400 * 3 + 5, 0, "it expired 3 days ago" },
		{ 0, INT64_C(253402300799), "2932896 days are left" },
	};
	char out[48];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		days_left_show(rows[i].now, rows[i].end, out);
		is_str(out, rows[i].text, "%s", rows[i].text);
	}
}

static void
add(struct names *names, enum name_type type, const char *text)
{
	struct name *name = &names->at[names->count++];

	name->type = type;
	name->n = strlen(text);
	memcpy(name->v, text, name->n + 1);
}

static void
only_a_plain_host_stands_in_commands(void)
{
	static struct names names;
	static const char *const hostile[] = {
		"a;reboot", "$(reboot)", "a b",	  "-proxy", "a`b`", "a'b",
		"a\"b",	    "a\nb",	 "*.x.y", "a*b",    "a|b",  "\303\274"
	};

	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++)
		add(&names, NAME_DNS, hostile[i]);
	add(&names, NAME_EMAIL, "a@b.example");
	ok(command_host(&names) == NULL, "none of these");
	add(&names, NAME_IP, "\x0a\x01\x02\x03");
	ok(command_host(&names) == &names.at[names.count - 1], "an address");
	add(&names, NAME_DNS, "under_score.example");
	ok(command_host(&names) == &names.at[names.count - 1],
	   "rather a name, wherever it stands");
}

TAP_MAIN(only_who_names_html_first_gets_a_page, days_are_told_in_words,
	 only_a_plain_host_stands_in_commands)
