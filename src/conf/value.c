/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads the value of one setting. */
#include "address.h"
#include "sanca/text.h"
#include "settings.h"

#include <stdio.h>
#include <string.h>

static int
parse_text(const char *value, size_t size, char *ret, struct err *err)
{
	size_t n = strlen(value);

	if (n >= size)
		return err_set(err, ERR_CONFIG,
			       "%zu octets are too long, at most %zu are taken",
			       n, size - 1);
	memcpy(ret, value, n + 1);
	return 0;
}

bool
label_is_canonical(struct bytes label)
{
	for (size_t i = 0; i < label.n; i++) {
		uint8_t c = label.p[i];
		bool alnum = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');

		if (!alnum && (i == 0 || (c != '-' && c != '_')))
			return false;
	}
	return label.n > 0 && label.n <= LIMIT_LABEL_BYTES;
}

static int
parse_label(const char *value, size_t size, char *ret, struct err *err)
{
	if (!label_is_canonical(bytes_of_text(value)))
		return err_set(err, ERR_CONFIG,
			       "\"%.80s\" is not a name as policies have: 1 to "
			       "%d lower-case letters, digits, '-', '_'",
			       value, LIMIT_LABEL_BYTES);
	return parse_text(value, size, ret, err);
}

/* Clients that are about to verify a certificate cannot fetch over a
 * connection that needs one verified: hence http (RFC 5280 8). */
static int
parse_url(const char *value, size_t size, char *ret, struct err *err)
{
	static const char scheme[] = "http://";
	size_t n = strlen(value);

	if (strncmp(value, "https:", 6) == 0)
		return err_set(err, ERR_CONFIG,
			       "\"%.200s\" must be a plain http address: it is "
			       "where clients fetch what they need to verify "
			       "a certificate, before they can verify one",
			       value);
	if (strncmp(value, scheme, strlen(scheme)) != 0)
		return err_set(err, ERR_CONFIG,
			       "\"%.200s\" does not begin with http://", value);
	/* It stands in commands that people copy into a shell. */
	for (size_t i = 0; i < n; i++)
		if (value[i] <= ' ' || value[i] > '~' ||
		    strchr("?#@\"<>\\^`{|}$&'()*;!", value[i]) != NULL)
			return err_set(err, ERR_CONFIG,
				       "\"%.200s\": octet %zu cannot stand in "
				       "such an address",
				       value, i + 1);
	if (n == strlen(scheme) || value[n - 1] == '/')
		return err_set(err, ERR_CONFIG,
			       "\"%.200s\": write http://HOST:PORT without a "
			       "slash at its end",
			       value);
	return parse_text(value, size, ret, err);
}

static void
list_choices(enum setting_kind kind, struct buf *out)
{
	int unused = 0;
	const char *word = NULL;

	for (size_t i = 0; (word = choice_word(kind, i, &unused)) != NULL; i++)
		buf_printf(out, "%s%s", i > 0 ? ", " : "", word);
}

static int
parse_choice(enum setting_kind kind, const char *value, int *ret,
	     struct err *err)
{
	CLEANUP(buf_free) struct buf words = { 0 };
	const char *word = NULL;

	for (size_t i = 0; (word = choice_word(kind, i, ret)) != NULL; i++)
		if (strcmp(word, value) == 0)
			return 0;
	list_choices(kind, &words);
	return err_set(err, ERR_CONFIG, "\"%.80s\" is none of: %s", value,
		       buf_text(&words));
}

/* Words separated by blanks; each at most once. set[value] is made true;
 * *ret_first is the value of the first word. */
static int
parse_set(enum setting_kind kind, const char *value, bool *set, size_t size,
	  int *ret_first, struct err *err)
{
	bool found[PROFILE_COUNT > 4 ? PROFILE_COUNT : 4] = { false };
	int first = -1;

	while (*value != '\0') {
		size_t n = strcspn(value, " \t");
		char word[32] = "";
		int v = 0;

		snprintf(word, sizeof(word), "%.*s", n < 31 ? (int)n : 31,
			 value);
		if (parse_choice(kind, word, &v, err) < 0)
			return -1;
		if (found[v])
			return err_set(err, ERR_CONFIG, "%s stands twice",
				       word);
		found[v] = true;
		if (first < 0)
			first = v;
		value += n + strspn(value + n, " \t");
	}
	memcpy(set, found, size);
	*ret_first = first;
	return 0;
}

static int
parse_duration(const char *value, int64_t *ret, struct err *err)
{
	size_t n = strlen(value);

	/* A number alone: seconds for one reader, days for the other. */
	if (n > 0 && strspn(value, "0123456789") == n &&
	    strcmp(value, "0") != 0)
		return err_set(
			err, ERR_CONFIG,
			"\"%.40s\" has no unit: write s, m, h, d, w or y "
			"behind it",
			value);
	return text_duration(value, ret, err);
}

