/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The trust page, as far as one configuration decides it. */
#ifndef SANCA_FRONT_TRUST_PAGES_H
#define SANCA_FRONT_TRUST_PAGES_H

#include "device.h"

#include "sanca/trust.h"

/* Markup, made once; only its order follows the visitor. */
struct trust_pages {
	struct buf top, end;
	struct buf platform[PLATFORM_COUNT]; /* behind its <details> */
};

/* sizes: of the files, one for each enum trust_form. probe: where devices reach
 * it; "": there is none. */
MUST_CHECK int trust_pages_make(const struct trust_root *root,
				const size_t *sizes, const char *probe,
				struct trust_pages *ret, struct err *err);
void trust_pages_free(struct trust_pages *pages);
/* The page with the steps of this device first, and open; appends markup. */
MUST_CHECK int trust_pages_join(const struct trust_pages *pages,
				const struct device *device, struct buf *out,
				struct err *err);

#endif
