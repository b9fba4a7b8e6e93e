/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* QR codes as text: two rows of modules to a line, in half blocks. */
#include "qr_code.h"

#include "sanca/trust.h"

/* In the quiet zone all is light. */
static bool
is_light(const struct qr_code *code, size_t x, size_t y)
{
	return x < QR_QUIET || y < QR_QUIET || x >= code->width + QR_QUIET ||
	       y >= code->width + QR_QUIET ||
	       !qr_code_is_dark(code, x - QR_QUIET, y - QR_QUIET);
}

int
trust_qr_text(const char *text, struct buf *out, struct err *err)
{
	CLEANUP(qr_code_free) struct qr_code code = { 0 };
	size_t side = 0;

	if (qr_code_make(text, &code, err) < 0)
		return -1;
	side = code.width + (size_t)2 * QR_QUIET;
	for (size_t y = 0; y < side; y += 2) {
		for (size_t x = 0; x < side; x++) {
			bool upper = is_light(&code, x, y);
			bool lower = is_light(&code, x, y + 1);

			/* What is light is drawn: terminals are dark. */
			buf_append_text(out, upper && lower ? "\u2588"
					     : upper	    ? "\u2580"
					     : lower	    ? "\u2584"
							    : " ");
		}
		buf_append_text(out, "\n");
	}
	return buf_check(out, err);
}
