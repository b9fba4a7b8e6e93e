/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* JSON, CSV and plain bytes on stdout. */
#include "out.h"
#include "cli.h"
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
dump(json_t *value, size_t flags, struct err *err)
{
	int rc = value != NULL ? json_dumpf(value, stdout, flags) : -1;

	json_decref(value);
	if (rc != 0)
		return err_set(err, ERR_NOMEM, "the result cannot be written");
	putchar('\n');
	return 0;
}

int
out_json(json_t *value, struct err *err)
{
	return dump(value, JSON_INDENT(2) | JSON_PRESERVE_ORDER, err);
}

int
out_list_end(bool json, json_t *rows, struct err *err)
{
	int rc = err->code == ERR_NOT_FOUND ? EXIT_DONE : -1;

	if (rc == EXIT_DONE && json)
		return out_json(rows, err) < 0 ? -1 : EXIT_DONE;
	json_decref(rows);
	return rc;
}

int
out_json_line(json_t *value, struct err *err)
{
	return dump(value, JSON_COMPACT | JSON_PRESERVE_ORDER, err);
}

void
out_csv_cell(struct bytes text, bool last, FILE *out)
{
	putc('"', out);
	if (text.n > 0 && memchr("=+-@\t\r", text.p[0], 6) != NULL)
		putc('\'', out);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			putc('"', out);
		putc(text.p[i], out);
	}
	fputs(last ? "\"\r\n" : "\",", out);
}

json_t *
out_json_text(struct bytes text)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (text_is_utf8(text))
		return json_stringn((const char *)text.p, text.n);
	text_show(text, text.n, &shown);
	return json_string(buf_text(&shown));
}

json_t *
out_json_hex(struct bytes octets)
{
	CLEANUP(buf_free) struct buf hex = { 0 };

	if (buf_reserve(&hex, 2 * octets.n + 1) == NULL)
		return NULL;
	hex_encode(octets, (char *)hex.p);
	return json_string((const char *)hex.p);
}

json_t *
out_json_time(int64_t t)
{
	char text[32] = "";

	if (t == 0)
		return json_null();
	clock_show(t, text);
	return json_string(text);
}

json_t *
out_json_names(const struct names *names)
{
	json_t *array = json_array();

	for (size_t i = 0; i < names->count; i++) {
		CLEANUP(buf_free) struct buf shown = { 0 };

		name_show(&names->at[i], &shown);
		json_array_append_new(
			array, json_pack("{s:s, s:s}", "type",
					 name_type_show(names->at[i].type),
					 "value", buf_text(&shown)));
	}
	return array;
}

void
out_join_names(const struct names *names, struct buf *out)
{
	for (size_t i = 0; i < names->count; i++) {
		if (i > 0)
			buf_append_text(out, " ");
		name_show(&names->at[i], out);
	}
}

void
out_json_revocation(json_t *object, int64_t revoked_at, unsigned reason)
{
	if (revoked_at == 0)
		return;
	json_object_set_new(object, "revoked_at", out_json_time(revoked_at));
	json_object_set_new(object, "reason",
			    json_string(revocation_reason_word(reason)));
}

static json_t *
notes_of(const struct notes *notes, enum note_level level)
{
	json_t *array = json_array();

	for (size_t i = 0; i < notes->count; i++) {
		const struct note *n = &notes->at[i];

		if (note_level(n->code) == level)
			json_array_append_new(array,
					      json_pack("{s:s, s:s}", "id",
							note_id(n->code),
							"text", n->text));
	}
	return array;
}

void
out_json_notes(json_t *object, const struct notes *notes)
{
	json_object_set_new(object, "warnings", notes_of(notes, NOTE_WARNING));
	json_object_set_new(object, "notes", notes_of(notes, NOTE_INFO));
}

json_t *
out_json_violations(const struct violations *violations)
{
	json_t *array = json_array();

	for (size_t i = 0; i < violations->count; i++) {
		const struct violation *v = &violations->at[i];
		json_t *one =
			json_pack("{s:s, s:s}", "id", v->id, "text", v->text);

		if (v->line > 0)
			json_object_set_new(one, "line",
					    json_integer((json_int_t)v->line));
		json_array_append_new(array, one);
	}
	return array;
}

int
out_bytes(struct bytes content, bool binary, const char *out, struct err *err)
{
	if (out != NULL)
		return file_replace(AT_FDCWD, out, content, 0644, (uid_t)-1,
				    (gid_t)-1, err);
	if (binary && isatty(STDOUT_FILENO))
		return err_set(err, ERR_USAGE,
			       "this form is binary and stdout is a terminal: "
			       "name a file with --out");
	fwrite(content.p, 1, content.n, stdout);
	return 0;
}
