/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The tables of settings as data, and the steps of the parser over them. */
#ifndef SANCA_CONF_SETTINGS_H
#define SANCA_CONF_SETTINGS_H

#include "sanca/conf.h"

enum setting_kind {
	KIND_TEXT,
	KIND_PATH,
	KIND_URL,
	KIND_LABEL,
	KIND_SWITCH,
	KIND_DURATION,
	KIND_NUMBER,
	KIND_COUNT, /* unsigned; policies only */
	KIND_ADDRESS,
	KIND_ADDRESSES,
	KIND_TEXTS,
	KIND_PROFILE_SET,
	KIND_CHOICE_VERIFY,
	KIND_CHOICE_PLAIN_TOKENS,
	KIND_CHOICE_ANONYMOUS,
	KIND_CHOICE_SMTP_TLS,
	KIND_CHOICE_LOG_FORMAT,
	KIND_CHOICE_LOG_LEVEL,
	/* policies only */
	KIND_SHORT_NAMES,
	KIND_COMMON_NAME,
	KIND_IDN,
	KIND_KEYS,
	KIND_PROFILES,
};

/* A row of settings.def (base: struct conf) or policy_settings.def (base:
 * struct policy, section NULL). */
struct setting {
	enum setting_kind kind;
	size_t offset;
	size_t size;
	const char *section;
	const char *key;
	const char *standard;
	const char *doc;
};

#define SETTING(kind, field, section, key, standard, doc) +1
enum {
	SETTING_COUNT = 0
#include "sanca/settings.def"
};
#undef SETTING
#define POLICY_SETTING(kind, field, key, standard, doc) +1
enum {
	POLICY_SETTING_COUNT = 0
#include "sanca/policy_settings.def"
};
#undef POLICY_SETTING

extern const struct setting settings[SETTING_COUNT];
extern const struct setting policy_settings[POLICY_SETTING_COUNT];

/* The meaning of a list rule, from policy_rules.def. */
const char *rule_meaning(enum rule_kind kind);

/* May it be given more than once? */
bool setting_is_list(const struct setting *s);

/* Reads a value into base + offset (a list grows by it). ERR_CONFIG says what
 * to write instead; the caller adds file, line and key. */
MUST_CHECK int value_parse(const struct setting *s, const char *value,
			   void *base, struct err *err);
/* The value as it stands in a file; element i of a list. */
void value_write(const struct setting *s, const void *base, size_t i,
		 struct buf *out);
/* 1 for a scalar, the number of elements for a list. */
size_t value_count(const struct setting *s, const void *base);

/* Lower-case letters, digits, '-' and '_', beginning with a letter or digit: the
 * one form of the names of policies. */
bool label_is_canonical(struct bytes label);

/*
 * The words of a choice kind, NULL beyond the last: the i-th one and its
 * enumerator. For KEYS and PROFILES the enumerator is the place in the set.
 */
const char *choice_word(enum setting_kind kind, size_t i, int *ret_value);

/* The word of the list nearest to what was written, by edit distance; NULL
 * when none is near. next gives word i of a list, NULL beyond its end. */
typedef const char *word_fn(const void *ctx, size_t i);
const char *nearest_word(const char *written, word_fn *next, const void *ctx);

/*
 * The lines as libinih may see them. It would accept much that a person cannot
 * have meant: so each line is looked at first. Refused: NUL and other control
 * octets, a byte order mark, text that is not UTF-8, an over-long line,
 * leading white space (a continuation elsewhere), ':' as separator, a comment
 * behind a value, anything after a section's ']'.
 */
enum line_kind { LINE_EMPTY, LINE_SECTION, LINE_SETTING };
MUST_CHECK int line_judge(struct bytes line, bool first, enum line_kind *ret,
			  struct bytes *ret_section, struct err *err);

/* The settings of [notify]; *ret_key is the one that is wrong. */
MUST_CHECK int notify_validate(const struct conf *conf, const char **ret_key,
			       struct err *err);

/* The same for [acme]. */
MUST_CHECK int acme_validate(const struct conf *conf, const char **ret_key,
			     struct err *err);

/* What one setting cannot see: bounds, and settings that need others. */
MUST_CHECK int conf_validate(const struct conf *conf, const char *file,
			     const unsigned lines[SETTING_COUNT],
			     struct err *err);

#endif
