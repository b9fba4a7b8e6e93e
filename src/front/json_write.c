/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes the fields that JSON answers share. */

#include "json_write.h"

#include "sanca/clock.h"
#include "sanca/text.h"

void
json_text(struct buf *out, const char *text)
{
	text_json(bytes_of_text(text), out);
}

void
json_field(struct buf *out, const char *key, struct bytes v)
{
	buf_append_text(out, ",\"");
	buf_append_text(out, key);
	buf_append_text(out, "\":");
	text_json(v, out);
}

void
json_hex(struct buf *out, const char *key, struct bytes v)
{
	char hex[2 * 64 + 1];

	if (v.n > 64)
		v.n = 64;
	hex_encode(v, hex);
	json_field(out, key, bytes_of_text(hex));
}

void
json_time(struct buf *out, const char *key, int64_t t_s)
{
	char text[32];

	clock_show(t_s, text);
	json_field(out, key, bytes_of_text(text));
}

void
names_render(const struct names *names, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	buf_append_u8(out, '[');
	for (size_t i = 0; i < names->count; i++) {
		buf_append_text(out, i ? ",{\"type\":\"" : "{\"type\":\"");
		buf_append_text(out, name_type_show(names->at[i].type));
		buf_append_text(out, "\",\"value\":");
		buf_clear(&shown);
		name_show(&names->at[i], &shown);
		text_json(buf_bytes(&shown), out);
		buf_append_u8(out, '}');
	}
	buf_append_u8(out, ']');
	if (shown.broken)
		out->broken = true;
}

void
notes_render(const struct notes *notes, enum note_level level, struct buf *out)
{
	bool first = true;

	buf_append_u8(out, '[');
	for (size_t i = 0; notes && i < notes->count; i++) {
		const struct note *n = &notes->at[i];

		if (note_level(n->code) != level)
			continue;
		buf_append_text(out, first ? "{\"id\":" : ",{\"id\":");
		json_text(out, note_id(n->code));
		buf_append_text(out, ",\"text\":");
		json_text(out, n->text);
		buf_append_u8(out, '}');
		first = false;
	}
	buf_append_u8(out, ']');
}
