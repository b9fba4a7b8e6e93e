/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* What a mail server and its client say before TLS begins. */
#include "look.h"
#include "sanca/limits.h"
#include "sanca/text.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

struct talk {
	int fd;
	int64_t end_ms;
	size_t octets; /* read so far */
	struct buf line;
};

static void
talk_free(struct talk *t)
{
	buf_free(&t->line);
}

/* One octet at a time: what follows the last line belongs to TLS. */
static int
read_octet(struct talk *t, char *ret, struct err *err)
{
	for (;;) {
		ssize_t n = recv(t->fd, ret, 1, MSG_DONTWAIT);

		if (n == 1)
			break;
		if (n == 0)
			return err_set(err, ERR_UNREACHABLE,
				       "the server hung up before TLS began");
		if (errno != EAGAIN && errno != EINTR)
			return err_errno(err, ERR_UNREACHABLE, "reading");
		if (look_wait(t->fd, POLLIN, t->end_ms, err) < 0)
			return err_context(err, "before TLS began");
	}
	if (++t->octets > LIMIT_GREETING_BYTES)
		return err_set(err, ERR_UNREACHABLE,
			       "the server sent more than %d octets before "
			       "TLS: this is no mail server",
			       LIMIT_GREETING_BYTES);
	return 0;
}

static int
read_line(struct talk *t, struct err *err)
{
	char c = '\0';

	buf_clear(&t->line);
	for (;;) {
		if (read_octet(t, &c, err) < 0)
			return -1;
		if (c == '\n')
			break;
		if (c != '\r')
			buf_append(&t->line, &c, 1);
	}
	return buf_check(&t->line, err);
}

static int
send_line(struct talk *t, const char *text, struct err *err)
{
	size_t n = strlen(text);

	/* A few octets: the kernel takes them at once, or never. */
	if (look_wait(t->fd, POLLOUT, t->end_ms, err) < 0)
		return -1;
	if (send(t->fd, text, n, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)n)
		return err_errno(err, ERR_UNREACHABLE, "sending");
	return 0;
}

static bool
begins(const struct talk *t, const char *text)
{
	size_t n = strlen(text);

	return t->line.n >= n && memcmp(t->line.p, text, n) == 0;
}

static int
unexpected(const struct talk *t, const char *protocol, struct err *err)
{
	CLEANUP(buf_free) struct buf shown = { 0 };

	text_show(buf_bytes(&t->line), 80, &shown);
	return err_set(err, ERR_UNREACHABLE,
		       "no TLS to be had by %s; the server says: %s", protocol,
		       buf_text(&shown));
}

/* RFC 5321 4.2: the last line of a reply has a blank after its code. */
static int
smtp_reply(struct talk *t, const char *code, struct err *err)
{
	do {
		if (read_line(t, err) < 0)
			return -1;
		if (!begins(t, code))
			return unexpected(t, "SMTP", err);
	} while (t->line.n > 3 && t->line.p[3] == '-');
	return 0;
}

static int
ask_smtp(struct talk *t, struct err *err)
{
	if (smtp_reply(t, "220", err) < 0 ||
	    send_line(t, "EHLO trust-check.invalid\r\n", err) < 0 ||
	    smtp_reply(t, "250", err) < 0 ||
	    send_line(t, "STARTTLS\r\n", err) < 0)
		return -1;
	return smtp_reply(t, "220", err);
}

static int
ask_imap(struct talk *t, struct err *err)
{
	if (read_line(t, err) < 0)
		return -1;
	if (!begins(t, "* OK"))
		return unexpected(t, "IMAP", err);
	if (send_line(t, "a1 STARTTLS\r\n", err) < 0)
		return -1;
	do {
		if (read_line(t, err) < 0)
			return -1;
	} while (!begins(t, "a1 "));
	return begins(t, "a1 OK") ? 0 : unexpected(t, "IMAP", err);
}

static int
ask_pop3(struct talk *t, struct err *err)
{
	if (read_line(t, err) < 0)
		return -1;
	if (!begins(t, "+OK"))
		return unexpected(t, "POP3", err);
	if (send_line(t, "STLS\r\n", err) < 0 || read_line(t, err) < 0)
		return -1;
	return begins(t, "+OK") ? 0 : unexpected(t, "POP3", err);
}

int
starttls_ask(int fd, enum starttls starttls, int64_t end_ms, struct err *err)
{
	CLEANUP(talk_free) struct talk t = { .fd = fd, .end_ms = end_ms };

	switch (starttls) {
	case STARTTLS_SMTP:
		return ask_smtp(&t, err);
	case STARTTLS_IMAP:
		return ask_imap(&t, err);
	case STARTTLS_POP3:
		return ask_pop3(&t, err);
	case STARTTLS_NONE:
		break;
	}
	return 0;
}
