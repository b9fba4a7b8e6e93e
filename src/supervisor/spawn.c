/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The sanca authors */
/* Starts the children's programs with just the descriptors they need. */
#include "supervisor.h"

#include "sanca/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

#define ARGS_MAX 80

struct command {
	char program[LIMIT_PATH_BYTES + 32];
	size_t argc;
	const char *argv[ARGS_MAX];
	char texts[ARGS_MAX][32];
	size_t fd_count;
	int fds[ARGS_MAX];
};

/* The longest command has an option per listener and some ten others. */
_Static_assert(2 * (3 * LIMIT_LISTENERS + 1) + 16 < ARGS_MAX, "fits");

static bool
is_program(const char *dir, const char *name)
{
	char path[LIMIT_PATH_BYTES + 32];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return access(path, X_OK) == 0;
}

/* The directory of this program's own file. */
static bool
own_dir(char dir[LIMIT_PATH_BYTES])
{
	ssize_t n = readlink("/proc/self/exe", dir, LIMIT_PATH_BYTES - 1);
	char *slash = NULL;

	if (n <= 0)
		return false;
	dir[n] = '\0';
	slash = strrchr(dir, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	return true;
}

int
libexec_find(char ret[LIMIT_PATH_BYTES], struct err *err)
{
	const char *set =
		getauxval(AT_SECURE) == 0 ? getenv("SANCA_LIBEXEC") : NULL;
	char dir[LIMIT_PATH_BYTES] = "";

	if (set != NULL && set[0] == '/' && strlen(set) < sizeof(dir))
		memcpy(dir, set, strlen(set) + 1);
	else if (!own_dir(dir) || !is_program(dir, "sanca-front"))
		/* Not run from where it was built. */
		snprintf(dir, sizeof(dir), "%s", SANCA_PKGLIBEXECDIR);
	if (!is_program(dir, "sanca-front") || !is_program(dir, "sanca-signer"))
		return err_set(err, ERR_CONFIG,
			       "sanca-front and sanca-signer are not in %s: "
			       "install sanca whole",
			       dir);
	memcpy(ret, dir, sizeof(dir));
	return 0;
}

static void
add(struct command *c, const char *text)
{
	c->argv[c->argc++] = text;
}

static void
add_fd(struct command *c, const char *option, int fd)
{
	char *text = c->texts[c->argc];

	snprintf(text, sizeof(c->texts[0]), "%d", fd);
	add(c, option);
	add(c, text);
	c->fds[c->fd_count++] = fd;
}

static void
add_fds(struct command *c, const char *option, const struct listener_list *l)
{
	for (size_t i = 0; i < l->count; i++)
		add_fd(c, option, l->fd[i]);
}

static void
add_user(struct command *c, const struct supervisor *s, enum which which)
{
	char *text = c->texts[c->argc];
	const struct os_user *u = &s->users.user[which];

	if (!s->users.change[which])
		return;
	snprintf(text, sizeof(c->texts[0]), "%ju:%ju", (uintmax_t)u->uid,
		 (uintmax_t)u->gid);
	add(c, "--user");
	add(c, text);
}

/* Front and notifier read the log through its group. */
static void
add_log_group(struct command *c, const struct supervisor *s, enum which which)
{
	char *text = c->texts[c->argc];

	if (!s->users.change[which] || !s->users.change[SIGNER])
		return;
	snprintf(text, sizeof(c->texts[0]), "%ju",
		 (uintmax_t)s->users.user[SIGNER].gid);
	add(c, "--log-gid");
	add(c, text);
}

static void
build(const struct supervisor *s, enum which which, int supervisor_end,
      int link_end, struct command *c)
{
	snprintf(c->program, sizeof(c->program), "%s/%s", s->libexec,
		 s->child[which].name);
	add(c, c->program);
	/* The validator has no business with the data. */
	if (which != VALIDATOR) {
		add(c, "-d");
		add(c, s->dir);
	}
	add_fd(c, "--supervisor-fd", supervisor_end);
	if (which == SIGNER) {
		add_fd(c, "--front-fd", link_end);
		add_fd(c, "--control-fd", s->control);
		if (s->accept_rollback)
			add(c, "--accept-rollback");
	} else if (which == FRONT) {
		add_fd(c, "--signer-fd", link_end);
		add_fds(c, "--plain-fd", &s->listeners.plain);
		add_fds(c, "--tls-fd", &s->listeners.tls);
		add_fds(c, "--client-fd", &s->listeners.client);
		add_fds(c, "--probe-fd", &s->listeners.probe);
		add_fds(c, "--metrics-fd", &s->listeners.metrics);
	}
	add_user(c, s, which);
	if (which == FRONT || which == NOTIFIER)
		add_log_group(c, s, which);
	add(c, NULL);
}

/* In the child. A group of its own: Ctrl-C is for the supervisor, who stops
 * all in order. */
static void
become(struct command *c)
{
	static const char text[] = "sancad: cannot execute a child program\n";
	sigset_t none;

	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (size_t i = 0; i < c->fd_count; i++)
		fcntl(c->fds[i], F_SETFD, 0);
	execv(c->program, (char *const *)(const void *)c->argv);
	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(126);
	_exit(127);
}

int
spawn_child(struct supervisor *s, enum which which, int supervisor_end,
	    int link_end, pid_t *ret_pid, struct err *err)
{
	CLEANUP(fd_close) int own_end = supervisor_end;
	CLEANUP(fd_close) int own_link = link_end;
	struct command c = { .argc = 0 };
	pid_t pid = -1;

	build(s, which, own_end, own_link, &c);
	pid = fork();
	if (pid == 0)
		become(&c);
	if (pid < 0)
		return err_errno(err, ERR_OS, "fork");
	*ret_pid = pid;
	return 0;
}
