/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Whether an address that a client uses is one of this CA's (tls-name). */
#include "sanca/conf.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Nothing, or ":" and a number. */
static bool
port_is_good(struct bytes port)
{
	if (port.n == 0)
		return true;
	if (port.n < 2 || port.n > 6 || port.p[0] != ':' || port.p[1] == '0')
		return false;
	for (size_t i = 1; i < port.n; i++)
		if (port.p[i] < '0' || port.p[i] > '9')
			return false;
	return true;
}

bool
conf_host_split(struct bytes field, char ret_host[LIMIT_NAME_BYTES + 1],
		struct bytes *ret_port)
{
	const uint8_t *end = NULL;
	bool is_v6 = field.n > 0 && field.p[0] == '[';
	size_t n = 0;

	if (is_v6) {
		field.p++;
		field.n--;
	}
	if (field.n == 0)
		return false;
	end = memchr(field.p, is_v6 ? ']' : ':', field.n);
	n = end != NULL ? (size_t)(end - field.p) : field.n;
	if (n == 0 || n > LIMIT_NAME_BYTES || (is_v6 && end == NULL))
		return false;
	for (size_t i = 0; i < n; i++)
		ret_host[i] = (char)tolower(field.p[i]);
	ret_host[n] = '\0';
	n += is_v6 ? 1 : 0;
	*ret_port = (struct bytes){ field.p + n, field.n - n };
	return port_is_good(*ret_port);
}

static bool
host_is(const char *host, const char *name)
{
	struct in6_addr a, b;

	if (strcasecmp(host, name) == 0)
		return true;
	return inet_pton(AF_INET6, host, &a) == 1 &&
	       inet_pton(AF_INET6, name, &b) == 1 &&
	       memcmp(&a, &b, sizeof(a)) == 0;
}

bool
conf_is_tls_name(const struct conf *conf, const char *host)
{
	for (size_t i = 0; i < conf->tls_names.count; i++)
		if (host_is(host, conf->tls_names.at[i]))
			return true;
	return false;
}
