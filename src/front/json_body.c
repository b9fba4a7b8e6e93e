/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The JSON form of a request: exactly the fields that are known. */

#include "json_read.h"
#include "work.h"

#include "sanca/text.h"

#include <string.h>

bool
json_body_is(struct bytes body)
{
	for (size_t i = 0; i < body.n; i++)
		if (!strchr(" \t\r\n", body.p[i]) || body.p[i] == '\0')
			return body.p[i] == '{';
	return false;
}

int
wishes_lifetime(const char *text, struct wishes *w, struct err *err)
{
	int64_t s = 0;

	if (text_duration(text, &s, err) < 0 || s <= 0)
		return err_set(err, ERR_MALFORMED,
			       "lifetime must be like \"90d\" or \"12h\"");
	w->lifetime_s = s;
	return 0;
}

/* C1, and the two that end a line: a contact is one line. */
static bool
has_control(struct bytes text)
{
	static const char *const ends[] = { "\u2028", "\u2029" };

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < 0x20 || text.p[i] == 0x7f ||
		    (text.p[i] == 0xc2 && i + 1 < text.n &&
		     text.p[i + 1] < 0xa0))
			return true;
	return bytes_find(text, bytes_of_text(ends[0])) >= 0 ||
	       bytes_find(text, bytes_of_text(ends[1])) >= 0;
}

int
wishes_contact(struct bytes text, struct wishes *w, struct err *err)
{
	if (text.n >= sizeof(w->contact) || !text_is_utf8(text) ||
	    has_control(text))
		return err_set(err, ERR_MALFORMED,
			       "contact must be one line of at most %d "
			       "octets: who asks, and how he is reached",
			       LIMIT_CONTACT_BYTES);
	if (text.n > 0)
		memcpy(w->contact, text.p, text.n);
	w->contact[text.n] = '\0';
	return 0;
}

static int
read_contact(const json_t *v, struct wishes *w, struct err *err)
{
	if (!json_is_string(v))
		return err_set(err, ERR_MALFORMED,
			       "\"contact\" must be a string");
	return wishes_contact(
		(struct bytes){ (const uint8_t *)json_string_value(v),
				json_string_length(v) },
		w, err);
}

static int
read_csr(const json_t *v, struct buf *ret, struct err *err)
{
	if (!json_is_string(v))
		return err_set(err, ERR_MALFORMED, "\"csr\" must be a string");
	buf_clear(ret);
	buf_append(ret, json_string_value(v), json_string_length(v));
	return buf_check(ret, err);
}

static int
read_profile(const json_t *v, struct wishes *w, struct err *err)
{
	size_t n = json_is_string(v) ? json_string_length(v) : 0;

	if (n == 0 || n >= sizeof(w->profile) ||
	    !text_is_utf8(
		    (struct bytes){ (const uint8_t *)json_string_value(v), n }))
		return err_set(err, ERR_MALFORMED,
			       "\"profile\" must be the name of a profile");
	memcpy(w->profile, json_string_value(v), n + 1);
	return 0;
}

static int
read_lifetime(const json_t *v, struct wishes *w, struct err *err)
{
	if (json_is_integer(v) && json_integer_value(v) > 0) {
		w->lifetime_s = json_integer_value(v);
		return 0;
	}
	if (!json_is_string(v))
		return err_set(err, ERR_MALFORMED,
			       "\"lifetime\" must be like \"90d\", or seconds");
	return wishes_lifetime(json_string_value(v), w, err);
}

static int
read_name(const json_t *v, struct wishes *w, struct err *err)
{
	size_t i = w->name_count, n = 0;

	if (!json_is_string(v))
		return err_set(err, ERR_MALFORMED,
			       "\"names\" must be a list of strings");
	n = json_string_length(v);
	if (n == 0 || n > LIMIT_NAME_BYTES)
		return err_set(err, ERR_MALFORMED,
			       "a name in \"names\" is empty or too long");
	memcpy(w->name[i], json_string_value(v), n + 1);
	if (name_from_text((struct bytes){ (const uint8_t *)w->name[i], n },
			   w->address[i], &w->names.at[i], err) < 0) {
		(void)!err_context(err, "names[%zu]", i);
		err->code = ERR_MALFORMED;
		return -1;
	}
	w->names.count = ++w->name_count;
	return 0;
}

static int
read_names(const json_t *v, struct wishes *w, struct err *err)
{
	size_t n = json_is_array(v) ? json_array_size(v) : 0;

	if (n == 0 || n > LIMIT_NAMES)
		return err_set(err, ERR_MALFORMED,
			       "\"names\" must be a list of 1 to %d strings",
			       LIMIT_NAMES);
	w->name_count = w->names.count = 0;
	for (size_t i = 0; i < n; i++)
		if (read_name(json_array_get(v, i), w, err) < 0)
			return -1;
	w->has_names = true;
	return 0;
}

static int
read_field(const char *key, const json_t *v, struct buf *ret_csr,
	   struct wishes *w, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	if (strcmp(key, "csr") == 0)
		return read_csr(v, ret_csr, err);
	if (strcmp(key, "profile") == 0)
		return read_profile(v, w, err);
	if (strcmp(key, "lifetime") == 0)
		return read_lifetime(v, w, err);
	if (strcmp(key, "names") == 0)
		return read_names(v, w, err);
	if (strcmp(key, "contact") == 0)
		return read_contact(v, w, err);
	text_show(bytes_of_text(key), 40, &shown);
	return err_set(err, ERR_MALFORMED,
		       "unknown field \"%s\": there are csr, profile, "
		       "lifetime, names and contact",
		       buf_text(&shown));
}

int
json_body_read(struct bytes body, struct buf *ret_csr, struct wishes *ret,
	       struct err *err)
{
	CLEANUP(json_free) json_t *root = NULL;
	const char *key = NULL;
	json_t *v = NULL;

	if (json_read_object(body, "the body begins with '{' but", &root, err) <
	    0)
		return -1;
	if (!json_object_get(root, "csr"))
		return err_set(err, ERR_MALFORMED,
			       "the JSON must have a field \"csr\" with the "
			       "request");
	json_object_foreach(root, key, v) if (read_field(key, v, ret_csr, ret,
							 err) < 0) return -1;
	return 0;
}
