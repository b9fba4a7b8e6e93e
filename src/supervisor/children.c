/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Children: started, watched, restarted with patience. */
#include "supervisor.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACKOFF_FIRST_MS 50
#define BACKOFF_MAX_MS 5000
/* Nobody waits for it, and mail can be an hour late. */
#define BACKOFF_NOTIFIER_MS 60000
/* So long without dying, and the next death counts as a first. */
#define HEALTHY_MS 10000

static bool
wants_validator(const struct conf *conf)
{
	return conf->acme_enabled;
}

const struct child_kind child_kinds[CHILDREN] = {
	[SIGNER] = { "sanca-signer", on_signer_message, true, false, NULL,
		     BACKOFF_MAX_MS },
	[FRONT] = { "sanca-front", on_front_message, true, false, NULL,
		    BACKOFF_MAX_MS },
	[NOTIFIER] = { "sanca-notifier", on_notifier_message, false, true,
		       conf_sends_notices, BACKOFF_NOTIFIER_MS },
	[VALIDATOR] = { "sanca-validator", on_validator_message, false, true,
			wants_validator, BACKOFF_MAX_MS },
};

static enum which
which_of(const struct supervisor *s, const struct child *c)
{
	return (enum which)(c - s->child);
}

static void
forget(struct supervisor *s, struct child *c)
{
	if (c->ch != NULL)
		loop_unwatch(s->loop, channel_fd(c->ch));
	channel_free(&c->ch);
	c->pid = 0;
	c->ready = false;
	c->kill_at_ms = 0;
}

void
child_kill(struct child *c)
{
	if (c->pid > 0)
		kill(c->pid, SIGKILL);
}

static void
schedule(struct supervisor *s, struct child *c)
{
	int64_t most = child_kinds[which_of(s, c)].backoff_most_ms;

	if (c->given_up || !s->is_wanted[which_of(s, c)])
		return;
	if (c->backoff_ms == 0)
		c->backoff_ms = BACKOFF_FIRST_MS;
	else if (c->backoff_ms * 2 < most)
		c->backoff_ms *= 2;
	else
		c->backoff_ms = most;
	c->start_at_ms = clock_monotonic_ms() + c->backoff_ms;
	timer_arm(s);
}

static int
try_start(struct supervisor *s, enum which which, struct err *err)
{
	struct child *c = &s->child[which];
	CLEANUP(channel_free) struct channel *ch = NULL;
	int ends[2] = { -1, -1 };
	int link_end = -1;

	if (child_kinds[which].is_linked &&
	    link_take(s, which, &link_end, err) != 0)
		return -1;
	if (channel_pair(ends, err) != 0) {
		fd_close(&link_end);
		return -1;
	}
	if (spawn_child(s, which, ends[1], link_end, &c->pid, err) != 0) {
		fd_close(&ends[0]);
		return -1;
	}
	logline(LOGLINE_INFO, "%s is pid %d", c->name, (int)c->pid);
	if (channel_open(ends[0], FROM_CHILD, &ch, err) != 0 ||
	    loop_watch(s->loop, channel_fd(ch), child_kinds[which].on_message,
		       s, err) != 0) {
		child_kill(c);
		return -1;
	}
	c->ch = STEAL(ch);
	return 0;
}

void
child_start(struct supervisor *s, enum which which)
{
	struct child *c = &s->child[which];
	struct err err;

	c->start_at_ms = 0;
	if (try_start(s, which, &err) == 0) {
		child_configure(s, which);
		if (which == SIGNER || which == VALIDATOR)
			link_validator(s);
		return;
	}
	logline_err(LOGLINE_ERROR, &err, "start %s", c->name);
	/* One that runs is killed by now, and reaped soon. */
	if (c->pid == 0)
		schedule(s, c);
}

static void
suit(struct supervisor *s, enum which which, const struct conf *conf)
{
	struct child *c = &s->child[which];

	if (conf != NULL)
		s->is_wanted[which] = child_kinds[which].is_wanted(conf) &&
				      !s->users.is_absent[which];
	c->given_up = false;
	if (!s->is_wanted[which]) {
		c->start_at_ms = 0;
		if (c->pid > 0)
			kill(c->pid, SIGTERM);
		return;
	}
	if (c->pid > 0)
		child_configure(s, which);
	else
		child_start(s, which);
}

void
children_suit(struct supervisor *s, const struct conf *conf)
{
	for (enum which i = SIGNER; i < CHILDREN; i++)
		if (child_kinds[i].is_wanted != NULL)
			suit(s, i, conf);
}

