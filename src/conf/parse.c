/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads sanca.conf: libinih splits the lines, the tables say what they mean. */
#include "sanca/text.h"
#include "settings.h"

#include <ini.h>

#include <stdlib.h>
#include <string.h>

#define SECTIONS 5
static const char *const section_names[SECTIONS] = { "ca", "http", "acme",
						     "notify", "process" };
static const char policy_prefix[] = "policy ";

struct parser {
	const char *file;
	const uint8_t *at;
	const uint8_t *end;
	unsigned line;
	struct conf *conf;
	const char *section;   /* one of section_names, or NULL */
	struct policy *policy; /* when in one */
	unsigned section_lines[SECTIONS];
	unsigned lines[SETTING_COUNT];
	unsigned policy_lines[POLICY_SETTING_COUNT];
	bool failed;
	struct err *err;
};

/* Puts "FILE:LINE: " before the error; all are ERR_CONFIG but out of memory. */
static int
located(struct parser *p, unsigned line)
{
	if (p->err->code != ERR_NOMEM)
		p->err->code = ERR_CONFIG;
	p->failed = true;
	return err_context(p->err, "%s:%u", p->file, line);
}

/* ---- sections ------------------------------------------------------------ */

static const char *
next_section(const void *ctx, size_t i)
{
	(void)ctx;
	return i < SECTIONS ? section_names[i] : NULL;
}

static int
unknown_section(struct parser *p, struct bytes name)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	CLEANUP(buf_free) struct buf text = { 0 };
	const char *near = NULL;

	text_show(name, 80, &shown);
	buf_append_bytes(&text, name);
	near = nearest_word(buf_text(&text), next_section, NULL);
	if (near != NULL)
		return err_set(p->err, ERR_CONFIG,
			       "there is no section [%s]; did you mean [%s]?",
			       buf_text(&shown), near);
	return err_set(p->err, ERR_CONFIG,
		       "there is no section [%s]: the sections are [ca], "
		       "[http], [acme], [notify], [process] and [policy "
		       "NAME]",
		       buf_text(&shown));
}

/* Of two settings that contradict each other, the later one. */
static unsigned
line_of(const struct parser *p, const struct policy_fault *fault)
{
	unsigned line = fault->line;

	for (size_t i = 0; i < POLICY_SETTING_COUNT; i++)
		for (size_t k = 0; k < ARRAY_SIZE(fault->keys); k++)
			if (fault->keys[k] != NULL &&
			    strcmp(policy_settings[i].key, fault->keys[k]) ==
				    0 &&
			    p->policy_lines[i] > line)
				line = p->policy_lines[i];
	return line != 0 ? line : p->policy->line;
}

/* All of a section has been read: do its settings and rules agree? */
static int
end_section(struct parser *p)
{
	struct policy_fault fault;

	if (p->policy != NULL && policy_validate(p->policy, &fault, p->err) < 0)
		return located(p, line_of(p, &fault));
	if (p->policy != NULL) {
		p->policy->approval_line =
			line_of(p, &(struct policy_fault){
					   .keys = { "approval-policy" } });
		p->policy->preauthorized_line =
			line_of(p, &(struct policy_fault){
					   .keys = { "acme-preauthorized" } });
	}
	p->section = NULL;
	p->policy = NULL;
	return 0;
}

static int
begin_policy(struct parser *p, struct bytes name)
{
	struct conf *conf = p->conf;
	CLEANUP(buf_free) struct buf text = { 0 };

	if (!label_is_canonical(name)) {
		text_show(name, 80, &text);
		return err_set(p->err, ERR_CONFIG,
			       "\"%s\" cannot name a policy: write [policy "
			       "NAME], one blank, NAME of 1 to %d lower-case "
			       "letters, digits, '-', '_'",
			       buf_text(&text), LIMIT_LABEL_BYTES);
	}
	if (conf_policy(conf, name) != NULL)
		return err_set(p->err, ERR_CONFIG,
			       "[policy %s] already began in line %u",
			       conf_policy(conf, name)->name,
			       conf_policy(conf, name)->line);
	if (conf->policy_count == LIMIT_POLICIES)
		return err_set(p->err, ERR_CONFIG, "more than %d policies",
			       LIMIT_POLICIES);
	buf_append_bytes(&text, name);
	if (buf_check(&text, p->err) < 0)
		return -1;
	p->policy = &conf->policies[conf->policy_count];
	policy_init(p->policy, buf_text(&text));
	p->policy->line = p->line;
	conf->policy_count++;
	memset(p->policy_lines, 0, sizeof(p->policy_lines));
	return 0;
}

