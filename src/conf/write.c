/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes a commented sanca.conf from the same tables that read it. */
#include "settings.h"

#include <string.h>

#define COMMENT_COLUMNS 76

static const struct {
	const char *name;
	const char *title;
} sections[] = {
	{ "ca", "The certificate authority itself." },
	{ "http", "Where and how sanca-front serves." },
	{ "acme", "Certificates by ACME (RFC 8555)." },
	{ "notify", "Who is told before something ends, and how." },
	{ "process", "The processes." },
};

/* A comment in lines of at most COMMENT_COLUMNS. */
static void
write_comment(const char *text, struct buf *out)
{
	size_t column = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, " ");

		if (column > 0 && column + 1 + n > COMMENT_COLUMNS) {
			buf_append_text(out, "\n");
			column = 0;
		}
		buf_append_text(out, column == 0 ? "# " : " ");
		column += n + (column == 0 ? 2 : 1);
		buf_append(out, text, n);
		text += n + strspn(text + n, " ");
	}
	buf_append_text(out, "\n");
}

static void
write_given(const struct setting *s, const void *base, struct buf *out)
{
	for (size_t i = 0; i < value_count(s, base); i++) {
		buf_printf(out, "%s = ", s->key);
		value_write(s, base, i, out);
		buf_append_text(out, "\n");
	}
}

/* The setting with its meaning; commented out when it is as the table says. */
static void
write_setting(const struct setting *s, const void *base, struct buf *out)
{
	CLEANUP(buf_free) struct buf value = { 0 };

	if (value_count(s, base) > 0)
		value_write(s, base, 0, &value);
	write_comment(s->doc, out);
	if (strcmp(buf_text(&value), s->standard) == 0)
		buf_printf(out, "#%s =%s%s\n", s->key,
			   *s->standard != '\0' ? " " : "", s->standard);
	else
		write_given(s, base, out);
}

static void
write_section(const struct conf *conf, const char *name, struct buf *out)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		if (strcmp(settings[i].section, name) != 0)
			continue;
		buf_append_text(out, "\n");
		write_setting(&settings[i], conf, out);
	}
}

static void
write_rules(const struct policy *policy, struct buf *out)
{
	for (int kind = 0; kind < RULE_COUNT; kind++) {
		const char *key = rule_key((enum rule_kind)kind);
		bool any = false;

		buf_append_text(out, "\n");
		write_comment(rule_meaning((enum rule_kind)kind), out);
		for (size_t i = 0; i < policy->rule_count; i++) {
			if ((int)policy->rules[i].kind != kind)
				continue;
			buf_printf(out, "%s = %s\n", key,
				   policy->rules[i].text);
			any = true;
		}
		if (!any)
			buf_printf(out, "#%s =\n", key);
	}
}

static void
write_policy(const struct policy *policy, struct buf *out)
{
	buf_printf(out, "\n[policy %s]\n", policy->name);
	write_comment("Which names a requester with this policy gets. Rules "
		      "are repeated keys; without a rule that allows it a "
		      "name is refused, and one refused name refuses the "
		      "whole request.",
		      out);
	write_rules(policy, out);
	for (size_t i = 0; i < POLICY_SETTING_COUNT; i++) {
		buf_append_text(out, "\n");
		write_setting(&policy_settings[i], policy, out);
	}
}

void
conf_write(const struct conf *conf, struct buf *out)
{
	write_comment("Settings of this sanca certificate authority: see "
		      "sanca.conf(5). A line is KEY = VALUE, a [section] or "
		      "a comment; a comment has a line of its own. What is "
		      "commented out shows the default. `sanca conf check` "
		      "says whether the file can be used; SIGHUP to sancad "
		      "takes it up.",
		      out);
	for (size_t i = 0; i < ARRAY_SIZE(sections); i++) {
		buf_printf(out, "\n[%s]\n", sections[i].name);
		write_comment(sections[i].title, out);
		write_section(conf, sections[i].name, out);
	}
	for (size_t i = 0; i < conf->policy_count; i++)
		write_policy(&conf->policies[i], out);
}
