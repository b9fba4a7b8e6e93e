/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The list of certificates as CSV and JSON, piece by piece: a million rows are
 * neither held in memory nor read in one go. */

#include "console_list.h"
#include "console_page.h"
#include "json_write.h"
#include "routes.h"

#include "sanca/clock.h"
#include "sanca/policy.h"
#include "sanca/revocation.h"
#include "sanca/text.h"

#include <stdlib.h>
#include <string.h>

struct export {
	struct front *front;
	struct console_list l;
	bool is_json, has_begun, has_ended;
	uint64_t rows;
	struct names names;
};

static void
export_free(void *ctx)
{
	struct export *e = ctx;

	console_list_free(&e->l);
	free(e);
}

/* ---- CSV ------------------------------------------------------------------------- */

/* A spreadsheet takes a cell that begins so for a formula: an apostrophe before
 * it makes it text. */
static void
cell_write(struct bytes v, const char *end, struct buf *out)
{
	buf_append_u8(out, '"');
	if (v.n > 0 && v.p[0] && strchr("=+-@\t\r", v.p[0]))
		buf_append_u8(out, '\'');
	for (size_t i = 0; i < v.n; i++) {
		if (v.p[i] == '"')
			buf_append_u8(out, '"');
		buf_append_u8(out, v.p[i]);
	}
	buf_printf(out, "\"%s", end);
}

static void
time_cell_write(int64_t t, struct buf *out)
{
	char text[32] = "";

	if (t)
		clock_show(t, text);
	cell_write(bytes_of_text(text), ",", out);
}

static void
names_cell_write(struct export *e, const struct console_row *row,
		 struct buf *out)
{
	CLEANUP(buf_free) struct buf all = { 0 };
	struct err err;

	if (names_decode(buf_bytes(&row->names), &e->names, &err) < 0)
		e->names.count = 0;
	for (size_t i = 0; i < e->names.count; i++) {
		if (i > 0)
			buf_append_u8(&all, ' ');
		name_show(&e->names.at[i], &all);
	}
	cell_write(buf_bytes(&all), ",", out);
	if (all.broken)
		out->broken = true;
}

static void
csv_row(struct export *e, const struct console_row *row, struct buf *out)
{
	char serial[2 * LIMIT_SERIAL_BYTES + 1], sha256_hex[65];
	const char *reason =
		row->revoked_at ? revocation_reason_word(row->reason) : "";

	hex_encode((struct bytes){ row->serial, row->serial_n }, serial);
	hex_encode(BYTES_OF(row->sha256), sha256_hex);
	cell_write(bytes_of_text(serial), ",", out);
	cell_write(bytes_of_text(store_state_name(row->state)), ",", out);
	names_cell_write(e, row, out);
	time_cell_write(row->not_before, out);
	time_cell_write(row->not_after, out);
	time_cell_write(row->revoked_at, out);
	cell_write(bytes_of_text(reason), ",", out);
	cell_write(bytes_of_text(row->requester), ",", out);
	cell_write(bytes_of_text(row->policy), ",", out);
	cell_write(bytes_of_text(sha256_hex), "\r\n", out);
}

/* ---- JSON ------------------------------------------------------------------------ */

static void
json_row(struct export *e, const struct console_row *row, struct buf *out)
{
	const struct profile *profile =
		profile_get((enum profile_code)row->profile);
	struct err err;

	buf_printf(out, "%s\n{\"state\":\"%s\"", e->rows ? "," : "",
		   store_state_name(row->state));
	json_hex(out, "serial", (struct bytes){ row->serial, row->serial_n });
	buf_append_text(out, ",\"names\":");
	if (names_decode(buf_bytes(&row->names), &e->names, &err) < 0)
		e->names.count = 0;
	names_render(&e->names, out);
	json_time(out, "not_before", row->not_before);
	json_time(out, "not_after", row->not_after);
	if (row->revoked_at) {
		json_time(out, "revoked_at", row->revoked_at);
		json_field(out, "reason",
			   bytes_of_text(revocation_reason_word(row->reason)));
	}
	json_field(out, "requester", bytes_of_text(row->requester));
	json_field(out, "policy", bytes_of_text(row->policy));
	json_field(out, "profile", bytes_of_text(profile ? profile->name : ""));
	json_hex(out, "sha256", BYTES_OF(row->sha256));
	json_hex(out, "sha1", BYTES_OF(row->sha1));
	buf_printf(out, ",\"log_index\":%ju}", (uintmax_t)row->log_index);
}

/* ---- pieces ---------------------------------------------------------------------- */

static void
begin(struct export *e, struct buf *out)
{
	e->has_begun = true;
	buf_append_text(out, e->is_json
				     ? "{\"certificates\":["
				     : "\"serial\",\"state\",\"names\","
				       "\"not_before\",\"not_after\","
				       "\"revoked_at\",\"reason\","
				       "\"requester\",\"policy\","
				       "\"sha256\"\r\n");
}

static int
add_rows(struct export *e, struct buf *out, struct err *err)
{
	CLEANUP(console_rows_free) struct console_rows *rows = NULL;

	if (console_rows_read(e->front, &e->l, &rows, err) < 0)
		return -1;
	for (size_t i = 0; i < rows->count; i++, e->rows++) {
		if (e->is_json)
			json_row(e, &rows->at[i], out);
		else
			csv_row(e, &rows->at[i], out);
	}
	e->has_ended = !rows->has_more;
	e->l.has_after = true;
	e->l.cursor = rows->reached;
	return 0;
}

/* Nothing more: the end. -1: it is cut, so that nobody takes it for whole. */
static int
next_piece(void *ctx, struct buf *out, struct err *err)
{
	struct export *e = ctx;

	if (e->has_ended)
		return 0;
	if (!e->has_begun)
		begin(e, out);
	/* Of those that were looked at, none may fit. */
	do {
		if (add_rows(e, out, err) < 0)
			return -1;
	} while (out->n == 0 && !e->has_ended);
	if (e->has_ended && e->is_json)
		buf_append_text(out, "\n]}\n");
	return buf_check(out, err);
}

static enum step
reply_export(struct request *r, bool is_json)
{
	struct export *e = calloc(1, sizeof(*e));
	const char *headers[] = {
		"Content-Disposition",
		is_json ? "attachment; filename=\"certificates.json\""
			: "attachment; filename=\"certificates.csv\"",
		NULL,
	};
	struct err err;

	if (!e)
		return reply_fault(r, ERR_NOMEM, "out of memory");
	e->front = r->front;
	e->is_json = is_json;
	if (console_list_read(r, &e->l, &err) < 0) {
		export_free(e);
		return reply_err(r, &err);
	}
	return reply_pieces(r, is_json ? "application/json"
				       : "text/csv; charset=utf-8",
			    next_piece, export_free, e, headers);
}

enum step
on_console_csv(struct request *r)
{
	return reply_export(r, false);
}

enum step
on_console_json(struct request *r)
{
	return reply_export(r, true);
}
