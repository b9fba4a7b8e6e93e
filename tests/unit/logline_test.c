/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* The process log: the forms of its lines, and that it never waits. */
#include "sanca/clock.h"
#include "sanca/files.h"
#include "sanca/logline.h"
#include "sanca/text.h"

#include "tests/tap.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Instead of the one in the library: 2026-11-22T20:40:38Z. */
int64_t
clock_wall_s(void)
{
	return INT64_C(1795380038);
}

/* Standard error becomes a pipe; what was written to it can be read. */
struct capture {
	int reader, saved;
};

static struct capture
capture_begin(void)
{
	struct capture c = { -1, -1 };
	int ends[2] = { -1, -1 };

	if (pipe2(ends, O_CLOEXEC) == 0) {
		c.saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
		c.reader = ends[0];
		dup2(ends[1], STDERR_FILENO);
		close(ends[1]);
	}
	ok(c.reader >= 0, "standard error is a pipe");
	return c;
}

static void
capture_end(struct capture *c)
{
	dup2(c->saved, STDERR_FILENO);
	close(c->saved);
	close(c->reader);
}

/* What the pipe holds now. */
static void
capture_read(const struct capture *c, struct buf *ret)
{
	uint8_t *to = buf_reserve(ret, 200000);

	fcntl(c->reader, F_SETFL, O_NONBLOCK);
	for (ssize_t n = 1; to != NULL && n > 0 && ret->n < 190000;) {
		n = read(c->reader, to, 8192);
		if (n > 0) {
			ret->n += (size_t)n;
			to += n;
		}
	}
	fcntl(c->reader, F_SETFL, 0);
}

static void
a_line_has_time_name_level_and_message(void)
{
	CLEANUP(capture_end) struct capture c = capture_begin();
	CLEANUP(buf_free) struct buf got = { 0 };
	struct err err = { 0 };

	unsetenv("JOURNAL_STREAM");
	logline_open("sanca-front", false, LOGLINE_INFO);
	errno = EBADMSG;
	logline(LOGLINE_NOTICE, "listens on %d", 443);
	is_int(errno, EBADMSG, "errno is kept");
	logline(LOGLINE_DEBUG, "not wanted");
	(void)!err_set(&err, ERR_OS, "no space");
	logline_err(LOGLINE_ERROR, &err, "log %d", 7);
	capture_read(&c, &got);
	is_str(buf_text(&got),
	       "2026-11-22T20:40:38Z sanca-front: notice: listens on 443\n"
	       "2026-11-22T20:40:38Z sanca-front: error: log 7: no space\n",
	       "two lines");
}

static void
a_message_cannot_forge_a_line(void)
{
	CLEANUP(capture_end) struct capture c = capture_begin();
	CLEANUP(buf_free) struct buf got = { 0 };

	logline_open("sanca", false, LOGLINE_DEBUG);
	logline(LOGLINE_DEBUG, "a\nb\r\x1b[2J\xe2\x80\xae\xff \\x00 \xc3\xa9");
	capture_read(&c, &got);
	is_str(buf_text(&got),
	       "2026-11-22T20:40:38Z sanca: debug: a\\x0ab\\x0d\\x1b[2J"
	       "\\xe2\\x80\\xae\\xff \\x00 \xc3\xa9\n",
	       "what is unseen is spelled out, once");
}

static void
json_lines_are_objects(void)
{
	CLEANUP(capture_end) struct capture c = capture_begin();
	CLEANUP(buf_free) struct buf got = { 0 };

	logline_open("sancad", true, LOGLINE_DEBUG);
	logline(LOGLINE_WARNING, "a \"b\"\nc\xff");
	capture_read(&c, &got);
	is_str(buf_text(&got),
	       "{\"time\":\"2026-11-22T20:40:38Z\",\"level\":\"warning\","
	       "\"process\":\"sancad\",\"message\":"
	       "\"a \\\"b\\\"\\nc\xef\xbf\xbd\"}\n",
	       "one line");
}

