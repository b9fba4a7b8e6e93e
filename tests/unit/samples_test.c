/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Every file of tests/samples is read as tests/samples.tsv says. */

#include "tests/unit/fixture.h"

#include <dirent.h>

enum { COLUMNS = 5 };

static void
show_notes(const struct reading *r, struct buf *out)
{
	for (size_t i = 0; i < r->notes.count; i++)
		buf_printf(out, "%s%s", i ? " " : "",
			   note_id(r->notes.at[i].code));
	if (r->notes.count == 0)
		buf_append_text(out, "-");
}

static void
show_names(const struct reading *r, struct buf *out)
{
	static const char *const types[] = { "other", "email", "DNS",
					     "x400",  "DN",    "edi",
					     "URI",   "IP",    "RID" };

	for (size_t i = 0; i < r->csr.names.count; i++) {
		const struct raw_name *name = &r->csr.names.at[i];

		buf_printf(out, "%s%s:", i ? " " : "", types[name->tag]);
		text_show(name->value, LIMIT_NAME_BYTES, out);
	}
	if (r->csr.names.count == 0)
		buf_append_text(out, "-");
}

static void
check_row(char *column[COLUMNS])
{
	CLEANUP(buf_free) struct buf body = fixture_read("samples", column[0]);
	CLEANUP(buf_free) struct buf notes = { 0 };
	CLEANUP(buf_free) struct buf names = { 0 };
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));

	show_notes(r, &notes);
	show_names(r, &names);
	is_str(reading_result(r), column[1], "%s: result", column[0]);
	if (r->result < 0)
		diag("%s: %s", column[0], r->err.text);
	is_str(buf_text(&notes), column[2], "%s: notes", column[0]);
	is_str(r->csr.common_name_n ? r->csr.common_name : "-", column[3],
	       "%s: CN", column[0]);
	is_str(buf_text(&names), column[4], "%s: names", column[0]);
}

static size_t
each_row(void (*see)(char *column[COLUMNS]))
{
	CLEANUP(buf_free) struct buf table = fixture_read(".", "samples.tsv");
	char *rest = NULL, *text = strdup(buf_text(&table));
	size_t rows = 0;

	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *column[COLUMNS] = { 0 };
		size_t n = 0;

		if (line[0] == '#')
			continue;
		while (n < COLUMNS && line != NULL)
			column[n++] = strsep(&line, "\t");
		if (!ok(n == COLUMNS && line == NULL, "row %zu has %d columns",
			rows + 1, COLUMNS))
			continue;
		see(column);
		rows++;
	}
	free(text);
	return rows;
}

static size_t rows_found;

static void
every_sample_is_read_as_the_table_says(void)
{
	rows_found = each_row(check_row);
	ok(rows_found > 0, "the table has rows");
}

/* csr_parse() and csr_verify() refuse the first n octets for each n. */
static void
truncate_row(char *column[COLUMNS])
{
	CLEANUP(buf_free) struct buf body = fixture_read("samples", column[0]);
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));
	struct bytes part = buf_bytes(&r->der);

	if (r->result < 0)
		return;
	while (part.n-- > 0)
		ok(csr_parse(part, &r->csr, &r->notes, &r->err) < 0,
		   "%s cut to %zu", column[0], part.n);
}

static void
every_truncation_of_every_sample_is_refused(void)
{
	ok(each_row(truncate_row) > 0, "the table has rows");
}

static void
every_sample_has_its_row(void)
{
	char path[1024];
	size_t files = 0;
	DIR *folder;

	snprintf(path, sizeof(path), "%s/tests/samples",
		 getenv("top_srcdir") ? getenv("top_srcdir") : ".");
	folder = opendir(path);
	if (!ok(folder != NULL, "%s can be read", path))
		return;
	for (struct dirent *e = readdir(folder); e; e = readdir(folder))
		files += e->d_name[0] != '.';
	closedir(folder);
	is_int(rows_found, files, "as many rows as files");
}

static void
a_missing_comma_is_named(void)
{
	CLEANUP(buf_free)
	struct buf body = fixture_read("samples", "seed-as-written-2048.req");
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));

	is_str(reading_note(r, NOTE_SUBJECT_ODD),
	       "C is \"US o=contoso inc\": a comma is missing after US",
	       "the note says where");
}

static void
the_maker_is_named(void)
{
	CLEANUP(buf_free)
	struct buf body = fixture_read("samples", "exchange-six-names.req");
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));

	is_str(reading_note(r, NOTE_MADE_BY),
	       "made on server01.contoso.local by "
	       "Microsoft.Exchange.ServiceHost.exe",
	       "machine and program");
	is_str(r->csr.made_by_user, "CONTOSO\\x5ctom", "user");
}

static void
a_short_key_is_refused_with_advice(void)
{
	CLEANUP(buf_free)
	struct buf body = fixture_read("samples", "seed-as-written-1024.req");
	CLEANUP(reading_free) struct reading *r = reading_new(buf_bytes(&body));

	ok(strstr(r->err.text, "1024 bits") != NULL, "the size");
	ok(strstr(r->err.text, "New-ExchangeCertificate -KeySize 2048") != NULL,
	   "the command");
}

TAP_MAIN(every_sample_is_read_as_the_table_says, every_sample_has_its_row,
	 every_truncation_of_every_sample_is_refused, a_missing_comma_is_named,
	 the_maker_is_named, a_short_key_is_refused_with_advice)
