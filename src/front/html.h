/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Output encoding for HTML: the one place. Every value is hostile. */
#ifndef SANCA_FRONT_HTML_H
#define SANCA_FRONT_HTML_H

#include "sanca/names.h"

struct html_value {
	const char *name;
	struct bytes value;
	/* Made by html_fill() before, or by hand from html_text(): goes in as
	 * it is. Never a text that came from outside. */
	bool is_markup;
};

/* Text for element content and quoted attributes. Controls and invalid
 * UTF-8 are shown as \xNN. */
void html_text(struct bytes in, struct buf *out);
/* A name in normal form as code, and for people beside it where that differs;
 * what it is when it is no host name. */
void html_name(const struct name *name, struct buf *out);
/* Replaces each {{name}} of a template; an unknown name is ERR_INTERNAL. */
MUST_CHECK int html_fill(struct bytes template, const struct html_value *values,
			 size_t count, struct buf *out, struct err *err);

#endif
