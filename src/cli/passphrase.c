/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Reads passphrases without showing them. */
#include "passphrase.h"
#include "sanca/files.h"
#include "sanca/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static void
cut_line(struct buf *b)
{
	const uint8_t *newline = b->n > 0 ? memchr(b->p, '\n', b->n) : NULL;

	if (newline != NULL)
		b->n = (size_t)(newline - b->p);
	if (b->n > 0 && b->p[b->n - 1] == '\r')
		b->n--;
}

static int
check(struct buf *b, struct err *err)
{
	if (b->n == 0)
		return err_set(err, ERR_USAGE,
			       "the passphrase is empty: its first line "
			       "counts");
	if (memchr(b->p, 0, b->n) != NULL)
		return err_set(err, ERR_USAGE, "a passphrase holds no octet 0");
	(void)buf_text(b);
	return buf_check(b, err);
}

int
passphrase_read(const char *file, struct buf *ret, struct err *err)
{
	if (file_check_private(AT_FDCWD, file, geteuid(), err) < 0 ||
	    file_read(AT_FDCWD, file, LIMIT_PASSPHRASE_BYTES, ret, err) < 0)
		return -1;
	cut_line(ret);
	return check(ret, err);
}

/* The signal that came while a passphrase was being typed; 0. */
static volatile sig_atomic_t cut;

static void
on_cut(int number)
{
	cut = number;
}

static int
read_line(int tty, struct buf *ret, struct err *err)
{
	while (ret->n < LIMIT_PASSPHRASE_BYTES &&
	       (ret->n == 0 || ret->p[ret->n - 1] != '\n')) {
		uint8_t *to = buf_reserve(ret, 1);
		ssize_t n = to != NULL ? read(tty, to, 1) : 0;

		if (to == NULL)
			return err_nomem(err);
		if (n < 0 && errno == EINTR && cut == 0)
			continue;
		if (n <= 0)
			return err_set(err, ERR_USAGE,
				       "no passphrase was typed");
		ret->n++;
	}
	cut_line(ret);
	return check(ret, err);
}

static int
read_silently(int tty, struct buf *ret, struct err *err)
{
	struct termios before, silent;
	int rc = -1;

	if (tcgetattr(tty, &before) != 0)
		return err_errno(err, ERR_OS, "the terminal");
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	silent.c_lflag |= ECHONL;
	if (tcsetattr(tty, TCSAFLUSH, &silent) != 0)
		return err_errno(err, ERR_OS, "the terminal");
	rc = read_line(tty, ret, err);
	tcsetattr(tty, TCSAFLUSH, &before);
	return rc;
}

/* A signal that ends us must not leave a terminal that shows nothing: it is
 * raised again when the terminal is as it was. */
static int
ask(int tty, const char *prompt, struct buf *ret, struct err *err)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
	struct sigaction before[ARRAY_SIZE(ends)];
	struct sigaction cutting = { .sa_handler = on_cut };
	int rc = -1;

	if (fd_write_all(tty, bytes_of_text(prompt), err) < 0)
		return -1;
	cut = 0;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		sigaction(ends[i], &cutting, &before[i]);
	rc = read_silently(tty, ret, err);
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
		sigaction(ends[i], &before[i], NULL);
	if (cut != 0)
		raise(cut);
	return rc;
}

static int
ask_twice(int tty, struct buf *first, struct err *err)
{
	CLEANUP(buf_free_wipe) struct buf again = { 0 };

	if (ask(tty, "The same again: ", &again, err) < 0)
		return -1;
	if (!bytes_equal_secret(buf_bytes(first), buf_bytes(&again)))
		return err_set(err, ERR_USAGE,
			       "the two passphrases differ; nothing was done");
	return 0;
}

int
passphrase_get(const char *file, const char *prompt, bool twice,
	       struct buf *ret, struct err *err)
{
	CLEANUP(fd_close) int tty = -1;

	if (file != NULL) {
		if (passphrase_read(file, ret, err) < 0)
			return err_context(err, "--passphrase-file");
		return 0;
	}
	tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return err_set(err, ERR_USAGE,
			       "there is no terminal to ask for the "
			       "passphrase: --passphrase-file FILE");
	if (ask(tty, prompt, ret, err) < 0)
		return -1;
	return twice ? ask_twice(tty, ret, err) : 0;
}

int
passphrase_of_ca(const char *dir, const struct conf *conf, struct buf *ret,
		 struct err *err)
{
	const char *file = conf->passphrase_file;
	char path[2 * LIMIT_PATH_BYTES];

	if (file[0] == '\0')
		return 0;
	if (file[0] == '/')
		snprintf(path, sizeof(path), "%s", file);
	else
		snprintf(path, sizeof(path), "%s/%s", dir, file);
	/* Whose it has to be is for the signer to see. */
	if (file_read(AT_FDCWD, path, LIMIT_PASSPHRASE_BYTES, ret, err) < 0)
		return err_context(err, "passphrase-file of sanca.conf");
	while (ret->n > 0 &&
	       (ret->p[ret->n - 1] == '\n' || ret->p[ret->n - 1] == '\r'))
		ret->n--;
	return check(ret, err);
}