static int
begin_section(struct parser *p, struct bytes name)
{
	size_t prefix = strlen(policy_prefix);

	if (name.n >= prefix && memcmp(name.p, policy_prefix, prefix) == 0)
		return begin_policy(p, (struct bytes){ name.p + prefix,
						       name.n - prefix });
	for (size_t i = 0; i < SECTIONS; i++) {
		if (!bytes_is_text(name, section_names[i]))
			continue;
		if (p->section_lines[i] != 0)
			return err_set(p->err, ERR_CONFIG,
				       "[%s] already began in line %u",
				       section_names[i], p->section_lines[i]);
		p->section_lines[i] = p->line;
		p->section = section_names[i];
		return 0;
	}
	return unknown_section(p, name);
}

/* ---- keys ------------------------------------------------------------------ */

static const char *
next_key(const void *ctx, size_t i)
{
	const char *section = ctx;

	for (size_t k = 0; k < SETTING_COUNT; k++)
		if (strcmp(settings[k].section, section) == 0 && i-- == 0)
			return settings[k].key;
	return NULL;
}

static const char *
next_policy_key(const void *ctx, size_t i)
{
	(void)ctx;
	if (i < POLICY_SETTING_COUNT)
		return policy_settings[i].key;
	i -= POLICY_SETTING_COUNT;
	return i < RULE_COUNT ? rule_key((enum rule_kind)i) : NULL;
}

/* Where such a key does stand: "[http]", "a [policy]"; NULL when nowhere. */
static const char *
home_of(const char *key)
{
	const char *word = NULL;

	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (strcmp(settings[i].key, key) == 0)
			return settings[i].section;
	for (size_t i = 0; (word = next_policy_key(NULL, i)) != NULL; i++)
		if (strcmp(word, key) == 0)
			return "policy NAME";
	return NULL;
}

static int
unknown_key(struct parser *p, const char *key)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	const char *home = home_of(key);
	const char *near = p->policy != NULL
				   ? nearest_word(key, next_policy_key, NULL)
				   : nearest_word(key, next_key, p->section);

	text_show(bytes_of_text(key), 80, &shown);
	if (home != NULL)
		return err_set(p->err, ERR_CONFIG,
			       "%s does not stand here but in [%s]", key, home);
	if (near != NULL)
		return err_set(p->err, ERR_CONFIG,
			       "there is no setting %s; did you mean %s?",
			       buf_text(&shown), near);
	return err_set(p->err, ERR_CONFIG,
		       "there is no setting %s: see sanca.conf(5)",
		       buf_text(&shown));
}

static int
take_value(struct parser *p, const struct setting *s, unsigned *line,
	   const char *value, void *base)
{
	if (*line != 0 && !setting_is_list(s))
		return err_set(p->err, ERR_CONFIG,
			       "%s is already set in line %u", s->key, *line);
	if (value_parse(s, value, base, p->err) < 0)
		return err_context(p->err, "%s", s->key);
	if (*line == 0)
		*line = p->line;
	return 0;
}

static int
add_rule(struct parser *p, enum rule_kind kind, const char *value)
{
	struct policy *policy = p->policy;
	struct policy_rule rule = { 0 };
	struct policy_rule *more = NULL;

	if (policy_rule_parse(kind, bytes_of_text(value), p->line, &rule,
			      p->err) < 0)
		return -1; /* the text names key and value */
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct policy_rule *r = &policy->rules[i];

		if (r->kind != kind || strcmp(r->text, rule.text) != 0)
			continue;
		if (r->line == 0)
			return err_set(p->err, ERR_CONFIG,
				       "%s = %s stands twice", rule_key(kind),
				       rule.text);
		return err_set(p->err, ERR_CONFIG,
			       "%s = %s already stands in line %u",
			       rule_key(kind), rule.text, r->line);
	}
	if (policy->rule_count == LIMIT_POLICY_ENTRIES)
		return err_set(p->err, ERR_CONFIG,
			       "more than %d rules in one policy",
			       LIMIT_POLICY_ENTRIES);
	more = reallocarray(policy->rules, policy->rule_count + 1,
			    sizeof(*more));
	if (more == NULL)
		return err_nomem(p->err);
	policy->rules = more;
	more[policy->rule_count++] = rule;
	return 0;
}

static int
take_policy_key(struct parser *p, const char *key, const char *value)
{
	for (size_t i = 0; i < POLICY_SETTING_COUNT; i++)
		if (strcmp(policy_settings[i].key, key) == 0)
			return take_value(p, &policy_settings[i],
					  &p->policy_lines[i], value,
					  p->policy);
	for (int kind = 0; kind < RULE_COUNT; kind++)
		if (strcmp(rule_key((enum rule_kind)kind), key) == 0)
			return add_rule(p, (enum rule_kind)kind, value);
	return unknown_key(p, key);
}

