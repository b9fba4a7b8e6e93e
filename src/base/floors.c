/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Holds versions of libraries against the list of known faults. */
#include "sanca/floors.h"

#include "sanca/bytes.h"
#include "sanca/logline.h"

#include <stdlib.h>
#include <string.h>

static const struct {
	const char *library, *least, *why;
} floors[] = {
#define FLOOR(library, least, why) { library, least, why },
#include "sanca/floors.def"
#undef FLOOR
};

/* The number at the start; *at goes on behind it and its dot. */
static unsigned long
next_number(const char **at)
{
	char *end = NULL;
	unsigned long n = 0;

	if (**at < '0' || **at > '9')
		return 0;
	n = strtoul(*at, &end, 10);
	*at = *end == '.' ? end + 1 : end;
	return n;
}

static bool
is_below(const char *version, const char *least)
{
	while (*least != '\0') {
		unsigned long have = next_number(&version);
		unsigned long want = next_number(&least);

		if (have != want)
			return have < want;
	}
	return false;
}

const char *
floors_fault(const char *library, const char *version, const char **ret_least)
{
	for (size_t i = 0; i < ARRAY_SIZE(floors); i++) {
		if (strcmp(floors[i].library, library) == 0 &&
		    is_below(version, floors[i].least)) {
			*ret_least = floors[i].least;
			return floors[i].why;
		}
	}
	return NULL;
}

void
floors_warn(const char *library, const char *version)
{
	const char *have = version != NULL ? version : "0";
	const char *least = NULL;
	const char *why = floors_fault(library, have, &least);

	if (why != NULL)
		logline(LOGLINE_WARNING,
			"%s %s has a known fault (%s), unless its package "
			"mends that: install %s or later",
			library, have, why, least);
}
