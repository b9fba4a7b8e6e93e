/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The sockets that clients connect to: taken from the service manager, or
 * bound as sanca.conf says. */
#include "supervisor.h"

#include "sanca/files.h"
#include "sanca/logline.h"

#include <string.h>
#include <unistd.h>

/* All kinds together. */
#define ACTIVATED_MAX (4 * LIMIT_LISTENERS + 1)

struct kind {
	const char *name; /* FileDescriptorName, and in run/ports */
	size_t max;
	size_t offset;
};

static const struct kind kinds[] = {
	{ "http", LIMIT_LISTENERS, offsetof(struct listeners, plain) },
	{ "https", LIMIT_LISTENERS, offsetof(struct listeners, tls) },
	{ "client-https", LIMIT_LISTENERS, offsetof(struct listeners, client) },
	{ "probe", LIMIT_LISTENERS, offsetof(struct listeners, probe) },
	{ "metrics", 1, offsetof(struct listeners, metrics) },
};

static struct listener_list *
list_of(struct listeners *l, const struct kind *kind)
{
	return (struct listener_list *)(void *)((char *)l + kind->offset);
}

void
listeners_close(struct listeners *l)
{
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		struct listener_list *list = list_of(l, &kinds[k]);

		while (list->count > 0)
			fd_close(&list->fd[--list->count]);
	}
}

static int
take(struct listeners *l, int fd, const char *name, struct err *err)
{
	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		struct listener_list *list = list_of(l, &kinds[k]);

		if (strcmp(kinds[k].name, name) != 0)
			continue;
		if (list->count == kinds[k].max)
			return err_set(err, ERR_CONFIG,
				       "socket activation: more than %zu "
				       "sockets \"%s\"",
				       kinds[k].max, name);
		list->fd[list->count++] = fd;
		return 0;
	}
	return err_set(err, ERR_CONFIG,
		       "socket activation: a socket is called \"%s\": set "
		       "FileDescriptorName= to http, https, "
		       "client-https, probe or metrics",
		       name);
}

static int
take_activated(struct listeners *l, struct err *err)
{
	int fds[ACTIVATED_MAX];
	char names[ACTIVATED_MAX][32];
	size_t count = 0;

	if (os_activation(fds, names, ACTIVATED_MAX, &count, err) != 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (take(l, fds[i], names[i], err) != 0)
			return -1;
	}
	return 0;
}

static int
bind_one(const char *text, struct listener_list *list, struct err *err)
{
	struct os_address a;

	if (os_address_parse(text, &a, err) != 0 ||
	    os_listen(&a, &list->fd[list->count], err) != 0)
		return -1;
	list->count++;
	return 0;
}

/* A kind that the service manager gave us is not bound as well. */
static int
bind_list(const struct conf_addresses *from, struct listener_list *list,
	  struct err *err)
{
	if (list->count > 0)
		return 0;
	for (size_t i = 0; i < from->count; i++) {
		if (bind_one(from->at[i], list, err) != 0)
			return -1;
	}
	return 0;
}

int
listeners_open(const struct conf *conf, struct listeners *ret, struct err *err)
{
	CLEANUP(listeners_close) struct listeners l = { 0 };

	if (take_activated(&l, err) != 0 ||
	    bind_list(&conf->listen, &l.plain, err) != 0 ||
	    bind_list(&conf->listen_tls, &l.tls, err) != 0 ||
	    bind_list(&conf->listen_client_tls, &l.client, err) != 0 ||
	    bind_list(&conf->listen_probe, &l.probe, err) != 0)
		return -1;
	if (conf->metrics_listen[0] != '\0' && l.metrics.count == 0 &&
	    bind_one(conf->metrics_listen, &l.metrics, err) != 0)
		return -1;
	if (l.plain.count + l.tls.count == 0)
		return err_set(err, ERR_CONFIG,
			       "nothing to listen on: set listen = "
			       "127.0.0.1:8080 under [http] in sanca.conf");
	*ret = l;
	l = (struct listeners){ 0 };
	return 0;
}

int
listeners_announce(const struct listeners *l, int dirfd, struct err *err)
{
	CLEANUP(buf_free) struct buf ports = { 0 };
	struct listeners copy = *l;

	for (size_t k = 0; k < ARRAY_SIZE(kinds); k++) {
		const struct listener_list *list = list_of(&copy, &kinds[k]);

		for (size_t i = 0; i < list->count; i++) {
			struct os_address a;

			if (os_address_of(list->fd[i], &a, err) != 0)
				return -1;
			logline(LOGLINE_NOTICE, "listens on %s for %s", a.text,
				kinds[k].name);
			buf_printf(&ports, "%s %s\n", kinds[k].name, a.text);
		}
	}
	if (buf_check(&ports, err) != 0)
		return -1;
	return file_replace(dirfd, "run/ports", buf_bytes(&ports), 0644,
			    (uid_t)-1, (gid_t)-1, err);
}
