/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* In which form a client wants an answer (RFC 9110 12.5.1). */
#ifndef SANCA_FRONT_ACCEPT_H
#define SANCA_FRONT_ACCEPT_H

#include "sanca/bytes.h"

enum form {
#define FORM(name, extension, type) FORM_##name,
#define ALIAS(name, type)
#include "forms.def"
#undef FORM
#undef ALIAS
	FORM_COUNT
};

const char *form_type(enum form form);
const char *form_extension(enum form form); /* ".pem" */
/* Splits "SERIAL.pem"; false when the ending is unknown. Without an ending
 * *ret_has is false. */
bool form_of_name(struct bytes *name, bool *ret_has, enum form *ret);
/* The wanted form by q-values; among equals the first of the table. An absent
 * or empty field takes the default. -1 with ERR_NOT_ACCEPTABLE. */
MUST_CHECK int accept_choose(struct bytes accept, enum form *ret,
			     struct err *err);

/* Whether it is a browser's: text/html by name, before every form that has a
 * media type here. Browsers also name application/xhtml+xml: then a tie is
 * for the page. Not so Java, whose HttpURLConnection says text/html unasked. */
bool accept_prefers_page(struct bytes accept, struct bytes user_agent);

#endif
