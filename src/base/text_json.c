/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* JSON strings (RFC 8259 7), where no JSON library is linked. */
#include "sanca/text.h"

#include "utf8.h"

static void
escape(uint32_t c, struct buf *out)
{
	switch (c) {
	case '"':
		buf_append_text(out, "\\\"");
		break;
	case '\\':
		buf_append_text(out, "\\\\");
		break;
	case '\n':
		buf_append_text(out, "\\n");
		break;
	case '\r':
		buf_append_text(out, "\\r");
		break;
	case '\t':
		buf_append_text(out, "\\t");
		break;
	default:
		buf_printf(out, "\\u%04x", (unsigned int)c);
		break;
	}
}

void
text_json(struct bytes in, struct buf *out)
{
	buf_append_u8(out, '"');
	for (size_t i = 0; i < in.n;) {
		struct bytes rest = { in.p + i, in.n - i };
		uint32_t c = 0;
		size_t length = utf8_decode(rest, &c);

		if (length == 0)
			buf_append_text(out, "\xef\xbf\xbd"); /* U+FFFD */
		else if (c < 0x20 || c == 0x7f || c == '"' || c == '\\')
			escape(c, out);
		else
			buf_append(out, rest.p, length);
		i += length == 0 ? 1 : length;
	}
	buf_append_u8(out, '"');
}