static int
take_key(struct parser *p, const char *key, const char *value)
{
	if (p->policy != NULL)
		return take_policy_key(p, key, value);
	if (p->section == NULL)
		return err_set(p->err, ERR_CONFIG,
			       "%.80s stands before the first [section]", key);
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (strcmp(settings[i].section, p->section) == 0 &&
		    strcmp(settings[i].key, key) == 0)
			return take_value(p, &settings[i], &p->lines[i], value,
					  p->conf);
	return unknown_key(p, key);
}

/* ---- libinih ---------------------------------------------------------------- */

/* Hands libinih the next line, once it has been judged. libinih cuts section
 * names at 50 octets and does not tell where one begins, so sections are
 * followed here. */
static char *
on_line(char *out, int size, void *ctx)
{
	struct parser *p = ctx;
	struct bytes section = { 0 };
	struct bytes line = { p->at, 0 };
	enum line_kind kind = LINE_EMPTY;
	bool bad = false;

	if (p->failed || p->at == p->end)
		return NULL;
	while (p->at < p->end && *p->at != '\n')
		p->at++;
	line.n = (size_t)(p->at - line.p);
	if (p->at < p->end)
		p->at++;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	p->line++;
	bad = line_judge(line, p->line == 1, &kind, &section, p->err) < 0;
	if (!bad && kind == LINE_SECTION && end_section(p) < 0)
		return NULL;
	if ((bad || (kind == LINE_SECTION && begin_section(p, section) < 0)) &&
	    located(p, p->line) < 0)
		return NULL;
	if (kind != LINE_SETTING)
		line.n = 0;
	if (size < 0 || line.n + 2 > (size_t)size)
		return NULL;
	memcpy(out, line.p, line.n);
	memcpy(out + line.n, "\n", 2);
	return out;
}

static int
on_setting(void *ctx, const char *section, const char *key, const char *value)
{
	struct parser *p = ctx;

	(void)section;
	if (p->failed)
		return 0;
	if (take_key(p, key, value) < 0) {
		if (located(p, p->line) < 0)
			return 0;
	}
	return 1;
}

/* libinih's options are variables of the whole process. */
static void
be_strict(void)
{
	ini_allow_multiline = false;
	ini_allow_bom = false;
	ini_allow_inline_comments = false;
	ini_allow_no_value = false;
	ini_use_stack = true;
	ini_stop_on_first_error = true;
	ini_max_line = LIMIT_CONF_LINE_BYTES + 3;
}

static int
run(struct parser *p)
{
	int rc = 0;

	be_strict();
	rc = ini_parse_stream(on_line, p, on_setting, p);
	if (p->failed)
		return -1;
	if (rc != 0)
		return err_set(p->err, ERR_CONFIG,
			       "%s:%d: the line cannot be read", p->file, rc);
	if (end_section(p) < 0)
		return -1;
	return conf_validate(p->conf, p->file, p->lines, p->err);
}

int
conf_parse(struct bytes text, const char *file, struct conf **ret,
	   struct err *err)
{
	CLEANUP(conf_free) struct conf *conf = NULL;
	struct parser p = { .file = file, .err = err, .at = text.p };

	if (text.n > LIMIT_CONF_BYTES)
		return err_set(err, ERR_CONFIG,
			       "%s has %zu octets, at most %d are taken", file,
			       text.n, LIMIT_CONF_BYTES);
	if (conf_new(&conf, err) < 0)
		return -1;
	p.conf = conf;
	p.end = text.n > 0 ? text.p + text.n : text.p;
	if (run(&p) < 0)
		return -1;
	*ret = STEAL(conf);
	return 0;
}

static int
enter(struct parser *p, const char *section)
{
	struct bytes name = bytes_of_text(section);
	size_t prefix = strlen(policy_prefix);

	for (size_t i = 0; i < p->conf->policy_count; i++)
		if (strncmp(section, policy_prefix, prefix) == 0 &&
		    strcmp(section + prefix, p->conf->policies[i].name) == 0)
			p->policy = &p->conf->policies[i];
	return p->policy != NULL ? 0 : begin_section(p, name);
}

int
conf_set(struct conf *conf, const char *section, const char *key,
	 const char *value, struct err *err)
{
	CLEANUP(buf_free) struct buf line = { 0 };
	struct parser p = { .conf = conf, .err = err };
	enum line_kind kind = LINE_EMPTY;
	struct bytes unused = { 0 };
	size_t n = strlen(value);

	buf_printf(&line, "%s = %s", key, value);
	if (buf_check(&line, err) < 0 ||
	    line_judge(buf_bytes(&line), false, &kind, &unused, err) < 0)
		return -1;
	if (kind != LINE_SETTING || strchr(" \t", value[0]) != NULL ||
	    strchr(" \t", value[n - 1]) != NULL)
		return err_set(err, ERR_CONFIG,
			       "a value cannot begin or end with a blank");
	if (enter(&p, section) < 0)
		return -1;
	return take_key(&p, key, value);
}
