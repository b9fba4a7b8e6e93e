/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reasons of revocation: their words, and which may follow which. */
#include "sanca/revocation.h"

#include <stdio.h>

static const struct reason {
	unsigned number;
	const char *word;
	bool can_be_given;
	const char *meaning;
} reasons[] = {
#define REVOCATION_REASON(name, number, word, can_be_given, meaning)           \
	{ number, word, can_be_given, meaning },
#include "sanca/revocation_reasons.def"
#undef REVOCATION_REASON
};

static const struct reason *
reason_of(unsigned number)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++)
		if (reasons[i].number == number)
			return &reasons[i];
	return NULL;
}

const char *
revocation_reason_word(unsigned reason)
{
	const struct reason *r = reason_of(reason);

	return r != NULL ? r->word : "unknown";
}

const char *
revocation_reason_meaning(unsigned reason)
{
	const struct reason *r = reason_of(reason);

	return r != NULL ? r->meaning : "";
}

bool
revocation_reason_can_be_given(unsigned reason)
{
	const struct reason *r = reason_of(reason);

	return r != NULL && r->can_be_given;
}

static char
to_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* "key-compromise" is "keyCompromise": a dash may stand before each letter that
 * begins a word, and nowhere else. */
static bool
is_word(struct bytes text, const char *word)
{
	size_t at = 0;

	for (const char *p = word; *p != '\0'; p++, at++) {
		bool begins = p != word && *p >= 'A' && *p <= 'Z';

		if (begins && at < text.n && text.p[at] == '-')
			at++;
		if (at >= text.n || to_lower((char)text.p[at]) != to_lower(*p))
			return false;
	}
	return at == text.n;
}

static int
refuse_word(struct err *err)
{
	char list[200] = "";
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (!reasons[i].can_be_given)
			continue;
		n += (size_t)snprintf(list + n, sizeof(list) - n, "%s%s",
				      n > 0 ? ", " : "", reasons[i].word);
	}
	return err_set(err, ERR_USAGE,
		       "that is no reason that can be given; use one of %s",
		       list);
}

int
revocation_reason_parse(struct bytes word, unsigned *ret, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (!reasons[i].can_be_given || !is_word(word, reasons[i].word))
			continue;
		*ret = reasons[i].number;
		return 0;
	}
	return refuse_word(err);
}

static int
check_lift(int now, struct err *err)
{
	switch (now) {
	case REASON_CERTIFICATE_HOLD:
		return 0;
	case REASON_REMOVE_FROM_CRL:
		return err_set(err, ERR_ALREADY_REVOKED,
			       "the hold was lifted already");
	case -1:
		return err_set(err, ERR_CONFLICT,
			       "it is not revoked: there is no hold to lift");
	default:
		return err_set(err, ERR_CONFLICT,
			       "it is revoked for good (%s): only a hold can "
			       "be lifted",
			       revocation_reason_word((unsigned)now));
	}
}

int
revocation_check(int now, unsigned next, struct err *err)
{
	if (next == REASON_REMOVE_FROM_CRL)
		return check_lift(now, err);
	if (!revocation_reason_can_be_given(next))
		return err_set(err, ERR_BAD_REASON,
			       "%s is no reason that can be given",
			       revocation_reason_word(next));
	if (now == -1 || now == REASON_REMOVE_FROM_CRL)
		return 0;
	if ((unsigned)now == next)
		return err_set(err, ERR_ALREADY_REVOKED,
			       "it is revoked already, for that reason (%s)",
			       revocation_reason_word(next));
	if (now == REASON_CERTIFICATE_HOLD || next == REASON_KEY_COMPROMISE)
		return 0;
	if (now == REASON_KEY_COMPROMISE)
		return err_set(err, ERR_CONFLICT,
			       "it is revoked already (keyCompromise): that is "
			       "final");
	return err_set(err, ERR_CONFLICT,
		       "it is revoked already (%s): that can only become "
		       "keyCompromise",
		       revocation_reason_word((unsigned)now));
}
