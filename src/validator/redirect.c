/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Where http-01 goes: curl takes an address apart, we look at the parts. */
#include "redirect.h"

#include "sanca/text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static void
url_free(CURLU **u)
{
	curl_url_cleanup(*u);
}

static void
part_free(char **part)
{
	curl_free(*part);
}

static void
host_show(const struct name *host, struct buf *out)
{
	bool brackets = host->type == NAME_IP && host->n == 16;

	if (brackets)
		buf_append_u8(out, '[');
	name_show(host, out);
	if (brackets)
		buf_append_u8(out, ']');
}

static bool
is_usual(const struct place *p)
{
	return p->port == (p->tls ? 443 : 80);
}

void
place_show(const struct place *place, struct buf *out)
{
	buf_append_text(out, place->tls ? "https://" : "http://");
	host_show(&place->host, out);
	if (!is_usual(place))
		buf_printf(out, ":%u", place->port);
	text_show(bytes_of_text(place->target), 150, out);
}

/* RFC 3986 by parts: no octet of a host can become another part (G13). */
int
place_url(const struct place *place, CURLU **ret, struct err *err)
{
	CLEANUP(url_free) CURLU *u = curl_url();
	CLEANUP(buf_free) struct buf host = { 0 };
	char path[LIMIT_VALIDATION_URL_BYTES + 1];
	const char *query = strchr(place->target, '?');
	size_t n = query != NULL ? (size_t)(query - place->target)
				 : strlen(place->target);
	char port[8];

	if (u == NULL)
		return err_nomem(err);
	memcpy(path, place->target, n);
	path[n] = '\0';
	host_show(&place->host, &host);
	snprintf(port, sizeof(port), "%u", place->port);
	if (curl_url_set(u, CURLUPART_SCHEME, place->tls ? "https" : "http",
			 0) != CURLUE_OK ||
	    curl_url_set(u, CURLUPART_HOST, buf_text(&host), 0) != CURLUE_OK ||
	    (!is_usual(place) &&
	     curl_url_set(u, CURLUPART_PORT, port, 0) != CURLUE_OK) ||
	    curl_url_set(u, CURLUPART_PATH, path, 0) != CURLUE_OK ||
	    (query != NULL &&
	     curl_url_set(u, CURLUPART_QUERY, query + 1, 0) != CURLUE_OK))
		return err_set(err, ERR_INTERNAL,
			       "an address cannot be put together");
	*ret = STEAL(u);
	return 0;
}

static int
refuse(struct bytes location, const char *why, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	text_show(location, 100, &shown);
	return err_set(err, ERR_CONNECTION,
		       "the redirect to \"%s\" is not followed: %s: answer for "
		       "/.well-known/acme-challenge/ without it",
		       buf_text(&shown), why);
}

static bool
has_part(CURLU *u, CURLUPart part)
{
	CLEANUP(part_free) char *text = NULL;

	return curl_url_get(u, part, &text, 0) == CURLUE_OK;
}

static bool
read_host(CURLU *u, struct name *ret)
{
	static const struct names_rules any = { .idn = IDN_ANY,
						.underscore = true };
	CLEANUP(part_free) char *text = NULL;
	struct name name = { .type = NAME_IP };
	size_t n = 0;

	if (curl_url_get(u, CURLUPART_HOST, &text, 0) != CURLUE_OK)
		return false;
	n = strlen(text);
	if (n > 2 && text[0] == '[' && text[n - 1] == ']') {
		text[n - 1] = '\0';
		name.n = 16;
		if (inet_pton(AF_INET6, text + 1, name.v) != 1)
			return false;
	} else if (inet_pton(AF_INET, text, name.v) == 1) {
		name.n = 4;
	} else {
		if (n > 0 && text[n - 1] == '.')
			n--;
		if (n == 0 || n > LIMIT_DNS_NAME_BYTES)
			return false;
		name.type = NAME_DNS;
		name.n = n;
		for (size_t i = 0; i < n; i++)
			name.v[i] = (uint8_t)(text[i] >= 'A' && text[i] <= 'Z'
						      ? text[i] + 32
						      : text[i]);
		name.v[n] = '\0';
		if (!name_is_normal(&name, &any, NULL) ||
		    name_is_wildcard(&name))
			return false;
	}
	*ret = name;
	return true;
}

