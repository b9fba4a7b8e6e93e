/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* A fault in reading, by LD_PRELOAD: who sends "crash-segv" or "crash-abort"
 * ends the process that receives it. */
#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

ssize_t
recvfrom(int fd, void *restrict buf, size_t n, int flags,
	 __SOCKADDR_ARG address, socklen_t *restrict address_n)
{
	ssize_t (*call)(int, void *, size_t, int, struct sockaddr *,
			socklen_t *) = NULL;
	volatile char *volatile nowhere = NULL;
	ssize_t got = 0;

	*(void **)&call = dlsym(RTLD_NEXT, "recvfrom");
	got = call(fd, buf, n, flags, address.__sockaddr__, address_n);
	if (got > 0 && memmem(buf, (size_t)got, "crash-abort", 11) != NULL)
		abort();
	if (got > 0 && memmem(buf, (size_t)got, "crash-segv", 10) != NULL)
		*nowhere = 1;
	return got;
}
