/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* sanca.conf: loaded, numbered, sealed, and loaded again on SIGHUP. */
#include "supervisor.h"

#include "sanca/files.h"
#include "sanca/logline.h"

#include <string.h>

/* Seals the text as the next generation. */
static int
offer(struct supervisor *s, struct bytes text, struct err *err)
{
	int fd = -1;

	if (os_sealed(text, &fd, err) != 0)
		return -1;
	fd_close(&s->offered.fd);
	s->offered.fd = fd;
	s->offered.generation = ++s->generations;
	return 0;
}

int
settings_load(struct supervisor *s, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };

	if (conf_load(s->dir, &s->conf, &text, err) != 0)
		return -1;
	return offer(s, buf_bytes(&text), err);
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
	    !same_addresses(&old->listen_client_tls, &new->listen_client_tls) ||
	    !same_addresses(&old->listen_probe, &new->listen_probe) ||
	    strcmp(old->metrics_listen, new->metrics_listen) != 0)
		logline(LOGLINE_WARNING,
			"other listeners are taken up only by a restart of "
			"sancad");
	if (strcmp(old->front_user, new->front_user) != 0 ||
	    strcmp(old->signer_user, new->signer_user) != 0 ||
	    strcmp(old->notifier_user, new->notifier_user) != 0 ||
	    strcmp(old->validator_user, new->validator_user) != 0 ||
	    strcmp(old->control_group, new->control_group) != 0)
		logline(LOGLINE_WARNING,
			"other users and groups of the processes are taken up "
			"only by a restart of sancad");
}

static void
drop_offer(struct supervisor *s)
{
	fd_close(&s->offered.fd);
	s->offered.generation = 0;
	conf_free(&s->offered_conf);
}

void
settings_accept(struct supervisor *s)
{
	fd_close(&s->accepted.fd);
	s->accepted = s->offered;
	s->offered.fd = -1;
	if (s->offered_conf != NULL) {
		conf_log_open(s->offered_conf, "sancad", LOGLINE_DEBUG);
		warn_of_fixed(s->conf, s->offered_conf);
	}
	children_suit(s, s->offered_conf != NULL ? s->offered_conf : s->conf);
	drop_offer(s);
	child_configure(s, FRONT);
}

void
settings_withdraw(struct supervisor *s, struct bytes why)
{
	/* At the start there are none before them. */
	if (s->accepted.generation == 0)
		return;
	logline(LOGLINE_ERROR,
		"sanca-signer does not take the new sanca.conf: %.*s; the "
		"settings stay as they were, generation %ju",
		(int)why.n, (const char *)why.p,
		(uintmax_t)s->accepted.generation);
	drop_offer(s);
}

void
settings_continue(struct supervisor *s)
{
	if (!s->reload_due || s->offered.generation != 0)
		return;
	s->reload_due = false;
	settings_reload(s);
}

static int
is_unchanged(const struct supervisor *s, const struct buf *text, bool *ret,
	     struct err *err)
{
	CLEANUP(buf_free) struct buf old = { 0 };

	*ret = false;
	if (s->accepted.generation == 0)
		return 0;
	if (os_sealed_read(s->accepted.fd, LIMIT_CONF_BYTES, &old, err) != 0)
		return -1;
	*ret = bytes_equal(buf_bytes(&old), buf_bytes(text));
	return 0;
}

/* sanca.conf is read and, when it says something new, offered to the signer. */
static int
reload(struct supervisor *s, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 };
	CLEANUP(conf_free) struct conf *conf = NULL;
	bool unchanged = false;

	if (conf_load(s->dir, &conf, &text, err) != 0 ||
	    is_unchanged(s, &text, &unchanged, err) != 0)
		return -1;
	if (unchanged) {
		logline(LOGLINE_NOTICE,
			"sanca.conf says what it said before: the settings "
			"stay as they were");
		if (s->front_generation != s->accepted.generation)
			child_configure(s, FRONT);
		/* The notifier reads its secrets again, and tries again at
		 * once. */
		children_suit(s, NULL);
		return 0;
	}
	if (offer(s, buf_bytes(&text), err) != 0)
		return -1;
	conf_free(&s->offered_conf);
	s->offered_conf = STEAL(conf);
	logline(LOGLINE_NOTICE, "settings read again: generation %ju",
		(uintmax_t)s->offered.generation);
	child_configure(s, SIGNER);
	return 0;
}

void
settings_reload(void *ctx)
{
	struct supervisor *s = ctx;
	struct err err;

	if (s->stopping)
		return;
	/* One at a time: what is refused is then never more than one step. And
	 * no signer starts with what none has taken: it could only stop all. */
	if (s->offered.generation != 0 || s->child[SIGNER].ch == NULL) {
		s->reload_due = true;
		return;
	}
	if (reload(s, &err) != 0)
		logline_err(LOGLINE_ERROR, &err,
			    "the settings stay as they were");
}

void
settings_signer_gone(struct supervisor *s)
{
	struct err err;

	if (s->accepted.generation != 0) {
		s->reload_due = s->reload_due || s->offered.generation != 0;
		drop_offer(s);
		return;
	}
	/* It has not started once: the next one is to start with what was
	 * mended since. */
	if (s->reload_due && reload(s, &err) != 0)
		logline_err(LOGLINE_ERROR, &err,
			    "the settings stay as they were");
	s->reload_due = false;
}
