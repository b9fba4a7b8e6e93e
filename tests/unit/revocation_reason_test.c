/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Claims about reasons: their words, and which may follow which. */
#include "sanca/revocation.h"

#include "tests/tap.h"

/* RFC 5280 5.3.1, written down as it stands there; 7 is not used. */
static const char *const rfc[] = {
	"unspecified",	   "keyCompromise",
	"cACompromise",	   "affiliationChanged",
	"superseded",	   "cessationOfOperation",
	"certificateHold", NULL,
	"removeFromCRL",   "privilegeWithdrawn",
	"aACompromise",
};
/* Those that fit the certificate of a server or a client. */
static const bool given[] = { 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 0 };

static void
words_are_those_of_the_rfc(void)
{
	for (unsigned i = 0; i < 300; i++) {
		bool known = i < ARRAY_SIZE(rfc) && rfc[i] != NULL;

		is_str(revocation_reason_word(i), known ? rfc[i] : "unknown",
		       "%u", i);
		ok((revocation_reason_meaning(i)[0] != '\0') == known,
		   "%u has a meaning", i);
		ok(revocation_reason_can_be_given(i) ==
			   (i < ARRAY_SIZE(given) && given[i]),
		   "%u can be given or not", i);
	}
}

static void
each_word_that_can_be_given_is_read(void)
{
	for (unsigned i = 0; i < ARRAY_SIZE(rfc); i++) {
		unsigned got = 99;
		struct err err = { 0 };

		if (rfc[i] == NULL)
			continue;
		int read = revocation_reason_parse(bytes_of_text(rfc[i]), &got,
						   &err);

		is_int(read, given[i] ? 0 : -1, "%s", rfc[i]);
		is_int(got, given[i] ? i : 99, "%s", rfc[i]);
		is_int(err.code, given[i] ? ERR_NONE : ERR_USAGE, "%s", rfc[i]);
	}
}

static void
spellings_of_people_are_read(void)
{
	static const struct {
		const char *text;
		unsigned reason;
	} good[] = {
		{ "key-compromise", REASON_KEY_COMPROMISE },
		{ "KEYCOMPROMISE", REASON_KEY_COMPROMISE },
		{ "Key-Compromise", REASON_KEY_COMPROMISE },
		{ "keycompromise", REASON_KEY_COMPROMISE },
		{ "cessation-of-operation", REASON_CESSATION_OF_OPERATION },
		{ "cessation-ofoperation", REASON_CESSATION_OF_OPERATION },
		{ "SUPERSEDED", REASON_SUPERSEDED },
	};
	static const char *const bad[] = {
		"",
		"-",
		"key",
		"keyCompromis",
		"keyCompromised",
		"key_compromise",
		"key--compromise",
		"-key-compromise",
		"key-compromise-",
		"k-eycompromise",
		"super-seded",
		" superseded",
		"1",
		"unknown",
		"removeFromCRL",
		"remove-from-c-r-l",
		"ca-compromise",
	};
	struct err err = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(good); i++) {
		unsigned got = 99;

		is_int(revocation_reason_parse(bytes_of_text(good[i].text),
					       &got, &err),
		       0, "%s", good[i].text);
		is_int(got, good[i].reason, "%s", good[i].text);
	}
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		unsigned got = 99;

		is_int(revocation_reason_parse(bytes_of_text(bad[i]), &got,
					       &err),
		       -1, "\"%s\"", bad[i]);
		is_int(err.code, ERR_USAGE, "is a fault of the caller");
		is_int(got, 99, "and nothing is read");
	}
	const uint8_t nul[] = "superseded";
	unsigned got = 99;

	is_int(revocation_reason_parse(BYTES_OF(nul), &got, &err), -1,
	       "a NUL behind it");
	ok(strstr(err.text, "unspecified, keyCompromise, affiliationChanged, "
			    "superseded, cessationOfOperation, "
			    "certificateHold, privilegeWithdrawn") != NULL,
	   "all that can be given are named: %s", err.text);
	ok(strstr(err.text, "removeFromCRL") == NULL, "and no others");
}

static enum err_code
check(int now, unsigned next)
{
	struct err err = { 0 };

	if (revocation_check(now, next, &err) == 0)
		return ERR_NONE;
	ok(err.text[0] != '\0', "%u after %d: %s", next, now, err.text);
	return err.code;
}

static void
a_reason_follows_as_it_may(void)
{
	enum { NEVER = -1, COMPROMISE = 1, SUPERSEDED = 4, HOLD = 6, LIFT = 8 };
	static const struct {
		int now;
		unsigned next;
		enum err_code want;
	} all[] = {
		{ NEVER, 0, ERR_NONE },
		{ NEVER, COMPROMISE, ERR_NONE },
		{ NEVER, SUPERSEDED, ERR_NONE },
		{ NEVER, HOLD, ERR_NONE },
		{ NEVER, LIFT, ERR_CONFLICT },
		{ SUPERSEDED, SUPERSEDED, ERR_ALREADY_REVOKED },
		{ SUPERSEDED, 0, ERR_CONFLICT },
		{ SUPERSEDED, 9, ERR_CONFLICT },
		{ SUPERSEDED, HOLD, ERR_CONFLICT },
		{ SUPERSEDED, LIFT, ERR_CONFLICT },
		{ SUPERSEDED, COMPROMISE, ERR_NONE },
		{ 0, 0, ERR_ALREADY_REVOKED },
		{ 0, COMPROMISE, ERR_NONE },
		{ COMPROMISE, COMPROMISE, ERR_ALREADY_REVOKED },
		{ COMPROMISE, SUPERSEDED, ERR_CONFLICT },
		{ COMPROMISE, HOLD, ERR_CONFLICT },
		{ COMPROMISE, LIFT, ERR_CONFLICT },
		{ HOLD, HOLD, ERR_ALREADY_REVOKED },
		{ HOLD, LIFT, ERR_NONE },
		{ HOLD, 0, ERR_NONE },
		{ HOLD, SUPERSEDED, ERR_NONE },
		{ HOLD, COMPROMISE, ERR_NONE },
		{ LIFT, LIFT, ERR_ALREADY_REVOKED },
		{ LIFT, HOLD, ERR_NONE },
		{ LIFT, 0, ERR_NONE },
		{ LIFT, COMPROMISE, ERR_NONE },
		{ NEVER, 2, ERR_BAD_REASON },
		{ NEVER, 7, ERR_BAD_REASON },
		{ NEVER, 10, ERR_BAD_REASON },
		{ NEVER, 4294967295u, ERR_BAD_REASON },
		{ HOLD, 2, ERR_BAD_REASON },
	};

	for (size_t i = 0; i < ARRAY_SIZE(all); i++)
		is_int(check(all[i].now, all[i].next), all[i].want,
		       "%u after %d", all[i].next, all[i].now);
}

TAP_MAIN(words_are_those_of_the_rfc, each_word_that_can_be_given_is_read,
	 spellings_of_people_are_read, a_reason_follows_as_it_may)
