/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The root as policies of browsers that have a trust store of their own. */
#include "forms.h"

#include "sanca/text.h"

#include <string.h>

int
trust_write_firefox(const struct trust_root *root, struct buf *out,
		    struct err *err)
{
	/* A path, for there is no room for the certificate itself: it is where
	 * Debian's update-ca-certificates looks, and where install.sh puts it. */
	buf_printf(out,
		   "{\n"
		   "  \"policies\": {\n"
		   "    \"Certificates\": {\n"
		   "      \"Install\": [\n"
		   "        \"/usr/local/share/ca-certificates/%s.crt\"\n"
		   "      ]\n"
		   "    }\n"
		   "  }\n"
		   "}\n",
		   root->slug);
	return buf_check(out, err);
}

/* A permitted constraint as Chromium's policy spells it; false when it cannot:
 * then the policy must not limit names of this type at all, or it would refuse
 * what the certificate permits. */
static bool
permitted_write(const struct constraint *c, struct buf *out)
{
	struct name network = { .type = NAME_IP, .n = c->n / 2 };
	CLEANUP(buf_free) struct buf text = { 0 };
	size_t dot = c->n > 0 && c->v[0] == '.';

	if (constraint_is_total(c))
		return false;
	if (c->type == NAME_IP) {
		if (constraint_prefix(c) < 0)
			return false;
		memcpy(network.v, c->v, network.n);
		name_show(&network, &text);
		buf_printf(&text, "/%d", constraint_prefix(c));
	} else {
		/* What is below a name cannot be had without the name. */
		buf_append(&text, c->v + dot, c->n - dot);
	}
	text_json(buf_bytes(&text), out);
	return !text.broken;
}

/* "key": [ … ] of all that is permitted of one type; nothing when that does
 * not limit it, or cannot be said. */
static void
list_write(const struct constraints *all, enum name_type type, const char *key,
	   struct buf *out)
{
	CLEANUP(buf_free) struct buf list = { 0 };

	for (size_t i = 0; i < all->count; i++) {
		const struct constraint *c = &all->at[i];

		if (c->type != type || c->excluded)
			continue;
		buf_append_text(&list,
				list.n > 0 ? ",\n          " : "\n          ");
		if (!permitted_write(c, &list))
			return;
	}
	if (list.n == 0)
		return;
	buf_printf(out, "%s\n        \"%s\": [", out->n > 0 ? "," : "", key);
	buf_append_bytes(out, buf_bytes(&list));
	buf_append_text(out, "\n        ]");
}

int
trust_write_chromium(const struct trust_root *root, struct buf *out,
		     struct err *err)
{
	CLEANUP(buf_free) struct buf limits = { 0 };
	const struct constraints *all = &root->certificate.constraints;

	if (!all->unusable) {
		list_write(all, NAME_DNS, "permitted_dns_names", &limits);
		list_write(all, NAME_IP, "permitted_cidrs", &limits);
	}
	if (buf_check(&limits, err) < 0)
		return -1;
	if (limits.n == 0) {
		buf_append_text(out, "{\n  \"CACertificates\": [\n    \"");
		base64_encode(root->der, out);
		buf_append_text(out, "\"\n  ]\n}\n");
		return buf_check(out, err);
	}
	buf_append_text(out, "{\n  \"CACertificatesWithConstraints\": [\n"
			     "    {\n      \"certificate\": \"");
	base64_encode(root->der, out);
	buf_append_text(out, "\",\n      \"constraints\": {");
	buf_append_bytes(out, buf_bytes(&limits));
	buf_append_text(out, "\n      }\n    }\n  ]\n}\n");
	return buf_check(out, err);
}
