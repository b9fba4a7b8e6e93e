/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Judges the spelling of a listening address, before a process binds it. */
#include "address.h"
#include "sanca/text.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/un.h>

static int
refuse(const char *text, const char *why, struct err *err)
{
	return err_set(err, ERR_CONFIG,
		       "\"%.140s\" %s: write 127.0.0.1:8080, [::1]:8080, "
		       "*:8080 or unix:/path",
		       text, why);
}

static int
check_port(const char *text, const char *port, struct err *err)
{
	uint64_t number = 0;
	struct err unused = { 0 };

	if (text_u64(port, 65535, &number, &unused) < 0)
		return refuse(text, "has no port from 0 to 65535", err);
	return 0;
}

int
address_check(const char *text, struct err *err)
{
	const char *colon = strrchr(text, ':');
	char host[INET6_ADDRSTRLEN + 2] = "";
	struct in6_addr address = { 0 };
	size_t n = 0;

	if (strncmp(text, "unix:", 5) == 0) {
		if (text[5] != '/' ||
		    strlen(text + 5) >=
			    sizeof(((struct sockaddr_un *)NULL)->sun_path))
			return refuse(text, "is not a usable socket path", err);
		return 0;
	}
	if (colon == NULL)
		return refuse(text, "has no port", err);
	n = (size_t)(colon - text);
	if (n == 0 || n >= sizeof(host))
		return refuse(text, "is not an address", err);
	memcpy(host, text, n);
	host[n] = '\0';
	if (strcmp(host, "*") == 0 || inet_pton(AF_INET, host, &address) == 1)
		return check_port(text, colon + 1, err);
	if (host[0] != '[' || host[n - 1] != ']')
		return refuse(text, "is not a numeric address", err);
	host[n - 1] = '\0';
	if (inet_pton(AF_INET6, host + 1, &address) != 1)
		return refuse(text, "is not an IPv6 address", err);
	return check_port(text, colon + 1, err);
}
