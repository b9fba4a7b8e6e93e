/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads HOST:PORT, and which protocol asks for TLS there. */
#include "look.h"
#include "sanca/text.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *word;
	enum starttls starttls;
	const char *port; /* where it is asked first */
} protocols[] = {
	{ "smtp", STARTTLS_SMTP, "25" },
	{ "smtp", STARTTLS_SMTP, "587" },
	{ "imap", STARTTLS_IMAP, "143" },
	{ "pop3", STARTTLS_POP3, "110" },
};

static int
find_protocol(const char *word, struct place *place, struct err *err)
{
	for (size_t i = 0; i < ARRAY_SIZE(protocols); i++) {
		const char *by =
			word != NULL ? protocols[i].word : protocols[i].port;

		if (strcmp(by, word != NULL ? word : place->port) != 0)
			continue;
		place->starttls = protocols[i].starttls;
		if (place->port[0] == '\0')
			snprintf(place->port, sizeof(place->port), "%s",
				 protocols[i].port);
		return 0;
	}
	if (word != NULL)
		return err_set(err, ERR_USAGE,
			       "--starttls takes smtp, imap or pop3");
	if (place->port[0] == '\0')
		snprintf(place->port, sizeof(place->port), "443");
	return 0;
}

static int
set_port(const char *port, struct place *place, struct err *err)
{
	uint64_t number = 0;

	if (text_u64(port, 65535, &number, err) < 0 || number == 0)
		return err_set(err, ERR_USAGE,
			       "\"%.60s\" is no port from 1 to 65535", port);
	snprintf(place->port, sizeof(place->port), "%u", (unsigned int)number);
	return 0;
}

int
place_parse(const char *text, const char *starttls, struct place *ret,
	    struct err *err)
{
	struct place p = { .starttls = STARTTLS_NONE };
	struct in6_addr address = { 0 };
	const char *colon = strrchr(text, ':');
	size_t n = strlen(text);

	/* An IPv6 address without brackets has no port. */
	if (inet_pton(AF_INET6, text, &address) == 1)
		colon = NULL;
	if (text[0] == '[' && text[n - 1] == ']')
		colon = NULL;
	if (colon != NULL) {
		if (set_port(colon + 1, &p, err) < 0)
			return -1;
		n = (size_t)(colon - text);
	}
	if (n > 2 && text[0] == '[' && text[n - 1] == ']') {
		text++;
		n -= 2;
	}
	if (n == 0 || n >= sizeof(p.host))
		return err_set(err, ERR_USAGE, "write HOST or HOST:PORT");
	memcpy(p.host, text, n);
	for (size_t i = 0; i < n; i++)
		if (p.host[i] <= ' ' || p.host[i] > '~' ||
		    strchr("/[]", p.host[i]) != NULL)
			return err_set(err, ERR_USAGE,
				       "write HOST or HOST:PORT, without "
				       "https:// or a path; a name beyond "
				       "ASCII as xn--...");
	p.is_address = inet_pton(AF_INET6, p.host, &address) == 1 ||
		       inet_pton(AF_INET, p.host, &address) == 1;
	if (find_protocol(starttls, &p, err) < 0)
		return -1;
	*ret = p;
	return 0;
}
