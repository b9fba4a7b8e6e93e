/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The event loop calls what it was told to, and nothing that was unwatched. */
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/os.h"

#include "../tap.h"

#include <signal.h>
#include <unistd.h>

static struct loop *loop;
static int pipes[2][2];
static int calls[4];

static void
stop(void *ctx)
{
	(void)ctx;
	loop_stop(loop);
}

static void
count(void *ctx)
{
	char c = 0;
	int i = *(int *)ctx;

	calls[i]++;
	ok(read(pipes[i][0], &c, 1) == 1, "there is something to read");
	if (calls[i] == 3)
		loop_stop(loop);
}

static void
begin(void)
{
	struct err err = { 0 };

	memset(calls, 0, sizeof(calls));
	ok(loop_new(&loop, &err) == 0 && pipe(pipes[0]) == 0 &&
		   pipe(pipes[1]) == 0,
	   "%s", err.text);
}

static void
end(void)
{
	loop_free(&loop);
	for (int i = 0; i < 4; i++)
		fd_close(&pipes[i / 2][i % 2]);
}

static void
readable_descriptors_are_called_for(void)
{
	static int zero = 0;
	struct err err = { 0 };

	begin();
	is_int(loop_watch(loop, pipes[0][0], count, &zero, &err), 0, "%s",
	       err.text);
	ok(write(pipes[0][1], "abc", 3) == 3, "three octets");
	is_int(loop_run(loop, &err), 0, "%s", err.text);
	is_int(calls[0], 3, "three calls");
	end();
}

/* Both are readable in one round: the first called unwatches the other. */
static void
unwatch_other(void *ctx)
{
	int i = *(int *)ctx;

	calls[i]++;
	loop_unwatch(loop, pipes[1 - i][0]);
	fd_close(&pipes[1 - i][0]);
	loop_stop(loop);
}

static void
unwatch_other_and_go_on(void *ctx)
{
	int i = *(int *)ctx;
	char c = 0;

	calls[i]++;
	loop_unwatch(loop, pipes[1 - i][0]);
	ok(read(pipes[i][0], &c, 1) == 1, "it was readable");
}

static void
an_unwatched_descriptor_is_never_called_for(void)
{
	static int index[] = { 0, 1 };
	struct err err = { 0 };

	begin();
	for (int i = 0; i < 2; i++) {
		is_int(loop_watch(loop, pipes[i][0], unwatch_other_and_go_on,
				  &index[i], &err),
		       0, "%s", err.text);
		ok(write(pipes[i][1], "a", 1) == 1, "readable");
	}
	is_int(loop_every(loop, 20, stop, NULL, &err), 0, "%s", err.text);
	is_int(loop_run(loop, &err), 0, "%s", err.text);
	is_int(calls[0] + calls[1], 1, "one of the two");
	end();
	begin();
	is_int(loop_watch(loop, pipes[0][0], unwatch_other, &index[0], &err), 0,
	       "%s", err.text);
	ok(write(pipes[0][1], "a", 1) == 1, "readable");
	is_int(loop_run(loop, &err), 0, "one that was never watched");
	end();
}

static void
a_hang_up_is_called_for(void)
{
	static int one = 1;
	struct err err = { 0 };

	begin();
	is_int(loop_watch(loop, pipes[1][0], stop, &one, &err), 0, "%s",
	       err.text);
	fd_close(&pipes[1][1]);
	is_int(loop_run(loop, &err), 0, "%s", err.text);
	end();
}

static void
tick(void *ctx)
{
	(void)ctx;
	if (++calls[2] == 3)
		loop_stop(loop);
}

static void
timers_come_again(void)
{
	struct err err = { 0 };
	int64_t start = clock_monotonic_ms();
	int64_t took = 0;

	begin();
	is_int(loop_every(loop, 20, tick, NULL, &err), 0, "%s", err.text);
	is_int(loop_run(loop, &err), 0, "%s", err.text);
	took = clock_monotonic_ms() - start;
	ok(took >= 55 && took < 5000, "three periods took %" PRId64 " ms",
	   took);
	for (int i = 1; i < 8; i++)
		is_int(loop_every(loop, 20, tick, NULL, &err), 0, "%d", i);
	is_int(loop_every(loop, 20, tick, NULL, &err), -1, "a ninth");
	end();
}

static void
got_signal(void *ctx)
{
	calls[*(int *)ctx]++;
	if (calls[0] > 0 && calls[1] > 0)
		loop_stop(loop);
}

static void
signals_are_events(void)
{
	static int index[] = { 0, 1 };
	struct err err = { 0 };

	begin();
	is_int(loop_signal(loop, SIGHUP, got_signal, &index[0], &err), 0, "%s",
	       err.text);
	is_int(loop_signal(loop, SIGUSR1, got_signal, &index[1], &err), 0, "%s",
	       err.text);
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGHUP);
	is_int(loop_run(loop, &err), 0, "%s", err.text);
	is_int(calls[0], 1, "SIGHUP once");
	is_int(calls[1], 1, "SIGUSR1 once");
	end();
}

TAP_MAIN(readable_descriptors_are_called_for,
	 an_unwatched_descriptor_is_never_called_for, a_hang_up_is_called_for,
	 timers_come_again, signals_are_events)
