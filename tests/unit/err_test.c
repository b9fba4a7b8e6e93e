/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The error object: what reaches its text, and what never does. */
#include "sanca/err.h"
#include "sanca/text.h"

#include "tests/tap.h"

#include <errno.h>

static void
every_code_has_a_row(void)
{
	for (int i = 1; i < ERR_COUNT; i++) {
		const struct err_info *info = err_info((enum err_code)i);

		ok(info->name != NULL && info->type != NULL &&
			   info->title != NULL,
		   "code %d has words", i);
		ok(info->http_status >= 400 && info->http_status < 600,
		   "code %d has an HTTP status of a fault", i);
		ok(info->exit_status >= 1 && info->exit_status <= 3,
		   "code %d has an exit status", i);
	}
	is_str(err_info(ERR_BAD_CSR)->name, "BAD_CSR", "rows are in place");
	is_str(err_info(ERR_BAD_CSR)->type, "badCSR", "types are in place");
}

static void
a_code_outside_the_table_is_internal(void)
{
	is_str(err_info(ERR_NONE)->name, "INTERNAL", "none");
	is_str(err_info(ERR_COUNT)->name, "INTERNAL", "one too many");
	is_str(err_info((enum err_code)100000)->name, "INTERNAL", "far off");
}

static void
err_set_fills_code_and_text(void)
{
	struct err err = { 0 };

	is_int(err_set(&err, ERR_POLICY, "name %d of %s", 3, "x"), -1,
	       "returns -1");
	is_int(err.code, ERR_POLICY, "code");
	is_str(err.text, "name 3 of x", "text");
}

static void
control_octets_become_question_marks(void)
{
	struct err err = { 0 };

	(void)!err_set(&err, ERR_OS, "a\nb\x1b[31mc\x7f\xc2\x9b\td\xc3\xa9");
	is_str(err.text, "a?b?[31mc????d\xc3\xa9", "C0, DEL and C1");
	(void)!err_context(&err, "x\ry");
	is_str(err.text, "x?y: a?b?[31mc????d\xc3\xa9", "in a context too");
}

static void
a_long_text_is_cut_between_characters(void)
{
	struct err err = { 0 };
	char text[2000];

	/* Every phase of a 4-octet character against the cut. */
	for (size_t shift = 0; shift < 4; shift++) {
		memset(text, 'a', shift);
		for (size_t i = shift; i + 4 < sizeof(text); i += 4)
			memcpy(text + i, "\xf0\x9f\x94\x91", 5);
		(void)!err_set(&err, ERR_OS, "%s", text);
		size_t n = strlen(err.text);

		ok(n < sizeof(err.text) && n > sizeof(err.text) - 8,
		   "shift %zu fills the room: %zu", shift, n);
		ok(text_is_utf8(bytes_of_text(err.text)), "is UTF-8");
		is_str(err.text + n - 3, "…", "ends with a mark");
	}
}

static void
a_text_that_just_fits_is_kept(void)
{
	struct err err = { 0 };
	char text[sizeof(err.text) + 1];

	memset(text, 'x', sizeof(text));
	text[sizeof(err.text) - 1] = '\0';
	(void)!err_set(&err, ERR_OS, "%s", text);
	is_str(err.text, text, "639 octets");
	text[sizeof(err.text) - 1] = 'x';
	text[sizeof(err.text)] = '\0';
	(void)!err_set(&err, ERR_OS, "%s", text);
	is_str(err.text + sizeof(err.text) - 4, "…", "640 octets");
}

static void
context_goes_before_the_text(void)
{
	struct err err = { 0 };

	(void)!err_set(&err, ERR_CORRUPT, "row %d", 7);
	is_int(err_context(&err, "log of %s", "ca.db"), -1, "returns -1");
	is_str(err.text, "log of ca.db: row 7", "text");
	is_int(err.code, ERR_CORRUPT, "the code stays");
	for (int i = 0; i < 300; i++)
		(void)!err_context(&err, "again");
	ok(strlen(err.text) < sizeof(err.text), "never overflows");
}

static void
an_error_may_quote_itself(void)
{
	struct err err = { 0 };

	(void)!err_set(&err, ERR_OS, "inner");
	(void)!err_set(&err, ERR_CRYPTO, "outer (%s)", err.text);
	is_str(err.text, "outer (inner)", "err_set");
	(void)!err_context(&err, "<%s>", err.text);
	is_str(err.text, "<outer (inner)>: outer (inner)", "err_context");
}

static void
err_errno_adds_the_reason(void)
{
	struct err err = { 0 };

	errno = ENOSPC;
	is_int(err_errno(&err, ERR_STORAGE, "write %s", "x"), -1, "-1");
	is_str(err.text, "write x: No space left on device", "text");
	is_int(err.code, ERR_STORAGE, "code");
	is_int(err_nomem(&err), -1, "err_nomem");
	is_int(err.code, ERR_NOMEM, "its code");
}

TAP_MAIN(every_code_has_a_row, a_code_outside_the_table_is_internal,
	 err_set_fills_code_and_text, control_octets_become_question_marks,
	 a_long_text_is_cut_between_characters, a_text_that_just_fits_is_kept,
	 context_goes_before_the_text, an_error_may_quote_itself,
	 err_errno_adds_the_reason)
