/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads the list rules of a policy to normal form. */

#include "policy_decide.h"

#include "sanca/text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

enum rule_form { FORM_DOMAIN, FORM_LABEL, FORM_NETWORK };

static const struct {
	const char *key;
	enum rule_form form;
} rules[RULE_COUNT] = {
#define RULE(kind, key, form, meaning) [RULE_##kind] = { key, FORM_##form },
#include "sanca/policy_rules.def"
#undef RULE
};

const char *
rule_key(enum rule_kind kind)
{
	return (unsigned)kind < RULE_COUNT ? rules[kind].key : "unknown";
}

static int
rule_error(enum rule_kind kind, struct bytes value, const char *why,
	   struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	text_show(value, 80, &shown);
	if (buf_check(&shown, err) < 0)
		return -1;
	return err_set(err, ERR_CONFIG, "%s = %s: %s", rule_key(kind),
		       buf_text(&shown), why);
}

/* What people write out of habit with other programs. */
static const char *
domain_advice(enum rule_kind kind, struct bytes value)
{
	if (bytes_is_text(value, "*"))
		return "there is no rule that allows everything; list the "
		       "domains";
	if (value.n > 1 && memcmp(value.p, "*.", 2) == 0)
		return kind == RULE_WILDCARD_DOMAIN
			       ? "write the domain without \"*.\""
			       : "write \"allow-below\" for the names below a "
				 "domain, \"wildcard-domain\" for wildcards";
	if (value.n > 0 && value.p[0] == '.')
		return "write the domain without the leading dot; "
		       "\"allow-below\" leaves out the domain itself";
	if (text_is_address(value))
		return "an address; write \"ip-range\" for addresses";
	return NULL;
}

static int
domain_parse(enum rule_kind kind, struct bytes value, struct policy_rule *ret,
	     struct err *err)
{
	/* What may be asked is for idn and underscore to say. */
	const struct dns_form form = { .underscore = true,
				       .typed = true,
				       .idn = IDN_ANY };
	const char *advice = domain_advice(kind, value);
	struct name_changes changes = { 0 };
	struct name_text text = { 0 };
	struct refusal r = { 0 };

	if (advice)
		return rule_error(kind, value, advice, err);
	if (dns_normalise(value, &form, &text, &changes, &r) < 0)
		return r.no_memory ? err_nomem(err)
				   : rule_error(kind, value, r.text, err);
	if (rules[kind].form == FORM_LABEL && memchr(text.v, '.', text.n))
		return rule_error(kind, value,
				  "a short name has no dot; write "
				  "\"allow-name\" for a whole name",
				  err);
	memcpy(ret->text, text.v, text.n + 1);
	return 0;
}

/* Clears the bits beyond the prefix; false when one was set. */
static bool
network_mask(uint8_t *v, size_t n, unsigned bits)
{
	bool clean = true;

	for (size_t i = 0; i < n; i++) {
		unsigned here = bits > i * 8 ? bits - (unsigned)i * 8 : 0;
		uint8_t mask = (uint8_t)(0xff00U >> (here < 8 ? here : 8));

		clean = clean && (v[i] & ~mask) == 0;
		v[i] &= mask;
	}
	return clean;
}

/* "a.b.c.d/n", "v6/n", or an address alone for itself. False when it is
 * none. */
static bool
network_read(struct bytes value, uint8_t v[16], size_t *ret_n,
	     unsigned *ret_bits)
{
	char copy[64];
	char *slash = NULL;
	uint64_t bits = 0;
	struct err err;
	size_t n = 0;

	if (value.n >= sizeof(copy) || (value.n && memchr(value.p, 0, value.n)))
		return false;
	memcpy(copy, value.p, value.n);
	copy[value.n] = '\0';
	slash = strchr(copy, '/');
	if (slash)
		*slash = '\0';
	n = strchr(copy, ':') ? 16 : 4;
	if (inet_pton(n == 4 ? AF_INET : AF_INET6, copy, v) != 1)
		return false;
	bits = n * 8;
	if (slash && text_u64(slash + 1, n * 8, &bits, &err) < 0)
		return false;
	*ret_n = n;
	*ret_bits = (unsigned)bits;
	return true;
}

static int
network_parse(enum rule_kind kind, struct bytes value, struct policy_rule *ret,
	      struct err *err)
{
	char shown[IP_SHOW_BYTES], why[IP_SHOW_BYTES + 80];
	unsigned bits = 0;
	size_t n = 0;
	uint8_t v[16] = { 0 };

	if (!network_read(value, v, &n, &bits))
		return rule_error(kind, value,
				  "not a network such as 10.0.0.0/8 or "
				  "2001:db8::/32",
				  err);
	if (ip_is_mapped(v, n) && bits >= 96)
		return rule_error(kind, value,
				  "IPv4 addresses are written as such, also "
				  "those asked for as ::ffff:a.b.c.d",
				  err);
	if (!network_mask(v, n, bits)) {
		ip_show(v, n, shown);
		snprintf(why, sizeof(why),
			 "bits are set beyond the first %u; was %s/%u meant?",
			 bits, shown, bits);
		return rule_error(kind, value, why, err);
	}
	ip_show(v, n, shown);
	snprintf(ret->text, sizeof(ret->text), "%s/%u", shown, bits);
	memcpy(ret->address, v, n);
	ret->address_bytes = (uint8_t)n;
	ret->prefix_bits = (uint8_t)bits;
	return 0;
}

int
policy_rule_parse(enum rule_kind kind, struct bytes value, unsigned line,
		  struct policy_rule *ret, struct err *err)
{
	struct policy_rule rule = { .kind = kind, .line = line };
	int rc = 0;

	if ((unsigned)kind >= RULE_COUNT)
		return err_set(err, ERR_CONFIG, "there is no such rule");
	if (rules[kind].form == FORM_NETWORK)
		rc = network_parse(kind, value, &rule, err);
	else
		rc = domain_parse(kind, value, &rule, err);
	if (rc == 0)
		*ret = rule;
	return rc;
}
