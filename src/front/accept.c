/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads Accept and chooses among the forms of a certificate. */

#include "accept.h"

#include <string.h>
#include <strings.h>

static const struct {
	enum form form;
	const char *extension; /* NULL: an alias */
	const char *type;
} forms[] = {
#define FORM(name, extension, type) { FORM_##name, extension, type },
#define ALIAS(name, type) { FORM_##name, NULL, type },
#include "forms.def"
#undef FORM
#undef ALIAS
};

const char *
form_type(enum form form)
{
	return forms[form].type; /* forms stand before aliases */
}

const char *
form_extension(enum form form)
{
	return forms[form].extension;
}

bool
form_of_name(struct bytes *name, bool *ret_has, enum form *ret)
{
	const uint8_t *dot = memchr(name->p, '.', name->n);
	struct bytes ending;

	*ret_has = dot != NULL;
	if (!dot)
		return true;
	ending.p = dot;
	ending.n = name->n - (size_t)(dot - name->p);
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		if (forms[i].extension &&
		    bytes_is_text(ending, forms[i].extension)) {
			name->n -= ending.n;
			*ret = forms[i].form;
			return true;
		}
	}
	return false;
}

static struct bytes
trim(struct bytes v)
{
	while (v.n > 0 && (*v.p == ' ' || *v.p == '\t')) {
		v.p++;
		v.n--;
	}
	while (v.n > 0 && (v.p[v.n - 1] == ' ' || v.p[v.n - 1] == '\t'))
		v.n--;
	return v;
}

/* Cuts the part before a separator off. */
static struct bytes
next_part(struct bytes *rest, char separator)
{
	const uint8_t *at = memchr(rest->p, separator, rest->n);
	struct bytes part = *rest;

	if (at) {
		part.n = (size_t)(at - rest->p);
		rest->p = at + 1;
		rest->n -= part.n + 1;
	} else {
		rest->p += rest->n;
		rest->n = 0;
	}
	return trim(part);
}

/* Thousandths; a malformed weight counts as none. RFC 9110 12.4.2. */
static int
read_weight(struct bytes v)
{
	int q = 0, unit = 1000;

	if (v.n == 0 || v.n > 5 || (v.p[0] != '0' && v.p[0] != '1'))
		return 0;
	q = (v.p[0] - '0') * 1000;
	if (v.n > 1 && v.p[1] != '.')
		return 0;
	for (size_t i = 2; i < v.n; i++) {
		if (v.p[i] < '0' || v.p[i] > '9')
			return 0;
		unit /= 10;
		q += (v.p[i] - '0') * unit;
	}
	return q > 1000 ? 0 : q;
}

/* How well a range fits a type: 3 the type, 2 its family, 1 anything, 0. */
static int
range_fits(struct bytes range, const char *type)
{
	const char *slash = strchr(type, '/');
	size_t family = (size_t)(slash - type) + 1;

	if (range.n == strlen(type) &&
	    strncasecmp((const char *)range.p, type, range.n) == 0)
		return 3;
	if (range.n == family + 1 && range.p[family] == '*' &&
	    strncasecmp((const char *)range.p, type, family) == 0)
		return 2;
	return bytes_is_text(range, "*/*") ? 1 : 0;
}

/* The weight of one type: that of the range that fits best, and how well. */
static int
type_weight(struct bytes accept, const char *type, int *ret_fits)
{
	int best = 0, weight = 0;

	while (accept.n > 0) {
		struct bytes part = next_part(&accept, ',');
		struct bytes range = next_part(&part, ';');
		int fits = range_fits(range, type), q = 1000;

		while (part.n > 0) {
			struct bytes p = next_part(&part, ';');

			if (p.n >= 2 && (p.p[0] | 32) == 'q' && p.p[1] == '=')
				q = read_weight(
					(struct bytes){ p.p + 2, p.n - 2 });
		}
		if (fits > best) {
			best = fits;
			weight = q;
		}
	}
	*ret_fits = best;
	return weight;
}

/* The form that is wanted most, and how much; 0: none. */
static int
best_form(struct bytes accept, enum form *ret)
{
	int best = 0, fits = 0;

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		int weight = type_weight(accept, forms[i].type, &fits);

		if (weight > best) {
			best = weight;
			*ret = forms[i].form;
		}
	}
	return best;
}

int
accept_choose(struct bytes accept, enum form *ret, struct err *err)
{
	*ret = FORM_PEM;
	if (trim(accept).n == 0)
		return 0;
	if (best_form(accept, ret) == 0)
		return err_set(err, ERR_NOT_ACCEPTABLE,
			       "there are application/pem-certificate-chain, "
			       "application/pkix-cert, "
			       "application/x-pkcs7-certificates and "
			       "application/json");
	return 0;
}

bool
accept_prefers_page(struct bytes accept, struct bytes user_agent)
{
	enum form form = FORM_PEM;
	int fits = 0, xhtml = 0, html = type_weight(accept, "text/html", &fits);
	int best = best_form(accept, &form);

	if (fits < 3 || html == 0 ||
	    bytes_find(user_agent, bytes_of_text("Java/")) == 0)
		return false;
	(void)type_weight(accept, "application/xhtml+xml", &xhtml);
	return html > best || (html == best && xhtml == 3);
}
