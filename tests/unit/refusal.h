/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What becomes of a request of tests/fixtures, as a check. */
#ifndef TESTS_UNIT_REFUSAL_H
#define TESTS_UNIT_REFUSAL_H

#include "tests/unit/fixture.h"

static inline void
check_refusal(const char *name, struct bytes body, const char *type,
	      const char *words)
{
	CLEANUP(reading_free) struct reading *r = reading_new(body);

	is_str(reading_result(r), type, "%s", name);
	if (!ok(strstr(r->err.text, words) != NULL, "%s: says \"%s\"", name,
		words))
		diag("  it says: %s", r->err.text);
}

/* The error has this type, and these words stand in its text. */
static inline void
is_refused(const char *file, const char *type, const char *words)
{
	CLEANUP(buf_free) struct buf body = fixture_read("fixtures", file);

	check_refusal(file, buf_bytes(&body), type, words);
}

static inline void
is_taken(const char *file)
{
	CLEANUP(buf_free) struct buf body = fixture_read("fixtures", file);
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));

	if (!is_str(reading_result(r), "ok", "%s", file))
		diag("  it says: %s", r->err.text);
}

/* Taken, with this note whose text has these words. */
static inline void
is_noted(const char *file, enum note_code code, const char *words)
{
	CLEANUP(buf_free) struct buf body = fixture_read("fixtures", file);
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));
	bool found = false;

	is_str(reading_result(r), "ok", "%s", file);
	for (size_t i = 0; i < r->notes.count; i++)
		found |= r->notes.at[i].code == code &&
			 strstr(r->notes.at[i].text, words) != NULL;
	if (ok(found, "%s: notes %s \"%s\"", file, note_id(code), words))
		return;
	for (size_t i = 0; i < r->notes.count; i++)
		diag("  %s: %s", note_id(r->notes.at[i].code),
		     r->notes.at[i].text);
}

#endif