static int
parse_addresses(const char *value, struct conf_addresses *ret, struct err *err)
{
	if (ret->count == LIMIT_LISTENERS)
		return err_set(err, ERR_CONFIG, "more than %d addresses",
			       LIMIT_LISTENERS);
	for (size_t i = 0; i < ret->count; i++)
		if (strcmp(ret->at[i], value) == 0)
			return err_set(err, ERR_CONFIG, "%s stands twice",
				       value);
	if (address_check(value, err) < 0 ||
	    parse_text(value, sizeof(ret->at[0]), ret->at[ret->count], err) < 0)
		return -1;
	ret->count++;
	return 0;
}

static int
parse_texts(const char *value, struct conf_texts *ret, struct err *err)
{
	if (ret->count == LIMIT_NAMES)
		return err_set(err, ERR_CONFIG, "more than %d", LIMIT_NAMES);
	for (size_t i = 0; i < ret->count; i++)
		if (strcmp(ret->at[i], value) == 0)
			return err_set(err, ERR_CONFIG, "%s stands twice",
				       value);
	if (parse_text(value, sizeof(ret->at[0]), ret->at[ret->count], err) < 0)
		return -1;
	ret->count++;
	return 0;
}

static int
parse_count(const char *value, unsigned *ret, struct err *err)
{
	uint64_t v = 0;

	if (text_u64(value, LIMIT_NAMES, &v, err) < 0)
		return -1;
	*ret = (unsigned)v;
	return 0;
}

/* All enumerations of the tables are as wide as int. */
static int
parse_enum(const struct setting *s, const char *value, void *field,
	   struct err *err)
{
	int v = 0;

	if (parse_choice(s->kind, value, &v, err) < 0)
		return -1;
	memcpy(field, &v, sizeof(v));
	return 0;
}

static int
parse_policy_set(const struct setting *s, const char *value,
		 struct policy *policy, struct err *err)
{
	int first = 0;

	if (s->kind == KIND_KEYS)
		return parse_set(s->kind, value, policy->key_kinds,
				 sizeof(policy->key_kinds), &first, err);
	if (parse_set(s->kind, value, policy->profiles,
		      sizeof(policy->profiles), &first, err) < 0)
		return -1;
	policy->default_profile = (enum profile_code)first;
	return 0;
}

static int
parse_switch(const char *value, bool *ret, struct err *err)
{
	int v = 0;

	if (parse_choice(KIND_SWITCH, value, &v, err) < 0)
		return -1;
	*ret = v != 0;
	return 0;
}

static int
parse_address(const char *value, size_t size, char *ret, struct err *err)
{
	if (address_check(value, err) < 0)
		return -1;
	return parse_text(value, size, ret, err);
}

int
value_parse(const struct setting *s, const char *value, void *base,
	    struct err *err)
{
	void *field = (uint8_t *)base + s->offset;
	int first = 0;

	switch (s->kind) {
	case KIND_TEXT:
	case KIND_PATH:
		return parse_text(value, s->size, field, err);
	case KIND_URL:
		return parse_url(value, s->size, field, err);
	case KIND_LABEL:
		return parse_label(value, s->size, field, err);
	case KIND_SWITCH:
		return parse_switch(value, field, err);
	case KIND_DURATION:
		return parse_duration(value, field, err);
	case KIND_NUMBER:
		return text_u64(value, UINT32_MAX, field, err);
	case KIND_COUNT:
		return parse_count(value, field, err);
	case KIND_ADDRESS:
		return parse_address(value, s->size, field, err);
	case KIND_ADDRESSES:
		return parse_addresses(value, field, err);
	case KIND_TEXTS:
		return parse_texts(value, field, err);
	case KIND_CHOICE_VERIFY:
	case KIND_CHOICE_PLAIN_TOKENS:
	case KIND_CHOICE_ANONYMOUS:
	case KIND_CHOICE_SMTP_TLS:
	case KIND_CHOICE_LOG_FORMAT:
	case KIND_CHOICE_LOG_LEVEL:
	case KIND_SHORT_NAMES:
	case KIND_COMMON_NAME:
	case KIND_IDN:
		return parse_enum(s, value, field, err);
	case KIND_PROFILE_SET:
		return parse_set(KIND_PROFILES, value, field, s->size, &first,
				 err);
	case KIND_KEYS:
	case KIND_PROFILES:
		return parse_policy_set(s, value, base, err);
	}
	return err_set(err, ERR_INTERNAL, "a setting of no kind");
}
