/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What the children say, and what they are told. */
#include "supervisor.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

/* Between closing its channel and being killed. */
#define GRACE_MS 1000
#define SEND_WAIT_MS 1000

/* The signer is told first; the front gets only what the signer has taken, so
 * that no request carries a generation that the signer does not know. */
void
child_configure(struct supervisor *s, enum which which)
{
	struct child *c = &s->child[which];
	const struct settings *settings =
		which == SIGNER && s->offered.generation != 0 ? &s->offered
							      : &s->accepted;
	struct msg m = { .type = MSG_CONFIGURE };
	struct err err;

	if (c->ch == NULL || settings->generation == 0)
		return;
	m.configure.generation = settings->generation;
	if (channel_send(c->ch, &m, settings->fd, SEND_WAIT_MS, &err) != 0) {
		logline_err(LOGLINE_ERROR, &err, "%s (pid %d)", c->name,
			    (int)c->pid);
		child_kill(c);
	}
}

static void
on_configured(struct supervisor *s, enum which which, uint64_t generation)
{
	logline(LOGLINE_DEBUG, "%s has settings generation %ju",
		s->child[which].name, (uintmax_t)generation);
	if (which == FRONT)
		s->front_generation = generation;
	if (which != SIGNER)
		return;
	if (generation == s->offered.generation)
		settings_accept(s);
	settings_continue(s);
}

/* The others refuse only what has befallen its own files: it said so, and gets
 * the settings again with the next SIGHUP. */
static void
on_refused(struct supervisor *s, enum which which,
	   const struct msg_configure_refused *m)
{
	if (which != SIGNER || m->generation != s->offered.generation)
		return;
	settings_withdraw(s, m->text);
	settings_continue(s);
}

static void
on_ready(struct supervisor *s, enum which which)
{
	struct child *c = &s->child[which];

	c->ready = true;
	c->ready_ms = clock_monotonic_ms();
	if (which == SIGNER)
		s->accept_rollback = false;
	logline(LOGLINE_INFO, "%s (pid %d) is ready", c->name, (int)c->pid);
	if (s->announced || !s->child[SIGNER].ready || !s->child[FRONT].ready)
		return;
	s->announced = true;
	if (s->conf->public_url[0] == '\0')
		logline(LOGLINE_WARNING,
			"public-url is not set: certificates do not say where "
			"to ask whether they are revoked, and stay so");
	os_notify("READY=1\nSTATUS=issuing certificates");
	logline(LOGLINE_NOTICE, "ready");
}

static void
on_fatal(struct supervisor *s, enum which which, const struct msg_fatal *m)
{
	const struct err_info *info = err_info((enum err_code)m->code);

	logline(LOGLINE_ERROR, "%s cannot work: %.*s", s->child[which].name,
		(int)m->text.n, (const char *)m->text.p);
	if (child_kinds[which].may_fail) {
		logline(LOGLINE_ERROR,
			"a restart would not mend this (%s): all else goes on "
			"without it; SIGHUP starts it again",
			info->type);
		s->child[which].given_up = true;
		return;
	}
	logline(LOGLINE_ERROR, "a restart would not mend this (%s): stopping",
		info->type);
	stop_begin(s, info->exit_status);
}

static void
on_expelled(struct supervisor *s)
{
	struct child *front = &s->child[FRONT];

	logline(LOGLINE_ERROR,
		"sanca-signer closed the channel of %s (pid "
		"%d), which is started again",
		front->name, (int)front->pid);
	child_kill(front);
}

/* The codec lets nothing else through from a child. */
static void
on_message(struct supervisor *s, enum which which, const struct msg *m)
{
	if (m->type == MSG_CONFIGURED)
		on_configured(s, which, m->configured.generation);
	else if (m->type == MSG_CONFIGURE_REFUSED)
		on_refused(s, which, &m->configure_refused);
	else if (m->type == MSG_READY)
		on_ready(s, which);
	else if (m->type == MSG_FATAL)
		on_fatal(s, which, &m->fatal);
	else if (m->type == MSG_EXPELLED && which == SIGNER)
		on_expelled(s);
}

static void
hang_up(struct supervisor *s, struct child *c)
{
	loop_unwatch(s->loop, channel_fd(c->ch));
	channel_free(&c->ch);
	c->kill_at_ms = clock_monotonic_ms() + GRACE_MS;
	timer_arm(s);
}

static void
receive_all(struct supervisor *s, enum which which)
{
	CLEANUP(buf_free) struct buf storage = { 0 };
	struct child *c = &s->child[which];

	while (c->ch != NULL) {
		enum channel_result result = CHANNEL_EMPTY;
		struct msg m;
		struct err err;
		int fd = -1;

		if (channel_receive(c->ch, &storage, &m, &fd, &result, &err) !=
		    0) {
			logline_err(LOGLINE_ERROR, &err,
				    "%s (pid %d) said what it may not: killed",
				    c->name, (int)c->pid);
			hang_up(s, c);
			child_kill(c);
			return;
		}
		fd_close(&fd);
		if (result == CHANNEL_EMPTY)
			return;
		if (result == CHANNEL_CLOSED)
			hang_up(s, c);
		else
			on_message(s, which, &m);
	}
}

void
on_signer_message(void *ctx)
{
	receive_all(ctx, SIGNER);
}

void
on_front_message(void *ctx)
{
	receive_all(ctx, FRONT);
}

void
on_notifier_message(void *ctx)
{
	receive_all(ctx, NOTIFIER);
}

void
on_validator_message(void *ctx)
{
	receive_all(ctx, VALIDATOR);
}
