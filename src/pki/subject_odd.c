/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What is odd about one value of a subject, said in a note. */
#include "subject_odd.h"

#include "dn_text.h"

#include "sanca/der_read.h"
#include "sanca/text.h"

#include <string.h>
#include <strings.h>

/* One value, as it is and as it is shown. */
struct odd {
	struct bytes oid;
	const char *key;   /* "CN" */
	const char *shown; /* safe text */
	const char *text;  /* UTF-8; may hold NUL */
	size_t text_n;
};

static bool
is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The place of " key=" in a text, as in "US o=contoso inc", which wants to
 * be two parts; 0 when there is none. */
static size_t
find_lost_comma(const struct odd *odd)
{
	static const char *const keys[] = { "CN=", "C=",  "L=",	 "S=", "ST=",
					    "O=",  "OU=", "DC=", "E=" };

	for (size_t i = 1; i < odd->text_n; i++) {
		if (odd->text[i - 1] != ' ')
			continue;
		for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
			size_t n = strlen(keys[k]);

			if (odd->text_n - i >= n &&
			    strncasecmp(odd->text + i, keys[k], n) == 0)
				return i - 1;
		}
	}
	return 0;
}

static void
note_lost_comma(const struct odd *odd, size_t place, struct notes *notes)
{
	CLEANUP(buf_free) struct buf before = { 0 };
	size_t from = place;

	/* The last word before the place. */
	while (from > 0 && odd->text[from - 1] != ' ')
		from--;
	text_show((struct bytes){ (const uint8_t *)odd->text + from,
				  place - from },
		  LIMIT_DN_VALUE_BYTES / 4, &before);
	notes_add(notes, NOTE_SUBJECT_ODD,
		  "%s is \"%s\": a comma is missing after %s", odd->key,
		  odd->shown, buf_text(&before));
}

static bool
is_country(const struct odd *odd)
{
	return odd->text_n == 2 && is_letter(odd->text[0]) &&
	       is_letter(odd->text[1]);
}

static size_t
count_characters(const struct odd *odd)
{
	size_t count = 0;

	for (size_t i = 0; i < odd->text_n; i++)
		count += ((uint8_t)odd->text[i] & 0xc0) != 0x80;
	return count;
}

/* What text_show() spelled out; a backslash it would spell out as well. */
static bool
has_unseen(const struct odd *odd)
{
	CLEANUP(buf_free) struct buf shown = { 0 };
	size_t slashes = 0;

	for (size_t i = 0; i < odd->text_n; i++)
		slashes += odd->text[i] == '\\';
	text_show((struct bytes){ (const uint8_t *)odd->text, odd->text_n },
		  odd->text_n, &shown);
	return shown.n != odd->text_n + 3 * slashes;
}

static void
wonder(const struct odd *odd, struct notes *notes)
{
	size_t comma = find_lost_comma(odd);

	if (odd->text_n == 0)
		notes_add(notes, NOTE_SUBJECT_ODD, "%s is empty", odd->key);
	else if (comma > 0)
		note_lost_comma(odd, comma, notes);
	else if (der_oid_is(odd->oid, OID_COUNTRY) && !is_country(odd))
		notes_add(notes, NOTE_SUBJECT_ODD,
			  "C is \"%s\": a country has two letters", odd->shown);
	if (has_unseen(odd))
		notes_add(notes, NOTE_SUBJECT_ODD,
			  "%s holds characters that cannot be seen: \"%s\"",
			  odd->key, odd->shown);
	if (der_oid_is(odd->oid, OID_COMMON_NAME) &&
	    count_characters(odd) > LIMIT_COMMON_NAME_BYTES)
		notes_add(notes, NOTE_SUBJECT_ODD,
			  "CN has %zu characters, at most %d are allowed (RFC "
			  "5280 ub-common-name)",
			  count_characters(odd), LIMIT_COMMON_NAME_BYTES);
}

void
subject_odd(struct bytes oid, uint8_t tag, struct bytes value,
	    struct notes *notes)
{
	CLEANUP(buf_free) struct buf key = { 0 };
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(buf_free) struct buf shown = { 0 };
	bool readable = dn_text(tag, value, &text);

	der_oid_show(oid, &key);
	text_show(readable ? buf_bytes(&text) : value, LIMIT_DN_VALUE_BYTES / 2,
		  &shown);
	if (!readable) {
		notes_add(notes, NOTE_SUBJECT_ODD,
			  "%s is not the text that it claims to be: \"%s\"",
			  buf_text(&key), buf_text(&shown));
		return;
	}

	struct odd odd = {
		.oid = oid,
		.key = buf_text(&key),
		.shown = buf_text(&shown),
		.text = buf_text(&text),
		.text_n = text.n,
	};

	wonder(&odd, notes);
}
