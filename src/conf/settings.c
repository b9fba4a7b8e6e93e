/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The rows of settings.def, policy_settings.def and choices.def as data. */
#include "settings.h"

#include <string.h>

#define FIELD(type, field)                                                     \
	offsetof(type, field), sizeof(((const type *)NULL)->field)

#define SETTING(kind, field, section, key, standard, doc)                      \
	{ KIND_##kind, FIELD(struct conf, field), section, key, standard, doc },
const struct setting settings[SETTING_COUNT] = {
#include "sanca/settings.def"
};
#undef SETTING

#define POLICY_SETTING(kind, field, key, standard, doc)                        \
	{ KIND_##kind, FIELD(struct policy, field), NULL, key, standard, doc },
const struct setting policy_settings[POLICY_SETTING_COUNT] = {
#include "sanca/policy_settings.def"
};
#undef POLICY_SETTING

const char *
rule_meaning(enum rule_kind kind)
{
#define RULE(kind, key, form, meaning) meaning,
	static const char *const meanings[] = {
#include "sanca/policy_rules.def"
	};
#undef RULE

	return meanings[kind];
}

bool
setting_is_list(const struct setting *s)
{
	return s->kind == KIND_ADDRESSES || s->kind == KIND_TEXTS;
}

/* The words of the settings that take one word (or a set of words) each. */
static const struct {
	enum setting_kind kind;
	int value;
	const char *word;
} choices[] = {
#define CHOICE(type, enumerator, word)                                         \
	{ KIND_CHOICE_##type, (int)(enumerator), word },
#include "sanca/choices.def"
#undef CHOICE
	{ KIND_SWITCH, false, "no" },
	{ KIND_SWITCH, true, "yes" },
	{ KIND_SHORT_NAMES, SHORT_NONE, "none" },
	{ KIND_SHORT_NAMES, SHORT_LISTED, "listed" },
	{ KIND_SHORT_NAMES, SHORT_ONLY_WITH_DOMAIN, "only-with-domain" },
	{ KIND_COMMON_NAME, CN_PROMOTE, "promote" },
	{ KIND_COMMON_NAME, CN_APPEND, "append" },
	{ KIND_COMMON_NAME, CN_REFUSE, "refuse" },
	{ KIND_IDN, IDN_REFUSE, "refuse" },
	{ KIND_IDN, IDN_SINGLE_SCRIPT, "single-script" },
	{ KIND_IDN, IDN_ANY, "any" },
	{ KIND_KEYS, KEY_RSA, "rsa" },
	{ KIND_KEYS, KEY_EC_P256, "ec-p256" },
	{ KIND_KEYS, KEY_EC_P384, "ec-p384" },
#define PROFILE(code, name, server, client, title)                             \
	{ KIND_PROFILES, PROFILE_##code, name },
#define OWN_PROFILE(code, name, title)
#include "sanca/profiles.def"
#undef PROFILE
#undef OWN_PROFILE
};

const char *
choice_word(enum setting_kind kind, size_t i, int *ret_value)
{
	for (size_t k = 0; k < ARRAY_SIZE(choices); k++) {
		if (choices[k].kind != kind || i-- > 0)
			continue;
		*ret_value = choices[k].value;
		return choices[k].word;
	}
	return NULL;
}
