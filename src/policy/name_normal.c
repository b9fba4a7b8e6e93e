/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* One name of any type to its normal form, and back to the question. */

#include "name_forms.h"

#include <string.h>

struct bytes
name_bytes(const struct name *name)
{
	return (struct bytes){ name->v, name->n };
}

bool
name_equal(const struct name *a, const struct name *b)
{
	return a->type == b->type && bytes_equal(name_bytes(a), name_bytes(b));
}

static struct dns_form
form_of(const struct names_rules *rules, bool wildcard, bool typed)
{
	return (struct dns_form){ .wildcard = wildcard,
				  .underscore = rules->underscore,
				  .typed = typed,
				  .idn = rules->idn };
}

static void
name_set_text(enum name_type type, const struct name_text *text,
	      struct name *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->type = type;
	ret->n = text->n;
	memcpy(ret->v, text->v, text->n);
}

static int
refuse_type(const struct raw_name *raw, struct refusal *r)
{
	CLEANUP(buf_free) struct buf type = { 0 };

	general_name_show(raw, &type);
	if (type.broken)
		return refuse_no_memory(r);
	return refuse(r, "name-type",
		      "names of the type %s are not issued; DNS names, "
		      "addresses, e-mail addresses and URIs are",
		      buf_text(&type));
}

int
name_normalise(const struct raw_name *raw, const struct names_rules *rules,
	       struct name *ret, struct name_changes *changes,
	       struct refusal *r)
{
	bool typed = (raw->tag & RAW_NAME_TYPED) != 0;
	unsigned tag = raw->tag & ~(unsigned)RAW_NAME_TYPED;
	struct dns_form form = form_of(rules, tag == NAME_DNS, typed);
	struct name_text text = { 0 };
	int rc = 0;

	if (tag == NAME_IP)
		return ip_normalise(raw->value, ret, changes, r);
	if (tag == NAME_DNS)
		rc = dns_normalise(raw->value, &form, &text, changes, r);
	else if (tag == NAME_EMAIL)
		rc = email_normalise(raw->value, &form, &text, changes, r);
	else if (tag == NAME_URI)
		rc = uri_normalise(raw->value, &form, &text, changes, r);
	else
		rc = refuse_type(raw, r);
	if (rc == 0)
		name_set_text((enum name_type)tag, &text, ret);
	return rc;
}

static int
uri_check_plain(struct bytes uri, const struct dns_form *form,
		struct refusal *r)
{
	struct uri_parts parts = { 0 };

	if (uri_split(uri, &parts, r) < 0)
		return -1;
	return dns_syntax_check(parts.host, form, r);
}

static int
email_check_plain(struct bytes email, const struct dns_form *form,
		  struct refusal *r)
{
	struct bytes local = { 0 }, domain = { 0 };

	if (email_split(email, &local, &domain, r) < 0)
		return -1;
	return dns_syntax_check(domain, form, r);
}

int
name_check_plain(const struct name *name, const struct names_rules *rules,
		 struct refusal *r)
{
	struct dns_form form = form_of(rules, name->type == NAME_DNS, false);
	struct name_changes changes = { 0 };
	struct name copy;

	if (name->n > LIMIT_NAME_BYTES)
		return refuse(r, "name-malformed", "it is too long");
	if (name->type != NAME_IP && name->v[name->n] != '\0')
		return refuse(r, "name-malformed", "its end is not marked");
	switch (name->type) {
	case NAME_DNS:
		return dns_syntax_check(name_bytes(name), &form, r);
	case NAME_EMAIL:
		return email_check_plain(name_bytes(name), &form, r);
	case NAME_URI:
		return uri_check_plain(name_bytes(name), &form, r);
	case NAME_IP:
		if (ip_normalise(name_bytes(name), &copy, &changes, r) < 0)
			return -1;
		if (changes.mapped)
			return refuse(r, "address-malformed",
				      "it is an IPv4 address inside an IPv6 "
				      "one");
		return 0;
	}
	return refuse(r, "name-type", "it is of no type that is issued");
}

bool
name_is_normal(const struct name *name, const struct names_rules *rules,
	       struct err *why)
{
	struct refusal r = { 0 };
	int rc = name_check_plain(name, rules, &r);

	if (rc == 0 && name->type != NAME_IP)
		rc = idn_check_alabels(name_host(name), rules->idn, &r);
	if (rc == 0)
		return true;
	if (why && r.no_memory)
		(void)!err_nomem(why);
	else if (why)
		(void)!err_set(why, ERR_MALFORMED,
			       "a name is not in normal "
			       "form: %s",
			       r.text);
	return false;
}

struct bytes
name_host(const struct name *name)
{
	struct bytes local = { 0 }, host = { 0 };
	struct uri_parts parts = { 0 };
	struct refusal r;

	switch (name->type) {
	case NAME_DNS:
		return name_bytes(name);
	case NAME_EMAIL:
		if (email_split(name_bytes(name), &local, &host, &r) < 0)
			break;
		return host;
	case NAME_URI:
		if (uri_split(name_bytes(name), &parts, &r) < 0)
			break;
		return parts.host;
	case NAME_IP:
		break;
	}
	return (struct bytes){ NULL, 0 };
}
