/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a person types to find a name, in the form that names are kept in. */

#include "name_forms.h"

#include <stdio.h>
#include <string.h>

void
name_to_find(const char *text, char out[LIMIT_NAME_BYTES + 2])
{
	const struct names_rules rules = { .idn = IDN_ANY, .underscore = true };
	const char *below = text[0] == '.' && text[1] != '\0' ? "." : "";
	struct raw_name raw = { 0 };
	struct name name = { 0 };
	struct name_changes changes = { 0 };
	struct refusal r = { 0 };
	struct err err = { 0 };
	uint8_t space[16];
	char shown[LIMIT_NAME_BYTES + 1];

	if (name_from_text(bytes_of_text(text + strlen(below)), space, &raw,
			   &err) < 0 ||
	    name_normalise(&raw, &rules, &name, &changes, &r) < 0) {
		snprintf(out, LIMIT_NAME_BYTES + 2, "%s", text);
		return;
	}
	name_show_text(&name, shown);
	snprintf(out, LIMIT_NAME_BYTES + 2, "%s%s", below, shown);
}
