/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Writes the steps of each product, in the order that the names suggest. */

#include "certificate_products.h"

#include "page.h"

#include <string.h>

enum kind { KIND_MAIL, KIND_WEB, KIND_ANY, KIND_COUNT };

static const struct product {
	const char *anchor, *title, *template;
	enum kind kind;
} products[] = {
#define PRODUCT(anchor, title, template, kind)                                 \
	{ anchor, title, template, KIND_##kind },
#include "products.def"
#undef PRODUCT
};

/* By what mail servers are usually called. */
static bool
is_mail(const struct names *names)
{
	static const char *const labels[] = {
		"autodiscover", "exchange", "imap", "mail", "mx",
		"owa",		"pop",	    "pop3", "smtp", "webmail"
	};

	for (size_t i = 0; i < names->count; i++) {
		const struct name *name = &names->at[i];
		const uint8_t *dot = memchr(name->v, '.', name->n);
		struct bytes first = { name->v, name->n };

		if (name->type != NAME_DNS)
			continue;
		if (dot)
			first.n = (size_t)(dot - name->v);
		for (size_t k = 0; k < ARRAY_SIZE(labels); k++)
			if (bytes_is_text(first, labels[k]))
				return true;
	}
	return false;
}

static int
product_write(const struct product *p, const struct page_values *v,
	      struct buf *out, struct err *err)
{
	buf_printf(out,
		   "<details id=\"%s\"><summary><h3>%s</h3></summary>\n"
		   "<div class=\"steps\">\n",
		   p->anchor, p->title);
	if (page_fill(p->template, v->at, v->count, out, err) < 0)
		return -1;
	buf_append_text(out, "</div>\n</details>\n");
	return buf_check(out, err);
}

int
products_write(const struct names *names, const struct page_values *v,
	       struct buf *out, struct err *err)
{
	static const enum kind orders[][KIND_COUNT] = {
		{ KIND_WEB, KIND_MAIL, KIND_ANY },
		{ KIND_MAIL, KIND_WEB, KIND_ANY },
	};
	const enum kind *order = orders[is_mail(names)];

	for (size_t k = 0; k < KIND_COUNT; k++)
		for (size_t i = 0; i < ARRAY_SIZE(products); i++)
			if (products[i].kind == order[k] &&
			    product_write(&products[i], v, out, err) < 0)
				return -1;
	return 0;
}
