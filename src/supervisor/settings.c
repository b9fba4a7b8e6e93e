/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca.conf: loaded, numbered, sealed, and loaded again on SIGHUP. */
#include "supervisor.h"

#include "sanca/files.h"
#include "sanca/logline.h"

#include <string.h>

void
settings_apply_log(const struct conf *conf)
{
	static const struct {
		enum conf_choice choice;
		enum loglevel level;
	} levels[] = {
		{ LOG_LEVEL_DEBUG, LOGLINE_DEBUG },
		{ LOG_LEVEL_INFO, LOGLINE_INFO },
		{ LOG_LEVEL_NOTICE, LOGLINE_NOTICE },
		{ LOG_LEVEL_WARNING, LOGLINE_WARNING },
		{ LOG_LEVEL_ERROR, LOGLINE_ERROR },
	};
	enum loglevel level = LOGLINE_INFO;

	for (size_t i = 0; i < ARRAY_SIZE(levels); i++) {
		if (levels[i].choice == conf->log_level)
			level = levels[i].level;
	}
	logline_open("sancad", conf->log_format == LOG_FORMAT_JSON, level);
}

int
settings_load(struct supervisor *s, struct conf **ret, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(conf_free) struct conf *conf = NULL;
	int fd = -1;

	if (conf_load(s->dir, &conf, &text, err) != 0 ||
	    os_sealed(buf_bytes(&text), &fd, err) != 0)
		return -1;
	fd_close(&s->offered.fd);
	s->offered.fd = fd;
	s->offered.generation++;
	*ret = STEAL(conf);
	return 0;
}

static bool
same_addresses(const struct conf_addresses *a, const struct conf_addresses *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->at[i], b->at[i]) != 0)
			return false;
	}
	return true;
}

/* What is fixed for the life of the processes. */
static void
warn_of_fixed(const struct conf *old, const struct conf *new)
{
	if (!same_addresses(&old->listen, &new->listen) ||
	    !same_addresses(&old->listen_tls, &new->listen_tls) ||
	    strcmp(old->metrics_listen, new->metrics_listen) != 0)
		logline(LOGLINE_WARNING,
			"other listeners are taken up only by a restart of "
			"sancad");
	if (strcmp(old->front_user, new->front_user) != 0 ||
	    strcmp(old->signer_user, new->signer_user) != 0 ||
	    strcmp(old->control_group, new->control_group) != 0)
		logline(LOGLINE_WARNING,
			"other users and groups of the processes are taken up "
			"only by a restart of sancad");
}

void
settings_reload(void *ctx)
{
	struct supervisor *s = ctx;
	CLEANUP(conf_free) struct conf *conf = NULL;
	struct err err;

	if (s->stopping)
		return;
	if (settings_load(s, &conf, &err) != 0) {
		logline_err(LOGLINE_ERROR, &err,
			    "the settings stay as they were");
		return;
	}
	settings_apply_log(conf);
	warn_of_fixed(s->conf, conf);
	logline(LOGLINE_NOTICE, "settings read again: generation %ju",
		(uintmax_t)s->offered.generation);
	child_configure(s, SIGNER);
}
