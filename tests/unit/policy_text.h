/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Policies and names as one line of text, for tests and vectors. */
#ifndef TESTS_POLICY_TEXT_H
#define TESTS_POLICY_TEXT_H

#include "sanca/policy.h"
#include "sanca/text.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define UNUSED __attribute__((unused))

/* A request read from text, and where its octets lie. */
struct request_text {
	struct raw_names raw;
	struct raw_cn cn;
	size_t used;
	uint8_t space[65536];
};

struct policy_text {
	struct policy policy;
	struct policy_rule rules[64];
};

static UNUSED struct bytes
text_trim(const char *p, size_t n)
{
	while (n > 0 && *p == ' ') {
		p++;
		n--;
	}
	while (n > 0 && p[n - 1] == ' ')
		n--;
	return (struct bytes){ (const uint8_t *)p, n };
}

static UNUSED int
policy_set(struct policy_text *t, struct bytes key, struct bytes value,
	   struct err *err)
{
	struct policy *p = &t->policy;
	char text[64] = "";

	for (enum rule_kind k = 0; k < RULE_COUNT; k++) {
		if (!bytes_is_text(key, rule_key(k)))
			continue;
		if (p->rule_count == ARRAY_SIZE(t->rules))
			return err_set(err, ERR_CONFIG, "too many rules");
		p->rule_count++;
		return policy_rule_parse(k, value, (unsigned)p->rule_count,
					 &t->rules[p->rule_count - 1], err);
	}
	if (value.n < sizeof(text))
		memcpy(text, value.p, value.n);
	if (bytes_is_text(key, "max-names"))
		p->max_names = (unsigned)atoi(text);
	else if (bytes_is_text(key, "underscore"))
		p->names.underscore = strcmp(text, "yes") == 0;
	else if (bytes_is_text(key, "special-addresses"))
		p->allow_loopback_addresses = strcmp(text, "yes") == 0;
	else if (bytes_is_text(key, "short-names"))
		p->short_names = text[0] == 'n'	  ? SHORT_NONE
				 : text[0] == 'l' ? SHORT_LISTED
						  : SHORT_ONLY_WITH_DOMAIN;
	else if (bytes_is_text(key, "common-name"))
		p->names.common_name = text[0] == 'p'	? CN_PROMOTE
				       : text[0] == 'a' ? CN_APPEND
							: CN_REFUSE;
	else if (bytes_is_text(key, "idn"))
		p->names.idn = text[0] == 'r'	? IDN_REFUSE
			       : text[0] == 's' ? IDN_SINGLE_SCRIPT
						: IDN_ANY;
	else
		return err_set(err, ERR_CONFIG, "unknown key");
	return 0;
}

/* "allow-domain = contoso.com; max-names = 3": line numbers of the rules are
 * their places. */
static UNUSED int
policy_read(const char *text, struct policy_text *ret, struct err *err)
{
	policy_init(&ret->policy, "test");
	ret->policy.rules = ret->rules;
	while (*text) {
		size_t n = strcspn(text, ";");
		const char *equal = memchr(text, '=', n);
		struct bytes key, value;

		if (equal) {
			key = text_trim(text, (size_t)(equal - text));
			value = text_trim(equal + 1,
					  n - (size_t)(equal - text) - 1);
			if (policy_set(ret, key, value, err) < 0)
				return -1;
		}
		text += n + (text[n] == ';');
	}
	return 0;
}

/* \xNN to the octet it means. */
static UNUSED struct bytes
text_unescape(struct request_text *t, const char *p, size_t n)
{
	struct bytes out = { t->space + t->used, 0 };

	for (size_t i = 0; i < n && t->used < sizeof(t->space); i++) {
		uint8_t c = (uint8_t)p[i];

		if (c == '\\' && i + 3 < n && p[i + 1] == 'x' &&
		    hex_decode((struct bytes){ (const uint8_t *)p + i + 2, 2 },
			       &c, 1) == 1)
			i += 3;
		t->space[t->used++] = c;
		out.n++;
	}
	return out;
}

