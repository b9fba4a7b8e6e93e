/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A wall clock that is CLOCK_AHEAD_S seconds ahead in programs whose names begin
 * with CLOCK_PROGRAM, by LD_PRELOAD. */
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int
clock_gettime(clockid_t clock, struct timespec *now)
{
	static int (*call)(clockid_t, struct timespec *);
	const char *program = getenv("CLOCK_PROGRAM");
	const char *ahead = getenv("CLOCK_AHEAD_S");
	int rc = 0;

	if (call == NULL)
		*(void **)&call = dlsym(RTLD_NEXT, "clock_gettime");
	rc = call(clock, now);
	if (rc == 0 && clock == CLOCK_REALTIME && program != NULL &&
	    ahead != NULL &&
	    strncmp(program, program_invocation_short_name, strlen(program)) ==
		    0)
		now->tv_sec += strtol(ahead, NULL, 10);
	return rc;
}
