/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Bounded lists of notes and violations. */
#include "sanca/diagnosis.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
	enum note_level level;
	const char *id;
} notes[] = {
#define NOTE(code, level, id) [NOTE_##code] = { level, id },
#include "sanca/notes.def"
#undef NOTE
};

enum note_level
note_level(enum note_code code)
{
	return (size_t)code < ARRAY_SIZE(notes) ? notes[code].level
						: NOTE_WARNING;
}

const char *
note_id(enum note_code code)
{
	return (size_t)code < ARRAY_SIZE(notes) ? notes[code].id : "unknown";
}

static PRINTF_LIKE(3, 0) void format(char *out, size_t room, const char *fmt,
				     va_list ap)
{
	int written = vsnprintf(out, room, fmt, ap);

	if (written < 0)
		snprintf(out, room, "(this text cannot be written)");
	else if ((size_t)written >= room)
		utf8_cut(out, room);
}

void
notes_add(struct notes *n, enum note_code code, const char *fmt, ...)
{
	char text[LIMIT_NOTE_BYTES];
	va_list ap;

	va_start(ap, fmt);
	format(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (size_t i = 0; i < n->count; i++)
		if (n->at[i].code == code && strcmp(n->at[i].text, text) == 0)
			return;
	if (n->count == LIMIT_NOTES) {
		n->dropped++;
		return;
	}
	n->at[n->count].code = code;
	memcpy(n->at[n->count].text, text, sizeof(text));
	n->count++;
}

void
violations_add(struct violations *v, int name_index, unsigned line,
	       const char *id, const char *fmt, ...)
{
	struct violation *at = NULL;
	va_list ap;

	if (v->count == LIMIT_VIOLATIONS) {
		v->dropped++;
		return;
	}
	at = &v->at[v->count++];
	at->name_index = name_index;
	at->line = line;
	snprintf(at->id, sizeof(at->id), "%s", id);
	va_start(ap, fmt);
	format(at->text, sizeof(at->text), fmt, ap);
	va_end(ap);
}

void
violations_drop(struct violations *v, const char *id)
{
	size_t kept = 0;

	for (size_t i = 0; i < v->count; i++) {
		if (strcmp(v->at[i].id, id) == 0)
			continue;
		if (kept < i)
			v->at[kept] = v->at[i];
		kept++;
	}
	v->count = kept;
}
