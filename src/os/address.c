/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Listening addresses: numbers only, so that nothing asks a resolver. */
#include "sanca/os.h"

#include "sanca/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

_Static_assert(sizeof(struct sockaddr_in6) <=
		       sizeof(((struct os_address *)0)->storage),
	       "an address fits");
_Static_assert(sizeof(struct sockaddr_un) <=
		       sizeof(((struct os_address *)0)->storage),
	       "a path fits");

static int
refuse(const char *text, struct err *err)
{
	return err_set(err, ERR_CONFIG,
		       "\"%.80s\" is no address to listen on: write "
		       "127.0.0.1:8080, [::1]:8080, *:8080 or unix:/path "
		       "(numbers only, no host names)",
		       text);
}

static void
keep(struct os_address *a, const void *sockaddr, size_t n, const char *text)
{
	*a = (struct os_address){ .length = (unsigned)n };
	memcpy(a->storage, sockaddr, n);
	snprintf(a->text, sizeof(a->text), "%s", text);
}

static int
parse_local(const char *text, const char *path, struct os_address *ret,
	    struct err *err)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };

	if (path[0] != '/')
		return refuse(text, err);
	if (strlen(path) >= sizeof(sun.sun_path))
		return err_set(err, ERR_CONFIG,
			       "%.80s is too long: the path of a socket has at "
			       "most %zu octets",
			       text, sizeof(sun.sun_path) - 1);
	memcpy(sun.sun_path, path, strlen(path) + 1);
	keep(ret, &sun, sizeof(sun), text);
	return 0;
}

/* The host between brackets, or before the last colon; false when neither. */
static bool
split(const char *text, char *host, size_t size, const char **ret_port)
{
	const char *colon = strrchr(text, ':');
	size_t n = 0;

	if (colon == NULL || colon[1] == '\0')
		return false;
	n = (size_t)(colon - text);
	if (n == 0 || n >= size)
		return false;
	memcpy(host, text, n);
	host[n] = '\0';
	*ret_port = colon + 1;
	return true;
}

static int
parse_v6(const char *text, char *host, uint16_t port, struct os_address *ret,
	 struct err *err)
{
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6,
				     .sin6_port = htons(port) };
	size_t n = strlen(host);

	if (strcmp(host, "*") == 0) {
		sin6.sin6_addr = in6addr_any;
	} else {
		if (n < 3 || host[n - 1] != ']')
			return refuse(text, err);
		host[n - 1] = '\0';
		if (inet_pton(AF_INET6, host + 1, &sin6.sin6_addr) != 1)
			return refuse(text, err);
	}
	keep(ret, &sin6, sizeof(sin6), text);
	return 0;
}

int
os_address_parse(const char *text, struct os_address *ret, struct err *err)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };
	char host[64];
	const char *port_text = NULL;
	uint64_t port = 0;
	struct err why;

	if (strncmp(text, "unix:", 5) == 0)
		return parse_local(text, text + 5, ret, err);
	if (!split(text, host, sizeof(host), &port_text) ||
	    text_u64(port_text, UINT16_MAX, &port, &why) != 0)
		return refuse(text, err);
	if (host[0] == '[' || host[0] == '*')
		return parse_v6(text, host, (uint16_t)port, ret, err);
	if (inet_pton(AF_INET, host, &sin.sin_addr) != 1)
		return refuse(text, err);
	sin.sin_port = htons((uint16_t)port);
	keep(ret, &sin, sizeof(sin), text);
	return 0;
}

bool
os_address_is_loopback(const struct os_address *a)
{
	struct sockaddr_in sin;
	struct sockaddr_in6 sin6;
	sa_family_t family = AF_UNSPEC;

	memcpy(&family, a->storage + offsetof(struct sockaddr, sa_family),
	       sizeof(family));
	if (family == AF_UNIX)
		return true;
	if (family == AF_INET) {
		memcpy(&sin, a->storage, sizeof(sin));
		return ntohl(sin.sin_addr.s_addr) >> 24 == 127;
	}
	if (family != AF_INET6)
		return false;
	memcpy(&sin6, a->storage, sizeof(sin6));
	if (IN6_IS_ADDR_V4MAPPED(&sin6.sin6_addr))
		return sin6.sin6_addr.s6_addr[12] == 127;
	return IN6_IS_ADDR_LOOPBACK(&sin6.sin6_addr);
}

static void
show(const struct sockaddr_storage *from, struct os_address *a)
{
	struct sockaddr_in sin;
	struct sockaddr_in6 sin6;
	struct sockaddr_un sun;
	char host[INET6_ADDRSTRLEN] = "";

	if (from->ss_family == AF_INET) {
		memcpy(&sin, from, sizeof(sin));
		inet_ntop(AF_INET, &sin.sin_addr, host, sizeof(host));
		snprintf(a->text, sizeof(a->text), "%s:%u", host,
			 ntohs(sin.sin_port));
	} else if (from->ss_family == AF_INET6) {
		memcpy(&sin6, from, sizeof(sin6));
		inet_ntop(AF_INET6, &sin6.sin6_addr, host, sizeof(host));
		snprintf(a->text, sizeof(a->text), "[%s]:%u", host,
			 ntohs(sin6.sin6_port));
	} else {
		memcpy(&sun, from, sizeof(sun));
		snprintf(a->text, sizeof(a->text), "unix:%.*s",
			 (int)sizeof(sun.sun_path), sun.sun_path);
	}
}

int
os_address_of(int fd, struct os_address *ret, struct err *err)
{
	struct sockaddr_storage from = { 0 };
	socklen_t n = sizeof(from);
	struct os_address a = { 0 };

	if (getsockname(fd, (struct sockaddr *)&from, &n) != 0)
		return err_errno(err, ERR_OS, "ask for a socket's address");
	if (n > sizeof(a.storage))
		n = sizeof(a.storage);
	a.length = n;
	memcpy(a.storage, &from, n);
	show(&from, &a);
	*ret = a;
	return 0;
}
