/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The names that the CA is reached by, for its own certificates. */
#include "sanca/conf.h"
#include "sanca/text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

void
conf_url_host(const char *url, char ret[LIMIT_NAME_BYTES + 1])
{
	const char *host = strstr(url, "://");
	size_t n = 0;

	ret[0] = '\0';
	if (host == NULL)
		return;
	host += 3;
	n = strcspn(host, ":/");
	if (host[0] == '[') {
		host++;
		n = strcspn(host, "]");
	}
	if (n > LIMIT_NAME_BYTES)
		return;
	memcpy(ret, host, n);
	ret[n] = '\0';
}

static int
check_port(const char *text, struct err *err)
{
	uint64_t port = 0;

	if (text[0] == '\0')
		return 0;
	if (text[0] == ':' && text_u64(text + 1, 65535, &port, err) == 0 &&
	    port > 0)
		return 0;
	return err_set(err, ERR_CONFIG,
		       "\"%.200s\" follows the host: there may be a port from "
		       "1 to 65535 and nothing else",
		       text);
}

/* It becomes part of a Content-Security-Policy: an origin and nothing else. */
static int
check_probe_url(const char *url, struct err *err)
{
	char host[LIMIT_NAME_BYTES + 1] = "";
	const char *rest = url + strlen("https://");
	size_t n = 0;

	if (strncmp(url, "https://", strlen("https://")) != 0)
		return err_set(err, ERR_CONFIG,
			       "\"%.200s\" does not begin with https://", url);
	conf_url_host(url, host);
	n = strlen(host);
	if (rest[0] == '[') {
		if (n == 0 || strspn(host, "0123456789abcdefABCDEF:.") != n ||
		    rest[n + 1] != ']')
			return err_set(err, ERR_CONFIG,
				       "\"%.200s\" holds no IPv6 address", url);
		return check_port(rest + n + 2, err);
	}
	if (n == 0 ||
	    strspn(host, "abcdefghijklmnopqrstuvwxyz"
			 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") != n)
		return err_set(err, ERR_CONFIG,
			       "\"%.200s\": write https://HOST:PORT; a host "
			       "with other letters has an ASCII form, xn--…",
			       url);
	return check_port(rest + n, err);
}

int
conf_probe_origin(const struct conf *conf, char ret[LIMIT_NAME_BYTES + 32],
		  struct err *err)
{
	char host[LIMIT_NAME_BYTES + 1] = "";
	const char *listen = conf->listen_probe.at[0];
	const char *port = strrchr(listen, ':');
	bool is_address = false;

	ret[0] = '\0';
	if (conf->probe_url[0] != '\0') {
		if (check_probe_url(conf->probe_url, err) < 0)
			return -1;
		memcpy(ret, conf->probe_url, strlen(conf->probe_url) + 1);
		return 0;
	}
	if (conf->listen_probe.count == 0)
		return 0;
	conf_url_host(conf->public_url, host);
	if (host[0] == '\0' || strncmp(listen, "unix:", 5) == 0 ||
	    port == NULL || strcmp(port, ":0") == 0)
		return err_set(err, ERR_CONFIG,
			       "listen-probe: devices must know where: set "
			       "probe-url = https://HOST:PORT");
	is_address = strchr(host, ':') != NULL;
	snprintf(ret, LIMIT_NAME_BYTES + 32, "https://%s%s%s%s",
		 is_address ? "[" : "", host, is_address ? "]" : "", port);
	return check_probe_url(ret, err);
}

static bool
has(const struct conf_own_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcasecmp(names->at[i], name) == 0)
			return true;
	return false;
}

static int
add_host(struct conf_own_names *names, struct err *err)
{
	if (names->host[0] == '\0' || has(names, names->host))
		return 0;
	if (names->count == LIMIT_NAMES)
		return err_set(err, ERR_CONFIG,
			       "the host of probe-url would be name %d of the "
			       "certificate",
			       LIMIT_NAMES + 1);
	names->at[names->count++] = names->host;
	return 0;
}

int
conf_own_names(const struct conf *conf, enum conf_own which,
	       struct conf_own_names *ret, struct err *err)
{
	char origin[LIMIT_NAME_BYTES + 32];

	ret->count = 0;
	if (which == CONF_OWN_RESPONDER)
		return 0;
	if (which == CONF_OWN_PROFILE) {
		conf_url_host(conf->public_url, ret->host);
		if (ret->host[0] == '\0' && conf->tls_names.count > 0)
			ret->at[ret->count++] = conf->tls_names.at[0];
		return add_host(ret, err);
	}
	if (conf_probe_origin(conf, origin, err) < 0)
		return -1;
	conf_url_host(origin, ret->host);
	for (size_t i = 0; i < conf->tls_names.count; i++)
		ret->at[ret->count++] = conf->tls_names.at[i];
	return add_host(ret, err);
}