static void
a_journal_gets_priorities(void)
{
	CLEANUP(capture_end) struct capture c = capture_begin();
	CLEANUP(buf_free) struct buf got = { 0 };
	struct stat st = { 0 };
	char stream[64];

	fstat(STDERR_FILENO, &st);
	snprintf(stream, sizeof(stream), "%ju:%ju", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino);
	setenv("JOURNAL_STREAM", stream, 1);
	logline_open("sanca-signer", false, LOGLINE_DEBUG);
	logline(LOGLINE_DEBUG, "d");
	logline(LOGLINE_INFO, "i");
	logline(LOGLINE_NOTICE, "n");
	logline(LOGLINE_WARNING, "w");
	logline(LOGLINE_ERROR, "e");
	setenv("JOURNAL_STREAM", "1:1", 1);
	logline_open("sanca-signer", false, LOGLINE_DEBUG);
	logline(LOGLINE_ERROR, "not the journal");
	unsetenv("JOURNAL_STREAM");
	capture_read(&c, &got);
	is_str(buf_text(&got),
	       "<7>sanca-signer: d\n<6>sanca-signer: i\n<5>sanca-signer: n\n"
	       "<4>sanca-signer: w\n<3>sanca-signer: e\n"
	       "2026-11-22T20:40:38Z sanca-signer: error: not the journal\n",
	       "as sd-daemon(3) says");
}

static void
a_long_message_is_one_whole_line(void)
{
	static char text[20000];

	for (int json = 0; json < 2; json++)
		for (int octet = 0; octet < 2; octet++) {
			CLEANUP(capture_end)
			struct capture c = capture_begin();
			CLEANUP(buf_free) struct buf got = { 0 };

			memset(text, octet == 0 ? 'x' : '\x01',
			       sizeof(text) - 1);
			logline_open("sanca", json != 0, LOGLINE_DEBUG);
			logline(LOGLINE_ERROR, "%s", text);
			capture_read(&c, &got);
			ok(got.n > 1000 && got.n <= PIPE_BUF, "%zu octets",
			   got.n);
			is_int(bytes_find(buf_bytes(&got), bytes_of_text("\n")),
			       (ptrdiff_t)got.n - 1, "one LF at the end");
			ok(bytes_find(buf_bytes(&got), bytes_of_text("…")) > 0,
			   "says that it was cut");
			ok(text_is_utf8(buf_bytes(&got)), "is UTF-8");
		}
}

static void
a_full_sink_never_blocks_and_losses_are_told(void)
{
	CLEANUP(capture_end) struct capture c = capture_begin();
	CLEANUP(buf_free) struct buf got = { 0 };
	unsigned long before = logline_lost();

	/* A wait would end the test here. */
	alarm(20);
	logline_open("sanca", false, LOGLINE_DEBUG);
	for (int i = 0; i < 5000; i++)
		logline(LOGLINE_INFO, "line %04d of a flood that fills a pipe",
			i);
	alarm(0);
	unsigned long lost = logline_lost() - before;

	ok(lost > 0 && lost < 5000, "%lu lines of 5000 were lost", lost);
	capture_read(&c, &got);
	size_t lines = 0;

	for (size_t i = 0; i < got.n; i++)
		lines += got.p[i] == '\n';
	is_int((intmax_t)(lines + lost), 5000, "all others are there, whole");

	buf_clear(&got);
	logline(LOGLINE_INFO, "after");
	logline(LOGLINE_INFO, "later");
	capture_read(&c, &got);
	char want[300];

	snprintf(want, sizeof(want),
		 "2026-11-22T20:40:38Z sanca: warning: %lu log lines were lost:"
		 " standard error did not take them\n"
		 "2026-11-22T20:40:38Z sanca: info: after\n"
		 "2026-11-22T20:40:38Z sanca: info: later\n",
		 lost);
	is_str(buf_text(&got), want, "the loss is told once");
}

static void
a_sink_without_reader_does_not_kill(void)
{
	CLEANUP(capture_end) struct capture c = capture_begin();
	unsigned long before = logline_lost();

	close(c.reader);
	c.reader = open("/dev/null", O_RDONLY | O_CLOEXEC);
	logline(LOGLINE_INFO, "to nobody");
	is_int((intmax_t)(logline_lost() - before), 1, "counted as lost");
	close(STDERR_FILENO);
	logline(LOGLINE_INFO, "to nothing");
	is_int((intmax_t)(logline_lost() - before), 2, "so is the next");
}

TAP_MAIN(a_line_has_time_name_level_and_message, a_message_cannot_forge_a_line,
	 json_lines_are_objects, a_journal_gets_priorities,
	 a_long_message_is_one_whole_line,
	 a_full_sink_never_blocks_and_losses_are_told,
	 a_sink_without_reader_does_not_kill)
