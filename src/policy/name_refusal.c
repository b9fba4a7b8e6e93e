/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Puts into words why a name cannot be used. */

#include "name_forms.h"

#include <stdarg.h>
#include <stdio.h>

int
refuse(struct refusal *r, const char *id, const char *fmt, ...)
{
	va_list ap;

	r->id = id;
	r->no_memory = false;
	va_start(ap, fmt);
	vsnprintf(r->text, sizeof(r->text), fmt, ap);
	va_end(ap);
	return -1;
}

int
refuse_no_memory(struct refusal *r)
{
	(void)!refuse(r, "out-of-memory", "out of memory");
	r->no_memory = true;
	return -1;
}

int
refuse_octet(struct refusal *r, const char *id, uint8_t octet, size_t place,
	     const char *where)
{
	if (octet == 0)
		return refuse(r, id,
			      "octet %zu is a NUL, which may not stand in %s",
			      place + 1, where);
	if (octet < 0x20 || octet == 0x7f)
		return refuse(r, id,
			      "octet %zu is the control character \\x%02x, "
			      "which may not stand in %s",
			      place + 1, octet, where);
	if (octet == ' ')
		return refuse(r, id,
			      "octet %zu is a space, which may not stand in %s",
			      place + 1, where);
	if (octet >= 0x80)
		return refuse(r, id,
			      "octet %zu (\\x%02x) is not ASCII; write %s with "
			      "A-labels (xn--...)",
			      place + 1, octet, where);
	return refuse(r, id, "the character '%c' may not stand in %s", octet,
		      where);
}
