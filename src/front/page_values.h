/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The values of a page while it is put together from templates. */
#ifndef SANCA_FRONT_PAGE_VALUES_H
#define SANCA_FRONT_PAGE_VALUES_H

#include "html.h"

struct page_values {
	struct html_value at[48];
	size_t count;
	struct buf made[32]; /* what some of them show */
	size_t made_count;
};
void page_values_free(struct page_values *v);

/* value is borrowed, and shown as text. ERR_INTERNAL when there are too
 * many. */
MUST_CHECK int page_add(struct page_values *v, const char *name,
			struct bytes value, struct err *err);
MUST_CHECK int page_add_text(struct page_values *v, const char *name,
			     const char *text, struct err *err);
/* Takes made, also when it fails. */
MUST_CHECK int page_add_made(struct page_values *v, const char *name,
			     struct buf *made, bool is_markup, struct err *err);
/* web/TEMPLATE, filled with the values so far, without its last line end. */
MUST_CHECK int page_add_filled(struct page_values *v, const char *name,
			       const char *template, struct err *err);

/* "3 December 2026" */
void page_day(int64_t t_s, char out[32]);

#endif
