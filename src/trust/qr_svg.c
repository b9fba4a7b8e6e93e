/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* QR codes as SVG: one path, which refers to nothing. */
#include "qr_code.h"

#include "sanca/trust.h"

/* Runs of dark modules of one row. */
static void
row_write(const struct qr_code *code, size_t y, struct buf *out)
{
	for (size_t x = 0; x < code->width; x++) {
		size_t n = 0;

		while (x + n < code->width && qr_code_is_dark(code, x + n, y))
			n++;
		if (n == 0)
			continue;
		buf_printf(out, "M%zu %zuh%zuv1h-%zuz", x + QR_QUIET,
			   y + QR_QUIET, n, n);
		x += n;
	}
}

int
trust_qr_svg(const char *text, struct buf *out, struct err *err)
{
	CLEANUP(qr_code_free) struct qr_code code = { 0 };
	size_t side = 0;

	if (qr_code_make(text, &code, err) < 0)
		return -1;
	side = code.width + (size_t)2 * QR_QUIET;
	buf_printf(out,
		   "<svg xmlns=\"http://www.w3.org/2000/svg\" "
		   "viewBox=\"0 0 %zu %zu\" width=\"%zu\" height=\"%zu\" "
		   "shape-rendering=\"crispEdges\">\n"
		   "<rect width=\"%zu\" height=\"%zu\" fill=\"#fff\"/>\n"
		   "<path fill=\"#000\" d=\"",
		   side, side, 8 * side, 8 * side, side, side);
	for (size_t y = 0; y < code.width; y++)
		row_write(&code, y, out);
	buf_append_text(out, "\"/>\n</svg>\n");
	return buf_check(out, err);
}