/* One that was told to end, since the settings do not want it any more. */
static bool
is_let_go(const struct supervisor *s, const struct child *c, int status)
{
	return !s->is_wanted[which_of(s, c)] && WIFEXITED(status) &&
	       WEXITSTATUS(status) == 0;
}

static void
log_death(const struct child *c, pid_t pid, int status)
{
	if (WIFSIGNALED(status))
		logline(LOGLINE_ERROR,
			"%s (pid %d) was killed by signal %d "
			"(%s)",
			c->name, (int)pid, WTERMSIG(status),
			strsignal(WTERMSIG(status)));
	else
		logline(LOGLINE_ERROR, "%s (pid %d) ended with status %d",
			c->name, (int)pid, WEXITSTATUS(status));
}

/* Health, or SIGKILL of a child that served, when it was not ours (a child
 * that was condemned because its channel had closed may be dead already):
 * neither is a reason for more patience. */
static bool
is_first_death(const struct child *c, int status)
{
	if (c->ready && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL &&
	    c->kill_at_ms != INT64_MAX)
		return true;
	return c->ready && clock_monotonic_ms() - c->ready_ms >= HEALTHY_MS;
}

static void
bury(struct supervisor *s, struct child *c, pid_t pid, int status)
{
	if (s->stopping || is_let_go(s, c, status)) {
		bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;

		if (clean)
			logline(LOGLINE_INFO, "%s (pid %d) ended", c->name,
				(int)pid);
		else
			log_death(c, pid, status);
		forget(s, c);
		if (s->stopping)
			stop_continue(s);
		return;
	}
	log_death(c, pid, status);
	if (is_first_death(c, status))
		c->backoff_ms = 0;
	forget(s, c);
	if (c == &s->child[SIGNER])
		settings_signer_gone(s);
	schedule(s, c);
}

static void
read_last_words(struct supervisor *s, enum which which)
{
	if (s->child[which].ch != NULL)
		child_kinds[which].on_message(s);
}

void
children_reap(void *ctx)
{
	struct supervisor *s = ctx;

	for (enum which i = SIGNER; i < CHILDREN; i++) {
		struct child *c = &s->child[i];
		pid_t pid = c->pid;
		int status = 0;

		if (pid <= 0 || waitpid(pid, &status, WNOHANG) != pid)
			continue;
		/* From here on the number may be somebody else's. */
		c->pid = 0;
		read_last_words(s, i);
		bury(s, c, pid, status);
	}
}

void
children_tend(void *ctx)
{
	struct supervisor *s = ctx;
	uint64_t expirations = 0;
	int64_t now = clock_monotonic_ms();

	if (read(s->timer, &expirations, sizeof(expirations)) < 0 &&
	    errno != EAGAIN)
		logline(LOGLINE_ERROR, "the timer does not work");
	for (enum which i = SIGNER; i < CHILDREN; i++) {
		struct child *c = &s->child[i];

		if (c->kill_at_ms != 0 && c->kill_at_ms <= now) {
			child_kill(c);
			c->kill_at_ms = INT64_MAX;
		}
		if (!s->stopping && c->start_at_ms != 0 &&
		    c->start_at_ms <= now)
			child_start(s, i);
		if (s->stopping && s->stop_by_ms <= now && c->pid > 0) {
			logline(LOGLINE_WARNING,
				"%s (pid %d) did not stop in time: killed",
				c->name, (int)c->pid);
			child_kill(c);
		}
	}
	if (s->stopping && s->stop_by_ms <= now)
		s->stop_by_ms = INT64_MAX;
	timer_arm(s);
}

static void
sooner(int64_t *next, int64_t at)
{
	if (at > 0 && at < *next)
		*next = at;
}

void
timer_arm(struct supervisor *s)
{
	struct itimerspec when = { 0 };
	int64_t next = INT64_MAX;
	int64_t left = 0;

	for (enum which i = SIGNER; i < CHILDREN; i++) {
		sooner(&next, s->child[i].kill_at_ms);
		if (!s->stopping)
			sooner(&next, s->child[i].start_at_ms);
	}
	if (s->stopping)
		sooner(&next, s->stop_by_ms);
	if (next != INT64_MAX) {
		left = next - clock_monotonic_ms();
		left = left > 1 ? left : 1;
		when.it_value.tv_sec = left / 1000;
		when.it_value.tv_nsec = left % 1000 * 1000000;
	}
	if (timerfd_settime(s->timer, 0, &when, NULL) != 0)
		logline(LOGLINE_ERROR, "the timer cannot be set");
}
