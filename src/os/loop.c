/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The event loop: epoll, coarse timers, and signals as events. */
#include "sanca/os.h"

#include "sanca/clock.h"
#include "sanca/files.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>

#define LOOP_TIMERS 8
#define LOOP_EVENTS 32

struct watch {
	int fd; /* -1: unwatched, freed when no event can name it any more */
	loop_fn *fn;
	void *ctx;
	struct watch *next;
};

struct timer {
	int64_t period_ms;
	int64_t next_ms;
	loop_fn *fn;
	void *ctx;
};

struct on_signal {
	loop_fn *fn;
	void *ctx;
};

struct loop {
	int epoll;
	int signals; /* -1 until the first loop_signal() */
	sigset_t mask;
	bool stopped;
	struct watch *watches;
	size_t timer_count;
	struct timer timers[LOOP_TIMERS];
	struct on_signal on_signal[NSIG];
};

int
loop_new(struct loop **ret, struct err *err)
{
	struct loop *loop = calloc(1, sizeof(*loop));

	if (loop == NULL)
		return err_nomem(err);
	loop->signals = -1;
	sigemptyset(&loop->mask);
	loop->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (loop->epoll < 0) {
		free(loop);
		return err_errno(err, ERR_OS, "make an event loop");
	}
	*ret = loop;
	return 0;
}

/* Frees the unwatched, or all. */
static void
sweep(struct loop *loop, bool all)
{
	struct watch **at = &loop->watches;

	while (*at != NULL) {
		struct watch *w = *at;

		if (w->fd >= 0 && !all) {
			at = &w->next;
			continue;
		}
		*at = w->next;
		free(w);
	}
}

void
loop_free(struct loop **loop)
{
	if (*loop == NULL)
		return;
	sweep(*loop, true);
	fd_close(&(*loop)->epoll);
	fd_close(&(*loop)->signals);
	free(*loop);
	*loop = NULL;
}

int
loop_watch(struct loop *loop, int fd, loop_fn *fn, void *ctx, struct err *err)
{
	struct watch *w = calloc(1, sizeof(*w));
	struct epoll_event ev = { .events = EPOLLIN | EPOLLRDHUP };

	if (w == NULL)
		return err_nomem(err);
	ev.data.ptr = w;
	if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &ev) != 0) {
		free(w);
		return err_errno(err, ERR_OS, "watch descriptor %d", fd);
	}
	*w = (struct watch){ fd, fn, ctx, loop->watches };
	loop->watches = w;
	return 0;
}

void
loop_unwatch(struct loop *loop, int fd)
{
	if (fd < 0)
		return;
	for (struct watch *w = loop->watches; w != NULL; w = w->next) {
		if (w->fd != fd)
			continue;
		(void)epoll_ctl(loop->epoll, EPOLL_CTL_DEL, fd, NULL);
		w->fd = -1;
	}
}

int
loop_every(struct loop *loop, int64_t period_ms, loop_fn *fn, void *ctx,
	   struct err *err)
{
	if (loop->timer_count == LOOP_TIMERS || period_ms <= 0)
		return err_set(err, ERR_INTERNAL,
			       "an event loop has %d timers of at least 1 ms",
			       LOOP_TIMERS);
	loop->timers[loop->timer_count++] =
		(struct timer){ period_ms, clock_monotonic_ms() + period_ms, fn,
				ctx };
	return 0;
}

static void
on_signals(void *ctx)
{
	struct loop *loop = ctx;
	struct signalfd_siginfo info;

	while (read(loop->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo < NSIG &&
		    loop->on_signal[info.ssi_signo].fn != NULL)
			loop->on_signal[info.ssi_signo].fn(
				loop->on_signal[info.ssi_signo].ctx);
	}
}

int
loop_signal(struct loop *loop, int signo, loop_fn *fn, void *ctx,
	    struct err *err)
{
	int fd = -1;

	if (signo <= 0 || signo >= NSIG)
		return err_set(err, ERR_INTERNAL, "no signal %d", signo);
	sigaddset(&loop->mask, signo);
	if (sigprocmask(SIG_BLOCK, &loop->mask, NULL) != 0)
		return err_errno(err, ERR_OS, "block signal %d", signo);
	fd = signalfd(loop->signals, &loop->mask, SFD_CLOEXEC | SFD_NONBLOCK);
	if (fd < 0)
		return err_errno(err, ERR_OS, "receive signal %d", signo);
	loop->on_signal[signo] = (struct on_signal){ fn, ctx };
	if (loop->signals >= 0)
		return 0;
	loop->signals = fd;
	return loop_watch(loop, fd, on_signals, loop, err);
}

/* Milliseconds until the next timer, -1 without one. */
static int
next_timeout(const struct loop *loop)
{
	int64_t next = INT64_MAX;
	int64_t left = 0;

	if (loop->timer_count == 0)
		return -1;
	for (size_t i = 0; i < loop->timer_count; i++) {
		if (loop->timers[i].next_ms < next)
			next = loop->timers[i].next_ms;
	}
	left = next - clock_monotonic_ms();
	return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void
run_timers(struct loop *loop)
{
	for (size_t i = 0; i < loop->timer_count && !loop->stopped; i++) {
		struct timer *t = &loop->timers[i];
		int64_t now = clock_monotonic_ms();

		if (t->next_ms > now)
			continue;
		/* After a suspend: once, not once per missed period. */
		t->next_ms = now + t->period_ms;
		t->fn(t->ctx);
	}
}

int
loop_run(struct loop *loop, struct err *err)
{
	struct epoll_event events[LOOP_EVENTS];

	loop->stopped = false;
	while (!loop->stopped) {
		int n = epoll_wait(loop->epoll, events, LOOP_EVENTS,
				   next_timeout(loop));

		if (n < 0 && errno != EINTR)
			return err_errno(err, ERR_OS, "wait for events");
		for (int i = 0; i < n && !loop->stopped; i++) {
			struct watch *w = events[i].data.ptr;

			if (w->fd >= 0)
				w->fn(w->ctx);
		}
		if (!loop->stopped)
			run_timers(loop);
		sweep(loop, false);
	}
	return 0;
}

void
loop_stop(struct loop *loop)
{
	loop->stopped = true;
}
