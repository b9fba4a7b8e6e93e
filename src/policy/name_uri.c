/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* URIs: scheme://host[:port][/path][?query], and nothing cleverer. */

#include "name_forms.h"

#include <string.h>

static const char id[] = "uri-malformed";

static bool
is_in(uint8_t c, const char *set)
{
	return c && strchr(set, c);
}

static bool
is_lower_or_digit(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static int
scheme_check(struct bytes scheme, struct refusal *r)
{
	/* Schemes that run, hold or open something themselves. */
	static const char *const refused[] = {
		"about", "blob", "data", "file", "javascript", "vbscript",
	};

	if (scheme.n == 0 || scheme.p[0] < 'a' || scheme.p[0] > 'z')
		return refuse(r, id,
			      "its scheme must begin with a letter in lower "
			      "case");
	for (size_t i = 0; i < scheme.n; i++) {
		if (!is_lower_or_digit(scheme.p[i]) &&
		    !is_in(scheme.p[i], "+.-"))
			return refuse(r, id,
				      "its scheme must be in lower case "
				      "(RFC 3986 3.1)");
	}
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		if (bytes_is_text(scheme, refused[i]))
			return refuse(r, id, "the scheme %s is not taken",
				      refused[i]);
	}
	return 0;
}

/* Percent-encoding would give one URI many spellings, quotes and the like
 * would leave printed lists of names. */
static int
octets_check(struct bytes in, struct refusal *r)
{
	for (size_t i = 0; i < in.n; i++) {
		uint8_t c = in.p[i];

		if (is_lower_or_digit(c) || (c >= 'A' && c <= 'Z') ||
		    is_in(c, "-._~:/?=&+"))
			continue;
		if (c == '@')
			return refuse(r, id, "it may hold no user (\"@\")");
		if (c == '%')
			return refuse(r, id, "percent-encoding is not taken");
		if (c == '[' || c == ']')
			return refuse(
				r, id,
				"its host must be a name, not an address");
		return refuse_octet(r, id, c, i, "a URI");
	}
	return 0;
}

static int
port_check(struct bytes port, struct refusal *r)
{
	unsigned value = 0;

	if (port.n == 0 || port.n > 5 || port.p[0] == '0')
		return refuse(r, id, "its port is not one of 1 to 65535");
	for (size_t i = 0; i < port.n; i++) {
		if (port.p[i] < '0' || port.p[i] > '9')
			return refuse(r, id, "its port is not a number");
		value = value * 10 + (port.p[i] - '0');
	}
	if (value > 65535)
		return refuse(r, id, "its port is not one of 1 to 65535");
	return 0;
}

/* No empty, "." or ".." segment (RFC 3986 5.2.4). */
static int
path_check(struct bytes path, struct refusal *r)
{
	size_t start = 1;

	if (path.n > 0 && path.p[0] != '/')
		return refuse(r, id, "a \"/\" is missing after its host");
	for (size_t i = 1; i <= path.n; i++) {
		struct bytes segment = { path.p + start, i - start };

		if (i < path.n && path.p[i] != '/')
			continue;
		if (segment.n == 0 && i < path.n)
			return refuse(r, id, "its path holds \"//\"");
		if (bytes_is_text(segment, ".") || bytes_is_text(segment, ".."))
			return refuse(r, id, "its path holds \".\" or \"..\"");
		start = i + 1;
	}
	return 0;
}

static size_t
span_until(struct bytes in, const char *stop)
{
	size_t n = 0;

	while (n < in.n && !is_in(in.p[n], stop))
		n++;
	return n;
}

static int
after_check(struct bytes after, struct refusal *r)
{
	struct bytes rest = after;
	size_t n = 0;

	if (rest.n > 0 && rest.p[0] == ':') {
		n = span_until(rest, "/?");
		if (port_check((struct bytes){ rest.p + 1, n - 1 }, r) < 0)
			return -1;
		rest = (struct bytes){ rest.p + n, rest.n - n };
	}
	n = span_until(rest, "?");
	return path_check((struct bytes){ rest.p, n }, r);
}

int
uri_split(struct bytes in, struct uri_parts *ret, struct refusal *r)
{
	ptrdiff_t colon = bytes_find(in, bytes_of_text("://"));
	struct uri_parts parts;
	struct bytes rest;

	if (in.n > LIMIT_NAME_BYTES)
		return refuse(r, id, "it has %zu octets; at most %d are taken",
			      in.n, LIMIT_NAME_BYTES);
	if (octets_check(in, r) < 0)
		return -1;
	if (colon < 0)
		return refuse(r, id,
			      "only URIs of the form scheme://host are taken");
	if (scheme_check((struct bytes){ in.p, (size_t)colon }, r) < 0)
		return -1;
	parts.before = (struct bytes){ in.p, (size_t)colon + 3 };
	rest = (struct bytes){ in.p + parts.before.n, in.n - parts.before.n };
	parts.host = (struct bytes){ rest.p, span_until(rest, ":/?") };
	parts.after =
		(struct bytes){ rest.p + parts.host.n, rest.n - parts.host.n };
	if (parts.host.n == 0)
		return refuse(r, id, "it has no host");
	if (after_check(parts.after, r) < 0)
		return -1;
	*ret = parts;
	return 0;
}

int
uri_normalise(struct bytes in, const struct dns_form *form,
	      struct name_text *ret, struct name_changes *changes,
	      struct refusal *r)
{
	struct uri_parts parts = { 0 };
	struct name_text host = { 0 };

	if (uri_split(in, &parts, r) < 0 ||
	    dns_normalise(parts.host, form, &host, changes, r) < 0)
		return -1;
	ret->n = parts.before.n + host.n + parts.after.n;
	if (ret->n > LIMIT_NAME_BYTES)
		return refuse(r, id, "it is too long");
	memcpy(ret->v, parts.before.p, parts.before.n);
	memcpy(ret->v + parts.before.n, host.v, host.n);
	memcpy(ret->v + parts.before.n + host.n, parts.after.p, parts.after.n);
	ret->v[ret->n] = '\0';
	return 0;
}
