/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes the value of one setting as the parser reads it. */
#include "sanca/text.h"
#include "settings.h"

#include <inttypes.h>
#include <string.h>

static void
write_choice(enum setting_kind kind, int value, struct buf *out)
{
	const char *word = NULL;
	int v = 0;

	for (size_t i = 0; (word = choice_word(kind, i, &v)) != NULL; i++)
		if (v == value)
			buf_append_text(out, word);
}

/* The words of a set; the one numbered first comes first. */
static void
write_set(enum setting_kind kind, const bool *set, int first, struct buf *out)
{
	const char *word = NULL;
	size_t start = out->n;
	int v = 0;

	if (first > 0 && set[first])
		write_choice(kind, first, out);
	for (size_t i = 0; (word = choice_word(kind, i, &v)) != NULL; i++)
		if (set[v] && v != first)
			buf_printf(out, "%s%s", out->n > start ? " " : "",
				   word);
}

static void
write_duration(const int64_t *value, struct buf *out)
{
	char text[24] = "";

	text_duration_show(*value, text);
	buf_append_text(out, text);
}

size_t
value_count(const struct setting *s, const void *base)
{
	const void *field = (const uint8_t *)base + s->offset;

	if (s->kind == KIND_ADDRESSES)
		return ((const struct conf_addresses *)field)->count;
	if (s->kind == KIND_TEXTS)
		return ((const struct conf_texts *)field)->count;
	return 1;
}

void
value_write(const struct setting *s, const void *base, size_t i,
	    struct buf *out)
{
	const void *field = (const uint8_t *)base + s->offset;
	const struct policy *policy = base;
	int v = 0;

	switch (s->kind) {
	case KIND_TEXT:
	case KIND_PATH:
	case KIND_URL:
	case KIND_LABEL:
	case KIND_ADDRESS:
		buf_append_text(out, field);
		break;
	case KIND_SWITCH:
		buf_append_text(out, *(const bool *)field ? "yes" : "no");
		break;
	case KIND_DURATION:
		write_duration(field, out);
		break;
	case KIND_NUMBER:
		buf_printf(out, "%" PRIu64, *(const uint64_t *)field);
		break;
	case KIND_COUNT:
		buf_printf(out, "%u", *(const unsigned *)field);
		break;
	case KIND_ADDRESSES:
		buf_append_text(out,
				((const struct conf_addresses *)field)->at[i]);
		break;
	case KIND_TEXTS:
		buf_append_text(out, ((const struct conf_texts *)field)->at[i]);
		break;
	case KIND_CHOICE_VERIFY:
	case KIND_CHOICE_PLAIN_TOKENS:
	case KIND_CHOICE_ANONYMOUS:
	case KIND_CHOICE_SMTP_TLS:
	case KIND_CHOICE_LOG_FORMAT:
	case KIND_CHOICE_LOG_LEVEL:
	case KIND_SHORT_NAMES:
	case KIND_COMMON_NAME:
	case KIND_IDN:
		memcpy(&v, field, sizeof(v));
		write_choice(s->kind, v, out);
		break;
	case KIND_PROFILE_SET:
		write_set(KIND_PROFILES, field, 0, out);
		break;
	case KIND_KEYS:
		write_set(s->kind, policy->key_kinds, 0, out);
		break;
	case KIND_PROFILES:
		write_set(s->kind, policy->profiles,
			  (int)policy->default_profile, out);
		break;
	}
}
