/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* layer: base */
/* Notes and violations: what is said of a request to the person behind it. */
#ifndef SANCA_DIAGNOSIS_H
#define SANCA_DIAGNOSIS_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

/* INFO tells, WARNING wonders. notes.def: NOTE(code, level, "stable-id"). */
enum note_level { NOTE_INFO, NOTE_WARNING };
enum note_code {
#define NOTE(code, level, id) NOTE_##code,
#include "sanca/notes.def"
#undef NOTE
	NOTE_COUNT
};

struct note {
	enum note_code code;
	char text[LIMIT_NOTE_BYTES];
};

/* Bounded; what does not fit is counted in `dropped`. All zero is empty. */
struct notes {
	size_t count;
	size_t dropped;
	struct note at[LIMIT_NOTES];
};

enum note_level note_level(enum note_code code);
const char *note_id(enum note_code code);
/* Text from requests must have gone through text_show(). A second note with
 * the same code and text is not added. */
void notes_add(struct notes *n, enum note_code code, const char *fmt, ...)
	PRINTF_LIKE(3, 4);

/* One reason why a request is refused. name_index is the place among the
 * names, or -1 for the request as a whole; line is the line of sanca.conf
 * that decided, 0 when none did. */
struct violation {
	int name_index;
	unsigned line;
	char id[32]; /* stable: "name-not-allowed", "key-too-small", … */
	char text[LIMIT_VIOLATION_BYTES];
};

struct violations {
	size_t count;
	size_t dropped;
	struct violation at[LIMIT_VIOLATIONS];
};

void violations_add(struct violations *v, int name_index, unsigned line,
		    const char *id, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* Takes out those of this id: what they say is said better by another. */
void violations_drop(struct violations *v, const char *id);

#endif
