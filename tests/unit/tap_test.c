/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Shows that the test harness notices what fails. */

#include "tests/tap.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void
holds(void)
{
	ok(true, "true");
}

static void
breaks(void)
{
	ok(true, "true");
	ok(false, "this is not so");
}

static void
breaks_on_bytes(void)
{
	is_mem("abc", 3, "abd", 3, "same bytes");
}

static void
breaks_on_null(void)
{
	is_str(NULL, "", "null is not the empty string");
}

static void
checks_nothing(void)
{
}

static void
breaks_and_skips(void)
{
	ok(false, "broken first");
	skip("no reason");
}

static void
only_skips(void)
{
	skip("there is no moon");
}

/* Runs one claim in a child; returns its exit status and its output. */
static int
run_claim(void (*claim)(void), char *out, size_t size)
{
	size_t len = 0;
	ssize_t n = 0;
	int fd[2] = { -1, -1 };
	int status = 0;
	pid_t pid = -1;

	fflush(stdout);
	if (pipe(fd) < 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		void (*const claims[])(void) = { claim };

		memset(&tap, 0, sizeof(tap));
		dup2(fd[1], STDOUT_FILENO);
		status = tap_run(claims, 1, "the_claim");
		fflush(stdout);
		_exit(status);
	}
	close(fd[1]);
	while ((n = read(fd[0], out + len, size - 1 - len)) > 0)
		len += (size_t)n;
	out[len] = '\0';
	close(fd[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static void
a_claim_that_holds_passes(void)
{
	char out[512];

	is_int(run_claim(holds, out, sizeof(out)), 0, "exit status");
	is_str(out, "ok 1 - the_claim\n1..1\n", "output");
}

static void
a_broken_check_fails_the_claim_and_the_program(void)
{
	char out[512];

	is_int(run_claim(breaks, out, sizeof(out)), 1, "exit status");
	ok(strstr(out, "failed: this is not so"), "the check is named");
	ok(strstr(out, "\nnot ok 1 - the_claim\n"), "the claim fails");
	is_int(run_claim(breaks_on_bytes, out, sizeof(out)), 1, "bytes");
	ok(strstr(out, "got  3 bytes: 61 62 63"), "bytes are shown");
	is_int(run_claim(breaks_on_null, out, sizeof(out)), 1, "null");
}

static void
a_claim_that_checks_nothing_fails(void)
{
	char out[512];

	is_int(run_claim(checks_nothing, out, sizeof(out)), 1, "exit status");
	ok(strstr(out, "not ok 1 - the_claim\n"), "the claim fails");
}

static void
a_skip_is_named_and_hides_no_failure(void)
{
	char out[512];

	is_int(run_claim(only_skips, out, sizeof(out)), 0, "exit status");
	is_str(out, "ok 1 - the_claim # SKIP there is no moon\n1..1\n",
	       "output");
	is_int(run_claim(breaks_and_skips, out, sizeof(out)), 1,
	       "a failure before the skip counts");
}

TAP_MAIN(a_claim_that_holds_passes,
	 a_broken_check_fails_the_claim_and_the_program,
	 a_claim_that_checks_nothing_fails,
	 a_skip_is_named_and_hides_no_failure)
