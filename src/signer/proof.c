/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What somebody signed, as the front shows it: a JWS Signing Input. The front has
 * read it as JSON; here it is only looked for what must stand in it. */
#include "proof.h"

#include "sanca/acme_key.h"
#include "sanca/conf.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>

void
proof_free(struct proof *p)
{
	buf_free(&p->header);
	buf_free(&p->payload);
}

/* "\\/" is "/" (RFC 8259 7), as clients in PHP write it. */
static void
take_slashes(struct buf *json)
{
	size_t n = 0;

	for (size_t i = 0; i < json->n; i++) {
		if (json->p[i] == '\\' && i + 1 < json->n) {
			if (json->p[i + 1] != '/')
				json->p[n++] = json->p[i];
			i++;
		}
		json->p[n++] = json->p[i];
	}
	json->n = n;
}

int
proof_open(struct bytes in, struct proof *ret, struct err *err)
{
	const uint8_t *dot = in.n > 0 ? memchr(in.p, '.', in.n) : NULL;
	size_t n = dot != NULL ? (size_t)(dot - in.p) : 0;

	if (dot == NULL ||
	    base64url_decode((struct bytes){ in.p, n }, &ret->header, err) !=
		    0 ||
	    base64url_decode((struct bytes){ dot + 1, in.n - n - 1 },
			     &ret->payload, err) != 0)
		return err_set(err, ERR_MALFORMED,
			       "what was signed is no JWS Signing Input");
	take_slashes(&ret->header);
	return 0;
}

bool
proof_holds(const struct proof *p, struct bytes octets)
{
	CLEANUP(buf_free) struct buf wanted = { 0 };

	/* With the quotation marks of JSON around it: all of a member. */
	buf_append_u8(&wanted, '"');
	base64url_encode(octets, &wanted);
	buf_append_u8(&wanted, '"');
	return !wanted.broken && octets.n > 0 &&
	       bytes_find(buf_bytes(&p->payload), buf_bytes(&wanted)) >= 0;
}

/* "HOST/PATH": both ours? */
static bool
is_ours(struct bytes url, const struct conf *conf, const char *path)
{
	const uint8_t *slash = memchr(url.p, '/', url.n);
	size_t n = slash != NULL ? (size_t)(slash - url.p) : 0;
	char host[LIMIT_NAME_BYTES + 1];
	struct bytes port = { 0 };

	return n > 0 &&
	       bytes_is_text((struct bytes){ slash, url.n - n }, path) &&
	       conf_host_split((struct bytes){ url.p, n }, host, &port) &&
	       conf_is_tls_name(conf, host);
}

/* Texts of JSON between quotation marks: one of them is the address. */
bool
proof_is_for(const struct proof *p, const struct conf *conf, const char *path)
{
	static const char scheme[] = "\"https://";
	struct bytes rest = buf_bytes(&p->header);
	ptrdiff_t at = 0;

	while ((at = bytes_find(rest, bytes_of_text(scheme))) >= 0) {
		size_t from = (size_t)at + sizeof(scheme) - 1;
		const uint8_t *end = NULL;

		rest.p += from;
		rest.n -= from;
		if (rest.n > 0)
			end = memchr(rest.p, '"', rest.n);
		if (end == NULL)
			return false;
		if (is_ours((struct bytes){ rest.p, (size_t)(end - rest.p) },
			    conf, path))
			return true;
	}
	return false;
}

/* RFC 8259 2. */
static void
skip_space(struct bytes *rest)
{
	while (rest->n > 0 && memchr(" \t\n\r", rest->p[0], 4) != NULL) {
		rest->p++;
		rest->n--;
	}
}

unsigned
proof_number(const struct proof *p, const char *member)
{
	struct bytes rest = buf_bytes(&p->payload);
	char wanted[32];
	ptrdiff_t at = 0;
	unsigned v = 0;

	snprintf(wanted, sizeof(wanted), "\"%s\"", member);
	at = bytes_find(rest, bytes_of_text(wanted));
	if (at < 0)
		return 0;
	rest.p += (size_t)at + strlen(wanted);
	rest.n -= (size_t)at + strlen(wanted);
	skip_space(&rest);
	if (rest.n == 0 || rest.p[0] != ':')
		return 0;
	rest.p++;
	rest.n--;
	skip_space(&rest);
	for (size_t i = 0;
	     i < rest.n && v < 1000 && rest.p[i] >= '0' && rest.p[i] <= '9';
	     i++)
		v = v * 10 + (rest.p[i] - '0');
	return v;
}

/* What a JWK shows of a key and of no other. */
static int
key_octets(struct bytes spki, struct bytes *ret, struct err *err)
{
	struct acme_key key;

	return acme_key_open(spki, &key, err) != 0
		       ? -1
		       : acme_key_shown(&key, ret, err);
}

static bool
is_base64url(uint8_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_';
}

bool
proof_shows_key(const struct proof *p, struct bytes spki)
{
	struct bytes octets = { 0 };
	struct err ignored;

	return key_octets(spki, &octets, &ignored) == 0 &&
	       proof_holds(p, octets);
}

/* The inner JWS is JSON: its parts are runs of base64url. */
bool
proof_holds_key(const struct proof *p, struct bytes spki)
{
	CLEANUP(buf_free) struct buf wanted = { 0 };
	struct bytes octets = { 0 };
	struct err ignored;
	size_t start = 0;

	if (key_octets(spki, &octets, &ignored) != 0)
		return false;
	buf_append_u8(&wanted, '"');
	base64url_encode(octets, &wanted);
	buf_append_u8(&wanted, '"');
	if (wanted.broken)
		return false;
	for (size_t i = 0; i <= p->payload.n; i++) {
		CLEANUP(buf_free) struct buf part = { 0 };

		if (i < p->payload.n && is_base64url(p->payload.p[i]))
			continue;
		if (i - start > wanted.n &&
		    base64url_decode((struct bytes){ p->payload.p + start,
						     i - start },
				     &part, &ignored) == 0 &&
		    bytes_find(buf_bytes(&part), buf_bytes(&wanted)) >= 0)
			return true;
		start = i + 1;
	}
	return false;
}