static UNUSED struct raw_name
raw_of(struct request_text *t, const char *word, size_t n)
{
	static const struct {
		const char *prefix;
		uint8_t tag;
	} kinds[] = {
		{ "other:", 0 }, { "email:", 1 },
		{ "dns:", 2 },	 { "x400:", 3 },
		{ "dir:", 4 },	 { "edi:", 5 },
		{ "uri:", 6 },	 { "ip:", 7 },
		{ "rid:", 8 },	 { "typed:", RAW_NAME_TYPED | NAME_DNS },
	};
	struct raw_name raw = { NAME_DNS, { 0 } };
	char text[80] = "";

	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		size_t k = strlen(kinds[i].prefix);

		if (n < k || memcmp(word, kinds[i].prefix, k) != 0)
			continue;
		raw.tag = kinds[i].tag;
		word += k;
		n -= k;
		break;
	}
	if (raw.tag == NAME_IP && n < sizeof(text)) {
		uint8_t *v = t->space + t->used;
		size_t bytes;

		memcpy(text, word, n);
		bytes = strchr(text, ':') ? 16 : 4;
		if (t->used + 16 <= sizeof(t->space) &&
		    inet_pton(bytes == 4 ? AF_INET : AF_INET6, text, v) == 1) {
			t->used += bytes;
			raw.value = (struct bytes){ v, bytes };
			return raw;
		}
	}
	raw.value = text_unescape(t, word, n);
	return raw;
}

/* As csr_parse() has it: the text only of a single one. */
static UNUSED void
cn_add(struct request_text *t, const char *p, size_t n)
{
	struct bytes text = text_unescape(t, p, n);

	if (text.n == 0)
		return;
	t->cn.text = t->cn.count == 0 ? text : (struct bytes){ 0 };
	t->cn.count++;
}

/* "a.contoso.com ip:10.0.0.1 cn:x": separated by spaces, \xNN for octets;
 * "-" is no name at all. */
static UNUSED void
request_read(const char *text, struct request_text *ret)
{
	memset(ret, 0, sizeof(*ret));
	while (*text) {
		size_t n = strcspn(text, " ");

		if (n >= 3 && memcmp(text, "cn:", 3) == 0)
			cn_add(ret, text + 3, n - 3);
		else if (n > 0 && strncmp(text, "-", n) != 0 &&
			 ret->raw.count < LIMIT_NAMES)
			ret->raw.at[ret->raw.count++] = raw_of(ret, text, n);
		text += n + (text[n] == ' ');
	}
}

/* What became of a request. */
struct outcome {
	bool allowed;
	struct names names;
	struct notes notes;
	struct violations refused; /* by names_prepare() */
	struct policy_verdict verdict;
};

/* Under a CA with these constraints, or NULL. */
static UNUSED int
outcome_under(const struct constraints *constraints,
	      const struct policy *policy, const struct request_text *request,
	      struct outcome *ret, struct err *err)
{
	struct policy_request asked = {
		.requester = "tester",
		.door = DOOR_HTTP,
		.key_kind = KEY_EC_P256,
		.key_bits = 256,
		.names = &ret->names,
	};

	memset(ret, 0, sizeof(*ret));
	if (names_prepare(&request->raw, request->cn, &policy->names,
			  &ret->names, &ret->notes, &ret->refused, err) < 0)
		return -1;
	policy_check_prepared(policy, constraints, &asked, &ret->names,
			      &ret->notes, &ret->verdict);
	ret->allowed = ret->refused.count == 0 && ret->verdict.allowed;
	return 0;
}

static UNUSED int
outcome_of(const struct policy *policy, const struct request_text *request,
	   struct outcome *ret, struct err *err)
{
	return outcome_under(NULL, policy, request, ret, err);
}

static UNUSED bool
violations_hold(const struct violations *v, const char *id)
{
	for (size_t i = 0; i < v->count; i++) {
		if (strcmp(v->at[i].id, id) == 0)
			return true;
	}
	return false;
}

#endif
