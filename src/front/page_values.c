/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Collects the values of a page; templates may fill in for others. */

#include "page_values.h"

#include "page.h"

#include "sanca/clock.h"

#include <stdio.h>

void
page_values_free(struct page_values *v)
{
	for (size_t i = 0; i < v->made_count; i++)
		buf_free(&v->made[i]);
	v->made_count = 0;
	v->count = 0;
}

static int
add(struct page_values *v, struct html_value value, struct err *err)
{
	if (v->count == ARRAY_SIZE(v->at))
		return err_set(err, ERR_INTERNAL, "no room for {{%s}}",
			       value.name);
	v->at[v->count++] = value;
	return 0;
}

int
page_add(struct page_values *v, const char *name, struct bytes value,
	 struct err *err)
{
	return add(v, (struct html_value){ name, value, false }, err);
}

int
page_add_text(struct page_values *v, const char *name, const char *text,
	      struct err *err)
{
	return page_add(v, name, bytes_of_text(text), err);
}

int
page_add_made(struct page_values *v, const char *name, struct buf *made,
	      bool is_markup, struct err *err)
{
	CLEANUP(buf_free) struct buf taken = *made;

	*made = (struct buf){ 0 };
	if (buf_check(&taken, err) < 0)
		return -1;
	if (v->made_count == ARRAY_SIZE(v->made))
		return err_set(err, ERR_INTERNAL, "no room for {{%s}}", name);
	v->made[v->made_count++] = taken;
	taken = (struct buf){ 0 };
	return add(v,
		   (struct html_value){ name,
					buf_bytes(&v->made[v->made_count - 1]),
					is_markup },
		   err);
}

int
page_add_filled(struct page_values *v, const char *name, const char *template,
		struct err *err)
{
	CLEANUP(buf_free) struct buf part = { 0 };

	if (page_fill(template, v->at, v->count, &part, err) < 0)
		return -1;
	/* A command goes on behind it. */
	if (part.n > 0 && part.p[part.n - 1] == '\n')
		part.n--;
	return page_add_made(v, name, &part, true, err);
}

void
page_day(int64_t t_s, char out[32])
{
	static const char *const months[] = {
		"January",   "February", "March",    "April",
		"May",	     "June",	 "July",     "August",
		"September", "October",	 "November", "December",
	};
	struct civil c;

	clock_civil(t_s, &c);
	snprintf(out, 32, "%d %s %d", c.day, months[c.month - 1], c.year);
}