static bool
read_port(CURLU *u, const struct conf_acme *acme, uint16_t *ret)
{
	CLEANUP(part_free) char *text = NULL;
	uint64_t port = 0;
	struct err unused;

	if (curl_url_get(u, CURLUPART_PORT, &text, CURLU_DEFAULT_PORT) !=
		    CURLUE_OK ||
	    text_u64(text, 65535, &port, &unused) < 0)
		return false;
	*ret = (uint16_t)port;
	return port == 80 || port == 443 || port == acme->http_port ||
	       port == acme->tls_port;
}

static bool
read_target(CURLU *u, char ret[LIMIT_VALIDATION_URL_BYTES + 1])
{
	CLEANUP(part_free) char *path = NULL;
	CLEANUP(part_free) char *query = NULL;
	int n = 0;

	if (curl_url_get(u, CURLUPART_PATH, &path, 0) != CURLUE_OK)
		return false;
	(void)curl_url_get(u, CURLUPART_QUERY, &query, 0);
	n = snprintf(ret, LIMIT_VALIDATION_URL_BYTES + 1, "%s%s%s", path,
		     query != NULL ? "?" : "", query != NULL ? query : "");
	return n > 0 && n <= LIMIT_VALIDATION_URL_BYTES;
}

static bool
is_plain(struct bytes text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] <= ' ' || text.p[i] >= 0x7f || text.p[i] == '\\')
			return false;
	return text.n > 0;
}

/* RFC 3986 4.2, 4.3: "SCHEME://host", "//host", or a path; curl guesses the host
 * of more. */
static bool
has_host_or_none(const char *text)
{
	size_t scheme = strcspn(text, ":/?#");

	if (text[scheme] == ':') {
		text += scheme + 1;
		if (strncmp(text, "//", 2) != 0)
			return false;
	}
	return strncmp(text, "//", 2) != 0 ||
	       (text[2] != '\0' && strchr("/?#:", text[2]) == NULL);
}

static int
read_parts(CURLU *u, struct bytes location, const struct conf_acme *acme,
	   struct place *ret, struct err *err)
{
	CLEANUP(part_free) char *scheme = NULL;

	if (curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
		return refuse(location, "it has no scheme", err);
	ret->tls = strcmp(scheme, "https") == 0;
	if (!ret->tls && strcmp(scheme, "http") != 0)
		return refuse(location, "only http and https are", err);
	if (has_part(u, CURLUPART_USER) || has_part(u, CURLUPART_PASSWORD))
		return refuse(location, "it has a user name", err);
	if (has_part(u, CURLUPART_ZONEID))
		return refuse(location, "it has an IPv6 zone", err);
	if (!read_host(u, &ret->host))
		return refuse(location,
			      "its host is neither a DNS name nor an "
			      "address",
			      err);
	if (!read_port(u, acme, &ret->port))
		return refuse(location, "its port is neither 80 nor 443", err);
	if (!read_target(u, ret->target))
		return refuse(location, "its path is too long", err);
	return 0;
}

int
redirect_read(const struct place *from, struct bytes location,
	      const struct conf_acme *acme, struct place *ret, struct err *err)
{
	CLEANUP(url_free) CURLU *u = NULL;
	char text[LIMIT_VALIDATION_URL_BYTES + 1];
	struct place place = { 0 };

	if (location.n > LIMIT_VALIDATION_URL_BYTES)
		return refuse(location, "it is longer than 2000 octets", err);
	if (!is_plain(location))
		return refuse(location,
			      "octets in it cannot stand in an "
			      "address",
			      err);
	memcpy(text, location.p, location.n);
	text[location.n] = '\0';
	if (!has_host_or_none(text))
		return refuse(location, "it names no host", err);
	if (place_url(from, &u, err) < 0)
		return -1;
	if (curl_url_set(u, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME) !=
	    CURLUE_OK)
		return refuse(location, "it is no address", err);
	if (read_parts(u, location, acme, &place, err) < 0)
		return -1;
	*ret = place;
	return 0;
}
