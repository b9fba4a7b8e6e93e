/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Judges the head of a request as the library gives it (RFC 9110, 9112). */

#include "guard.h"

#include "ocsp_path.h"

#include <string.h>
#include <strings.h>

static const struct {
	enum err_code code;
	const char *text;
} faults[] = {
	[GUARD_OK] = { ERR_NONE, "" },
#define FAULT(name, err, text) [GUARD_##name] = { ERR_##err, text },
#include "guard_faults.def"
#undef FAULT
};

enum err_code
guard_fault_code(enum guard_fault fault)
{
	return fault < GUARD_COUNT ? faults[fault].code : ERR_INTERNAL;
}

const char *
guard_fault_text(enum guard_fault fault)
{
	return fault < GUARD_COUNT ? faults[fault].text : "";
}

static bool
field_is(const struct guard_field *f, const char *name)
{
	return f->name.n == strlen(name) &&
	       strncasecmp((const char *)f->name.p, name, f->name.n) == 0;
}

struct bytes
guard_field_get(const struct guard_head *head, const char *name)
{
	for (size_t i = 0; i < head->count; i++)
		if (field_is(&head->at[i], name))
			return head->at[i].value;
	return (struct bytes){ 0 };
}

static bool
value_is(struct bytes v, const char *word)
{
	return v.n == strlen(word) &&
	       strncasecmp((const char *)v.p, word, v.n) == 0;
}

/* Fields that decide about framing, routing or rights: one of each. */
static const char *const single[] = {
	"Host",
	"Content-Length",
	"Transfer-Encoding",
	"Authorization",
	"Content-Type",
	"Content-Encoding",
	"Idempotency-Key",
	"Expect",
	"Cookie",
	"Origin",
	"Sec-Fetch-Site",
};

static enum guard_fault
check_fields(const struct guard_head *head)
{
	for (size_t i = 0; i < head->count; i++) {
		const struct guard_field *f = &head->at[i];

		if (f->name.n == 0)
			return GUARD_FIELD_NAME;
		for (size_t k = 0; k < f->name.n; k++)
			if (!guard_is_tchar(f->name.p[k]))
				return GUARD_FIELD_NAME;
		for (size_t k = 0; k < f->value.n; k++) {
			uint8_t c = f->value.p[k];

			if ((c < 0x20 && c != '\t') || c == 0x7f)
				return GUARD_CONTROL;
		}
	}
	for (size_t s = 0; s < ARRAY_SIZE(single); s++) {
		size_t seen = 0;

		for (size_t i = 0; i < head->count; i++)
			if (field_is(&head->at[i], single[s]) && ++seen > 1)
				return GUARD_DUPLICATE;
	}
	return GUARD_OK;
}

static enum guard_fault
check_framing(const struct guard_head *head)
{
	struct bytes length = guard_field_get(head, "Content-Length");
	struct bytes coding = guard_field_get(head, "Transfer-Encoding");
	struct bytes content = guard_field_get(head, "Content-Encoding");
	struct bytes expect = guard_field_get(head, "Expect");

	if (length.p && coding.p)
		return GUARD_LENGTH_AND_CODING;
	if (coding.p && head->http10)
		return GUARD_CODING_VERSION;
	if (coding.p && !value_is(coding, "chunked"))
		return GUARD_CODING;
	if (length.p && (length.n == 0 || length.n > 18))
		return GUARD_LENGTH_SYNTAX;
	for (size_t i = 0; i < length.n; i++)
		if (length.p[i] < '0' || length.p[i] > '9')
			return GUARD_LENGTH_SYNTAX;
	if (content.p && !value_is(content, "identity"))
		return GUARD_CONTENT_CODING;
	if (expect.p && !value_is(expect, "100-continue"))
		return GUARD_EXPECT;
	return GUARD_OK;
}

static enum guard_fault
check_host(const struct guard_head *head)
{
	struct bytes host = guard_field_get(head, "Host");

	if (!host.p)
		return head->http10 ? GUARD_OK : GUARD_HOST_NONE;
	if (host.n > LIMIT_NAME_BYTES + 8)
		return GUARD_HOST_SYNTAX;
	for (size_t i = 0; i < host.n; i++) {
		uint8_t c = host.p[i];

		if (c <= 0x20 || c >= 0x7f || strchr("/\\@,;?#%\"<>", c))
			return GUARD_HOST_SYNTAX;
	}
	return GUARD_OK;
}

static bool
is_path_octet(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("/_.~-", c));
}

