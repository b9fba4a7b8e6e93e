/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads JSON that came from outside. */

#include "json_read.h"

#include "sanca/limits.h"

/* Nesting is bounded before the parser sees it: it recurses. */
static bool
is_too_deep(struct bytes body)
{
	bool in_string = false;
	int depth = 0;

	for (size_t i = 0; i < body.n; i++) {
		uint8_t c = body.p[i];

		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > LIMIT_JSON_DEPTH)
				return true;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return false;
}

int
json_read_object(struct bytes text, const char *what, json_t **ret,
		 struct err *err)
{
	CLEANUP(json_free) json_t *root = NULL;
	json_error_t why;

	if (is_too_deep(text))
		return err_set(err, ERR_MALFORMED,
			       "the JSON is nested too deeply");
	root = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES,
			  &why);
	if (!root)
		return err_set(err, ERR_MALFORMED,
			       "%s is not valid JSON (line %d, column %d)",
			       what, why.line, why.column);
	if (!json_is_object(root))
		return err_set(err, ERR_MALFORMED, "%s is no JSON object",
			       what);
	*ret = STEAL(root);
	return 0;
}

void
json_free(json_t **v)
{
	json_decref(*v);
	*v = NULL;
}
