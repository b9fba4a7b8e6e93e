/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Splits lists of names, and proposes one from three answers. */

#include "wanted_names.h"

#include "sanca/names.h"
#include "sanca/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void
add(struct wanted_names *names, const char *prefix, struct bytes name)
{
	char text[LIMIT_NAME_BYTES + 1];
	int n = snprintf(text, sizeof(text), "%s%.*s", prefix, (int)name.n,
			 (const char *)name.p);

	if (name.n == 0)
		return;
	for (size_t i = 0; i < names->count; i++)
		if (strcasecmp(names->at[i], text) == 0)
			return;
	if (n >= (int)sizeof(text) || names->count == LIMIT_NAMES)
		names->dropped++;
	else
		memcpy(names->at[names->count++], text, (size_t)n + 1);
}

/* ---- lists ------------------------------------------------------------------- */

static bool
is_between(uint8_t c)
{
	return c && strchr(" \t\r\n,;&", c);
}

/* The next piece of text; n = 0 at its end. */
static struct bytes
next(struct bytes *text)
{
	struct bytes piece;

	while (text->n > 0 && is_between(*text->p))
		*text = (struct bytes){ text->p + 1, text->n - 1 };
	piece = (struct bytes){ text->p, 0 };
	while (piece.n < text->n && !is_between(text->p[piece.n]))
		piece.n++;
	text->p += piece.n;
	text->n -= piece.n;
	return piece;
}

static void
unquote(struct bytes *piece)
{
	while (piece->n > 0 && (*piece->p == '"' || *piece->p == '\''))
		*piece = (struct bytes){ piece->p + 1, piece->n - 1 };
	while (piece->n > 0 && (piece->p[piece->n - 1] == '"' ||
				piece->p[piece->n - 1] == '\''))
		piece->n--;
}

void
wanted_names_split(struct bytes text, struct wanted_names *ret)
{
	/* As certreq and the web form of AD CS call them, and as we do. */
	static const char *const types[][2] = {
		{ "dns=", "" },		 { "dns:", "" },
		{ "ipaddress=", "ip:" }, { "ip=", "ip:" },
		{ "email=", "email:" },	 { "url=", "uri:" },
		{ "uri=", "uri:" },
	};

	for (struct bytes p = next(&text); p.n > 0; p = next(&text)) {
		const char *type = "";

		unquote(&p);
		(void)text_skip_prefix(&p, "san:");
		for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
			if (text_skip_prefix(&p, types[i][0])) {
				type = types[i][1];
				break;
			}
		}
		add(ret, type, p);
	}
}

/* ---- the three answers --------------------------------------------------------- */

/* What people copy: "https://mail.contoso.com/owa", "anna@contoso.com". */
static struct bytes
host_of(struct bytes piece)
{
	const uint8_t *p = NULL;

	unquote(&piece);
	if (!text_skip_prefix(&piece, "https://"))
		(void)text_skip_prefix(&piece, "http://");
	p = memchr(piece.p, '/', piece.n);
	if (p)
		piece.n = (size_t)(p - piece.p);
	p = memchr(piece.p, '@', piece.n);
	if (p)
		piece = (struct bytes){ p + 1,
					piece.n - (size_t)(p - piece.p) - 1 };
	while (piece.n > 0 && piece.p[piece.n - 1] == '.')
		piece.n--;
	while (piece.n > 0 && *piece.p == '.')
		piece = (struct bytes){ piece.p + 1, piece.n - 1 };
	return piece;
}

static struct bytes
next_host(struct bytes *text)
{
	struct bytes piece = next(text), host = piece;

	while (piece.n > 0) {
		host = host_of(piece);
		if (host.n > 0)
			return host;
		piece = next(text);
	}
	return piece;
}

enum kind { OUTSIDE, INSIDE, SHORT, ADDRESS };

static enum kind
kind_of(struct bytes host, struct bytes internal)
{
	uint8_t space[16];
	struct raw_name raw;
	struct err err;

	if (name_from_text(host, space, &raw, &err) == 0 && raw.tag == NAME_IP)
		return ADDRESS;
	if (!memchr(host.p, '.', host.n))
		return SHORT;
	return internal.n > 0 && host.n > internal.n &&
			       host.p[host.n - internal.n - 1] == '.' &&
			       strncasecmp((const char *)host.p + host.n -
						   internal.n,
					   (const char *)internal.p,
					   internal.n) == 0
		       ? INSIDE
		       : OUTSIDE;
}

/* The servers of one kind. A short one alone is told only where it is wanted,
 * or where there is no domain to make it whole. */
static void
add_servers(const struct wanted_questions *q, struct bytes internal,
	    enum kind kind, struct wanted_names *ret)
{
	struct bytes text = q->server;

	for (struct bytes h = next_host(&text); h.n > 0; h = next_host(&text)) {
		enum kind found = kind_of(h, internal);
		char whole[2 * LIMIT_NAME_BYTES + 2];

		if (found == kind &&
		    (found != SHORT || q->wants_short || internal.n == 0)) {
			add(ret, "", h);
		} else if (found == SHORT && kind == INSIDE && internal.n > 0) {
			snprintf(whole, sizeof(whole), "%.*s.%.*s", (int)h.n,
				 (const char *)h.p, (int)internal.n,
				 (const char *)internal.p);
			add(ret, "", bytes_of_text(whole));
		}
	}
}

static void
add_domains(struct bytes text, const char *prefix, struct wanted_names *ret)
{
	for (struct bytes h = next_host(&text); h.n > 0; h = next_host(&text))
		add(ret, prefix, h);
}

void
wanted_names_propose(const struct wanted_questions *q, struct wanted_names *ret)
{
	struct bytes text = q->internal;
	struct bytes internal = next_host(&text);
	size_t before = ret->count;

	add_servers(q, internal, OUTSIDE, ret);
	text = q->mail;
	if (ret->count == before) {
		/* Nobody said what people type: what they mostly do. */
		struct bytes mail = next_host(&text);

		add(ret, "mail.", mail);
	}
	add_domains(q->mail, "autodiscover.", ret);
	if (q->wants_domain)
		add_domains(q->mail, "", ret);
	add_servers(q, internal, INSIDE, ret);
	add_servers(q, internal, SHORT, ret);
	add_servers(q, internal, ADDRESS, ret);
}
