/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Remembers over a crash whose request it was. */

#include "blame.h"

#include "rate.h"

#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/limits.h"
#include "sanca/logline.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BLAME_FILE "front/blamed"

static const int crashes[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT };
static struct sigaction before[ARRAY_SIZE(crashes)];
/* Of earlier processes; not changed once there are threads. */
static struct blame known[LIMIT_BLAMES];
static size_t known_count;
static int blame_fd = -1;

static _Thread_local struct {
	bool set;
	uint8_t address[16];
} serving;

static bool
counts(const struct blame *b, int64_t now_s)
{
	return b->at_s <= now_s && b->at_s > now_s - LIMIT_BLAME_MOST_S;
}

int64_t
blame_until(const struct blame *blames, size_t count, const uint8_t address[16],
	    int64_t now_s)
{
	int64_t last = 0, wait = 0;
	uint8_t network[16];

	rate_network(address, network);
	for (size_t i = 0; i < count; i++) {
		const struct blame *b = &blames[i];

		if (!counts(b, now_s) || memcmp(b->network, network, 16) != 0)
			continue;
		last = b->at_s > last ? b->at_s : last;
		wait = wait ? wait * 2 : LIMIT_BLAME_FIRST_S;
		wait = wait < LIMIT_BLAME_MOST_S ? wait : LIMIT_BLAME_MOST_S;
	}
	return last + wait > now_s ? last + wait : 0;
}

void
blame_set(const uint8_t *address)
{
	serving.set = address != NULL;
	if (address)
		memcpy(serving.address, address, sizeof(serving.address));
}

bool
blame_refuses(const uint8_t address[16])
{
	return known_count > 0 &&
	       blame_until(known, known_count, address, clock_wall_s()) > 0;
}

/* In a signal's handler: only what signal-safety(7) allows. */
static void
on_crash(int signal_number)
{
	int saved = errno;
	struct timespec now = { 0 };
	struct blame b = { 0 };

	if (serving.set && clock_gettime(CLOCK_REALTIME, &now) == 0) {
		rate_network(serving.address, b.network);
		b.at_s = now.tv_sec;
		(void)!write(blame_fd, &b, sizeof(b));
	}
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		if (crashes[i] == signal_number)
			sigaction(signal_number, &before[i], NULL);
	/* Waits until this returns, and then ends the process as ever. */
	raise(signal_number);
	errno = saved;
}

static void
say(const struct blame *b, int64_t until_s, int64_t now_s)
{
	char hex[33];

	for (size_t i = 0; i < 16; i++)
		snprintf(hex + 2 * i, 3, "%02x", b->network[i]);
	logline(LOGLINE_WARNING,
		"a request from the network %s ended an earlier sanca-front: "
		"not served from there for %jd s",
		hex, (intmax_t)(until_s - now_s));
}

/* Keeps what still counts, newest last. */
static int
read_known(int dirfd, struct err *err)
{
	CLEANUP(buf_free) struct buf text = { 0 }, kept = { 0 };
	int64_t now = clock_wall_s();
	struct err none;
	size_t n = 0, at = 0;

	if (file_read(dirfd, BLAME_FILE, LIMIT_BLAME_FILE_BYTES, &text, &none) <
	    0)
		return none.code == ERR_NOT_FOUND
			       ? 0
			       : file_replace(dirfd, BLAME_FILE,
					      (struct bytes){ 0 }, 0600,
					      (uid_t)-1, (gid_t)-1, err);
	n = buf_bytes(&text).n / sizeof(struct blame);
	at = n > LIMIT_BLAMES ? n - LIMIT_BLAMES : 0;
	for (; at < n; at++) {
		struct blame *b = &known[known_count];

		memcpy(b, buf_bytes(&text).p + at * sizeof(*b), sizeof(*b));
		if (!counts(b, now))
			continue;
		buf_append(&kept, b, sizeof(*b));
		known_count++;
	}
	if (buf_check(&kept, err) < 0)
		return -1;
	for (size_t i = 0; i < known_count; i++) {
		int64_t until =
			blame_until(known, known_count, known[i].network, now);

		if (until > 0)
			say(&known[i], until, now);
	}
	return n == known_count
		       ? 0
		       : file_replace(dirfd, BLAME_FILE, buf_bytes(&kept), 0600,
				      (uid_t)-1, (gid_t)-1, err);
}

int
blame_open(const char *dir, struct err *err)
{
	struct sigaction act = { .sa_handler = on_crash };
	CLEANUP(fd_close) int dirfd = -1;

	dirfd = open(dir, O_DIRECTORY | O_PATH | O_CLOEXEC);
	if (dirfd < 0)
		return err_errno(err, ERR_OS, "%s", dir);
	if (read_known(dirfd, err) < 0)
		return -1;
	blame_fd =
		openat(dirfd, BLAME_FILE,
		       O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC,
		       0600);
	if (blame_fd < 0)
		return err_errno(err, ERR_OS, BLAME_FILE);
	for (size_t i = 0; i < ARRAY_SIZE(crashes); i++)
		if (sigaction(crashes[i], &act, &before[i]) != 0)
			return err_errno(err, ERR_OS, "sigaction");
	return 0;
}
