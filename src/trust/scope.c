/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a root can vouch for, in plain words. */
#include "sanca/trust.h"

#include <string.h>

/* The forms of names that constraints tell apart. Networks of either length
 * limit all addresses (RFC 5280 4.2.1.10 constrains by the form of the name),
 * but hold for addresses of their own. */
static const struct form {
	enum name_type type;
	size_t n; /* of a network; 0: any */
	const char *any;
} forms[] = {
	{ NAME_DNS, 0, "any host name" },
	{ NAME_IP, 8, "any IPv4 address" },
	{ NAME_IP, 32, "any IPv6 address" },
	{ NAME_EMAIL, 0, "any e-mail address" },
	{ NAME_URI, 0, "any URI" },
};

/* One thing to be told: all of a form, or what one constraint holds. */
struct item {
	const struct form *form;
	const struct constraint *constraint; /* NULL: all */
};

struct items {
	size_t count;
	struct item at[ARRAY_SIZE(forms) +
		       ARRAY_SIZE(((struct constraints *)0)->at)];
};

static bool
is_of(const struct constraint *c, const struct form *f)
{
	return c->type == f->type && (f->n == 0 || c->n == f->n);
}

static void
item_add(struct items *items, const struct form *form,
	 const struct constraint *constraint)
{
	items->at[items->count++] = (struct item){ form, constraint };
}

enum extent { NOTHING, LISTED, ALL };

static enum extent
extent_of(const struct constraints *all, const struct form *form)
{
	bool limited = false, listed = false, total = false;

	for (size_t i = 0; i < all->count; i++) {
		const struct constraint *c = &all->at[i];

		if (c->excluded && is_of(c, form) && constraint_is_total(c))
			return NOTHING;
		if (c->excluded || c->type != form->type)
			continue;
		limited = true;
		listed = listed ||
			 (is_of(c, form) && !constraint_is_nothing(all, c));
		total = total || (is_of(c, form) && constraint_is_total(c));
	}
	if (!limited || total)
		return ALL;
	return listed ? LISTED : NOTHING;
}

static void
form_read(const struct constraints *all, const struct form *form,
	  struct items *permitted, struct items *excluded)
{
	enum extent extent = extent_of(all, form);

	if (extent == ALL)
		item_add(permitted, form, NULL);
	for (size_t i = 0; i < all->count && extent != NOTHING; i++) {
		const struct constraint *c = &all->at[i];

		if (!is_of(c, form))
			continue;
		if (c->excluded)
			item_add(excluded, form, c);
		else if (extent == LISTED)
			item_add(permitted, form, c);
	}
}

static void
host_show(const struct constraint *c, const char *below, const char *at,
	  struct buf *out)
{
	struct constraint bare = *c;

	/* constraint_show() has words of its own for other forms. */
	bare.type = NAME_DNS;
	if (c->n > 0 && c->v[0] == '.') {
		memmove(bare.v, bare.v + 1, --bare.n);
		buf_append_text(out, below);
	} else {
		buf_append_text(out, at);
	}
	constraint_show(&bare, out);
}

static bool
is_mailbox(const struct constraint *c)
{
	return memchr(c->v, '@', c->n) != NULL;
}

static void
address_show(const struct constraint *c, struct buf *out)
{
	struct name name = { .type = NAME_IP, .n = c->n / 2 };

	if ((size_t)constraint_prefix(c) != 8 * name.n) {
		buf_append_text(out, "addresses in ");
		constraint_show(c, out);
		return;
	}
	memcpy(name.v, c->v, name.n);
	buf_append_text(out, "the address ");
	name_show(&name, out);
}

static void
item_show(const struct item *item, struct buf *out)
{
	const struct constraint *c = item->constraint;

	if (!c || constraint_is_total(c)) {
		buf_append_text(out, item->form->any);
		return;
	}
	switch (c->type) {
	case NAME_DNS:
		host_show(c, "every name below ", "", out);
		if (c->v[0] != '.')
			buf_append_text(out, " and every name below it");
		break;
	case NAME_IP:
		address_show(c, out);
		break;
	case NAME_EMAIL:
		host_show(c, "e-mail addresses at hosts below ",
			  is_mailbox(c) ? "the e-mail address "
					: "e-mail addresses at ",
			  out);
		break;
	case NAME_URI:
		host_show(c, "URIs of hosts below ", "URIs of ", out);
		break;
	}
}

static void
items_show(const struct items *items, struct buf *out)
{
	for (size_t i = 0; i < items->count; i++) {
		if (i > 0)
			buf_append_text(out, i + 1 == items->count ? ", and "
								   : ", ");
		buf_append_text(out, "for ");
		item_show(&items->at[i], out);
	}
}

void
trust_scope_show(const struct trust_root *root, struct buf *out)
{
	const struct constraints *all = &root->certificate.constraints;
	struct items permitted = { 0 }, excluded = { 0 };

	if (!all->present) {
		buf_append_text(out, "Nothing in it limits it: whoever holds "
				     "its key could vouch for any site.");
		return;
	}
	if (all->unusable) {
		buf_append_text(out, "It has limits of a form that is not "
				     "understood here: take it as if whoever "
				     "holds its key could vouch for any "
				     "site.");
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
		form_read(all, &forms[i], &permitted, &excluded);
	buf_append_text(out, "It can vouch ");
	if (permitted.count == 0)
		buf_append_text(out, "for no name of any kind");
	items_show(&permitted, out);
	if (permitted.count > 0)
		buf_append_text(out, " - and for nothing else");
	buf_append_text(out, ".");
	if (excluded.count > 0) {
		buf_append_text(out, " Of these it cannot vouch ");
		items_show(&excluded, out);
		buf_append_text(out, ".");
	}
	if (extent_of(all, &forms[0]) == ALL && excluded.count == 0)
		buf_append_text(out, " Its limits are not about host names: "
				     "whoever holds its key could vouch for "
				     "any site.");
}
