/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Which names a request should have, from what a person types. */
#ifndef SANCA_FRONT_WANTED_NAMES_H
#define SANCA_FRONT_WANTED_NAMES_H

#include "sanca/bytes.h"
#include "sanca/limits.h"

/* As name_from_text() takes them; not judged. */
struct wanted_names {
	size_t count;
	size_t dropped; /* too long, or too many */
	char at[LIMIT_NAMES][LIMIT_NAME_BYTES + 1];
};

struct wanted_questions {
	struct bytes mail, server, internal;
	bool wants_domain; /* the mail domain itself, too */
	bool wants_short;  /* host names without a dot, too */
};

/* Appends what stands between commas, blanks, semicolons, line ends and '&';
 * "san:dns=a&ipaddress=b", as AD CS has it, and quotes are understood. */
void wanted_names_split(struct bytes text, struct wanted_names *ret);
/* Appends the names that a mail server needs, in this order: those that people
 * type (the first becomes the common name), autodiscover and the domain of
 * each mail domain, the server inside, its short name, addresses. */
void wanted_names_propose(const struct wanted_questions *q,
			  struct wanted_names *ret);

#endif
