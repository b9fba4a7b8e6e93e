/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/*
 * A disk that fails or is slow, by LD_PRELOAD. It is set by the environment:
 *
 * FAULT_PROGRAM=NAME  only in the program of this name (of its file, 15 octets)
 * FAULT_CALLS=LIST    what counts: "sync" (fsync, fdatasync), "write" (pwrite);
 *                     "sync" when it is not given
 * FAULT_AT=N          the Nth of those fails; 0 or absent: none
 * FAULT_FOR_EVER=1    and all after it
 * FAULT_ERRNO=N       with this error; EIO when it is not given
 * FAULT_PERSIST=1     a failing call has done its work all the same; without
 *                     it, a failing sync takes all back that was written since
 *                     the last good one to the same file
 * FAULT_COUNT=PATH    the number of counted calls so far, as text
 * FAULT_DELAY_MS=N    each sync takes that much longer
 *
 * One thread may write to a file at a time, as sanca-signer's does.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* What a write covered, newest first. */
struct undo {
	struct undo *next;
	off_t offset;
	size_t n;	/* octets written */
	ssize_t before; /* octets of them that were there */
	char octets[];
};

#define FILES 1024

static struct {
	bool ready, on, syncs, writes, for_ever, persist;
	unsigned long at, seen, delay_ms;
	int error, count_fd;
	struct undo *undo[FILES];
} fault = { .count_fd = -1 };

static unsigned long
number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text != NULL && *text != '\0' ? strtoul(text, NULL, 10)
					     : otherwise;
}

static void
set_up(void)
{
	const char *program = getenv("FAULT_PROGRAM");
	const char *calls = getenv("FAULT_CALLS");
	const char *count = getenv("FAULT_COUNT");

	fault.ready = true;
	if (program != NULL && *program != '\0' &&
	    strncmp(program, program_invocation_short_name, 15) != 0)
		return;
	fault.on = true;
	fault.syncs = calls == NULL || strstr(calls, "sync") != NULL;
	fault.writes = calls != NULL && strstr(calls, "write") != NULL;
	fault.at = number("FAULT_AT", 0);
	fault.for_ever = number("FAULT_FOR_EVER", 0) != 0;
	fault.persist = number("FAULT_PERSIST", 0) != 0;
	fault.error = (int)number("FAULT_ERRNO", EIO);
	fault.delay_ms = number("FAULT_DELAY_MS", 0);
	if (count != NULL && *count != '\0')
		fault.count_fd =
			open(count, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
}

static void *
next(const char *name)
{
	if (!fault.ready)
		set_up();
	return dlsym(RTLD_NEXT, name);
}

static ssize_t
real_pwrite(int fd, const void *p, size_t n, off_t offset)
{
	ssize_t (*call)(int, const void *, size_t, off_t) = NULL;

	*(void **)&call = next("pwrite");
	return call(fd, p, n, offset);
}

static bool
fails(bool counted)
{
	char text[32];

	if (!fault.on || !counted)
		return false;
	unsigned long seen =
		__atomic_add_fetch(&fault.seen, 1, __ATOMIC_SEQ_CST);

	if (fault.count_fd >= 0) {
		int length = snprintf(text, sizeof(text), "%lu\n", seen);

		(void)!real_pwrite(fault.count_fd, text, (size_t)length, 0);
	}
	return fault.at != 0 &&
	       (seen == fault.at || (fault.for_ever && seen > fault.at));
}

static void
forget(int fd)
{
	while (fd >= 0 && fd < FILES && fault.undo[fd] != NULL) {
		struct undo *u = fault.undo[fd];

		fault.undo[fd] = u->next;
		free(u);
	}
}

static void
remember(int fd, size_t n, off_t offset)
{
	struct undo *u;

	if (!fault.on || fault.at == 0 || fault.persist || fd < 0 ||
	    fd >= FILES || fd == fault.count_fd)
		return;
	u = malloc(sizeof(*u) + n);
	if (u == NULL)
		return;
	u->n = n;
	u->offset = offset;
	u->before = pread(fd, u->octets, n, offset);
	u->next = fault.undo[fd];
	fault.undo[fd] = u;
}

static void
take_back(int fd)
{
	for (struct undo *u = fd >= 0 && fd < FILES ? fault.undo[fd] : NULL;
	     u != NULL; u = u->next) {
		struct stat st;
		off_t end = u->offset + (u->before > 0 ? u->before : 0);

		if (u->before > 0)
			(void)!real_pwrite(fd, u->octets, (size_t)u->before,
					   u->offset);
		/* It ended where this write made it longer. */
		if ((size_t)(u->before > 0 ? u->before : 0) < u->n &&
		    fstat(fd, &st) == 0 &&
		    st.st_size <= u->offset + (off_t)u->n)
			(void)!ftruncate(fd, end);
	}
	forget(fd);
}

static int
sync_by(const char *name, int fd)
{
	int (*call)(int) = NULL;

	*(void **)&call = next(name);
	if (fault.on && fault.delay_ms > 0) {
		struct timespec t = {
			.tv_sec = (time_t)(fault.delay_ms / 1000),
			.tv_nsec = (long)(fault.delay_ms % 1000) * 1000000,
		};

		nanosleep(&t, NULL);
	}
	if (!fails(fault.syncs)) {
		forget(fd);
		return call(fd);
	}
	if (fault.persist)
		(void)!call(fd);
	else
		take_back(fd);
	errno = fault.error;
	return -1;
}

int
fsync(int fd)
{
	return sync_by("fsync", fd);
}

int
fdatasync(int fd)
{
	return sync_by("fdatasync", fd);
}

int
close(int fd)
{
	int (*call)(int) = NULL;

	*(void **)&call = next("close");
	forget(fd);
	return call(fd);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t offset)
{
	if (!fault.ready)
		set_up();
	if (!fails(fault.writes)) {
		remember(fd, n, offset);
		return real_pwrite(fd, p, n, offset);
	}
	if (fault.persist)
		(void)!real_pwrite(fd, p, n, offset);
	errno = fault.error;
	return -1;
}

/* The same where off_t has 64 bits; files that ask for them call this one. */
ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t offset)
{
	return pwrite(fd, p, n, offset);
}
