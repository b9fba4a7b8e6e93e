/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The scripts that install the root, with what is known of the CA filled in. */
#include "sanca/trust.h"

#include <string.h>

extern const unsigned char install_sh[], install_ps1[];
extern const size_t install_sh_len, install_ps1_len;

/* A word of one text, whatever that holds: between single quotes, where a
 * shell and PowerShell take all but the quote as it is. */
static void
quote(const char *text, const char *escaped_quote, struct buf *out)
{
	buf_append_text(out, "'");
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			buf_append_text(out, escaped_quote);
		else
			buf_append(out, text, 1);
	}
	buf_append_text(out, "'");
}

/* Replaces the first mark, which stands as a word of its own. */
static void
fill(struct bytes *script, const char *mark, const char *value,
     const char *escaped_quote, struct buf *out)
{
	ptrdiff_t at = bytes_find(*script, bytes_of_text(mark));
	size_t before = at < 0 ? script->n : (size_t)at;

	buf_append(out, script->p, before);
	script->p += before;
	script->n -= before;
	if (at < 0)
		return;
	quote(value, escaped_quote, out);
	script->p += strlen(mark);
	script->n -= strlen(mark);
}

int
trust_write_install_sh(const struct trust_root *root, struct buf *out,
		       struct err *err)
{
	struct bytes rest = { install_sh, install_sh_len };

	fill(&rest, "@url@", root != NULL ? root->url : "", "'\\''", out);
	fill(&rest, "@slug@", root != NULL ? root->slug : "", "'\\''", out);
	buf_append_bytes(out, rest);
	return buf_check(out, err);
}

int
trust_write_install_ps1(const struct trust_root *root, struct buf *out,
			struct err *err)
{
	struct bytes rest = { install_ps1, install_ps1_len };

	fill(&rest, "@url@", root->url, "''", out);
	buf_append_bytes(out, rest);
	return buf_check(out, err);
}
