/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Cells of CSV: quoted, and never a formula to a spreadsheet. */
#include "src/cli/out.h"
#include "tests/tap.h"

#include <stdlib.h>

static void
cell_is(const char *text, bool last, const char *want)
{
	char *got = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&got, &n);

	out_csv_cell(bytes_of_text(text), last, f);
	fclose(f);
	is_str(got, want, "cell of \"%s\"", text);
	free(got);
}

static void
cells_are_quoted(void)
{
	cell_is("mail.contoso.com", false, "\"mail.contoso.com\",");
	cell_is("a,b\"c", true, "\"a,b\"\"c\"\r\n");
	cell_is("", false, "\"\",");
}

static void
formulas_become_text(void)
{
	cell_is("=HYPERLINK(1)", true, "\"'=HYPERLINK(1)\"\r\n");
	cell_is("+1", false, "\"'+1\",");
	cell_is("-1", false, "\"'-1\",");
	cell_is("@x", false, "\"'@x\",");
	cell_is("\tx", false, "\"'\tx\",");
	cell_is("\rx", false, "\"'\rx\",");
	cell_is("a=1", false, "\"a=1\",");
}

TAP_MAIN(cells_are_quoted, formulas_become_text)
