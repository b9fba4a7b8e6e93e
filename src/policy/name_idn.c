/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Internationalised names: UTF-8 to A-labels, and what A-labels may hold. */

#include "name_forms.h"

#include "sanca/text.h"

#include <idn2.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

/* A name of 253 octets in A-labels never comes from more than this. */
#define MAX_UTF8_BYTES 1024

#define IDN_FLAGS                                                              \
	(IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES)

static void
idn_release(char **p)
{
	idn2_free(*p);
}

static bool
label_is_alabel(struct bytes label)
{
	return label.n >= 4 && memcmp(label.p, "xn--", 4) == 0;
}

/* The label that starts at *at; moves *at past its dot. */
static struct bytes
label_next(struct bytes name, size_t *at)
{
	struct bytes label = { name.p + *at, 0 };

	while (*at < name.n && name.p[*at] != '.') {
		label.n++;
		(*at)++;
	}
	(*at)++;
	return label;
}

bool
idn_has_alabel(struct bytes name)
{
	for (size_t at = 0; at < name.n;) {
		if (label_is_alabel(label_next(name, &at)))
			return true;
	}
	return false;
}

int
idn_to_alabels(struct bytes utf8, struct name_text *ret, struct refusal *r)
{
	CLEANUP(idn_release) char *ascii = NULL;
	char in[MAX_UTF8_BYTES + 1];
	int rc = 0;

	if (utf8.n > MAX_UTF8_BYTES)
		return refuse(r, "name-malformed", "it is too long");
	for (size_t i = 0; i < utf8.n; i++) {
		uint8_t c = utf8.p[i];

		/* The library reads to a NUL and maps some others away. */
		if (c <= 0x20 || c == 0x7f)
			return refuse_octet(r, "name-malformed", c, i,
					    "a DNS name");
	}
	if (!text_is_utf8(utf8))
		return refuse(r, "name-idn", "it is not UTF-8");
	memcpy(in, utf8.p, utf8.n);
	in[utf8.n] = '\0';
	rc = idn2_to_ascii_8z(in, &ascii, IDN_FLAGS);
	if (rc == IDN2_MALLOC)
		return refuse_no_memory(r);
	if (rc != IDN2_OK || strlen(ascii) > LIMIT_NAME_BYTES)
		return refuse(r, "name-idn", "it has no form in A-labels: %s",
			      rc == IDN2_OK ? "too long" : idn2_strerror(rc));
	ret->n = strlen(ascii);
	memcpy(ret->v, ascii, ret->n + 1);
	return 0;
}

/* The scripts of a label as bits; what is no script of its own is not
 * counted. Scripts outside the table share bits by their place in
 * libunistring's, so that two different ones are never one. */
enum {
	SCRIPT_HAN = 1,
	SCRIPT_HIRAGANA = 2,
	SCRIPT_KATAKANA = 4,
	SCRIPT_HANGUL = 8,
	SCRIPT_BOPOMOFO = 16,
	SCRIPT_OTHER = 32,
	SCRIPT_SECOND = 64, /* another one than the first of the others */
};

static int
script_bit(const uc_script_t *script)
{
	static const struct {
		const char *name;
		int bit;
	} known[] = {
		{ "Common", 0 },
		{ "Inherited", 0 },
		{ "Han", SCRIPT_HAN },
		{ "Hiragana", SCRIPT_HIRAGANA },
		{ "Katakana", SCRIPT_KATAKANA },
		{ "Hangul", SCRIPT_HANGUL },
		{ "Bopomofo", SCRIPT_BOPOMOFO },
	};

	for (size_t i = 0; script && i < ARRAY_SIZE(known); i++) {
		if (strcmp(script->name, known[i].name) == 0)
			return known[i].bit;
	}
	return SCRIPT_OTHER;
}

/* UTS 39 5.1: one script, or the sets that Japanese, Korean and Chinese
 * (Bopomofo) are written in. Latin beside them is not taken. */
static bool
is_single_script(const char *utf8)
{
	const uint8_t *p = (const uint8_t *)utf8;
	const uc_script_t *other = NULL;
	size_t left = strlen(utf8);
	int bits = 0;

	while (left > 0) {
		const uc_script_t *script = NULL;
		ucs4_t c = 0;
		int n = u8_mbtouc(&c, p, left);
		int bit = 0;

		script = uc_script(c);
		bit = script_bit(script);
		if (bit == SCRIPT_OTHER && (bits & SCRIPT_OTHER) &&
		    script != other)
			bit = SCRIPT_SECOND;
		if (bit == SCRIPT_OTHER)
			other = script;
		bits |= bit;
		p += n;
		left -= (size_t)n;
	}
	return bits == SCRIPT_OTHER ||
	       (bits & ~(SCRIPT_HAN | SCRIPT_HIRAGANA | SCRIPT_KATAKANA)) ==
		       0 ||
	       (bits & ~(SCRIPT_HAN | SCRIPT_HANGUL)) == 0 ||
	       (bits & ~(SCRIPT_HAN | SCRIPT_BOPOMOFO)) == 0;
}

static int
alabel_check(struct bytes label, enum idn_rule rule, struct refusal *r)
{
	CLEANUP(idn_release) char *unicode = NULL;
	CLEANUP(idn_release) char *again = NULL;
	char in[LIMIT_DNS_LABEL_BYTES + 1];
	int rc = 0;

	if (label.n >= sizeof(in))
		return refuse(r, "name-malformed", "a label is too long");
	memcpy(in, label.p, label.n);
	in[label.n] = '\0';
	rc = idn2_to_unicode_8z8z(in, &unicode, 0);
	if (rc == IDN2_OK)
		rc = idn2_to_ascii_8z(unicode, &again, IDN_FLAGS);
	if (rc == IDN2_MALLOC)
		return refuse_no_memory(r);
	if (rc != IDN2_OK)
		return refuse(r, "name-idn",
			      "%s is not a valid A-label: %s (RFC 5891)", in,
			      idn2_strerror(rc));
	if (strcmp(in, again) != 0)
		return refuse(r, "name-idn",
			      "%s is not a valid A-label: it would be written "
			      "%.63s (RFC 5891)",
			      in, again);
	if (rule == IDN_SINGLE_SCRIPT && !is_single_script(unicode))
		return refuse(r, "name-idn",
			      "%s mixes scripts, which is how look-alikes are "
			      "made; \"idn = any\" in the policy would take it",
			      in);
	return 0;
}

int
idn_check_alabels(struct bytes name, enum idn_rule rule, struct refusal *r)
{
	for (size_t at = 0; at < name.n;) {
		struct bytes label = label_next(name, &at);

		if (!label_is_alabel(label))
			continue;
		if (rule == IDN_REFUSE)
			return refuse(r, "name-idn",
				      "the policy takes no internationalised "
				      "names (xn--...)");
		if (alabel_check(label, rule, r) < 0)
			return -1;
	}
	return 0;
}

void
name_show_unicode(const struct name *name, struct buf *out)
{
	CLEANUP(idn_release) char *unicode = NULL;

	if (name->type == NAME_DNS && idn_has_alabel(name_bytes(name)) &&
	    idn2_to_unicode_8z8z((const char *)name->v, &unicode, 0) == IDN2_OK)
		text_show(bytes_of_text(unicode), MAX_UTF8_BYTES, out);
	else
		name_show(name, out);
}