static bool
is_hex(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

/* No empty segment but the last, none that is "." or "..". */
static enum guard_fault
check_path(struct bytes path)
{
	size_t start = 1;

	if (path.n == 0 || path.p[0] != '/')
		return GUARD_TARGET_FORM;
	for (size_t i = 0; i < path.n; i++)
		if (!is_path_octet(path.p[i]))
			return GUARD_PATH;
	for (size_t i = 1; i <= path.n; i++) {
		size_t n = i - start;

		if (i < path.n && path.p[i] != '/')
			continue;
		if (n == 0 && i < path.n)
			return GUARD_PATH;
		if ((n == 1 || n == 2) && memcmp(path.p + start, "..", n) == 0)
			return GUARD_PATH;
		start = i + 1;
	}
	return GUARD_OK;
}

/* Printable ASCII only: no %00, %0d, %80. */
static bool
is_plain_escape(const uint8_t *p)
{
	return p[0] >= '2' && p[0] <= '7' &&
	       !(p[0] == '7' && (p[1] | 32) == 'f');
}

/* What a box of a form has besides: line ends, tabs, UTF-8. */
static bool
is_typed_escape(const uint8_t *p)
{
	return is_plain_escape(p) || p[0] > '7' ||
	       (p[0] == '0' &&
		(p[1] == '9' || (p[1] | 32) == 'a' || (p[1] | 32) == 'd'));
}

static enum guard_fault
check_query(struct bytes query, bool is_typed)
{
	for (size_t i = 0; i < query.n; i++) {
		uint8_t c = query.p[i];

		if (c == '%') {
			const uint8_t *p = query.p + i + 1;

			if (i + 2 >= query.n || !is_hex(p[0]) ||
			    !is_hex(p[1]) ||
			    !(is_typed ? is_typed_escape(p)
				       : is_plain_escape(p)))
				return GUARD_QUERY;
			i += 2;
		} else if (!is_path_octet(c) && !strchr("=&:@*,+", c)) {
			return GUARD_QUERY;
		}
	}
	return GUARD_OK;
}

/* What stands before the request in the address of an OCSP GET: "/i/", an
 * issuer's id, "/ocsp/". 0: this is no such path. */
static size_t
ocsp_prefix(struct bytes path)
{
	static const char front[] = "/i/", back[] = "/ocsp/";
	size_t id = sizeof(front) - 1, end = id + GUARD_ISSUER_ID;

	if (path.n < end + sizeof(back) - 1 ||
	    memcmp(path.p, front, sizeof(front) - 1) != 0 ||
	    memcmp(path.p + end, back, sizeof(back) - 1) != 0)
		return 0;
	for (size_t i = id; i < end; i++)
		if (!is_hex(path.p[i]))
			return 0;
	return end + sizeof(back) - 1;
}

/* RFC 6960 A.1: base64, of which any character may be escaped. With '/' in that
 * alphabet, empty segments are a matter of course. */
static enum guard_fault
check_ocsp_path(struct bytes text)
{
	struct ocsp_path_reader reader = { .rest = text };
	int c = 0;

	while ((c = ocsp_path_next(&reader)) >= 0)
		;
	return c == OCSP_PATH_END ? GUARD_OK : GUARD_OCSP_PATH;
}

static enum guard_fault
check_any_path(struct bytes path)
{
	size_t n = ocsp_prefix(path);

	if (n == 0)
		return check_path(path);
	return check_ocsp_path((struct bytes){ path.p + n, path.n - n });
}

static bool
is_typed_path(struct bytes path)
{
	static const char console[] = GUARD_CONSOLE_PATH "/";
	size_t n = sizeof(console) - 1;

	return bytes_is_text(path, GUARD_TYPED_PATH) ||
	       (path.n > n && memcmp(path.p, console, n) == 0);
}

static enum guard_fault
check_target(struct guard_head *head)
{
	struct bytes target = head->target;
	const uint8_t *mark = NULL;
	enum guard_fault fault = GUARD_OK;

	if (target.n > LIMIT_TARGET_BYTES)
		return GUARD_TARGET_LONG;
	if (target.n == 0 || target.p[0] != '/')
		return GUARD_TARGET_FORM;
	mark = memchr(target.p, '?', target.n);
	head->path = target;
	head->query = (struct bytes){ 0 };
	if (mark) {
		head->path.n = (size_t)(mark - target.p);
		head->query.p = mark + 1;
		head->query.n = target.n - head->path.n - 1;
	}
	fault = check_any_path(head->path);
	return fault ? fault
		     : check_query(head->query,
				   is_typed_path(head->path));
}

static enum guard_fault
check_method(const char *method)
{
	size_t n = strlen(method);

	if (n == 0)
		return GUARD_METHOD_SYNTAX;
	if (n > 32)
		return GUARD_METHOD_LONG;
	for (size_t i = 0; i < n; i++)
		if (!guard_is_tchar((uint8_t)method[i]))
			return GUARD_METHOD_SYNTAX;
	return GUARD_OK;
}

enum guard_fault
guard_check(struct guard_head *head)
{
	struct bytes type;
	enum guard_fault fault = GUARD_OK;

	if (head->overflow)
		return GUARD_FIELDS_MANY;
	fault = check_method(head->method);
	if (!fault)
		fault = check_fields(head);
	if (!fault)
		fault = check_framing(head);
	if (!fault)
		fault = check_host(head);
	if (!fault)
		fault = check_target(head);
	if (fault)
		return fault;
	type = guard_field_get(head, "Content-Type");
	if (type.n >= 10 &&
	    strncasecmp((const char *)type.p, "multipart/", 10) == 0)
		return GUARD_MULTIPART;
	return GUARD_OK;
}
