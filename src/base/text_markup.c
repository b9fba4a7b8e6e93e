/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What HTML and XML read as markup, written so that they do not. */
#include "sanca/text.h"

void
text_markup(struct bytes in, struct buf *out)
{
	for (size_t i = 0; i < in.n; i++) {
		switch (in.p[i]) {
		case '&':
			buf_append_text(out, "&amp;");
			break;
		case '<':
			buf_append_text(out, "&lt;");
			break;
		case '>':
			buf_append_text(out, "&gt;");
			break;
		case '"':
			buf_append_text(out, "&quot;");
			break;
		case '\'':
			buf_append_text(out, "&#39;");
			break;
		default:
			buf_append_u8(out, in.p[i]);
		}
	}
}
