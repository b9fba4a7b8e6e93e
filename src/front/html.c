/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Encodes values for HTML and fills templates with them. */

#include "html.h"

#include "sanca/text.h"

#include <string.h>

/* As text_show(), but a backslash stays one: on a page DOMAIN\SERVER$ is what
 * people know, and a name that was shown before is not escaped twice. */
static void
show(struct bytes in, struct buf *out)
{
	for (;;) {
		const uint8_t *at = memchr(in.p, '\\', in.n);
		size_t n = at ? (size_t)(at - in.p) : in.n;

		text_show((struct bytes){ in.p, n }, n, out);
		if (!at)
			return;
		buf_append_u8(out, '\\');
		in.p += n + 1;
		in.n -= n + 1;
	}
}

void
html_text(struct bytes in, struct buf *out)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (in.n > 0)
		show(in, &shown);
	text_markup(buf_bytes(&shown), out);
	if (shown.broken)
		out->broken = true;
}

void
html_name(const struct name *name, struct buf *out)
{
	CLEANUP(buf_free) struct buf plain = { 0 }, unicode = { 0 };

	name_show(name, &plain);
	name_show_unicode(name, &unicode);
	buf_append_text(out, "<code>");
	html_text(buf_bytes(&plain), out);
	buf_append_text(out, "</code>");
	if (!bytes_equal(buf_bytes(&plain), buf_bytes(&unicode))) {
		buf_append_text(out, " (<bdi>");
		html_text(buf_bytes(&unicode), out);
		buf_append_text(out, "</bdi>)");
	}
	if (name->type != NAME_DNS) {
		buf_append_text(out, ", ");
		html_text(bytes_of_text(name_type_show(name->type)), out);
	}
	if (plain.broken || unicode.broken)
		out->broken = true;
}

static const struct html_value *
find(const struct html_value *values, size_t count, struct bytes name)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_is_text(name, values[i].name))
			return &values[i];
	return NULL;
}

int
html_fill(struct bytes template, const struct html_value *values, size_t count,
	  struct buf *out, struct err *err)
{
	struct bytes open = bytes_of_text("{{"), close = bytes_of_text("}}");

	for (;;) {
		ptrdiff_t at = bytes_find(template, open), end = 0;
		const struct html_value *v = NULL;
		struct bytes name;

		if (at < 0)
			break;
		buf_append(out, template.p, (size_t)at);
		template.p += at + 2;
		template.n -= (size_t)at + 2;
		end = bytes_find(template, close);
		if (end < 0)
			return err_set(err, ERR_INTERNAL,
				       "a template has {{ without }}");
		name = (struct bytes){ template.p, (size_t)end };
		v = find(values, count, name);
		if (!v)
			return err_set(err, ERR_INTERNAL,
				       "a template names {{%.*s}}", (int)name.n,
				       (const char *)name.p);
		if (v->is_markup)
			buf_append_bytes(out, v->value);
		else
			html_text(v->value, out);
		template.p += end + 2;
		template.n -= (size_t)end + 2;
	}
	buf_append_bytes(out, template);
	return buf_check(out, err);
}
