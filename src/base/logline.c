/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The process log: one write(2) per line, and never a wait. */
#include "sanca/logline.h"

#include "sanca/clock.h"
#include "sanca/text.h"
#include "show.h"
#include "utf8.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A message before escaping: an error text twice. */
#define MESSAGE_BYTES 1536

static const struct {
	const char *name;
	int priority; /* syslog(3), which the journal takes */
} levels[] = {
	[LOGLINE_DEBUG] = { "debug", 7 },
	[LOGLINE_INFO] = { "info", 6 },
	[LOGLINE_NOTICE] = { "notice", 5 },
	[LOGLINE_WARNING] = { "warning", 4 },
	[LOGLINE_ERROR] = { "error", 3 },
};

/* Set once before there are threads. */
static struct {
	char process[32];
	bool json;
	bool journal;
	enum loglevel least;
} sink = { .process = "sanca", .least = LOGLINE_INFO };

static atomic_ulong lost;
static atomic_ulong lost_told;

/* systemd.exec(5): JOURNAL_STREAM names device and inode of the journal's
 * stream; standard error may have been pointed elsewhere since. */
static bool
is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char here[64];
	struct stat st;

	if (stream == NULL || fstat(STDERR_FILENO, &st) != 0)
		return false;
	snprintf(here, sizeof(here), "%ju:%ju", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino);
	return strcmp(stream, here) == 0;
}

void
logline_open(const char *name, bool json, enum loglevel least)
{
	snprintf(sink.process, sizeof(sink.process), "%s", name);
	sink.json = json;
	sink.journal = is_journal();
	sink.least = least;
}

static void
build_line(enum loglevel level, const char *message, struct buf *line)
{
	char now[32];

	clock_show(clock_wall_s(), now);
	buf_clear(line);
	if (sink.journal)
		buf_printf(line, "<%d>", levels[level].priority);
	if (sink.json) {
		buf_printf(line, "{\"time\":\"%s\",\"level\":\"%s\",", now,
			   levels[level].name);
		buf_append_text(line, "\"process\":");
		text_json(bytes_of_text(sink.process), line);
		buf_append_text(line, ",\"message\":");
		text_json(bytes_of_text(message), line);
		buf_append_u8(line, '}');
	} else {
		if (!sink.journal)
			buf_printf(line, "%s ", now);
		buf_printf(line, "%s: ", sink.process);
		if (!sink.journal)
			buf_printf(line, "%s: ", levels[level].name);
		show_sentence(bytes_of_text(message), line);
	}
	buf_append_u8(line, '\n');
}

static bool
is_writable(void)
{
	struct pollfd p = { .fd = STDERR_FILENO, .events = POLLOUT };

	/* Without a reader there would be a SIGPIPE. */
	return poll(&p, 1, 0) == 1 && p.revents == POLLOUT;
}

/* A line of at most PIPE_BUF octets is written whole, and after POLLOUT
 * without waiting. */
static bool
write_line(enum loglevel level, char *message)
{
	CLEANUP(buf_free) struct buf line = { 0 };

	build_line(level, message, &line);
	for (size_t room = MESSAGE_BYTES / 2; line.n > PIPE_BUF; room /= 2) {
		utf8_cut(message, room);
		build_line(level, message, &line);
	}
	if (line.broken || !is_writable())
		return false;

	ssize_t n = -1;

	do
		n = write(STDERR_FILENO, line.p, line.n);
	while (n < 0 && errno == EINTR);
	return n == (ssize_t)line.n;
}

/* Says how many lines were lost. One thread claims the count; it gives it
 * back when it cannot say it. */
static bool
tell_lost(void)
{
	unsigned long told = atomic_load(&lost_told);
	unsigned long count = atomic_load(&lost) - told;
	char message[MESSAGE_BYTES];

	if (count == 0 ||
	    !atomic_compare_exchange_strong(&lost_told, &told, told + count))
		return true;
	snprintf(message, sizeof(message),
		 "%lu log lines were lost: standard error did not take them",
		 count);
	if (write_line(LOGLINE_WARNING, message))
		return true;
	atomic_fetch_sub(&lost_told, count);
	return false;
}

static void
emit(enum loglevel level, char *message)
{
	if (!tell_lost() || !write_line(level, message))
		atomic_fetch_add(&lost, 1);
}

/* Cuts what vsnprintf could not fit. */
static void
finish(char *message, int written)
{
	if (written < 0)
		snprintf(message, MESSAGE_BYTES,
			 "(this message cannot be written)");
	if (written >= MESSAGE_BYTES)
		utf8_cut(message, MESSAGE_BYTES);
}

void
logline(enum loglevel level, const char *fmt, ...)
{
	int keep = errno;
	char message[MESSAGE_BYTES];
	va_list args;

	if (level < sink.least)
		return;
	va_start(args, fmt);
	finish(message, vsnprintf(message, sizeof(message), fmt, args));
	va_end(args);
	emit(level, message);
	errno = keep;
}

void
logline_err(enum loglevel level, const struct err *err, const char *fmt, ...)
{
	int keep = errno;
	char context[MESSAGE_BYTES - sizeof(err->text) - 2];
	char message[MESSAGE_BYTES];
	va_list args;

	if (level < sink.least)
		return;
	va_start(args, fmt);
	int written = vsnprintf(context, sizeof(context), fmt, args);
	va_end(args);
	if (written < 0)
		context[0] = '\0';
	if (written >= (int)sizeof(context))
		utf8_cut(context, sizeof(context));
	finish(message, snprintf(message, sizeof(message), "%s: %s", context,
				 err->text));
	emit(level, message);
	errno = keep;
}

unsigned long
logline_lost(void)
{
	return atomic_load(&lost);
}
