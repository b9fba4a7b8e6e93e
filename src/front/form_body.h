/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The body of a form (application/x-www-form-urlencoded), read strictly. */
#ifndef SANCA_FRONT_FORM_BODY_H
#define SANCA_FRONT_FORM_BODY_H

#include "sanca/bytes.h"

/* A field that the form may have; any other is refused. */
struct form_field {
	const char *name;
	struct buf *text; /* gets the value; what stands there is dropped */
	size_t max;	  /* octets of it */
	bool is_long;	  /* line ends and tabs may stand in it: a text area */
	size_t most;	  /* 0: once at most. Else so often at most, and text
			   * gets the values with LF between them */
	bool *given;	  /* NULL, or whether it was there at all */
};

/*
 * Reads all of body into the fields. ERR_MALFORMED says which is wrong: unknown,
 * given twice, too long, not UTF-8, with a control character (also NUL), or an
 * escape that is broken. CRLF, as browsers send it, stays in long texts. The
 * field of the form's token (session.h) is passed over: it was checked before.
 */
MUST_CHECK int form_body_read(struct bytes body,
			      const struct form_field *fields, size_t count,
			      struct err *err);
/* The only value of that name, decoded; -1 when there is none or two. For what
 * is looked at before the form as a whole. */
MUST_CHECK int form_body_find(struct bytes body, const char *name, size_t max,
			      struct buf *ret, struct err *err);
/* The same rules for the query of a console page, where done and n (see
 * console_page.h) are passed over. */
MUST_CHECK int form_query_read(struct bytes query,
			       const struct form_field *fields, size_t count,
			       struct err *err);

#endif
